"""Where do simpler models do as well as the agents? Both null models, fitted to one policy and asked three things.

They are fitted to finished runs under the typical policy alone, of each size with marketers, and asked

- *facts*: those that may be tuned for and that hold in a world of these runs; the ones held back are left alone
- *policy*: what the cure changes, of which they know what it promises; beside them stands that nothing changes
- *sample*: what the second half of the replications was, fitted to the first half alone

The verdict is fixed here. On a fact a null model does as well as it must if its answer lies in the believable range.
On what a cure changes, and on the other half, it does as well as the agents if its answer lies in their 95 % interval.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.nulls import semi_markov, stock_and_flow
from sim.nulls.history import History, history
from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec, PolicyStep
from sim.spec.facts import Fact, Size, load_facts
from sim.spec.load import load_company, load_policy
from sim.study.cohorts import YEARS
from sim.study.facts import Job, Part, estimate
from sim.study.measures import MEASURES
from sim.study.pairs import CONFIDENCE, share_change, share_interval
from sim.study.questions import DOLLARS, SUMS, TALKED, Null, answer, total
from sim.study.replicas import Replica, policy_label
from sim.study.workers import run_all
from sim.study.worlds import in_world

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: tuple[str, ...] = (
    *("company", "kind", "question", "quantity", "low", "high", "agents", "agents_low", "agents_high"),
    *("model", "answer", "verdict", "error", "replications", "scale"),
)
"""The columns of ``null_table``, in order."""

FACT, POLICY, SAMPLE = "fact", "policy", "sample"
"""Kinds of questions."""
SEMI_MARKOV, STOCK_AND_FLOW, UNCHANGED = "semi-Markov", "stock and flow", "unchanged"
"""The models asked; the last one says that a cure changes nothing."""
AS_WELL, FAILS, CANNOT_SAY, TOO_LITTLE = "as well", "fails", "cannot say", "too little to tell"
"""Verdicts; the last one is for runs that have too little to count."""
FEWEST = 4
"""Replications without which there are no two halves with intervals."""

CHANGES: dict[str, tuple[str, int]] = {
    "revenue": ("revenue", 1),
    "revenue of year 3": ("revenue", YEARS),
    "opportunities": ("opportunities", 1),
    "wins": ("wins", 1),
}
"""What a cure changes: which of ``SUMS``, and from which measured year on."""
TALKED_TO = "leads talked to"
"""The part of marketing's leads that somebody talks to. Only its change is told: its size is not for tuning."""


class Seen(NamedTuple):
    """What is kept of one run: what a null model sees of it, and what it contributes to each fact by its id."""

    replica: Replica
    history: History
    facts: Mapping[str, Floats]


def worlds(company: CompanySpec, seed: int, scale: float) -> tuple[ExperimentSpec, ExperimentSpec]:
    """A run under the typical policy with marketers, and one that warms up under it and then takes the first cure."""
    typical = in_world("typical_with_marketing", company, YEARS, seed, scale)
    cure = PolicyStep(day=0, policy=load_policy(company.cures[0]))
    switched = {"typical": typical.timeline[0].policy, "timeline": (cure,), "reading": "switch"}
    return typical, typical.model_copy(update=switched)


def asked(size: Size) -> tuple[list[Fact], list[Fact]]:
    """The facts of ``size`` that may be tuned for and hold in either of its ``worlds``, with their measures."""
    company = load_company(size)
    known = [fact for fact in load_facts() if fact.role == "calibrate" and fact.range_for(size) is not None]
    measured = [fact for fact in known if fact.id in MEASURES]
    there = {world: in_world(world, company, YEARS, 0, 1.0) for world in {fact.policy: None for fact in measured}}
    typical, cure = ([fact for fact in measured if there[fact.policy] == spec] for spec in worlds(company, 0, 1.0))
    return typical, cure


