"""Numbers that the crowd's rules share, worked out once a run from the specifications."""

import math
from dataclasses import dataclass

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import MarketSpec
from sim.spec.experiment import CALENDAR, DAYS_PER_YEAR

DAYS_PER_MONTH = DAYS_PER_YEAR / 12


@dataclass(frozen=True, slots=True)
class Rules:
    """Rates are per business day, times are business days."""

    behaviour: BehaviourSpec
    rivals: float
    forgetting: float
    """Decay of memory: retention of a month is exp(-forgetting x 260/12)."""
    hand_raise: float
    cycle: float
    """Median time from opportunity to decision."""
    window_median: float
    window_sigma: float
    window_mean: float
    window_gap: float
    """Mean time from the end of a window to the start of the next."""


def rules_of(behaviour: BehaviourSpec, market: MarketSpec) -> Rules:
    """The rules' numbers for one company's market."""
    cycle = market.cycle_days * CALENDAR
    median = behaviour.window.length_cycles * cycle
    mean = median * math.exp(0.5 * behaviour.window.length_sigma * behaviour.window.length_sigma)
    return Rules(
        behaviour=behaviour,
        rivals=market.rivals,
        forgetting=-math.log(behaviour.memory.monthly_retention) / DAYS_PER_MONTH,
        hand_raise=behaviour.inquiry.hand_raise,
        cycle=cycle,
        window_median=median,
        window_sigma=behaviour.window.length_sigma,
        window_mean=mean,
        window_gap=max(1.0, behaviour.window.years_between * DAYS_PER_YEAR - mean),
    )
