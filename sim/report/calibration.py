"""The results of a calibration, from runs to files: what is met, what is known of the numbers, and how well."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.fact_words import with_ends
from sim.report.figures.ranges import prior_and_posterior
from sim.report.manifest import manifest, version
from sim.report.page import Cell, Command, Page, Picture, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.words import listed, records
from sim.study.calibrate import Candidates, Plan, candidates, members
from sim.study.ensemble import NARROWED, met, numbers, values
from sim.study.recovery import COVERED, SHIFT
from sim.study.replicas import Replica
from sim.study.screening import ANSWERS, BEYOND_LUCK, Screening, effects, identifiable
from sim.study.trials import Trials

TITLE = "Which numbers are plausible, given what is known?"
LEAD = (
    "Most numbers of the model are assumptions with a plausible range. The facts that may be tuned for say which of "
    "them go together: here are companies, all as plausible as each other, that show what real firms show."
)
DRAWN, ANSWERED = 30, 3
"""Numbers in the picture, and named for each fact."""


@dataclass(frozen=True)
class CalibrationResults:
    """A finished calibration: what was ``done`` by ``plan`` and by the plan of the ``screening``.

    ``recovered`` and ``shifted`` have the rows of ``sim.study.recovery``; ``chosen`` are the runs of the catalogue's
    companies, for the manifest; ``made_by`` is the command that makes it again.
    """

    plan: Plan
    screening: Screening
    done: Trials
    recovered: pd.DataFrame
    shifted: pd.DataFrame
    chosen: Sequence[Replica]
    made_by: str

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each number does to each fact, all over the space."""
        return effects(self.screening, self.done)

    @cached_property
    def identifiable(self) -> list[str]:
        """The names of the numbers that at least one fact answers to."""
        return identifiable(self.plan.where, self.effects)

    @cached_property
    def members(self) -> pd.DataFrame:
        """One row a member: its values by name."""
        return values(self.plan.where, self._members.points)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """What is known of each number."""
        return numbers(self.plan.where, self._members.points, self.identifiable).round(6)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """What the members say of each fact."""
        return met(self.plan, self._members).round(6)

    @cached_property
    def coverage(self) -> tuple[float, float, int]:
        """What ranges say of the identifiable numbers of synthetic companies: part covered, mean width, how many."""
        rows = self.recovered[self.recovered["parameter"].isin(self.identifiable)]
        return float(rows["covered"].mean()), float((rows["high"] - rows["low"]).mean()), len(rows)

    @property
    def answer(self) -> str:
        """The calibration in a few sentences."""
        proposed, part = candidates(self.plan, self.done), self.facts["met"]
        covered, width, number = self.coverage
        narrowed = int((self.numbers["width"] < NARROWED).sum())
        mostly, seldom = int((part >= 0.5).sum()), int((part < 0.5).sum())
        return (
            f"{len(self.members)} of {len(proposed.points)} candidates pass: no fact clearly missed, and at least "
            f"{_percent(self.plan.met)} of the facts met in every size. Most members meet {mostly} of the {len(part)} "
            f"facts by size; {seldom} are missed by most. The facts narrow {narrowed} of {len(self.numbers)} numbers. "
            f"Of {number} numbers of synthetic companies to which facts answer, the {_percent(COVERED)} ranges cover "
            f"{_percent(covered)}; they are {_percent(width)} as wide as what was plausible before."
        )

    def files(self) -> dict[str, bytes]:
        """All files of the results but the trials, by name; equal calibrations give equal bytes."""
        made_of = manifest(self.chosen) | {"calibration": self._amounts}
        return {
            "ensemble.csv": csv(self.members),
            "table.csv": csv(self.numbers),
            "facts.csv": csv(self.facts),
            "recovery.csv": csv(self.recovered.round(6)),
            "answers.csv": csv(self._answers),
            **parts.page_files(self._page(made_of), made_of),
            "ranges.png": style.png(prior_and_posterior(self._drawn, self._note(made_of))),
        }

    @cached_property
    def _members(self) -> Candidates:
        return members(self.plan, self.done)

    @property
    def _amounts(self) -> dict[str, Any]:
        """What was run, in numbers."""
        told = {key: value for key, value in self.plan._asdict().items() if key != "where"}
        return told | {"trajectories": self.screening.trajectories, "sizes": list(self.plan.where.own)}

    @property
    def _drawn(self) -> pd.DataFrame:
        """The numbers of which most is known, the narrowest first."""
        return self.numbers.sort_values("width", kind="stable").head(DRAWN)

    @cached_property
    def _answers(self) -> pd.DataFrame:
        """The numbers that move most with each fact, clear of luck in the draws."""
        clear = self.shifted[(self.shifted["moved_low"] > 0.0) | (self.shifted["moved_high"] < 0.0)]
        order = clear.assign(far=clear["moved"].abs()).sort_values("far", ascending=False, kind="stable")
        rows = order.groupby("fact", sort=False).head(ANSWERED).drop(columns="far")
        place = {fact: number for number, fact in enumerate(dict.fromkeys(self.shifted["fact"]))}
        return rows.sort_values("fact", key=lambda column: column.map(place), kind="stable").round(6)

    def _note(self, made_of: Mapping[str, Any]) -> str:
        ran = Counter(str(stage).partition(" ")[0] for stage in self.done.stages)
        told = ", ".join(f"{number:,} {_STAGES[kind]}" for kind, number in ran.items())
        return f"{len(self.members)} members; runs: {told}; {version(made_of)}"

    def _page(self, made_of: Mapping[str, Any]) -> Page:
        alt = "For each number the plausible range before, and the part of it that holds nine in ten members."
        figure = prior_and_posterior(self._drawn, "")
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            caveat=(
                "Calibrated means: tuned to facts about companies in general. What may judge the model is held back "
                "and not looked at here."
            ),
            sections=[
                Section("What the members show", "Facts", [Text(self._rule()), self._facts()]),
                Section(
                    "What is known of the numbers now",
                    "Numbers",
                    [
                        Text(_PRIOR),
                        Picture(
                            "ranges",
                            "Plausible before, plausible now",
                            figure,
                            alt,
                            self._note(made_of),
                            file="ranges",
                            wide=True,
                        ),
                    ],
                ),
                Section("Which numbers a fact decides", "Answers", [Text(self._moved()), self._answered()]),
                Section("Does it find what is there?", "Recovery", [Text(_RECOVERED), Text(self._recovery())]),
                Section("How it was done, and how to make it again", "Made by", [Text(_METHOD), Command(self.made_by)]),
            ],
            note=f"{self._note(made_of)}. ensemble.csv has the members, trials.parquet every run.",
        )

    def _rule(self) -> str:
        return (
            f"A candidate is a member if no fact lies more than {self.plan.outside:g} standard errors outside of its "
            f"range in any size, and at least {_percent(self.plan.met)} of the facts of each size are met. The rule "
            "was fixed before anything was run. The numbers below are from other runs of the members than those by "
            "which they passed."
        )

    def _facts(self) -> Table:
        """A line a fact, a column a size."""
        lines: dict[str, dict[str, Cell]] = {}
        for row, target in zip(records(self.facts), self.plan.targets, strict=True):
            if pd.isna(row["mean"]):
                continue
            unit = target.fact.unit
            told = f"{with_ends(row['mean'], row['member_low'], row['member_high'], unit)}; {_percent(row['met'])}"
            lines.setdefault(f"{target.fact.id}: {target.fact.title} ({unit})", {})[target.size] = Cell(
                told, row["met"]
            )
        sizes = list(self.plan.where.own)
        rows = [[Cell(claim), *(line.get(size, Cell("")) for size in sizes)] for claim, line in lines.items()]
        return Table("Mean of the members (nine in ten of them); part that meets the fact", ["fact", *sizes], rows)

    def _moved(self) -> str:
        facts, followed = dict.fromkeys(target.fact.id for target in self.plan.targets), set(self._answers["fact"])
        others = [fact for fact in facts if fact not in followed]
        told = f" No single number follows {listed(others)} clear of luck in the search." if others else ""
        return f"{_SHIFTED}{told}"

    def _answered(self) -> Table:
        rows = [
            [
                Cell(row["fact"]),
                Cell(row["parameter"]),
                *(Cell(f"{row[name]:.2f}", row[name]) for name in ("before", "after", "moved")),
            ]
            for row in records(self._answers)
        ]
        return Table(
            "Moved by a fact, in widths of the plausible range", ["fact", "number", "before", "after", "moved"], rows
        )

    def _recovery(self) -> str:
        covered, width, number = self.coverage
        others = [name for name in self.plan.where.names if name not in self.identifiable]
        return (
            f"{self.recovered['company'].nunique()} synthetic companies: of their {number} identifiable numbers "
            f"{_percent(covered)} lie in the {_percent(COVERED)} range found for them, which is {_percent(width)} as "
            f"wide as what was plausible before. No fact answers to {len(others)} numbers, of which nothing is "
            f"learned: {', '.join(others)}."
        )


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