def plan(size: Size, replications: int, seed: int, scale: float) -> list[Job]:
    """All runs of the catalogue's company of this ``size``; replication r of either world has seed ``seed + r``."""
    specs, facts = worlds(load_company(size), seed, scale), asked(size)
    return [
        Job(
            Replica(policy_label(spec), number, spec.model_copy(update={"seed": seed + number})),
            tuple(Part(fact.id) for fact in known),
        )
        for number in range(replications)
        for spec, known in zip(specs, facts, strict=True)
    ]


def watched(jobs: Sequence[Job], workers: int) -> list[Seen]:
    """Run ``jobs`` in ``workers`` processes; what is kept of each, in their order."""
    return run_all(jobs, workers, _seen, "runs")


def _seen(job: Job) -> Seen:
    from sim.model import FunnelModel

    run = FunnelModel(job.replica.spec, detail="activities").run()
    facts = {part.fact: np.atleast_1d(MEASURES[part.fact](run)).astype(np.float64) for part in job.parts}
    return Seen(job.replica, history(run), facts)


def null_table(seen: Sequence[Seen], sizes: Sequence[Size]) -> "pd.DataFrame":
    """One row a question and model asked, with ``COLUMNS``; companies in the order of ``sizes``.

    ``seen`` has the runs of ``plan`` for each of them, with ``FEWEST`` replications or more. ``kind``: ``FACT``,
    ``POLICY`` or ``SAMPLE``. ``question``: a fact's id, or a quantity; ``quantity``: the same in words, with its unit.
    ``agents``: what the agents show, with its 95 % interval. ``low, high``: between which an answer is as good: the
    believable range of a fact, else that interval. ``answer``: the ``model``'s, nan where it cannot say. ``error``: how
    far an answer that ``FAILS`` lies above (if negative, below) the nearer end of a fact's range, else the agents'
    number.

    Of a cure's effect quantities are changes over the typical policy's, and the agents' are paired. Of the sample they
    are sums over the measured years, of the company as simulated; the agents' number is the mean of the second half,
    and its interval that of the difference between the halves: where the mean of the first half would lie as often.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for size in sizes:
        here = [each for each in seen if each.replica.spec.company.name == size]
        usual = policy_label(here[0].replica.spec)
        typical = [each for each in here if each.replica.policy == usual]
        cured = [each for each in here if each.replica.policy != usual]
        nulls = fitted([each.history for each in typical])
        ids = {"company": size, "replications": len(typical), "scale": here[0].replica.spec.scale}
        parts = (_facts(nulls, size, typical, cured), _changes(nulls, typical, cured), _other_half(typical))
        rows += [ids | row for part in parts for row in part]
    return pd.DataFrame(rows, columns=COLUMNS)


def verdict(answer: float, low: float, high: float) -> str:
    """How good an ``answer`` is that should lie between ``low`` and ``high``, ends included."""
    if np.isnan(answer):
        return CANNOT_SAY
    if np.isnan([low, high]).any():
        return TOO_LITTLE
    return AS_WELL if low <= answer <= high else FAILS


def fitted(histories: Sequence[History]) -> dict[str, Null]:
    """Both null models of runs under one policy, by name."""
    return {SEMI_MARKOV: semi_markov.fit(histories), STOCK_AND_FLOW: stock_and_flow.fit(histories)}


def _facts(
    nulls: Mapping[str, Null], size: Size, typical: Sequence[Seen], cured: Sequence[Seen]
) -> list[dict[str, Any]]:
    spec = typical[0].replica.spec
    courses = {name: null.predict(spec) for name, null in nulls.items()}
    rows = []
    for runs, facts in zip((typical, cured), asked(size), strict=True):
        for fact in facts:
            agents = estimate(fact, [each.facts[fact.id] for each in runs])
            answers = {name: answer(fact.id, null, courses[name], spec.scale) for name, null in nulls.items()}
            limits = fact.range_for(size)
            within = (limits.low, limits.high) if limits else None
            rows += _rows(FACT, fact.id, f"{fact.title} [{fact.unit}]", agents, answers, within)
    return rows


def _changes(nulls: Mapping[str, Null], typical: Sequence[Seen], cured: Sequence[Seen]) -> list[dict[str, Any]]:
    worlds = [[each.history.days for each in runs] for runs in (typical, cured)]
    specs = [runs[0].replica.spec for runs in (typical, cured)]
    said = {name: [null.predict(spec) for spec in specs] for name, null in nulls.items()}
    rows = []
    for question, (quantity, first) in CHANGES.items():
        before, after = (np.array([total(days, SUMS[quantity], first, YEARS) for days in world]) for world in worlds)
        answers = {
            name: total(cure, SUMS[quantity], first, YEARS) / total(usual, SUMS[quantity], first, YEARS) - 1.0
            for name, (usual, cure) in said.items()
        }
        agents = share_interval(after - before, before)
        rows += _rows(POLICY, question, f"change of {question} [share of the typical policy's]", agents, answers)
    talked, leads = (
        [np.array([total(days, columns, 1, YEARS) for days in world]) for world in worlds]
        for columns in (TALKED, SUMS["marketing leads"])
    )
    agents = share_change((talked[0], leads[0]), (talked[1], leads[1]))
    answers = {name: _part_talked_to(cure) - _part_talked_to(usual) for name, (usual, cure) in said.items()}
    return [*rows, *_rows(POLICY, TALKED_TO, f"change of the share of {TALKED_TO} [share]", agents, answers)]


def _part_talked_to(days: "pd.DataFrame") -> float:
    return total(days, TALKED, 1, YEARS) / total(days, SUMS["marketing leads"], 1, YEARS)


def _other_half(typical: Sequence[Seen]) -> list[dict[str, Any]]:
    half = len(typical) // 2
    halves = [[each.history.days for each in part] for part in (typical[:half], typical[half:])]
    nulls = fitted([each.history for each in typical[:half]])
    said = {name: null.predict(typical[half].replica.spec) for name, null in nulls.items()}
    rows = []
    for question, columns in SUMS.items():
        first, second = (np.array([total(days, columns, 1, YEARS) for days in part]) for part in halves)
        answers = {name: total(course, columns, 1, YEARS) for name, course in said.items()}
        unit = "dollars" if question in DOLLARS else "accounts"
        rows += _rows(SAMPLE, question, f"{question} in {YEARS} years [{unit}]", _between(first, second), answers)
    return rows


def _between(first: Floats, second: Floats) -> tuple[float, float, float]:
    """The mean of ``second``, with the 95 % interval of what lies between the two means around it.

    By Welch's t; where neither half varies there is no interval: nan.
    """
    from scipy import stats

    mean, parts = float(second.mean()), [float(stats.sem(half)) ** 2 for half in (first, second)]
    error = sum(parts)
    if not error:
        return mean, np.nan, np.nan
    freedom = error**2 / sum(part**2 / (len(half) - 1) for part, half in zip(parts, (first, second), strict=True))
    reach = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, freedom)) * math.sqrt(error)
    return mean, mean - reach, mean + reach


def _rows(
    kind: str,
    question: str,
    quantity: str,
    agents: tuple[float, float, float],
    answers: Mapping[str, float],
    within: tuple[float, float] | None = None,
) -> list[dict[str, Any]]:
    """A row a model; an answer should lie ``within``, or in the agents' interval."""
    low, high = within or agents[1:]
    known = {"kind": kind, "question": question, "quantity": quantity, "low": low, "high": high}
    known |= dict(zip(("agents", "agents_low", "agents_high"), agents, strict=True))
    if kind == POLICY:
        answers = {**answers, UNCHANGED: 0.0}
    rows = []
    for model, said in answers.items():
        told = verdict(said, low, high)
        nearest = float(np.clip(said, low, high)) if within else agents[0]
        error = said - nearest if told == FAILS else np.nan
        rows.append({**known, "model": model, "answer": said, "verdict": told, "error": error})
    return rows
