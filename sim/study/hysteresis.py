"""What stays of a cure that is taken back: brought in and taken back step by step, or given up after a while.

Everything is measured against a company under the same luck that never changed its policy, in the same quarter, so that
neither luck nor the company's own course is taken for what the cure has left.
"""

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import Floats
from sim.study.histories import QUARTERS_A_YEAR
from sim.study.pairs import mean_interval, named, share_interval
from sim.study.tipping import LENGTHS, MEMORIES, OPEN, PACES, STEPS, WATCHED, Lives, Plan, gone_in, half_life

if TYPE_CHECKING:
    import pandas as pd

CLIMBED = ("sales", "marketing", "worked")
"""What the ramp looks at: trust of both teams, and the share of marketing's leads that sales works."""
GAINED = ("sales", "marketing", "revenue")
"""What a truce looks at."""
NO_LOOP, LAG, LOOP = "no loop", "lag", "second state"
"""What the ramp can say (``loop_verdict``), besides ``OPEN``."""


# ---------------------------------------------------------------------- up and down in steps


def ramp(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """The way to the cure and back: a row a memory, pace, measure and step.

    Columns: ``company, without, pace`` (quarters for which each step is held), ``measure, part`` (of the way to the
    cure), then, each with the ends of its 95 % interval, ``up`` and ``down``: the measure in the last quarter of the
    step on the way up and on the way down, less that of the company that never changed; and ``difference``: down less
    up. At the top both are the same quarter.
    """
    import pandas as pd

    rows = []
    for (without, changes), pace, measure in product(MEMORIES.items(), PACES, CLIMBED):
        ids = {"company": plan.contest.company.name, "without": without, "pace": pace, "measure": measure}
        both = (values.T for values in _both_ways(lives, plan, pace, changes, measure))
        for part, up, down in zip(STEPS, *both, strict=True):
            ends = named("up", mean_interval(up)) | named("down", mean_interval(down))
            rows.append({**ids, "part": part, **ends, **named("difference", mean_interval(down - up))})
    return pd.DataFrame(rows)


def loops(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """Lag or second state: a row a memory and measure.

    Columns: ``company, without, measure, replications``, then, each with the ends of its 95 % interval, ``fast`` and
    ``slow``: the mean over all steps but the top of down less up, at either pace; and ``change``: slow less fast.
    ``verdict``: see ``loop_verdict``.
    """
    import pandas as pd

    rows = []
    for (without, changes), measure in product(MEMORIES.items(), CLIMBED):
        fast, slow = (_opened(*_both_ways(lives, plan, pace, changes, measure)) for pace in PACES)
        ids = {"company": plan.contest.company.name, "without": without, "measure": measure, "replications": len(fast)}
        row = ids | named("fast", mean_interval(fast)) | named("slow", mean_interval(slow))
        row |= named("change", mean_interval(slow - fast))
        rows.append(row | {"verdict": loop_verdict(row)})
    return pd.DataFrame(rows)


def loop_verdict(row: Mapping[str, Any]) -> str:
    """What a row of ``loops`` says, each by its interval.

    ``LAG``: at the slower pace down is less above up than at the faster one. ``LOOP``: it is not, and is above it at
    both paces. ``NO_LOOP``: it is above it at neither. Else ``OPEN``.
    """
    if row["fast_low"] > 0.0 and row["change_high"] < 0.0:
        return LAG
    above = [row[f"{pace}_low"] > 0.0 for pace in ("fast", "slow")]
    return LOOP if all(above) else OPEN if any(above) else NO_LOOP


def _both_ways(lives: Lives, plan: Plan, pace: int, changes: Mapping[str, Any], measure: str) -> tuple[Floats, Floats]:
    """Up and down: replications x ``STEPS``, at the end of each step."""
    ends = np.arange(1, 2 * len(STEPS)) * pace - 1
    here, there = (lives.of(plan, phases, changes, measure) for phases in (plan.ramp(pace), plan.unchanged_ramp))
    lifted = here[:, ends] - there[:, ends]
    return lifted[:, : len(STEPS)], lifted[:, : -len(STEPS) - 1 : -1]


def _opened(up: Floats, down: Floats) -> Floats:
    """How far down lies above up on average below the top, one number a replication."""
    opened: Floats = (down - up)[:, :-1].mean(axis=1)
    return opened


# ---------------------------------------------------------------------- a cure that is given up


def truce(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """What is left of a cure that was given up: a row a memory, length, measure and quarter.

    Columns: ``company, without, length`` (quarters of the cure), ``measure, quarter`` since the return (0: the last one
    of the cure) and ``gain`` with the ends of its 95 % interval: the measure less that of the company that never
    changed; of revenue, as a share of that company's.
    """
    import pandas as pd

    rows = []
    for (without, changes), length, measure in product(MEMORIES.items(), LENGTHS, GAINED):
        ids = {"company": plan.contest.company.name, "without": without, "length": length, "measure": measure}
        gains, bases = _since_return(lives, plan, length, changes, measure)
        for quarter, (gain, base) in enumerate(zip(gains.T, bases.T, strict=True)):
            found = share_interval(gain, base) if measure == "revenue" else mean_interval(gain)
            rows.append({**ids, "quarter": quarter, **named("gain", found)})
    return pd.DataFrame(rows)


def truces(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """How long the gain outlives the cure: a row a memory, length and measure.

    Columns: ``company, without, length, measure, replications``, then ``gain_start``, in the last quarter of the cure,
    and ``gain_end``, over the last year that is watched, with the ends of their 95 % intervals; ``gone_in`` and
    ``half_life``, in quarters since the return (see there; missing if the gain lasts as long as it is watched; 0 where
    luck alone may explain the gain from the first). Gains of revenue are shares, as in ``truce``.
    """
    import pandas as pd

    rows = []
    for (without, changes), length, measure in product(MEMORIES.items(), LENGTHS, GAINED):
        gains, bases = _since_return(lives, plan, length, changes, measure)
        whens = {"gain_start": slice(0, 1), "gain_end": slice(-QUARTERS_A_YEAR, None)}
        row: dict[str, Any] = {"company": plan.contest.company.name, "without": without, "length": length}
        row |= {"measure": measure, "replications": len(gains)}
        for name, when in whens.items():
            gain, base = gains[:, when].mean(axis=1), bases[:, when].mean(axis=1)
            row |= named(name, share_interval(gain, base) if measure == "revenue" else mean_interval(gain))
        rows.append(row | {"gone_in": gone_in(gains), "half_life": half_life(gains.mean(axis=0))})
    return pd.DataFrame(rows)


def _since_return(
    lives: Lives, plan: Plan, length: int, changes: Mapping[str, Any], measure: str
) -> tuple[Floats, Floats]:
    """Gain over the company that never changed, and that company itself: replications x quarters, 0 to ``WATCHED``."""
    here, there = (lives.of(plan, phases, changes, measure) for phases in (plan.truce(length), plan.unchanged_truce))
    watched = slice(length, length + WATCHED + 1)
    return here[:, watched] - there[:, watched], there[:, watched]
