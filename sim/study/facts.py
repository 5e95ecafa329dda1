"""Does the model show what is known? The facts, measured on finished runs, with intervals.

Each size is run in the worlds that the facts name. A replication travels back as what it contributes to each fact; only
here do replications meet, as ``Fact.over_replications`` says. A fact that was not measured has a row without an answer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.experiment import ExperimentSpec
from sim.spec.facts import Fact, Role, Size, World, load_facts
from sim.spec.load import load_company
from sim.study.cohorts import YEARS
from sim.study.measures import MEASURES
from sim.study.pairs import CONFIDENCE, mean_interval
from sim.study.pooled import LITTLE, MUCH, POOLED
from sim.study.replicas import Replica, policy_label
from sim.study.shocks import NONE, Shock, run_shocked
from sim.study.workers import run_all
from sim.study.worlds import in_world

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: tuple[str, ...] = (
    *("fact", "company", "quantity", "low", "high", "model", "model_low", "model_high", "role", "met", "source"),
    *("estimate", "estimate_low", "estimate_high"),
)
"""The columns of ``fact_table``, in order."""
ALL = "all"
"""The company in a row about all sizes together."""
RESAMPLES = 2000
"""Of the replications, for the interval of what is pooled."""
UNKNOWN = (np.nan, np.nan, np.nan)

type Contributions = Mapping[tuple[str, str], Sequence[Floats]]
"""By fact and company, what each replication contributes."""


SELLING, MARKETING = ([Shock(what, times) for times in (MUCH, LITTLE)] for what in ("selling", "marketing"))
SHOCKS: Mapping[str, Sequence[Shock]] = {
    "T13_selling_revenue": SELLING,
    "T13_selling_bookings": SELLING,
    "T13_marketing_bookings": MARKETING,
    "T13_marketing_lasting": MARKETING,
    "T14_flattens": [Shock("browsing", times) for times in (1.0, 2.0)],
    "T14_lowers": [Shock("browsing", times) for times in (1.0, 16.0)],
}
"""By fact, what ``Fact.change`` asks for: the shocks whose runs it compares."""
COMPARED: Mapping[str, Callable[[Floats, Floats], Floats]] = {"T15_growth": np.subtract}
"""What is made of what two runs contribute, where they are not just laid side by side."""
TUNED: tuple[Role, ...] = ("calibrate", "seen")
"""Roles of facts that may be looked at at any time."""


class Part(NamedTuple):
    """What one run contributes to ``fact``; where it compares runs, as the ``place``-th of them, from 0."""

    fact: str
    place: int = 0


class Job(NamedTuple):
    """One run, and the facts that are measured on it."""

    replica: Replica
    parts: tuple[Part, ...]
    shock: Shock = NONE


def plan(
    size: Size, replications: int, seed: int, scale: float, roles: Collection[Role] = TUNED, beside: bool = False
) -> list[Job]:
    """All runs that facts of these ``roles`` ask for of the catalogue's company of this ``size``.

    Replication r has seed ``seed + r``. Two worlds under one policy are one. With ``beside``, also those facts are
    measured of which nothing is known in this size.
    """
    company = load_company(size)
    known = [fact for fact in load_facts() if fact.id in MEASURES and fact.role in roles]
    wanted = [fact for fact in known if beside or _asked(fact, size)]
    worlds = {
        world: in_world(world, company, YEARS, seed, scale)
        for world in {world: None for fact in wanted for world, _ in _settings(fact)}
    }
    specs: dict[tuple[str, Shock], ExperimentSpec] = {}
    asked: dict[tuple[str, Shock], list[Part]] = {}
    for fact in wanted:
        for place, (world, shock) in enumerate(_settings(fact)):
            setting = (policy_label(worlds[world]), NONE if shock.times == 1.0 else shock)
            specs[setting] = worlds[world]
            asked.setdefault(setting, []).append(Part(fact.id, place))
    return [
        Job(Replica(name, number, spec.model_copy(update={"seed": seed + number})), tuple(asked[name, shock]), shock)
        for number in range(replications)
        for (name, shock), spec in specs.items()
    ]


def _settings(fact: Fact) -> list[tuple[World, Shock]]:
    """The world and shock of each run that a fact compares, in their order; most facts look at one."""
    worlds = [fact.policy] if fact.against is None else [fact.policy, fact.against]
    return [(world, shock) for world in worlds for shock in SHOCKS.get(fact.id, [NONE])]


def contributions(jobs: Sequence[Job], workers: int) -> Contributions:
    """Run ``jobs`` in ``workers`` processes and gather what they contribute to the facts, in their order."""
    found: dict[tuple[str, str], list[list[Floats]]] = {}
    for job, told in zip(jobs, run_all(jobs, workers, measured, "runs"), strict=True):
        for part, contribution in told.items():
            runs = found.setdefault((part.fact, job.replica.spec.company.name), [])
            while len(runs) <= part.place:
                runs.append([])
            runs[part.place].append(contribution)
    return {key: [_compared(key[0], *runs) for runs in zip(*places, strict=True)] for key, places in found.items()}


def _compared(name: str, *runs: Floats) -> Floats:
    """What one replication contributes, by its runs."""
    if len(runs) == 1:
        return runs[0]
    return COMPARED[name](*runs) if name in COMPARED else np.hstack(runs)


def measured(job: Job) -> dict[Part, Floats]:
    """Carry out one run: what it contributes to each of its facts."""
    run = run_shocked(job.replica.spec, job.shock, detail="activities")
    return {part: np.atleast_1d(MEASURES[part.fact](run)).astype(np.float64) for part in job.parts}


def fact_table(found: Contributions, sizes: Sequence[Size], resamples: int = RESAMPLES) -> "pd.DataFrame":
    """One row a fact and size, in the order of ``configs/facts.yaml``, with ``COLUMNS``.

    ``low, high``: the believable range, ends included, infinite where it is open. ``model``: the estimate in the unit
    that ``quantity`` ends with, with its 95 % interval. ``met``: whether the estimate lies in the range. Facts that
    were not measured have neither; where a fact was measured in a size of which nothing is known, its range and ``met``
    are missing. A fact with a trend has one more row, of the company ``all``: ``model`` is 1 if the
    estimates rise from each of ``sizes`` to the next, -1 if they fall so, 0 if neither. Of a fact that asks for a sign
    both ends are that sign, and ``model`` is that of the estimate, 0 if its interval is not clear of 0; ``estimate`` to
    ``estimate_high`` is the number itself, as it is in every other row. Facts that are only reported are not here.
    ``resamples``: see ``estimate``.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for fact in load_facts():
        if fact.role == "report":
            continue
        answers = {size: _estimated(fact, found.get((fact.id, size), ()), resamples) for size in sizes}
        for size, answer in answers.items():
            if _asked(fact, size) or (fact.id, size) in found:
                judged = answer if fact.sign is None else _signs(answer)
                rows.append(_row(fact, size, _ends(fact, size), judged, answer))
        if fact.trend is not None:
            way = _way([answers[size][0] for size in sizes])
            rows.append(_row(fact, ALL, (fact.trend, fact.trend), (way, np.nan, np.nan), UNKNOWN))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"met": "boolean"})


