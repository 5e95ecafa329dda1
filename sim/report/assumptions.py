"""Which numbers the cost of the feud hangs on, as files: a table, a page, a picture."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.tornado import tornado
from sim.report.manifest import manifest, version
from sim.report.page import Cell, Command, Page, Picture, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.tables import simulated
from sim.report.words import number, percent, records
from sim.spec.errors import PLAIN_UNITS
from sim.study.assumptions import CONFIRMED, SCREENING, Plan
from sim.study.replicas import replicas

TITLE = "Which assumptions does the answer hang on?"
LEAD = (
    "What the feud costs follows from numbers that nobody knows exactly. Here each number of a company and of "
    "behaviour that has a plausible range was set to the low and to the high end of that range, with all other numbers "
    "as they are and with the same luck, and the cost of the feud was worked out anew."
)
COST = (
    "The cost is revenue lost and spend wasted over all measured years, in per cent of the revenue under the first "
    "policy of the same world. Intervals hold 95 % and cover luck alone; where a number does nothing, one in twenty is "
    "clear of 0 all the same."
)
LIMITS = (
    "Numbers were changed one at a time: what two of them do together is not here. Effects are as large as the ranges "
    "are wide, and most ranges are what we hold for plausible. A number that does nothing here may matter under other "
    "policies. What all numbers leave open together, as far as known facts allow, is in the headline."
)
ALT = "The cost of the feud with each number at either end of its range, as bars from the cost with all as they are."


@dataclass(frozen=True)
class AssumptionResults:
    """A finished study of ``plans``; ``left_out`` are the numbers that were not varied, by company, with why."""

    plans: Sequence[Plan]
    table: pd.DataFrame
    """The rows of ``sim.study.assumptions.tornado`` for every plan."""
    left_out: Mapping[str, Mapping[str, str]]
    made_by: str
    """The command that makes it again."""

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the runs with every number as it is were made of."""
        chosen = []
        for plan in self.plans:
            company, policies = plan.contest.company, (plan.contest.typical, plan.contest.cure)
            options: dict[str, Any] = {"years": plan.years, "scale": plan.scale, "behaviour": plan.behaviour}
            chosen += replicas(company, policies, plan.screening + plan.confirmed, plan.seed, **options)
        return manifest(chosen)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer for each plan."""
        return [_sentence(plan, records(self._rows(plan, CONFIRMED))) for plan in self.plans]

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """``table`` as it is written, and as everything is told from: to a millionth."""
        return self.table.round(6)

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        page = self._page()
        return {
            "table.csv": csv(self.rounded),
            **parts.page_files(page, self.manifest),
            "tornado.png": style.png(tornado(self._confirmed, self._caption("\n"))),
        }

    @property
    def _confirmed(self) -> pd.DataFrame:
        return self.rounded[self.rounded["stage"] == CONFIRMED]

    def _caption(self, between: str = "; ") -> str:
        told = "; ".join(f"{plan.contest.company.name}: {_pairs(plan, CONFIRMED)}{_size(plan)}" for plan in self.plans)
        return f"{told}{between}{version(self.manifest)}"

    def _page(self) -> Page:
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self._answer(),
            sections=[
                Section(
                    "What moves the cost most",
                    "Most",
                    [
                        *map(Text, self.sentences),
                        Text(COST),
                        picture(self._confirmed, self._caption(), file="tornado"),
                        Text(LIMITS),
                    ],
                ),
                *map(self._section, self.plans),
                Section("How to make it again", "Made by", [Command(self.made_by)]),
            ],
            note=(
                "Configuration in manifest.json is that of the runs with every number as it is; table.csv has every "
                "figure of this page, with an interval for each, and what each number rests on."
            ),
        )

    def _rows(self, plan: Plan, stage: str) -> pd.DataFrame:
        here = self.rounded["company"] == plan.contest.company.name
        return self.rounded[here & (self.rounded["stage"] == stage)]

    def _answer(self) -> str:
        """How far one number alone takes the cost, by company."""
        told = []
        for plan in self.plans:
            rows = self._rows(plan, CONFIRMED)
            usual, ends = 100.0 * rows["cost_default"].iloc[0], 100.0 * rows[["cost_at_low", "cost_at_high"]].to_numpy()
            far = f"anything between {ends.min():.1f} and {ends.max():.1f} %"
            told.append(f"from {usual:.1f} % of revenue to {far} in {plan.contest.company.name}")
        return f"One number alone, set to an end of its plausible range, takes the cost of the feud {'; '.join(told)}."

    def _section(self, plan: Plan) -> Section:
        confirmed, screening = (self._rows(plan, stage) for stage in (CONFIRMED, SCREENING))
        skipped = Counter(self.left_out[plan.contest.company.name].values())
        why = "; ".join(f"{count}: {reason}" for reason, count in skipped.items())
        left_out = f"{skipped.total()} were left out ({why})." if skipped else "None was left out."
        first, rest = (
            screening[screening["parameter"].isin(confirmed["parameter"]) == chosen] for chosen in (True, False)
        )
        screened = (
            f"{len(screening) + skipped.total()} numbers have a plausible range. {left_out} {len(screening)} were "
            f"screened with {plan.screening} pairs of runs (seeds {_seeds(plan, SCREENING)}){_size(plan)}. Half of the "
            f"screening's intervals reach {100.0 * _half_widths(screening).median():.1f} points or more to either "
            "side, so that a number which does less may have been missed."
        )
        again = (
            f"The {len(confirmed)} that moved the cost most were run again with {plan.confirmed} pairs under other "
            f"seeds ({_seeds(plan, CONFIRMED)}), because the largest of many noisy effects are partly luck. These are "
            "the changes in those runs alone; screened is the change that had put a number here, the larger one of "
            "its two."
        )
        name = plan.contest.company.name
        return Section(
            f"{name}: {plan.contest.typical.name} against {plan.contest.cure.name}",
            name,
            [
                Text(screened),
                Text(again),
                _confirmed_table(name, confirmed, first.set_index("parameter")),
                _screened_table(name, rest),
            ],
        )


def picture(confirmed: pd.DataFrame, caption: str, file: str = "") -> Picture:
    """The confirmed rows of ``sim.study.assumptions.tornado`` as a tornado, a panel a company."""
    return Picture("tornado", "Each number at either end", tornado(confirmed, ""), ALT, caption, file=file, wide=True)


def _sentence(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> str:
    """What the cost is, how far one number takes it, and how many of the changes found are more than luck."""
    ends = [(row, end) for row in rows for end in ("low", "high")]
    least, most = (choose(ends, key=lambda one: one[0][f"cost_at_{one[1]}"]) for choose in (min, max))
    clear = sum(row[f"effect_{end}_low"] * row[f"effect_{end}_high"] > 0.0 for row, end in ends)
    nothing = sum(row[f"cost_at_{end}"] <= 0.0 for row, end in ends)
    return (
        f"{plan.contest.company.name}: with every number as it is, {plan.contest.typical.name} against "
        f"{plan.contest.cure.name} costs {100.0 * rows[0]['cost_default']:.1f} % of revenue. One number alone takes "
        f"this down to {_cost_at(*least)}, or up to {_cost_at(*most)}. Of {len(ends)} changes {clear} are clear of 0; "
        f"the feud costs nothing at {nothing} of the ends."
    )


def _cost_at(row: Mapping[str, Any], end: str) -> str:
    unit = "" if row["unit"] in PLAIN_UNITS else f" {row['unit']}"
    return f'{100.0 * row[f"cost_at_{end}"]:.1f} % where "{row["meaning"]}" is {number(row[end])}{unit}'


def _half_widths(rows: pd.DataFrame) -> "pd.Series[float]":
    """How far each interval of a change reaches to either side."""
    return pd.concat([rows[f"effect_{end}_high"] - rows[f"effect_{end}_low"] for end in ("low", "high")]) / 2.0


def _seeds(plan: Plan, stage: str) -> str:
    seeds = plan.seeds[stage]
    return f"{seeds[0]} to {seeds[-1]}"


def _pairs(plan: Plan, stage: str) -> str:
    return f"n = {len(plan.seeds[stage])} pairs at each end (seeds {_seeds(plan, stage)})"


def _size(plan: Plan) -> str:
    return simulated({"scale": plan.scale})


def _about(row: Mapping[str, Any]) -> list[Cell]:
    values = " / ".join(number(row[name]) for name in ("low", "default", "high"))
    return [Cell(row["meaning"]), Cell(row["parameter"]), Cell(f"{values} {row['unit']}")]


_ABOUT = ["meaning", "number", "low / as it is / high"]


def _change(row: Mapping[str, Any], end: str) -> Cell:
    return Cell(percent(row, f"effect_{end}"), row[f"effect_{end}"])


def _confirmed_table(company: str, rows: pd.DataFrame, screening: pd.DataFrame) -> Table:
    """A line a number: what it does, with intervals, what it had done in the ``screening``, and what it rests on."""
    lines = []
    for row in records(rows):
        looked = screening.loc[row["parameter"], ["effect_low", "effect_high"]].astype(float)
        line = _about(row)
        for end in ("low", "high"):
            line += [Cell(f"{100.0 * row[f'cost_at_{end}']:.1f}", row[f"cost_at_{end}"]), _change(row, end)]
        lines.append([*line, Cell(f"{100.0 * looked[looked.abs().idxmax()]:.1f}"), Cell(row["source"])])
    ends = [
        f"{what} at {end}{unit}" for end in ("low", "high") for what, unit in (("cost", ", %"), ("change", ", points"))
    ]
    return Table(f"Confirmed: {company}", [*_ABOUT, *ends, "screened", "rests on"], lines)


def _screened_table(company: str, rows: pd.DataFrame) -> Table:
    """A line a number: what it did in the screening."""
    lines = [[*_about(row), _change(row, "low"), _change(row, "high")] for row in records(rows)]
    columns = [*_ABOUT, "change at low, points", "change at high, points"]
    return Table(f"All others, as the screening found them: {company}", columns, lines, folded=True)
