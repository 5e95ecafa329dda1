"""Which numbers are plausible, given what is known: history matching in waves, then runs that decide.

Emulators of the facts, fitted to runs all over the space, say where it is worth looking; runs there improve them where
it matters, and so on (Craig and others 1997; Andrianakis and others 2015). Points drawn from where all facts probably
hold are then run under other seeds, and those that pass make up the ensemble. What passes is fixed here, beforehand.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.errors import SpecError
from sim.spec.facts import Size
from sim.study.emulator import Emulator
from sim.study.search import Chains, Search, believable, drawn, of
from sim.study.space import Space
from sim.study.targets import Target, targets
from sim.study.trials import Growing, Stage, Trials, can_be_run, carried_out
from sim.study.workers import run_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST_ERROR = 0.3
"""An emulator is believed to be off by at least so much of what luck does to one run."""
TINY = 1e-8
"""And never by nothing, where even luck does nothing."""
WAVE_SEEDS, JUDGING_SEEDS, MEMBER_SEEDS = 10_000, 1_000_000, 2_000_000
"""How far apart the seeds of two waves or batches are, and those of candidates and of members from those of waves."""
SPARE = 1.25
"""Points drawn for each that is wanted: a few make no company."""
OFTEN: Mapping[Size, int] = {"small": 4, "mid": 2}
"""Runs of a size that decide together: the fewer deals a company has in a year, the more of what it shows is luck."""
WAVE, AGAIN, CANDIDATES, MEMBERS = "wave", "again", "candidates", "members"
"""Stages; of all but the last there are several, numbered from 0."""


class Plan(NamedTuple):
    """How much is run. Seeds count on from ``seed``: a calibration shares no luck with the studies that judge it."""

    where: Space
    scales: tuple[float, ...]
    """Heads, market and budget over the real company's, by size."""
    prior: int = 384
    """Points all over the space, each run once: wave 0."""
    waves: int = 8
    """Further ones, each where the runs before it say that it is worth looking."""
    trials: int = 160
    """Points in each of them, each run once."""
    again: int = 16
    """Points of each wave that are run once more, which tells what luck does to each fact there."""
    sweeps: int = 100
    """Of each chain that draws points."""
    batch: int = 96
    """Candidates at a time."""
    replications: int = 2
    """Trials of each candidate, and again of each that passed."""
    often: Mapping[Size, int] = OFTEN
    """Runs of a size in each of these trials; one where nothing else is said."""
    members: int = 60
    """Candidates that pass, after which no further batch is begun."""
    batches: int = 12
    """Of candidates, at most."""
    outside: float = 3.0
    """Standard errors from its range at which a fact is missed for certain (Pukelsheim 1994): no candidate may."""
    met: float = 0.9
    """Of the facts of each size, at least so many have their estimate in the range, or a candidate is refused."""
    seed: int = 1_000_000

    @property
    def targets(self) -> list[Target]:
        """What is aimed at."""
        return targets(tuple(self.where.own))


def explored(plan: Plan, done: Trials, workers: int) -> Growing:
    """Run all waves, after what is ``done``; where to look is not worked out again for those that are whole."""
    for wave in range(plan.waves + 1):
        points = done.of(f"{WAVE} {wave}").points
        if len(points) < (plan.trials if wave else plan.prior):
            points = _points(plan, wave, done, workers)
        first = plan.seed + wave * WAVE_SEEDS
        stage = Stage(f"{WAVE} {wave}", points, range(first, first + len(points)), plan.scales)
        done = yield from carried_out(plan.where, stage, done, workers)
        other = range(first + len(points), first + len(points) + plan.again)
        again = Stage(f"{AGAIN} {wave}", points[: plan.again], other, plan.scales)
        done = yield from carried_out(plan.where, again, done, workers)
    return done


def proposed(plan: Plan, search: Search, done: Trials, workers: int) -> Growing:
    """Run candidates that ``search`` finds plausible, batch after batch, until enough have passed.

    And then those who passed, under other luck.
    """
    for batch in range(plan.batches):
        points = done.of(f"{CANDIDATES} {batch}").points[:: plan.replications]
        if len(points) < plan.batch:
            points = plausible(plan, search, done, plan.batch, plan.waves + 1, batch, workers)
        stage = _judging(plan, f"{CANDIDATES} {batch}", points, JUDGING_SEEDS + batch * WAVE_SEEDS)
        done = yield from carried_out(plan.where, stage, done, workers)
        found = candidates(plan, done, batch + 1)
        if passes(plan, found).sum() >= plan.members:
            break
    passed = found.points[passes(plan, found)]
    done = yield from carried_out(plan.where, _judging(plan, MEMBERS, passed, MEMBER_SEEDS), done, workers)
    return done


def _judging(plan: Plan, name: str, points: Floats, seeds: int) -> Stage:
    """Each of ``points`` as often as is asked, all under luck of their own."""
    runs = np.repeat(points, plan.replications, axis=0)
    return Stage(name, runs, range(plan.seed + seeds, plan.seed + seeds + len(runs)), plan.scales, plan.often)


def prior(plan: Plan) -> Floats:
    """The points of wave 0: Sobol's, scrambled, those left out that make no company."""
    from scipy.stats import qmc

    sobol = qmc.Sobol(len(plan.where.names), rng=np.random.default_rng(0))
    enough = math.ceil(math.log2(SPARE * plan.prior))
    return _first(plan, sobol.random_base2(enough), plan.prior)


