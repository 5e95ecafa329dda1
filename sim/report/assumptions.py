"""Which numbers the cost of the feud hangs on, as files: a table, a page, a picture."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures.tornado import tornado
from sim.report.manifest import manifest
from sim.report.tables import markdown, simulated
from sim.report.words import number, percent, records
from sim.spec.errors import PLAIN_UNITS
from sim.study.assumptions import CONFIRMED, SCREENING, Plan
from sim.study.replicas import replicas

_PAGE = """# Which assumptions the answer hangs on

What the feud costs follows from numbers that nobody knows exactly. Here each number of a company and of behaviour that
has a plausible range (`configs/`) was set to the low and to the high end of that range, with all other numbers as they
are and with the same luck. The cost of the feud was worked out anew each time: revenue lost and spend wasted over all
measured years, in per cent of the revenue under the first policy of the same world.

{sentences}

![Cost of the feud with each number at either end of its range](tornado.png)

Intervals hold 95 % and cover luck alone; where a number does nothing, one in twenty is clear of 0 all the same. All
changes of a size are held against the same usual runs, whose luck is in each of them: if most point one way, that may
be why. Numbers were changed one at a time: what two of them do together is not here. Effects are as large as the
ranges are wide, and most ranges are what we hold for plausible. A number that does nothing here may matter under
other policies. The model is not calibrated.

{sections}## Made by

    {command}

Configuration in `manifest.json` is that of the runs with every number as it is; `table.csv` has every figure of this
page, with an interval for each, and what each number rests on.
"""

_SECTION = """## {company}: {typical} against {cure}

{ranged} numbers have a plausible range. {left_out} {screened} were screened with {few} pairs of runs (seeds
{few_seeds}){size}. The {top} that moved the cost most were run again with {many} pairs under other seeds
({many_seeds}), because the largest of many noisy effects are partly luck. These are the changes in those runs alone;
*screened* is the change that had put a number here, the larger one of its two. Half of the screening's intervals
reach {blind} points or more to either side, so that a number which does less may have been missed.

{confirmed}
All others, as the screening found them:

{rest}
"""


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
            options = {"years": plan.years, "scale": plan.scale, "behaviour": plan.behaviour}
            chosen += replicas(company, policies, plan.screening + plan.confirmed, plan.seed, **options)
        return manifest(chosen)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer for each plan."""
        return [_sentence(plan, records(self._rows(plan, CONFIRMED))) for plan in self.plans]

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        told = "; ".join(f"{plan.contest.company.name}: {_pairs(plan, CONFIRMED)}{_size(plan)}" for plan in self.plans)
        made_of = f"Truce {self.manifest['package']['truce']}, configuration {self.manifest['config']}; not calibrated"
        drawn = tornado(self.table[self.table["stage"] == CONFIRMED], f"{told}\n{made_of}")
        page = _PAGE.format(
            sentences="\n\n".join(self.sentences),
            sections="".join(map(self._section, self.plans)),
            command=self.made_by,
        )
        return {
            "table.csv": self.table.round(6).to_csv(index=False, lineterminator="\n").encode(),
            "report.md": page.encode(),
            "manifest.json": (json.dumps(self.manifest, indent=1) + "\n").encode(),
            "tornado.png": style.png(drawn),
        }

    def _rows(self, plan: Plan, stage: str) -> pd.DataFrame:
        here = self.table["company"] == plan.contest.company.name
        return self.table[here & (self.table["stage"] == stage)]

    def _section(self, plan: Plan) -> str:
        confirmed, screening = (self._rows(plan, stage) for stage in (CONFIRMED, SCREENING))
        skipped = Counter(self.left_out[plan.contest.company.name].values())
        why = "; ".join(f"{count}: {reason}" for reason, count in skipped.items())
        first, rest = (
            screening[screening["parameter"].isin(confirmed["parameter"]) == chosen] for chosen in (True, False)
        )
        return _SECTION.format(
            company=plan.contest.company.name,
            typical=plan.contest.typical.name,
            cure=plan.contest.cure.name,
            ranged=len(screening) + skipped.total(),
            left_out=f"{skipped.total()} were left out ({why})." if skipped else "None was left out.",
            screened=len(screening),
            few=plan.screening,
            few_seeds=_seeds(plan, SCREENING),
            size=_size(plan),
            top=len(confirmed),
            blind=f"{100.0 * _half_widths(screening).median():.1f}",
            many=plan.confirmed,
            many_seeds=_seeds(plan, CONFIRMED),
            confirmed=markdown(_readable_confirmed(confirmed, first.set_index("parameter"))),
            rest=markdown(_readable_rest(rest)),
        )


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


def _about(row: Mapping[str, Any]) -> dict[str, str]:
    values = " / ".join(number(row[name]) for name in ("low", "default", "high"))
    return {"number": f"`{row['parameter']}`", "low / as it is / high": f"{values} {row['unit']}"}


def _readable_confirmed(rows: pd.DataFrame, screening: pd.DataFrame) -> pd.DataFrame:
    """A line a number: what it does, with intervals, what it had done in the ``screening``, and what it rests on."""
    lines = {}
    for row in records(rows):
        looked = screening.loc[row["parameter"], ["effect_low", "effect_high"]].astype(float)
        lines[row["meaning"]] = {
            **_about(row),
            "cost at low, %": f"{100.0 * row['cost_at_low']:.1f}",
            "change at low, points": percent(row, "effect_low"),
            "cost at high, %": f"{100.0 * row['cost_at_high']:.1f}",
            "change at high, points": percent(row, "effect_high"),
            "screened": f"{100.0 * looked[looked.abs().idxmax()]:.1f}",
            "rests on": row["source"],
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("meaning")


def _readable_rest(rows: pd.DataFrame) -> pd.DataFrame:
    """A line a number: what it did in the screening."""
    lines = {
        row["meaning"]: {
            **_about(row),
            "change at low, points": percent(row, "effect_low"),
            "change at high, points": percent(row, "effect_high"),
        }
        for row in records(rows)
    }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("meaning")
