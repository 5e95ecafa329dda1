"""The results of the flood: what more and more unqualified leads do to bookings, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures.flood import flood_curves
from sim.report.manifest import caption
from sim.report.page import Cell, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.tables import simulated
from sim.report.words import a_company, clean, listed, money, records
from sim.spec.company import CompanySpec
from sim.study.lead_flood import FLOODS, flood_table

TITLE = "Do more leads mean more business?"
LEAD = (
    "From the first measured day on people who are not about to buy answer offers more and more readily, and nobody is "
    "hired to work the leads that come of it. Buyers, reps, hours and money stay as they are, and so does the luck."
)
RULES = (
    "Years 2 and 3 count. Expected bookings are what the decisions on deals were worth before they were taken, with "
    "less luck in them than what was signed. An added lead's worth is what marketing's leads bring more than with the "
    "flood before, over the leads that are added; the curve flattens where that is less than an average lead brings. "
    "What calling them takes from a rep's own finds is in the change of all new bookings.",
    "High lead volumes can hurt sales through wasted effort and delay (Smith, Gopalakrishna and Chatterjee 2006, facts "
    "T14). Results/facts judges both: that added leads bring less, and that a flood lowers bookings.",
)
UNITS = (
    "Leads and dollars are a year's, changes are shares of what is without a flood; 95 % intervals cover luck alone."
)
MOST = max(FLOODS)


@dataclass(frozen=True)
class FloodResults(StudyResults):
    """A finished study of the ``companies``, with what was ``seen`` of each run."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("floods", "Every flood")

    companies: Sequence[CompanySpec]
    seen: pd.DataFrame

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``flood_table``, rounded as they are written."""
        return flood_table(self.seen).round(6)

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        most = {row["company"]: row for row in records(self.rounded[self.rounded["times"].eq(MOST)])}
        found: dict[str, list[str]] = {}
        for company in self.companies:
            found.setdefault(_way(most[company.name]), []).append(a_company(company))
        told = [f"{words} in {listed(found[words])}" for words in (LOWERS, OPEN, RAISES) if words in found]
        return f"In this model {MOST:g} times as much curiosity, with nobody hired to work the leads, {listed(told)}."

    def summary(self, company: CompanySpec) -> str:
        """What the greatest flood does to one company."""
        rows = {row["times"]: row for row in records(self.rounded[self.rounded["company"].eq(company.name)])}
        usual, most = rows[1.0], rows[MOST]
        return (
            f"from {usual['leads']:,.0f} to {most['leads']:,.0f} leads a year, of which {usual['called']:,.0f} and "
            f"{most['called']:,.0f} are called; expected new bookings change by {_change(most, 'change')} %"
        )

    def beside(self) -> dict[str, bytes]:
        """The picture of all curves."""
        return {"flood.png": style.png(flood_curves(self.rounded, caption(self.manifest)))}

    def sections(self) -> list[Section]:
        """What each flood does, by size."""
        picture = Picture(
            "flood",
            "New bookings against the number of leads",
            flood_curves(self.rounded, ""),
            "Change of new bookings in per cent by marketing's leads a year, a panel a company, with 95 % intervals; "
            "the numbers are in the tables below.",
            f"Curiosity times {listed([f'{times:g}' for times in FLOODS])}. {caption(self.manifest)}",
            file="flood",
            wide=True,
        )
        floods = map(self._floods, self.companies)
        return [Section("What a flood does", "Floods", [picture, *map(Text, RULES), *floods])]

    def _floods(self, company: CompanySpec) -> Table:
        rows = records(self.rounded[self.rounded["company"].eq(company.name)])
        lines = [
            [
                Cell(f"{row['times']:g} times", row["times"]),
                Cell(f"{row['leads']:,.0f}", row["leads"]),
                Cell(f"{row['called']:,.0f}", row["called"]),
                Cell(money(row["expected"]), row["expected"]),
                Cell(_change(row, "change"), row["change"]),
                Cell(_change(row, "signed_change"), row["signed_change"]),
                Cell(f"{row['added']:,.0f} ({row['added_low']:,.0f} to {row['added_high']:,.0f})", row["added"]),
            ]
            for row in rows
        ]
        columns = [
            *("curiosity", "leads a year", "called", "expected new bookings a year", "change, %"),
            *("signed, change, %", "$ of an added lead"),
        ]
        return Table(company.title + simulated(rows[0]), columns, lines)


LOWERS, OPEN, RAISES = "lowers new bookings", "may or may not change new bookings", "raises new bookings"


def _way(row: Mapping[str, Any]) -> str:
    return LOWERS if row["change_high"] < 0.0 else RAISES if row["change_low"] > 0.0 else OPEN


def _change(row: Mapping[str, Any], name: str) -> str:
    value, low, high = (clean(100.0 * row[f"{name}{end}"], 1) for end in ("", "_low", "_high"))
    return f"{value:+.1f} ({low:+.1f} to {high:+.1f})"
