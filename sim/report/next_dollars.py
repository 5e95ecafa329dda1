"""The results of the study of the next dollars: what to spend them on, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.next_dollars import gains
from sim.report.league_words import chance
from sim.report.manifest import caption, manifest
from sim.report.page import Cell, Page, Picture, Points, Section, Table, Text
from sim.report.tables import simulated
from sim.report.words import a_company, clean, listed, money, money_range, records, span, thousands
from sim.study.contest import Contest
from sim.study.next_dollars import WAYS, next_dollars
from sim.study.replicas import Replica

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
FILES = "Beside this page: table.csv, table.xlsx and answer.json have every figure, manifest.json seeds and versions."
UNITS = (
    "Money is in dollars over all measured years, of the company as simulated (dollars a year where it says dollars); "
    "95 % intervals cover luck alone."
)


@dataclass(frozen=True)
class NextDollarsResults:
    """A finished study: its ``contests``, the ``dollars`` a year, the runs ``chosen``, and the ``totals`` of them.

    ``made_by`` is the command that makes it again.
    """

    contests: Sequence[Contest]
    dollars: float
    chosen: Sequence[Replica]
    totals: pd.DataFrame
    made_by: str

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``next_dollars`` of every company, rounded as they are written."""
        scales = {replica.spec.company.name: replica.spec.scale for replica in self.chosen}
        rows = [next_dollars(self.totals, each, self.dollars, scales[each.company.name]) for each in self.contests]
        table = pd.concat(rows, ignore_index=True)
        fine = ("p_value", "chance_of_best", "per_dollar", "per_dollar_low", "per_dollar_high")
        return table.round({name: 6 if name in fine else 2 for name in map(str, table) if name != "scale"})

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
        """The study in a sentence a size."""
        told = [f"in {a_company(each.company)} {verdict(self.rows(each))}" for each in self.contests]
        return f"Of {money(self.dollars)} a year more: {'; '.join(told)}."

    def rows(self, of: Contest) -> list[Mapping[str, Any]]:
        """The rows of one company, best on top."""
        return records(self.table[self.table["company"] == of.company.name])

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        tables = parts.tables(self.table, "ways", TITLE, self.answer, self.made_by)
        return {
            **tables,
            **parts.page_files(self.page(tables), self.manifest),
            "gains.png": style.png(gains(self.table, caption(self.manifest))),
        }

    def page(self, downloads: Mapping[str, bytes]) -> Page:
        """The page of the results, which carries the files ``downloads`` with it."""
        picture = Picture(
            "gains",
            "What each way leaves",
            gains(self.table, ""),
            "Gain of each way to spend the money with its 95 % interval, by size of company; the numbers are in the "
            "tables below.",
            f"Over {span(self.years)}; blue: clear of luck after Holm's correction; grey: luck alone may explain it. "
            f"{caption(self.manifest)}",
            file="gains",
            wide=True,
        )
        ways = Points([f"{name}: {meaning}" for name, (meaning, _) in WAYS.items()])
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            caveat=parts.caveat(self.manifest),
            sections=[
                Section("The ways", "Ways", [ways, *map(Text, MEANINGS)]),
                Section("What each way leaves", "Gains", [picture, *(self._league(each) for each in self.contests)]),
                Section("What this is not", "Limits", [Text(text) for text in LIMITS]),
                parts.numbers("Every way", self.table, downloads, UNITS, self.made_by),
            ],
            note=parts.note(self.manifest, FILES),
        )

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
