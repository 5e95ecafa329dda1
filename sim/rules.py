"""Numbers that the crowd's rules share, worked out once a run from the specifications."""

import math
from dataclasses import dataclass

from sim.drift import Drift
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import MarketSpec
from sim.spec.experiment import CALENDAR, DAYS_PER_MONTH, DAYS_PER_YEAR

WORKING_HOURS = 8.0
"""Hours of a business day, over which inquiries arrive."""
UNIFORM_TO_UNIT = math.sqrt(12.0)
"""Turns a uniform's spread into one standard deviation."""
RAISES_PER_WINDOW = 1024
"""Room in the key for hand-raises within one window."""
LOOKS_PER_DAY = 2**20
"""Room in the key for the accounts that a rep looks over on one day."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rates are per business day, times are business days."""

    seed: int
    drift: Drift
    behaviour: BehaviourSpec
    rivals: float
    forgetting: float
    """Decay of memory: retention of a month is exp(-forgetting x 260/12)."""
    forgiving: float
    """Decay of friction, likewise."""
    cycle: float
    """Median time from opportunity to decision."""
    window_median: float
    window_sigma: float
    window_mean: float
    window_gap: float
    """Mean time from the end of a window to the start of the next, where need is as usual."""


def rules_of(seed: int, drift: Drift, behaviour: BehaviourSpec, market: MarketSpec) -> Rules:
    """The rules' numbers for one run."""
    cycle = market.cycle_days * CALENDAR
    median = behaviour.window.search_days + behaviour.window.length_cycles * cycle
    mean = median * math.exp(0.5 * behaviour.window.length_sigma * behaviour.window.length_sigma)
    return Rules(
        seed=seed,
        drift=drift,
        behaviour=behaviour,
        rivals=market.rivals,
        forgetting=_rate(behaviour.memory.monthly_retention),
        forgiving=_rate(behaviour.friction.monthly_retention),
        cycle=cycle,
        window_median=median,
        window_sigma=behaviour.window.length_sigma,
        window_mean=mean,
        window_gap=max(1.0, behaviour.window.years_between * DAYS_PER_YEAR - mean),
    )


def _rate(monthly_retention: float) -> float:
    return -math.log(monthly_retention) / DAYS_PER_MONTH if monthly_retention > 0.0 else math.inf
