"""What every study of replicas comes to: a table, an answer, pictures and a page, as files."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from sim.report import parts
from sim.report.manifest import manifest
from sim.report.page import Card, Page, Section, Text
from sim.study.replicas import Replica


@dataclass(frozen=True)
class StudyResults(ABC):
    """A finished study: the runs ``chosen``, and ``made_by``, the command that makes it again.

    A study of its own says what it asks and of what it tells, and makes its table, answer, sections and pictures.
    """

    chosen: Sequence[Replica]
    made_by: str

    title: ClassVar[str]
    """The question."""
    lead: ClassVar[str]
    """How it was asked."""
    units: ClassVar[str]
    """Of the table of all numbers."""
    named: ClassVar[tuple[str, str]]
    """What the rows of that table are called in ``answer.json``, and its title on the page."""
    files_told: ClassVar[str] = (
        "Beside this page: table.csv, table.xlsx and answer.json have every figure, manifest.json seeds and versions."
    )
    """Which files are beside the page."""
    known: ClassVar[str] = ""
    """What must be known besides before the first number is used."""
    limits: ClassVar[tuple[str, ...]] = (*parts.LIMITS, parts.LEFT_OPEN)
    """What the study is not."""

    @property
    @abstractmethod
    def rounded(self) -> pd.DataFrame:
        """The table of all numbers, as it is written."""

    @property
    @abstractmethod
    def answer(self) -> str:
        """The study in a sentence or two."""

    @abstractmethod
    def sections(self) -> list[Section]:
        """What the page tells, before what the study is not."""

    @abstractmethod
    def beside(self) -> dict[str, bytes]:
        """The pictures and whatever other files are the study's own, by name."""

    def cards(self) -> list[Card]:
        """A card a company, if the study has some."""
        return []

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the study was made of."""
        return manifest(self.chosen)

    @property
    def years(self) -> int:
        """Measured years."""
        return self.chosen[0].spec.years

    @cached_property
    def scales(self) -> dict[str, float]:
        """By company the part of its real size at which it was simulated."""
        return {replica.spec.company.name: replica.spec.scale for replica in self.chosen}

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        tables = parts.tables(self.rounded, self.named[0], self.title, self.answer, self.made_by)
        return {**tables, **parts.page_files(self.page(tables), self.manifest), **self.beside()}

    def page(self, downloads: Mapping[str, bytes]) -> Page:
        """The page of the results, which carries the files ``downloads`` with it."""
        return Page(
            title=self.title,
            lead=self.lead,
            answer=self.answer,
            caveat=parts.caveat(self.manifest, self.known),
            cards=self.cards(),
            sections=[
                *self.sections(),
                Section("What this is not", "Limits", [Text(text) for text in self.limits]),
                parts.numbers(self.named[1], self.rounded, downloads, self.units, self.made_by),
            ],
            note=parts.note(self.manifest, self.files_told),
        )