def estimate(fact: Fact, replications: Sequence[Floats], resamples: int = RESAMPLES) -> tuple[float, float, float]:
    """The answer to ``fact`` with the ends of its 95 % interval, from what two replications or more contribute.

    ``mean``: the mean of their estimates with Student's t; those that had nothing to count are left out. ``pooled``:
    of all samples laid end to end, with a percentile bootstrap of ``resamples`` over whole replications, since what
    happens in one run hangs together; its seed is fixed, so that equal runs give equal answers. All three are nan where
    there is too little to say anything, or nothing finite: of so few wins that their ratio divides by none, say.
    """
    if fact.over_replications == "pooled":
        return _bootstrapped(fact.id, replications, resamples)
    values = np.concatenate(replications)
    values = values[~np.isnan(values)]
    return mean_interval(values) if len(values) > 1 else UNKNOWN


def _bootstrapped(name: str, replications: Sequence[Floats], resamples: int) -> tuple[float, float, float]:
    """Samples are ragged, which SciPy's bootstrap does not take; so replications are drawn by their numbers."""
    number = len(replications)
    draws = np.random.default_rng(0).integers(number, size=(resamples, number))
    with np.errstate(divide="ignore", invalid="ignore"):
        model = _pooled(name, replications, range(number))
        if not np.isfinite(model):
            return UNKNOWN
        found = [_pooled(name, replications, draw) for draw in draws]
    low, high = np.percentile(found, 50.0 * np.array([1.0 - CONFIDENCE, 1.0 + CONFIDENCE]))
    return model, float(low), float(high)


def _pooled(name: str, replications: Sequence[Floats], chosen: Iterable[int]) -> float:
    sample = np.concatenate([replications[number] for number in chosen])
    return POOLED[name](sample) if len(sample) > 1 else np.nan


def _estimated(fact: Fact, replications: Sequence[Floats], resamples: int) -> tuple[float, float, float]:
    return estimate(fact, replications, resamples) if len(replications) else UNKNOWN


def _signs(answer: tuple[float, float, float]) -> tuple[float, float, float]:
    """Those of both ends, and between them the one that they share, or 0; nan where there is no answer."""
    whole, low, high = np.sign(answer).tolist()
    return low if low == high else 0.0 * whole, low, high


def _asked(fact: Fact, size: Size) -> bool:
    return fact.sign is not None or fact.range_for(size) is not None


def _ends(fact: Fact, size: Size) -> tuple[float, float]:
    limits = fact.range_for(size)
    if limits is not None:
        return limits.low, limits.high
    return (np.nan, np.nan) if fact.sign is None else (float(fact.sign), float(fact.sign))


def _way(estimates: Sequence[float]) -> float:
    """1 if each is above the one before, -1 if each is below, 0 if neither; nan where one or all are missing."""
    steps = np.sign(np.diff(estimates))
    if not len(steps) or np.isnan(steps).any():
        return np.nan
    return float(steps[0]) if (steps == steps[0]).all() else 0.0


def _row(
    fact: Fact,
    company: str,
    ends: tuple[float, float],
    judged: tuple[float, float, float],
    estimated: tuple[float, float, float],
) -> dict[str, Any]:
    low, high = ends
    met = None if np.isnan([low, judged[0]]).any() else low <= judged[0] <= high
    told = (fact.id, company, f"{fact.title} [{fact.unit}]", low, high, *judged, fact.role, met, fact.source)
    return dict(zip(COLUMNS, (*told, *estimated), strict=True))