_STAGES = {
    "wave": "in waves",
    "again": "of their points again",
    "candidates": "of candidates",
    "members": "of members",
    "screening": "of the screening",
}
"""What a run was for, by the first word of its stage."""
_PRIOR = (
    "Every value in its plausible range was as plausible as any other before, by ratios where a number can only be "
    "positive. What a company can count (its revenue, its heads, its prices) is given and not searched for. The "
    "numbers of which most is known come first."
)
_SHIFTED = (
    f"Each fact in turn is moved by {_percent(SHIFT)}, up where it can be, and the search is done again on the "
    "same runs. These numbers follow most; no line of code changes."
)
_RECOVERED = (
    "Synthetic companies are points whose numbers are known. Their facts are taken from their runs, and the same "
    "search, on the same runs as before and from anywhere in the plausible ranges, is asked for their numbers."
)
_METHOD = (
    "A straight line and a Gaussian process foretell each fact from the numbers, fitted to runs all over the plausible "
    "ranges and then, wave after wave, where all facts probably hold (history matching). Candidates are drawn by "
    "Metropolis as often as they are plausible, so that they crowd where the facts hold most surely; runs decide which "
    "of them pass, and other runs, under seeds of their own, say what the members show. A number is identifiable if, "
    f"in Morris's screening, it moves a fact by {ANSWERS:g} widths of its believable range and {BEYOND_LUCK:g} times "
    "as far as luck."
)
