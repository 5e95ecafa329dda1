"""The results of the study of levers: which of them bring a cure's gain, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.lever_parts import forest
from sim.report.manifest import caption, manifest
from sim.report.page import Cell, Page, Picture, Section, Table, Text
from sim.report.tables import simulated
from sim.report.words import a_company, clean, listed, percent, records, span, thousands
from sim.study.contest import Contest
from sim.study.lever_parts import QUANTITIES, WHOLE, lever_parts
from sim.study.replicas import Replica

TITLE = "Which levers bring the gain of a cure?"
LEAD = (
    "A cure changes many levers at once. Here they go together in six groups, each of them what people would agree on "
    "at one table, and one company lives through the same years, with the same luck, under every combination of groups "
    "that are changed and groups that are left as they are."
)
MEANINGS = (
    "A group's part (Shapley 1953) is what it brings on average over all orders in which the groups could be changed "
    "one after the other: the parts sum to the whole exactly. Alone: changed by itself, all others left. Last: "
    "changed when all others are. Groups of which one can stand in for the other bring less last than alone; groups "
    "that need each other bring more.",
    "What counts is net contribution, revenue less all that marketing and sales spend, over the measured years. A "
    "group that costs more than it brings has a part below 0, however much the whole brings.",
)
COLUMNS = ("group", "levers", "part, $k", "part, % of revenue", "clear of luck", "alone, $k", "last, $k")
FILES = "Beside this page: table.csv, table.xlsx and answer.json have every figure, manifest.json seeds and versions."
UNITS = (
    "Money is in dollars over all measured years, of the company as simulated; shares are of the typical policy's "
    "revenue, p-values after Holm's correction over the groups; 95 % intervals cover luck alone."
)


@dataclass(frozen=True)
class LeverPartsResults:
    """A finished study: its ``contests``, the runs ``chosen``, and the ``totals`` of them.

    ``made_by`` is the command that makes it again.
    """

    contests: Sequence[Contest]
    chosen: Sequence[Replica]
    totals: pd.DataFrame
    made_by: str

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``lever_parts`` of every company, rounded as they are written."""
        scales = {replica.spec.company.name: replica.spec.scale for replica in self.chosen}
        rows = [lever_parts(self.totals, each, scales[each.company.name]) for each in self.contests]
        table = pd.concat(rows, ignore_index=True)
        return table.round(
            {name: 6 if "share" in name or name == "p_value" else 2 for name in map(str, table) if name != "scale"}
        )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the study was made of."""
        return manifest(self.chosen)

    @property
    def years(self) -> int:
        """Measured years."""
        return self.chosen[0].spec.years

    @cached_property
    def answer(self) -> str:
        """The study in a sentence or two: what brings most in each size, and what is clear of luck."""
        told = [f"In {a_company(each.company)}, {verdict(self.rows(each))}" for each in self.contests]
        return " ".join(told)

    def rows(self, of: Contest, quantity: str = "net") -> list[Mapping[str, Any]]:
        """The rows of one company and quantity: its groups, then the whole."""
        own = self.table["company"].eq(of.company.name) & self.table["quantity"].eq(quantity)
        return records(self.table[own])

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        tables = parts.tables(self.table, "parts", TITLE, self.answer, self.made_by)
        return {
            **tables,
            **parts.page_files(self.page(tables), self.manifest),
            "parts.png": style.png(self._figure(caption(self.manifest))),
        }

    def page(self, downloads: Mapping[str, bytes]) -> Page:
        """The page of the results, which carries the files ``downloads`` with it."""
        picture = Picture(
            "parts",
            "What each group of levers brings",
            self._figure(""),
            "Shapley's part of each group of levers and what it brings alone, with 95 % intervals, by size of company; "
            "the numbers are in the tables below.",
            f"Over {span(self.years)}, 95 % intervals of luck. {caption(self.manifest)}",
            file="parts",
            wide=True,
        )
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            caveat=parts.caveat(self.manifest),
            sections=[
                Section(
                    "What each group of levers brings",
                    "Parts",
                    [*map(Text, MEANINGS), picture, *(self._league(each) for each in self.contests)],
                ),
                Section("What this is not", "Limits", [Text(text) for text in (*parts.LIMITS, parts.LEFT_OPEN)]),
                parts.numbers("Every part", self.table, downloads, UNITS, self.made_by),
            ],
            note=parts.note(self.manifest, FILES),
        )

    def _league(self, of: Contest) -> Table:
        rows = self.rows(of)
        title = f"{of.company.title}: from {of.typical.name} to {of.cure.name}{simulated(rows[0])}"
        return Table(title, COLUMNS, [_line(row) for row in rows])

    def _figure(self, below: str) -> Any:
        return forest(self.table[self.table["quantity"].eq(QUANTITIES[0])], below)


def verdict(rows: Sequence[Mapping[str, Any]]) -> str:
    """What brings most in one company, of its rows: the whole, and the groups that are clear of luck."""
    *groups, whole = rows
    told = f"{whole['cure']} in the place of {whole['typical']} changes what is left by "
    told += f"{percent(whole, 'share')} % of revenue"
    clear = [row for row in groups if row["significant"]]
    brings = sorted((row for row in clear if row["part"] > 0.0), key=lambda row: -row["part"])
    costs = sorted((row for row in clear if row["part"] < 0.0), key=lambda row: row["part"])
    parts_of = [
        *([f"most of what it brings is {listed([_named(row) for row in brings])}"] if brings else []),
        *([f"what costs more than it brings is {listed([_named(row) for row in costs])}"] if costs else []),
    ]
    if len(clear) < len(groups):
        rest = "no group's part" if not clear else "the part of no other group"
        parts_of.append(f"{rest} can be told from luck")
    return f"{told}; {'; '.join(parts_of)}."


def _named(row: Mapping[str, Any]) -> str:
    return f"{row['group']} ({clean(100.0 * row['share'], 1):.1f} %)"


def _line(row: Mapping[str, Any]) -> list[Cell]:
    whole = row["group"] == WHOLE
    others = ["alone", "last"]
    return [
        Cell(row["group"]),
        Cell(row["levers"]),
        Cell(thousands(row, "part"), row["part"]),
        Cell(percent(row, "share"), row["share"]),
        Cell("yes" if row["significant"] else "no"),
        *(Cell("" if whole else thousands(row, name), None if whole else row[name]) for name in others),
    ]
