"""Runs at points of the space that a calibration searches, and what they say of the facts."""

from collections.abc import Generator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from sim.compiled import Floats
from sim.spec.errors import SpecError
from sim.spec.facts import Size
from sim.study.facts import Job, measured, plan
from sim.study.parameters import changed
from sim.study.space import Space
from sim.study.targets import Target, targets
from sim.study.workers import run_all

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

NO_MORE: Mapping[Size, int] = {}
"""Of each size one run is enough."""
APART = 100_000_000
"""How far apart the seeds are of a trial's several runs of one size."""
AT_ONCE = 32
"""Runs after which what has been found is handed over, so that little is lost if somebody pulls the plug."""


class Stage(NamedTuple):
    """Runs that belong together: one at each of ``points`` (runs x places), each under its own of ``seeds``."""

    name: str
    points: Floats
    seeds: Sequence[int]
    scales: tuple[float, ...]
    """Heads, market and budget over the real company's, by size."""
    runs: Mapping[Size, int] = NO_MORE
    """Runs of a size, where one is not enough; they are read together."""


class Trials(NamedTuple):
    """What has been run: a row a run, of companies of all sizes of a space at one point of it under one seed."""

    stages: "NDArray[np.str_]"
    seeds: "NDArray[np.int64]"
    points: Floats
    """Runs x places."""
    readings: Floats
    """Runs x targets (``targets`` of the sizes), on the working scale; nan where a run has nothing to say."""

    @classmethod
    def none(cls, where: Space) -> Self:
        """Nothing yet."""
        readings = np.empty((0, len(targets(tuple(where.own)))))
        return cls(np.empty(0, "U32"), np.empty(0, np.int64), np.empty((0, len(where.names))), readings)

    def of(self, *stages: str) -> "Trials":
        """Those of some stages."""
        which = np.isin(self.stages, stages)
        return Trials(self.stages[which], self.seeds[which], self.points[which], self.readings[which])

    def frame(self, where: Space) -> "pd.DataFrame":
        """One row a run: ``stage``, ``seed``, the point by the names of its places, the readings by target."""
        import pandas as pd

        aims = [target.name for target in targets(tuple(where.own))]
        ids = pd.DataFrame({"stage": self.stages.astype(object), "seed": self.seeds})
        points = pd.DataFrame(self.points, columns=where.names)
        return pd.concat([ids, points, pd.DataFrame(self.readings, columns=aims)], axis=1)

    @classmethod
    def framed(cls, where: Space, frame: "pd.DataFrame") -> Self:
        """The rows of such a frame."""
        aims = [target.name for target in targets(tuple(where.own))]
        stages, seeds = frame["stage"].to_numpy().astype("U32"), frame["seed"].to_numpy()
        return cls(stages, seeds, frame[where.names].to_numpy(), frame[aims].to_numpy())


type Growing = Generator[Trials, None, Trials]
"""All trials so far, each time that there are some more; in the end it returns all."""


def carried_out(where: Space, stage: Stage, done: Trials, workers: int) -> Growing:
    """Run what is left of ``stage``, after what is ``done``; raises ``SpecError`` if that was another stage."""
    ran = done.of(stage.name)
    first = len(ran.seeds)
    if not (np.array_equal(ran.points, stage.points[:first]) and np.array_equal(ran.seeds, stage.seeds[:first])):
        raise SpecError(f"{stage.name}: what has been run of it is from another calibration; begin in another folder")
    todo = [
        _Trial(where, point, seed, stage.scales, stage.runs)
        for point, seed in zip(stage.points[first:], stage.seeds[first:], strict=True)
    ]
    for start in range(0, len(todo), AT_ONCE):
        some = todo[start : start + AT_ONCE]
        label = f"{stage.name}, from run {first + start + 1} of {len(stage.seeds)}"
        readings = np.array(run_all(some, workers, _read, label))
        new = Trials(
            np.full(len(some), stage.name, "U32"),
            np.array([trial.seed for trial in some]),
            np.array([trial.point for trial in some]),
            readings,
        )
        done = Trials(*(np.concatenate(parts) for parts in zip(done, new, strict=True)))
        yield done
    return done


def can_be_run(where: Space, point: Floats) -> bool:
    """Whether the values at ``point`` make a company of every size: not all that are plausible go together."""
    try:
        for size in where.own:
            changed([job.replica.spec for job in _jobs(size, 1.0)], where.values(point, size))
    except SpecError:
        return False
    return True


class _Trial(NamedTuple):
    where: Space
    point: Floats
    seed: int
    scales: tuple[float, ...]
    runs: Mapping[Size, int]


def _read(trial: _Trial) -> Floats:
    found = {
        (name, size): contribution
        for size, scale in zip(trial.where.own, trial.scales, strict=True)
        for name, contribution in _contributions(trial, size, scale).items()
    }
    return np.array([target.read(found[target.fact.id, target.size]) for target in _targets(tuple(trial.where.own))])


def _contributions(trial: _Trial, size: Size, scale: float) -> dict[str, Floats]:
    """What the runs of one size contribute to each fact, end to end."""
    jobs = _jobs(size, scale)
    specs = changed([job.replica.spec for job in jobs], trial.where.values(trial.point, size))
    seeds = range(trial.seed, trial.seed + APART * trial.runs.get(size, 1), APART)
    found: dict[str, Floats] = {}
    for job, spec in zip(jobs, specs, strict=True):
        replicas = [job.replica._replace(spec=spec.model_copy(update={"seed": seed})) for seed in seeds]
        runs = [measured(job._replace(replica=replica)) for replica in replicas]
        found.update({part.fact: np.concatenate([run[part] for run in runs]) for part in job.parts})
    return found


@cache
def _targets(sizes: tuple[Size, ...]) -> list[Target]:
    """Read once in each process."""
    return targets(sizes)


@cache
def _jobs(size: Size, scale: float) -> list[Job]:
    """The worlds that the facts ask for, with the catalogue's numbers."""
    return plan(size, 1, 0, scale, ["calibrate"])
