"""The results of the study of effort: what more selling and more marketing bring, from runs to files."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures.elasticities import panels
from sim.report.manifest import caption
from sim.report.page import Cell, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.words import at_scale, clean, listed, records
from sim.spec.facts import Fact
from sim.study.cohorts import YEARS
from sim.study.elasticities import elasticities

TITLE = "What do more selling and more marketing bring?"
LEAD = (
    "One company lives through the same years three times, with the same luck: with a fifth less effort, with its "
    "usual one, and with a quarter more, for good from the first measured day on; nothing else changes. An elasticity "
    "of 0.3 says that one per cent more effort brings 0.3 per cent more."
)
EFFORTS = (
    "Selling effort: the hours that reps have for selling. Marketing effort: the hours that marketers have for "
    "marketing, and the money for programmes; in a small company of two marketers in a feud, since its usual policy "
    "has none. Heads and wages stay, so that an elasticity says nothing of what the effort costs.",
    "Revenue follows bookings years later, since customers stay: its elasticity grows from year to year. Expected "
    "bookings are what the same decisions were worth before they were taken, with less luck in them.",
)
SHOWN = (
    ("selling", "revenue", "selling on revenue"),
    ("selling", "new_bookings", "selling on new bookings"),
    ("marketing", "new_bookings", "marketing on new bookings"),
)
"""Effort, quantity and title of each panel."""
FACTS = {
    "T13_selling_revenue": ("selling on revenue", f"year {YEARS}"),
    "T13_selling_bookings": ("selling on new bookings", f"years 1-{YEARS}"),
    "T13_marketing_bookings": ("marketing on new bookings", "year 1"),
}
"""Where the range of a fact is drawn."""
WHOLE = "-20 to +25 %"
"""The change that is drawn and told; each side alone is in the table of all numbers."""
JUDGED = (
    "The grey bars are what studies of real firms let one believe (facts T13, with their sources in "
    "configs/facts.yaml); results/facts judges them, on the same runs."
)
UNITS = "Elasticities are ratios of relative changes, by logarithms; 95 % intervals cover luck alone."


@dataclass(frozen=True)
class ElasticityResults(StudyResults):
    """A finished study: the years ``seen`` of its runs, and the ``facts`` that there are of them."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("elasticities", "Every elasticity")

    seen: pd.DataFrame
    facts: Sequence[Fact]

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``elasticities``, rounded as they are written."""
        return elasticities(self.seen).round(6)

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        told = [
            f"{_from_to(self._rows(effort, quantity, period)['elasticity'])} % more {what}"
            for effort, quantity, period, what in (
                ("selling", "new_bookings", f"years 1-{YEARS}", "new bookings"),
                ("selling", "revenue", f"year {YEARS}", f"revenue in year {YEARS}"),
                ("marketing", "new_bookings", "year 1", "new bookings in the first year"),
                ("marketing", "new_bookings", f"year {YEARS}", f"in year {YEARS}"),
            )
        ]
        return (
            f"In this model one per cent more selling brings {listed(told[:2])}, by size of company; one per cent more "
            f"marketing brings {listed(told[2:])}."
        )

    def beside(self) -> dict[str, bytes]:
        """The picture of all elasticities."""
        return {"elasticities.png": style.png(self._figure(caption(self.manifest)))}

    def sections(self) -> list[Section]:
        """Every elasticity, by effort and quantity."""
        picture = Picture(
            "elasticities",
            "By effort, quantity, size and year",
            self._figure(""),
            "Elasticities by size of company and period, with 95 % intervals; the numbers are in the table below.",
            f"{JUDGED} {caption(self.manifest)}",
            file="elasticities",
            wide=True,
        )
        panels_told = [self._panel(*shown) for shown in SHOWN]
        return [Section("How elastic sales are", "Elasticities", [*map(Text, EFFORTS), picture, *panels_told])]

    def _rows(self, effort: str, quantity: str, period: str | None = None) -> pd.DataFrame:
        rows = self.rounded[self.rounded["change"].eq(WHOLE)]
        rows = rows[rows["effort"].eq(effort) & rows["quantity"].eq(quantity)]
        return rows if period is None else rows[rows["period"].eq(period)]

    def _panel(self, effort: str, quantity: str, title: str) -> Table:
        lines: dict[str, list[Cell]] = {}
        rows = records(self._rows(effort, quantity))
        for row in rows:
            value, low, high = (f"{clean(row[f'elasticity{end}'], 2):.2f}" for end in ("", "_low", "_high"))
            lines.setdefault(at_scale(row), []).append(Cell(f"{value} ({low} to {high})", row["elasticity"]))
        periods = list(dict.fromkeys(str(row["period"]) for row in rows))
        title = f"Elasticity of {title}: {WHOLE} of effort"
        return Table(title, ["company", *periods], [[Cell(name), *cells] for name, cells in lines.items()])

    def _figure(self, below: str) -> Any:
        known = {}
        for fact in self.facts:
            limits = fact.range_for("mid")
            if fact.id in FACTS and limits is not None:
                known[FACTS[fact.id]] = (limits.low, limits.high if math.isfinite(limits.high) else 2.0)
        return panels(self.rounded[self.rounded["change"].eq(WHOLE)], SHOWN, known, below)


def _from_to(values: "pd.Series[float]") -> str:
    return f"{values.min():.2f} to {values.max():.2f}"
