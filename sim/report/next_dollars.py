"""The results of the study of the next dollars: what to spend them on, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.next_dollars import gains
from sim.report.league_words import chance
from sim.report.manifest import caption
from sim.report.page import Cell, Picture, Points, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.tables import simulated
from sim.report.words import a_company, clean, listed, money, money_range, records, span, thousands
from sim.study.contest import Contest
from sim.study.next_dollars import WAYS, next_dollars

TITLE = "What should the next dollars be spent on?"
LEAD = (
    "A company has so much more to spend, each year, on top of what its usual policy costs. It lives through the same "
    "years, with the same luck, once with the money kept and once for each way to spend it. Every way costs the same."
)
MEANINGS = (
    "Gain: net contribution over all measured years, revenue less all spending, more than with the money kept; the "
    "money itself is off already, so that a way pays if its gain is above 0. Revenue per dollar: revenue gained over "
    "what was spent more in the runs, where seats stand empty now and then.",
    "A gain is clear of luck if a paired t-test says so after Holm's correction over the ways. Chance of being best: "
    "how often a way comes out on top, the money kept among them, when the replications are drawn again.",
)
LIMITS = (
    "A fractional CMO costs the same in every size, and is taken to reach every marketer and every rep: whether one "
    "person can do that in a large firm is more than the model knows.",
    *parts.LIMITS,
    parts.LEFT_OPEN,
)
COLUMNS = (
    "way",
    "gain, $k",
    "revenue, $k",
    "revenue per dollar",
    "clear of luck",
    "chance of being best",
    "may be best",
)
UNITS = (
    "Money is in dollars over all measured years, of the company as simulated (dollars a year where it says dollars); "
    "95 % intervals cover luck alone."
)


@dataclass(frozen=True)
class NextDollarsResults(StudyResults):
    """A finished study of ``contests`` and so many ``dollars`` a year, with the ``totals`` of its runs."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("ways", "Every way")
    limits = LIMITS

    contests: Sequence[Contest]
    dollars: float
    totals: pd.DataFrame

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``next_dollars`` of every company, rounded as they are written."""
        rows = [next_dollars(self.totals, each, self.dollars, self.scales[each.company.name]) for each in self.contests]
        table = pd.concat(rows, ignore_index=True)
        fine = ("p_value", "chance_of_best", "per_dollar", "per_dollar_low", "per_dollar_high")
        return table.round({name: 6 if name in fine else 2 for name in map(str, table) if name != "scale"})

    @cached_property
    def answer(self) -> str:
        """The study in a sentence a size."""
        told = [f"in {a_company(each.company)} {verdict(self.rows(each))}" for each in self.contests]
        return f"Of {money(self.dollars)} a year more: {'; '.join(told)}."

    def rows(self, of: Contest) -> list[Mapping[str, Any]]:
        """The rows of one company, best on top."""
        return records(self.rounded[self.rounded["company"] == of.company.name])

    def beside(self) -> dict[str, bytes]:
        """The picture of all gains."""
        return {"gains.png": style.png(gains(self.rounded, caption(self.manifest)))}

    def sections(self) -> list[Section]:
        """The ways, and what each leaves, by size."""
        picture = Picture(
            "gains",
            "What each way leaves",
            gains(self.rounded, ""),
            "Gain of each way to spend the money with its 95 % interval, by size of company; the numbers are in the "
            "tables below.",
            f"Over {span(self.years)}; blue: clear of luck after Holm's correction; grey: luck alone may explain it. "
            f"{caption(self.manifest)}",
            file="gains",
            wide=True,
        )
        ways = Points([f"{name}: {meaning}" for name, (meaning, _) in WAYS.items()])
        return [
            Section("The ways", "Ways", [ways, *map(Text, MEANINGS)]),
            Section("What each way leaves", "Gains", [picture, *(self._league(each) for each in self.contests)]),
        ]

    def _league(self, of: Contest) -> Table:
        rows = self.rows(of)
        title = f"{of.company.title} under {of.typical.name}{simulated(rows[0])}: {money(rows[0]['dollars'])} a year"
        return Table(title, COLUMNS, [_line(row) for row in rows])


def verdict(rows: Sequence[Mapping[str, Any]]) -> str:
    """What is best in one company, of its rows, or that nothing pays for certain, or that nothing can be told."""
    best = rows[0]
    sure = f"(95 %: {money_range(best['gain_low'], best['gain_high'])})"
    pays = [row["way"] for row in rows if row["significant"] and row["gain"] > 0.0]
    loses = [row["way"] for row in rows if row["significant"] and row["gain"] < 0.0]
    amount = f"{money(best['gain'])} {sure}"
    if len(loses) == len(rows):
        return f"every way loses money, clear of luck; {best['way']} loses least, {amount}"
    if not pays:
        told = f"no way pays clear of luck; the best is {best['way']}, {amount}"
    elif len(pays) == 1:
        told = f"{pays[0]} pays, clear of luck: {amount}"
    else:
        told = f"{listed(pays)} pay, clear of luck, {pays[0]} most: {amount}"
    return f"{told}; {listed(loses)} {'loses' if len(loses) == 1 else 'lose'} money, clear of luck" if loses else told


def _line(row: Mapping[str, Any]) -> list[Cell]:
    each, low, high = (f"{clean(row[f'per_dollar{end}'], 2):.2f}" for end in ("", "_low", "_high"))
    return [
        Cell(row["way"]),
        Cell(thousands(row, "gain"), row["gain"]),
        Cell(thousands(row, "revenue_gain"), row["revenue_gain"]),
        Cell(f"{each} ({low} to {high})", row["per_dollar"]),
        Cell("yes" if row["significant"] else "no"),
        Cell(chance(row["chance_of_best"]), row["chance_of_best"]),
        Cell("yes" if row["may_be_best"] else "no"),
    ]
