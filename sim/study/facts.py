"""Does the model show what is known? The facts that may be tuned for, measured on finished runs, with intervals.

Each size is run in the worlds that the facts name. A replication travels back as what it contributes to each fact; only
here do replications meet, as ``Fact.over_replications`` says. Facts that are held back get a row without an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.facts import Fact, Size, load_facts
from sim.spec.load import load_company
from sim.study.cohorts import YEARS
from sim.study.measures import MEASURES, POOLED
from sim.study.pairs import CONFIDENCE, mean_interval
from sim.study.replicas import Replica, policy_label
from sim.study.workers import run_all
from sim.study.worlds import in_world

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: tuple[str, ...] = (
    *("fact", "company", "quantity", "low", "high", "model", "model_low", "model_high", "role", "met", "source"),
)
"""The columns of ``fact_table``, in order."""
ALL = "all"
"""The company in a row about all sizes together."""
RESAMPLES = 2000
UNKNOWN = (np.nan, np.nan, np.nan)

type Contributions = Mapping[tuple[str, str], Sequence[Floats]]
"""By fact and company, what each replication contributes."""


class Job(NamedTuple):
    """One run, and the facts that are measured on it."""

    replica: Replica
    facts: tuple[str, ...]


def plan(size: Size, replications: int, seed: int, scale: float) -> list[Job]:
    """All runs that the facts ask for of the catalogue's company of this ``size``; replication r has seed ``seed + r``.

    Two worlds under one policy are one.
    """
    company = load_company(size)
    wanted = [fact for fact in load_facts() if fact.id in MEASURES and fact.range_for(size) is not None]
    worlds = {world: in_world(world, company, YEARS, seed, scale) for world in {fact.policy: None for fact in wanted}}
    policies = {policy_label(spec): spec for spec in worlds.values()}
    asked: dict[str, list[str]] = {name: [] for name in policies}
    for fact in wanted:
        asked[policy_label(worlds[fact.policy])].append(fact.id)
    return [
        Job(Replica(name, number, spec.model_copy(update={"seed": seed + number})), tuple(asked[name]))
        for number in range(replications)
        for name, spec in policies.items()
    ]


def contributions(jobs: Sequence[Job], workers: int) -> Contributions:
    """Run ``jobs`` in ``workers`` processes and gather what they contribute to the facts, in their order."""
    found: dict[tuple[str, str], list[Floats]] = {}
    for job, told in zip(jobs, run_all(jobs, workers, measured, "runs"), strict=True):
        for name, contribution in told.items():
            found.setdefault((name, job.replica.spec.company.name), []).append(contribution)
    return found


def measured(job: Job) -> dict[str, Floats]:
    """Carry out one run: what it contributes to each of its facts."""
    from sim.model import FunnelModel

    run = FunnelModel(job.replica.spec, detail="activities").run()
    return {name: np.atleast_1d(MEASURES[name](run)).astype(np.float64) for name in job.facts}


def fact_table(found: Contributions, sizes: Sequence[Size]) -> "pd.DataFrame":
    """One row a fact and size, in the order of ``configs/facts.yaml``, with ``COLUMNS``.

    ``low, high``: the believable range, ends included, infinite where it is open. ``model``: the estimate in the unit
    that ``quantity`` ends with, with its 95 % interval. ``met``: whether the estimate lies in the range. Facts that are
    held back have neither. A fact with a trend has one more row, of the company ``all``: ``model`` is 1 if the
    estimates rise from each of ``sizes`` to the next, -1 if they fall so, 0 if neither. Of a fact that asks for a sign
    both ends are that sign. Facts that are only reported are not here.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for fact in load_facts():
        if fact.role == "report":
            continue
        answers = {size: _answer(fact, found.get((fact.id, size), ())) for size in sizes}
        rows += [_row(fact, size, _ends(fact, size), answers[size]) for size in sizes if _asked(fact, size)]
        if fact.trend is not None:
            way = _way([answers[size][0] for size in sizes])
            rows.append(_row(fact, ALL, (fact.trend, fact.trend), (way, np.nan, np.nan)))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"met": "boolean"})


def estimate(fact: Fact, replications: Sequence[Floats]) -> tuple[float, float, float]:
    """The answer to ``fact`` with the ends of its 95 % interval, from what two replications or more contribute.

    ``mean``: the mean of their estimates with Student's t; those that had nothing to count are left out. ``pooled``:
    of all samples laid end to end, with a percentile bootstrap over whole replications, since what happens in one
    run hangs together; its seed is fixed, so that equal runs give equal answers. All three are nan where there is
    too little to say anything.
    """
    if fact.over_replications == "pooled":
        return _bootstrapped(fact.id, replications)
    values = np.concatenate(replications)
    values = values[~np.isnan(values)]
    return mean_interval(values) if len(values) > 1 else UNKNOWN


def _bootstrapped(name: str, replications: Sequence[Floats]) -> tuple[float, float, float]:
    """Samples are ragged, which SciPy's bootstrap does not take; so replications are drawn by their numbers."""
    number = len(replications)
    draws = np.random.default_rng(0).integers(number, size=(RESAMPLES, number))
    with np.errstate(divide="ignore", invalid="ignore"):
        model = _pooled(name, replications, range(number))
        found = [_pooled(name, replications, draw) for draw in draws]
    low, high = np.percentile(found, 50.0 * np.array([1.0 - CONFIDENCE, 1.0 + CONFIDENCE]))
    return model, float(low), float(high)


def _pooled(name: str, replications: Sequence[Floats], chosen: Iterable[int]) -> float:
    sample = np.concatenate([replications[number] for number in chosen])
    return POOLED[name](sample) if len(sample) > 1 else np.nan


def _answer(fact: Fact, replications: Sequence[Floats]) -> tuple[float, float, float]:
    return estimate(fact, replications) if len(replications) else UNKNOWN


def _asked(fact: Fact, size: Size) -> bool:
    return fact.sign is not None or fact.range_for(size) is not None


def _ends(fact: Fact, size: Size) -> tuple[float, float]:
    limits = fact.range_for(size)
    return (limits.low, limits.high) if limits else (float(fact.sign or 0), float(fact.sign or 0))


def _way(estimates: Sequence[float]) -> float:
    """1 if each is above the one before, -1 if each is below, 0 if neither; nan where one or all are missing."""
    steps = np.sign(np.diff(estimates))
    if not len(steps) or np.isnan(steps).any():
        return np.nan
    return float(steps[0]) if (steps == steps[0]).all() else 0.0


def _row(fact: Fact, company: str, ends: tuple[float, float], answer: tuple[float, float, float]) -> dict[str, Any]:
    (low, high), (model, model_low, model_high) = ends, answer
    met = None if np.isnan(model) else low <= model <= high
    quantity = f"{fact.title} [{fact.unit}]"
    values = (fact.id, company, quantity, low, high, model, model_low, model_high, fact.role, met, fact.source)
    return dict(zip(COLUMNS, values, strict=True))
