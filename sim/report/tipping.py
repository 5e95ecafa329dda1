"""The feud as a system, as files: whether trust has one state or two, from runs to tables, a page and pictures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.tipping import ramp_loop, truce_left, two_starts
from sim.report.manifest import version
from sim.report.page import Card, Cell, Measure, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.spreadsheets import csv
from sim.report.tables import simulated
from sim.report.tipping_words import MEASURES, answer, grid, left, loop, meeting, memory, share
from sim.report.words import listed, number, records, span, spoken
from sim.study.histories import QUARTERS_A_YEAR
from sim.study.hysteresis import loops, ramp, truce, truces
from sim.study.tipping import (
    AFTER_IN_GRID,
    FEUD,
    GRID,
    HARMONY,
    HISTORY,
    LENGTHS,
    MEMORIES,
    MOST,
    PACES,
    SMALL,
    STEPS,
    WATCHED,
    Lives,
    Plan,
    starts,
    states,
)

TITLE = "One state of trust, or two?"
LEAD = (
    "Poor leads make less belief, less belief leaves leads lying, and that makes poorer leads: a loop. Such a loop may "
    "have two stable states, feud and truce, with a tipping point between. Truce starts one company from either side, "
    "with the same luck, and looks whether they meet."
)
HISTORIES = (
    f"Both starts are histories, not settings: {span(1 + HISTORY // QUARTERS_A_YEAR)} under {FEUD} or under {HARMONY}, "
    "with as many marketers as under the usual policy, and then one and the same policy for both. Quarter 0 is the "
    "last one of the histories."
)
MEMORY = (
    "Everything is done twice: as the model is, and with a lead score that cannot learn. What marketing's score has "
    "learned from sales' reports is no trust, but it makes better leads, and so trust, for as long as it is kept."
)
RULES = (
    "The rules stand in the code and do not depend on what comes out. Of the gap that a team starts with under the "
    f"usual policy, {100.0 * SMALL:g} % do not count. Two states: the interval of what is left in the last year lies "
    f"above these {100.0 * SMALL:g} %, and what is left is not clearly less, by more than these, than in the year that "
    f"ends half-way (else: still closing). One state: the interval lies within {100.0 * MOST:g} % of that gap to "
    "either side of 0. Else: not known.",
    "Of the ramp: lag if the way back lies less above the way up at the slower pace than at the faster one; a second "
    "state if it does not, and lies above it at both paces; nothing if at neither. Each by its 95 % interval.",
)
GRID_MEANS = (
    f"The two starts again, for {span(AFTER_IN_GRID // QUARTERS_A_YEAR)} under the usual policy, with three numbers of "
    "behaviour on which the loop's strength hangs as they are and at all corners of their plausible ranges: how "
    "steeply reps' effort answers to what they believe (sharpness), how fast belief falls with a bad lead (bad), and "
    "how far marketers without confidence retreat into brand, so that leads themselves depend on trust (retreat). "
    "Intervals hold 95 % for all cells of a team together (Bonferroni)."
)
RAMP_MEANS = (
    f"From the usual policy to the cure in {len(STEPS) - 1} steps and back. Levers that are measured go evenly; what "
    "is named or counted (a leader, a promise to call) changes in the middle. Each step is measured in its last "
    "quarter, against a company with the same luck that stays as it was. A difference that shrinks with a slower pace "
    "is lag; one that stays is a second state, or a memory that lasts as long as the ramp."
)
TRUCE_MEANS = (
    f"The usual policy, the cure for {listed([str(length) for length in LENGTHS])} quarters, and the usual policy "
    f"again for {WATCHED}, against a company with the same luck that never changed. Gone: from this quarter on no 95 % "
    "interval of the gain lies above 0; quarter 0 is the last one of the cure."
)
SURE = (
    "An interval covers luck alone. Every difference is one between runs with the same seed. Each change of policy "
    "takes the usual delay and costs the usual money; it is decided on so early that it holds with the first day of a "
    "quarter."
)
LIMITS = (
    *parts.LIMITS,
    "Two histories cannot show that there is no third state, and a gap that closes slower than the study is long "
    "looks like one that stays. In the grid only three numbers were moved, and only to the ends of their ranges.",
)
FILES = (
    "Beside this page: table.csv, table.xlsx and answer.json have every gap and verdict, starts.csv, ramp.csv, "
    "loops.csv, truce.csv and truces.csv what the pictures show and what is said of them, manifest.json seeds and "
    "versions."
)
UNITS = (
    "Trust is 0 to 1 and gaps are differences of it; closed_in, half_life and quarters are quarters under the same "
    "policy; part is policies or grid; without is the mechanism that is switched off."
)


@dataclass(frozen=True)
class TippingResults(StudyResults):
    """A finished study of ``plans``, with the ``quarters`` of its runs (``quarterly``)."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("states", "Every gap and verdict")
    files_told = FILES
    limits = LIMITS

    plans: Sequence[Plan]
    quarters: pd.DataFrame

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the study by name, for all companies, rounded to a millionth as they are written."""
        lives = Lives(self.quarters)
        made: tuple[Callable[[Lives, Plan], pd.DataFrame], ...] = (states, starts, ramp, loops, truce, truces)
        return {
            make.__name__: pd.concat([make(lives, plan) for plan in self.plans], ignore_index=True).round(6)
            for make in made
        }

    @property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``states``."""
        return self.tables["states"]

    @cached_property
    def sentences(self) -> list[str]:
        """The answer, and what stands behind it for each company."""
        return [
            self.answer,
            *(f"{plan.contest.company.name}: {self._met(plan)} {self._left(plan)}" for plan in self.plans),
        ]

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        rows = [row for plan in self.plans for row in self._policy_rows(plan, plan.contest.typical.name)]
        return answer(rows, [plan.contest.company for plan in self.plans])

    def beside(self) -> dict[str, bytes]:
        """The other tables, and the pictures."""
        return {
            **{f"{name}.csv": csv(table) for name, table in self.tables.items() if name != "states"},
            "starts.png": style.png(two_starts(self.tables["starts"], self._caption())),
            "ramp.png": style.png(ramp_loop(self._as_it_is("ramp"), self._caption(fewer=True))),
            "truce.png": style.png(truce_left(self._as_it_is("truce"), self._caption())),
        }

    def cards(self) -> list[Card]:
        """What is left of the gap between two starts, a card a company."""
        return [self._card(plan) for plan in self.plans]

    def sections(self) -> list[Section]:
        """Two starts, the grid, the ramp, the truce, and the rules."""
        return [
            Section("Two starts under one policy", "Two starts", self._starts()),
            Section("Where there could be two states", "Where", self._where()),
            Section("To the cure and back", "Ramp", self._ramp()),
            Section("What is left of a truce", "Truce", self._truce()),
            Section("How sure is this, and by which rule?", "How sure", [*map(Text, (SURE, *RULES, parts.LEFT_OPEN))]),
        ]

    def _card(self, plan: Plan) -> Card:
        title, _, size = plan.contest.company.title.partition(", ")
        rows = self._policy_rows(plan, plan.contest.typical.name)
        measures = []
        for row in rows:
            off = f", without {spoken(row['without'])}" if row["without"] else ""
            value, _, interval = share(row, "gap_end").partition(" ")
            name = f"Left of a gap of {row['gap_start']:.3f} in {MEASURES[row['team']]}{off}"
            measures.append(Measure(name, Cell(value, row["gap_end"]), interval, row["verdict"]))
        return Card(title, size + simulated({"scale": plan.scale}), measures, [self._left(plan)])

    def _met(self, plan: Plan) -> str:
        """How far the two starts meet under the usual policy, and what keeps them apart, if anything does."""
        rows = self._policy_rows(plan, plan.contest.typical.name)
        return f"{meeting([row for row in rows if not row['without']])} {memory(rows)}".strip()

    def _left(self, plan: Plan) -> str:
        """How long a truce lasts with everything as it is."""
        return left(self._rows("truces", plan, ""), WATCHED)

    def _starts(self) -> list[Text | Picture | Table]:
        told = [Text(f"{_size(plan)}. {self._met(plan)}") for plan in self.plans]
        picture = Picture(
            "starts",
            "Trust after a feud and after harmony",
            two_starts(self.tables["starts"], ""),
            "Trust of each team after a feud and after harmony, quarter by quarter, under one policy; the numbers are "
            "in the table below.",
            f"Means and their 95 % intervals; dashed: without the mechanism named. {self._caption()}",
            file="starts",
            wide=True,
        )
        table = _gaps("Gap between the two starts", self._part("policies"), ("company", "policy"))
        return [Text(HISTORIES), Text(MEMORY), picture, *told, table]

    def _where(self) -> list[Text | Table]:
        found: list[Text | Table] = [Text(GRID_MEANS)]
        cells = self._part("grid")
        for plan in self.plans:
            here = [row for row in cells if row["company"] == plan.contest.company.name]
            apart = [[row for row in here if row["without"] == without] for without in MEMORIES]
            told = " ".join(grid(rows) for rows in apart)
            found.append(Text(f"{_size(plan)}. {told}"))
        below = f"Gaps in each cell; {self._caption(fewer=True)}"
        return [*found, _gaps(below, cells, ("company", *GRID), folded=True)]

    def _ramp(self) -> list[Text | Picture | Table]:
        picture = Picture(
            "ramp",
            "Up and down",
            ramp_loop(self._as_it_is("ramp"), ""),
            "What each step to the cure changes, on the way up and on the way down; the numbers are in the table below "
            "and in ramp.csv.",
            f"With 95 % intervals; dashed: the faster pace. {self._caption(fewer=True)}",
            file="ramp",
            wide=True,
        )
        rows = records(self.tables["loops"])
        columns = ["company", "measure", "without"]
        columns += [f"down less up, {pace} quarters a step" for pace in PACES]
        lines = [
            [
                *(Cell(spoken(row[name])) for name in ("company", "measure")),
                Cell(_off(row)),
                *(Cell(share(row, name), row[name]) for name in ("fast", "slow", "change")),
                Cell(row["verdict"]),
            ]
            for row in rows
        ]
        table = Table("Down less up, the mean of all steps but the top", [*columns, "change", "verdict"], lines)
        return [Text(f"{RAMP_MEANS} {self._paces()}"), picture, *self._told("loops", loop), table]

    def _paces(self) -> str:
        """How long a step is held, in half-lives of the gap between the two starts under the usual policy."""
        found = [row["half_life"] for row in self._part("policies") if self._is_usual(row)]
        longest = pd.Series(found, dtype=float).max()
        if pd.isna(longest):
            return ""
        fast, slow = (pace / longest for pace in PACES)
        return (
            f"The slowest half-life of a gap under the usual policy is {longest:.1f} quarters, so that a step is held "
            f"for {fast:.1f} or {slow:.1f} half-lives."
        )

    def _truce(self) -> list[Text | Picture | Table]:
        picture = Picture(
            "truce",
            "What is left of the gain",
            truce_left(self._as_it_is("truce"), ""),
            "Gain in trust of each team and in revenue, quarter by quarter since the cure was given up, by how long it "
            "lasted; the numbers are in the table below and in truce.csv.",
            f"Means and their 95 % intervals. {self._caption()}",
            file="truce",
            wide=True,
        )
        columns = ["company", "measure", "without", "quarters of the cure", "gain at its end", "gain in the last year"]
        lines = [
            [
                *(Cell(spoken(row[name])) for name in ("company", "measure")),
                Cell(_off(row)),
                Cell(str(row["length"]), row["length"]),
                *(Cell(_gain(row, name), row[name]) for name in ("gain_start", "gain_end")),
                *(_quarter(row[name]) for name in ("gone_in", "half_life")),
            ]
            for row in records(self.tables["truces"])
        ]
        table = Table("Gains, of revenue in % of it", [*columns, "gone in quarter", "half-life, quarters"], lines)

        def told(rows: Sequence[Mapping[str, Any]]) -> str:
            return left(rows, WATCHED)

        return [Text(TRUCE_MEANS), picture, *self._told("truces", told), table]

    # ------------------------------------------------------------------ rows

    def _told(self, table: str, words: Callable[[Sequence[Mapping[str, Any]]], str]) -> list[Text]:
        """``words`` on the rows of ``table``, a paragraph a company, of every memory."""
        return [
            Text(f"{_size(plan)}. " + " ".join(words(self._rows(table, plan, without)) for without in MEMORIES))
            for plan in self.plans
        ]

    def _rows(self, table: str, plan: Plan, without: str) -> list[Mapping[str, Any]]:
        rows = self.tables[table]
        return records(rows[(rows["company"] == plan.contest.company.name) & (rows["without"] == without)])

    def _as_it_is(self, table: str) -> pd.DataFrame:
        rows = self.tables[table]
        return rows[rows["without"] == ""]

    def _part(self, part: str) -> list[Mapping[str, Any]]:
        rows = self.tables["states"]
        return records(rows[rows["part"] == part])

    def _policy_rows(self, plan: Plan, policy: str) -> list[Mapping[str, Any]]:
        company = plan.contest.company.name
        return [row for row in self._part("policies") if (row["company"], row["policy"]) == (company, policy)]

    def _is_usual(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is one of a company under its usual policy, with everything as it is."""
        usual = {(plan.contest.company.name, plan.contest.typical.name) for plan in self.plans}
        return (row["company"], row["policy"]) in usual and not row["without"]

    def _caption(self, fewer: bool = False) -> str:
        told = {}
        for plan in self.plans:
            count = plan.fewer if fewer else plan.replications
            seeds = f"seeds {plan.seed} to {plan.seed + count - 1}"
            size = simulated({"scale": plan.scale})
            told[plan.contest.company.name] = f"n = {count} paired replications ({seeds}){size}"
        alike = len(set(told.values())) == 1
        counts = told[next(iter(told))] if alike else "; ".join(f"{name}: {count}" for name, count in told.items())
        return f"{counts}; {version(self.manifest)}"


def _size(plan: Plan) -> str:
    return plan.contest.company.title.split(",")[0]


def _gaps(title: str, rows: Sequence[Mapping[str, Any]], ids: Sequence[str], folded: bool = False) -> Table:
    """A line a row of ``states``: what it is, by ``ids``, and its gaps."""
    heads = [name.rpartition(".")[2] for name in ids]
    columns = [*heads, "without", "team", "gap at the start", "gap in the last year", "change since half-way"]
    lines = [
        [
            *(Cell(spoken(row[name]) if isinstance(row[name], str) else number(row[name])) for name in ids),
            *(Cell(word) for word in (_off(row), row["team"])),
            *(Cell(share(row, name), row[name]) for name in ("gap_start", "gap_end", "gap_change")),
            *(_quarter(row[name]) for name in ("closed_in", "half_life")),
            Cell(row["verdict"]),
        ]
        for row in rows
    ]
    return Table(title, [*columns, "closed in quarter", "half-life, quarters", "verdict"], lines, folded)


def _off(row: Mapping[str, Any]) -> str:
    """What is switched off in the world of a row."""
    return spoken(row["without"]) or "nothing"


def _gain(row: Mapping[str, Any], name: str) -> str:
    return share(row, name, 100.0, 1) if row["measure"] == "revenue" else share(row, name)


def _quarter(value: float) -> Cell:
    return Cell("not seen") if pd.isna(value) else Cell(f"{value:.1f}".removesuffix(".0"), value)