def searched(plan: Plan, done: Trials, waves: int, workers: int) -> Search:
    """Where all facts are as they are known to be, as far as the first ``waves`` tell.

    The emulators are off from what is expected at a point by what they are off from the runs of the last of these
    waves, less what luck alone does to a run.
    """
    known = done.of(*(f"{WAVE} {wave}" for wave in range(waves)))
    last, sd = known.stages == f"{WAVE} {waves - 1}", luck(done, waves)
    sizes, aims = list(plan.where.own), plan.targets
    jobs = [
        (known.points[:, plan.where.places(size)], known.readings[:, of(aims, size)], last, sd[of(aims, size)])
        for size in sizes
    ]
    told = dict(zip(sizes, run_all(jobs, workers, _fitted, "emulators"), strict=True))
    return Search(plan.where, told, aims, believable(aims))


def luck(done: Trials, waves: int) -> Floats:
    """By target: standard deviation that luck alone gives a run's reading, by points that were run twice.

    Those of the first ``waves``, but for wave 0 if there are others: luck is not the same all over the space. 0 where
    no pair says anything.
    """
    squares = [
        np.square(_once(done, wave) - done.of(f"{AGAIN} {wave}").readings) for wave in range(min(1, waves - 1), waves)
    ]
    pairs = np.concatenate(squares)
    known = np.isfinite(pairs)
    return np.asarray(np.sqrt(np.sum(pairs, axis=0, where=known) / np.maximum(known.sum(axis=0), 1) / 2.0))


def _once(done: Trials, wave: int) -> Floats:
    return done.of(f"{WAVE} {wave}").readings[: len(done.of(f"{AGAIN} {wave}").seeds)]


def plausible(plan: Plan, search: Search, done: Trials, number: int, after: int, batch: int, workers: int) -> Floats:
    """``number`` plausible points that make companies, ``after`` so many waves; each ``batch`` has others.

    Chains begin where the last wave was run.
    """
    rng = np.random.default_rng([plan.seed, after, batch])
    last = done.of(f"{WAVE} {after - 1}").points
    start = last[rng.integers(len(last), size=math.ceil(SPARE * number))]
    (points,) = drawn([search], Chains(start, plan.sweeps, int(rng.integers(2**32))), workers, "plausible points")
    return _first(plan, points.round(6), number)


class Candidates(NamedTuple):
    """Points that were proposed, and what runs there say."""

    points: Floats
    readings: Floats
    """Candidates x replications x targets."""

    @property
    def luck(self) -> Floats:
        """By target: standard deviation that luck alone gives a run's reading, of all candidates together."""
        spread = np.var(self.readings, axis=1, ddof=1)
        known = np.isfinite(spread)
        return np.asarray(np.sqrt(np.sum(spread, axis=0, where=known) / np.maximum(known.sum(axis=0), 1)))


def candidates(plan: Plan, done: Trials, batches: int | None = None) -> Candidates:
    """Those of the first ``batches``, or all."""
    return _several(plan, done.of(*(f"{CANDIDATES} {batch}" for batch in range(batches or plan.batches))))


def members(plan: Plan, done: Trials) -> Candidates:
    """Those candidates that passed, as they came out under other luck than that by which they did."""
    return _several(plan, done.of(MEMBERS))


def _several(plan: Plan, ran: Trials) -> Candidates:
    readings = ran.readings.reshape(-1, plan.replications, ran.readings.shape[1])
    return Candidates(ran.points[:: plan.replications], readings)


def passes(plan: Plan, proposed: Candidates) -> "NDArray[np.bool_]":
    """Which candidates are plausible: no fact is clearly missed, and in every size enough of them are met.

    A fact of which one of the runs says nothing is not met, and not clearly missed.
    """
    low, high = believable(plan.targets)
    estimates = proposed.readings.mean(axis=1)
    outside = np.maximum(low - estimates, estimates - high)
    clearly = outside > plan.outside * proposed.luck / np.sqrt(plan.replications)
    met = [(outside[:, of(plan.targets, size)] <= 0.0).mean(axis=1) for size in plan.where.own]
    return np.asarray(~clearly.any(axis=1) & (np.min(met, axis=0) >= plan.met))


def _points(plan: Plan, wave: int, done: Trials, workers: int) -> Floats:
    """Those of a wave: all over the space, or where the waves before it say that it is worth looking."""
    if wave == 0:
        return prior(plan)
    return plausible(plan, searched(plan, done, wave, workers), done, plan.trials, wave, 0, workers)


def _fitted(job: "tuple[Floats, Floats, NDArray[np.bool_], Floats]") -> Emulator:
    from threadpoolctl import threadpool_limits

    points, readings, near, luck = job
    with threadpool_limits(1):  # sums in another order have other last digits
        fitted = Emulator.fitted(points, readings, near)
    least = np.maximum(np.square(SMALLEST_ERROR * luck), TINY)
    return fitted._replace(error=np.sqrt(np.maximum(np.square(fitted.error) - np.square(luck), least)))


def _first(plan: Plan, points: Iterable[Floats], number: int) -> Floats:
    """The first ``number`` of ``points`` that make companies."""
    found = list(islice((point for point in points if can_be_run(plan.where, point)), number))
    if len(found) < number:
        raise SpecError(f"{len(found)} points make companies, of {number} that are wanted; too few ranges go together")
    return np.array(found)
