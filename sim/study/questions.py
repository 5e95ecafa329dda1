"""What a null model is asked: the facts that it has a notion of, and sums of a run, which the agents' days have too."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.compiled import Floats
from sim.nulls.semi_markov import SemiMarkov
from sim.nulls.ways import OPPORTUNITIES, WAYS, Kernels, flows, pulse
from sim.spec.experiment import CALENDAR, DAYS_PER_YEAR, ExperimentSpec
from sim.study.cohorts import DECISIONS, HORIZON, YEARS, over
from sim.study.pooled import POOLED

if TYPE_CHECKING:
    import pandas as pd


class Null(Protocol):
    """A fitted null model."""

    def kernels(self, days: int) -> Kernels:
        """The chance to leave each state for another after 0 to ``days`` days."""

    def predict(self, spec: ExperimentSpec) -> "pd.DataFrame":
        """The expected run of ``spec``, one row a day."""


# ---------------------------------------------------------------------- sums of a run

SUMS: dict[str, tuple[str, ...]] = {
    "inquiries": ("to_inquiry",),
    "marketing leads": ("to_marketing_qualified",),
    "opportunities": tuple(f"to_{state}" for state in OPPORTUNITIES.values()),
    "wins": tuple(f"won_{way}" for way in WAYS),
    "new bookings": ("new_bookings",),
    "expansions": ("expansions",),
    "revenue": ("revenue",),
}
"""Quantities, and the columns of a day that make them; in accounts, or, of the books, in dollars."""
DOLLARS = ("new bookings", "expansions", "revenue")
TALKED = ("to_called", "to_chased")
"""Leads that somebody talks to, a rep or a marketer: a step of the funnel."""


def total(days: "pd.DataFrame", columns: tuple[str, ...], first_year: int, last_year: int) -> float:
    """The sum of ``columns`` over measured years, both included; year 0 is the warm-up's only one."""
    year = days["day"] // DAYS_PER_YEAR
    return float(days.loc[year.between(first_year, last_year), list(columns)].to_numpy().sum())


# ---------------------------------------------------------------------- facts


def answer(fact: str, null: Null, course: "pd.DataFrame", scale: float) -> float:
    """What ``null`` says of a ``fact`` under the policy of its fit; nan where it has no notion of the quantity.

    ``course`` is what it predicts of such a run. Only a semi-Markov funnel knows what single deals are worth.
    """
    if fact in VALUES:
        return POOLED[fact](null.values) if isinstance(null, SemiMarkov) and len(null.values) > 1 else np.nan
    return ANSWERS[fact](null, course) / (scale if fact == "T0_revenue" else 1.0) if fact in ANSWERS else np.nan


def _revenue(null: Null, course: "pd.DataFrame") -> float:
    return total(course, SUMS["revenue"], 0, 0)


def _growth(null: Null, course: "pd.DataFrame") -> float:
    recurring = course["recurring"].to_numpy()
    return float(over(recurring[-1], recurring[DAYS_PER_YEAR - 1]) ** (1.0 / YEARS) - 1.0)


def _new_business(null: Null, course: "pd.DataFrame") -> float:
    return over(total(course, SUMS["new bookings"], 1, YEARS), total(course, SUMS["revenue"], 1, YEARS))


def _worked_leads_won(null: Null, course: "pd.DataFrame") -> float:
    kernels = null.kernels(HORIZON)
    called = flows(pulse("marketing_qualified", HORIZON), [(0, kernels)]).get(("marketing_qualified", "called"))
    return np.nan if called is None else over(_inbound_won({"called": called}, kernels), called.sum())


def _inquiries_won(null: Null, course: "pd.DataFrame") -> float:
    return _inbound_won(pulse("inquiry", HORIZON), null.kernels(HORIZON))


def _inbound_won(entries: dict[str, Floats], kernels: Kernels) -> float:
    won = flows(entries, [(0, kernels)]).get((OPPORTUNITIES["inbound"], "won"))
    return 0.0 if won is None else float(won.sum())


def _ended(null: Null, course: "pd.DataFrame", ways: tuple[str, ...]) -> dict[str, Floats]:
    """Of year 1's opportunities on these ways: how many end for each reason, after 0 to ``HORIZON`` days."""
    kernels = null.kernels(HORIZON)
    ended = {reason: np.zeros(HORIZON + 1) for reason in DECISIONS}
    for way in ways:
        number = total(course, (f"to_{OPPORTUNITIES[way]}",), 1, 1)
        for reason, law in kernels[OPPORTUNITIES[way]].items():
            if reason in ended:
                ended[reason][: len(law)] += number * law
    return ended


_NEW = ("inbound", "prospecting")


def _variation(null: Null, course: "pd.DataFrame") -> float:
    won = _ended(null, course, _NEW)["won"]
    if not won.any():
        return np.nan
    days = np.arange(len(won))
    mean = np.average(days, weights=won)
    return float(np.sqrt(np.average((days - mean) ** 2, weights=won)) / mean)


def _median(null: Null, course: "pd.DataFrame") -> float:
    won = np.cumsum(_ended(null, course, _NEW)["won"])
    return float(np.searchsorted(won, won[-1] / 2.0) / CALENDAR) if won[-1] else np.nan


def _win_rate(null: Null, course: "pd.DataFrame", ways: tuple[str, ...] = _NEW) -> float:
    ended = {reason: number.sum() for reason, number in _ended(null, course, ways).items()}
    return over(ended["won"], sum(ended.values()))


def _old_over_new(null: Null, course: "pd.DataFrame") -> float:
    return over(_win_rate(null, course, ("expansion",)), _win_rate(null, course))


def _no_decision(null: Null, course: "pd.DataFrame") -> float:
    ended = {reason: number.sum() for reason, number in _ended(null, course, _NEW).items()}
    return over(ended["lost_to_no_decision"], ended["lost_to_no_decision"] + ended["lost_to_competitor"])


def _from_marketing(null: Null, course: "pd.DataFrame") -> float:
    opened = [total(course, (f"to_{OPPORTUNITIES[way]}",), 1, YEARS) for way in _NEW]
    return over(opened[0], sum(opened))


ANSWERS: dict[str, Callable[[Null, "pd.DataFrame"], float]] = {
    "T0_revenue": _revenue,
    "T0_growth": _growth,
    "T0_new_business": _new_business,
    "T1": _worked_leads_won,
    "T2": _inquiries_won,
    "T4_cv": _variation,
    "T4_median": _median,
    "T6": _win_rate,
    "T8": _old_over_new,
    "T16": _no_decision,
    "T17": _from_marketing,
}
"""What a null model says of a fact, by its id; of all others but ``VALUES`` it has no notion."""
VALUES = ("T5_sigma", "T5_top")
"""Facts about what single deals are worth."""
