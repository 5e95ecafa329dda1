"""The results of the study of levers: which of them bring a cure's gain, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures.lever_parts import forest
from sim.report.manifest import caption
from sim.report.page import Cell, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.tables import simulated
from sim.report.words import a_company, clean, listed, percent, records, span, thousands
from sim.study.contest import Contest
from sim.study.lever_parts import QUANTITIES, WHOLE, lever_parts

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
UNITS = (
    "Money is in dollars over all measured years, of the company as simulated; shares are of the typical policy's "
    "revenue, p-values after Holm's correction over the groups; 95 % intervals cover luck alone."
)


@dataclass(frozen=True)
class LeverPartsResults(StudyResults):
    """A finished study of ``contests``, with the ``totals`` of its runs."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("parts", "Every part")

    contests: Sequence[Contest]
    totals: pd.DataFrame

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``lever_parts`` of every company, rounded as they are written."""
        rows = [lever_parts(self.totals, each, self.scales[each.company.name]) for each in self.contests]
        table = pd.concat(rows, ignore_index=True)
        return table.round(
            {name: 6 if "share" in name or name == "p_value" else 2 for name in map(str, table) if name != "scale"}
        )

    @cached_property
    def answer(self) -> str:
        """The study in a sentence or two: what brings most in each size, and what is clear of luck."""
        told = [f"In {a_company(each.company)}, {verdict(self.rows(each))}" for each in self.contests]
        return " ".join(told)

    def rows(self, of: Contest, quantity: str = "net") -> list[Mapping[str, Any]]:
        """The rows of one company and quantity: its groups, then the whole."""
        own = self.rounded["company"].eq(of.company.name) & self.rounded["quantity"].eq(quantity)
        return records(self.rounded[own])

    def beside(self) -> dict[str, bytes]:
        """The picture of all parts."""
        return {"parts.png": style.png(self._figure(caption(self.manifest)))}

    def sections(self) -> list[Section]:
        """Every group's part, by size."""
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
        leagues = [self._league(each) for each in self.contests]
        return [Section("What each group of levers brings", "Parts", [*map(Text, MEANINGS), picture, *leagues])]

    def _league(self, of: Contest) -> Table:
        rows = self.rows(of)
        title = f"{of.company.title}: from {of.typical.name} to {of.cure.name}{simulated(rows[0])}"
        return Table(title, COLUMNS, [_line(row) for row in rows])

    def _figure(self, below: str) -> Any:
        return forest(self.rounded[self.rounded["quantity"].eq(QUANTITIES[0])], below)


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
