"""What a company has lived through: policies for so many quarters each, and what it was like, quarter by quarter."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_WEEK, ExperimentSpec
from sim.spec.load import experiment, load_policy
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

QUARTERS_A_YEAR = 4
ENDINGS = ("called", "never_called", "chased")
"""How a lead of marketing's ends its wait; the first is what sales does with it."""


class Phase(NamedTuple):
    """``quarters`` (1 or more) under ``policy``."""

    policy: PolicySpec
    quarters: int


def lived(
    company: CompanySpec, phases: Sequence[Phase], seed: int, behaviour: BehaviourSpec, scale: float = 1.0
) -> ExperimentSpec:
    """A run through ``phases``, one after the other; the first one's policy holds in a year of warm-up before it too.

    Each policy is decided on so early (``change.delay_weeks``) that people work by it from the first day of its first
    quarter to the last day of its last. ``scale`` is that of ``experiment``, which raises ``SpecError`` for what cannot
    be run, such as a first phase shorter than the delay.
    """
    ends = list(accumulate(phase.quarters for phase in phases))
    delay = behaviour.change.delay_weeks * DAYS_PER_WEEK
    decided = [0, *(end * DAYS_PER_QUARTER - delay for end in ends[:-1])]
    timeline = [(day, phase.policy) for day, phase in zip(decided, phases, strict=True)]
    years = -(-ends[-1] // QUARTERS_A_YEAR)
    return experiment(company, timeline, years, seed, behaviour=behaviour, scale=scale, reading="from_start")


def told(phases: Sequence[Phase]) -> str:
    """``phases`` in words: ``open_feud for 4 quarters, sales_led for 32``."""
    (first, quarters), *later = phases
    return ", ".join([f"{first.name} for {quarters} quarters", *(f"{then.name} for {more}" for then, more in later)])


def mixture(first: PolicySpec, second: PolicySpec, part: float) -> PolicySpec:
    """The policy that has gone ``part`` (0..1) of the way from ``first`` to ``second``; at the ends, these themselves.

    Levers that are measured are the weighted mean of both. What is counted or named (heads, a leader, a rule, a promise
    that only one of the two makes) is the first's up to the middle of the way and the second's from there on. A mixture
    has no sources: it rests on those of both.
    """
    if part in (0.0, 1.0):
        return second if part else first
    mixed: dict[str, Any] = _mixed(first.model_dump(), second.model_dump(), part)
    name = f"{100.0 * part:g}_%_of_the_way_to_{second.name}"
    title = f"{100.0 * part:g} % of the way from {first.name} to {second.name}"
    return load_policy({**mixed, "name": name, "title": title, "claims": first.claims, "sources": {}})


def _mixed(first: Any, second: Any, part: float) -> Any:
    if isinstance(first, Mapping):
        return {key: _mixed(value, second[key], part) for key, value in first.items() if key in second}
    if isinstance(first, float) and isinstance(second, float):
        return (1.0 - part) * first + part * second
    return second if part >= 0.5 else first


def quarterly(run: "Run") -> "dict[str, pd.DataFrame]":
    """A row a measured quarter of one run: ``quarter, sales, marketing, worked, revenue``.

    ``quarter`` counts from 1. ``sales`` and ``marketing``: mean trust of reps in marketing's leads and of marketers in
    sales (``Run.trust``), 0..1. ``worked``: of marketing's leads whose wait ended in the quarter, the share that a rep
    called; nan where none ended. ``revenue`` is in dollars.
    """
    first, quarters = run.spec.warmup_days, QUARTERS_A_YEAR * run.spec.years
    weeks = run.trust
    trust = weeks.groupby(_quarter(weeks["week"] * DAYS_PER_WEEK, first))[["sales", "marketing"]].mean()
    ends = run.moves[run.moves["reason"].isin(ENDINGS)]
    called = ends["reason"].eq(ENDINGS[0]).groupby(_quarter(ends["day"], first)).mean()
    revenue = run.books["revenue"].groupby(_quarter(run.books["day"], first)).sum() / 100.0
    table = trust.assign(worked=called, revenue=revenue).loc[1:quarters]
    return {"quarters": table.rename_axis("quarter").reset_index()}


def _quarter(days: "pd.Series[int]", first: int) -> np.ndarray:
    """The measured quarter, from 1, in which each day falls; ``first`` is the first measured day."""
    quarter: np.ndarray = (days.to_numpy() - first) // DAYS_PER_QUARTER + 1
    return quarter
