"""Which numbers are plausible, given the facts that may be tuned for? An ensemble of companies that show them.

python -m experiments.calibrate [key=value ...]

  seed=1000000          of the first run; the others count on from it, far from those of the other studies
  scale=1.0             heads, market and budget over the real company's
  resume=true           take over what is in the folder, left by the same command before it was interrupted
  quick=true            a few numbers, a few runs of tiny companies: a look in half a minute, not a calibration
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/calibrate, or results/local if anything above changed

Some 5,000 trials, each of all four sizes in all worlds that the facts name: about four hours on two cores.
"""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from experiments import arguments
from experiments.arguments import SIZES, StudySettings
from sim.records.files import write_whole
from sim.spec.errors import SpecError

if TYPE_CHECKING:
    from sim.report.calibration import CalibrationResults
    from sim.study.calibrate import Plan
    from sim.study.screening import Screening
    from sim.study.trials import Trials

TRIALS, IDENTITY = "trials.parquet", "calibration"
"""Where all runs are, and under which name it says which calibration they are of."""
TRAJECTORIES, SYNTHETIC, AGAIN, RECOVERING = 8, 10, 48, 2
"""Of the screening; synthetic companies; chains that draw points for each of them, and for each fact that is moved; and
how much longer chains are that begin anywhere."""
FEWEST = 2
"""Members without which there is nothing to say of them."""
SCREENED_AT = (1.0, 1.0, 0.5, 0.2)
"""Scales at which a run of any size takes about as long as one of mid: enough to see what a number moves."""
QUICK: dict[str, Any] = {
    **{"prior": 16, "waves": 1, "trials": 8, "again": 2, "sweeps": 4, "batch": 4, "replications": 2, "members": 1},
    **{"batches": 1, "outside": 1000.0, "met": 0.0},
}
QUICK_SIZES: Final = ("mid",)
QUICK_SCALE, ONE_IN = 0.05, 20
"""What a quick look is at, in which every candidate passes; one in so many numbers is searched for."""


class Settings(StudySettings):
    """What the command line can change."""

    resume: bool = Field(description="Take over what is there")

    def check(self) -> None:
        """Refuse to calibrate without what emulates and screens."""
        arguments.check_extra("calibration", "sklearn", "SALib")


DEFAULTS: dict[str, Any] = {**arguments.STUDY, "seed": 1_000_000, "resume": False}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def plans(settings: Settings) -> "tuple[Plan, Screening]":
    """How much is run, of the calibration itself and of its screening."""
    from sim.study.calibrate import Plan
    from sim.study.screening import Screening
    from sim.study.space import space

    if settings.quick:
        where = space(QUICK_SIZES, ONE_IN)
        scales = (settings.scale or QUICK_SCALE,) * len(QUICK_SIZES)
        return Plan(where, scales, seed=settings.seed, **QUICK), Screening(where, scales, 2, settings.seed)
    where, scale = space(SIZES), settings.scale or 1.0
    screening = tuple(scale * part for part in SCREENED_AT)
    return Plan(where, (scale,) * 4, seed=settings.seed), Screening(where, screening, TRAJECTORIES, settings.seed)


def calibrated(settings: Settings, folder: Path, made_by: str) -> "CalibrationResults":
    """The whole calibration; each run is in ``folder`` soon after it was made."""
    import numpy as np

    from sim.report.calibration import CalibrationResults
    from sim.study.calibrate import candidates, explored, members, proposed, searched
    from sim.study.facts import plan as worlds
    from sim.study.recovery import recovery, shifted
    from sim.study.screening import screened
    from sim.study.search import Chains

    workers = settings.processes
    plan, screening = plans(settings)
    whose = _identity(plan)
    done = _known(settings, folder, plan, whose)
    kept = partial(_kept, folder, plan, whose)
    done = kept(done, explored(plan, done, workers))
    search = searched(plan, done, plan.waves + 1, workers)
    done = kept(done, proposed(plan, search, done, workers))
    if len(passed := members(plan, done).points) < FEWEST:
        raise SpecError(f"{len(passed)} candidates pass: that is no ensemble; what was run is in {folder / TRIALS}")
    done = kept(done, screened(screening, done, workers))
    ran = candidates(plan, done)
    anywhere = np.random.default_rng(plan.seed).random((min(AGAIN, plan.trials), len(plan.where.names)))
    return CalibrationResults(
        plan,
        screening,
        done,
        recovery(
            search,
            ran.points[:SYNTHETIC],
            ran.readings[:SYNTHETIC],
            ran.luck,
            Chains(anywhere, RECOVERING * plan.sweeps, plan.seed),
            workers,
        ),
        shifted(search, Chains(ran.points[:AGAIN], plan.sweeps, plan.seed), workers),
        [job.replica for size in plan.where.own for job in worlds(size, 1, settings.seed, settings.scale or 1.0)],
        made_by,
    )


def _answer(words: Sequence[str]) -> None:
    begun = arguments.begin("calibrate", words, Settings, DEFAULTS)
    results = calibrated(*begun)
    begun.end(results.files(), results.answer)


def _known(settings: Settings, folder: Path, plan: "Plan", whose: str) -> "Trials":
    """What an interrupted calibration has left, if that is asked for; raises ``SpecError`` if it is not ``whose``."""
    import pandas as pd

    from sim.study.trials import Trials

    path = folder / TRIALS
    if not path.exists():
        return Trials.none(plan.where)
    if not settings.resume:
        raise SpecError(f"{path}: has trials already; resume=true goes on with them, another out begins anew")
    frame = pd.read_parquet(path)
    if frame.attrs.get(IDENTITY) != whose:
        raise SpecError(f"{path}: is from another calibration, another version or other numbers; begin in another out")
    return Trials.framed(plan.where, frame)


def _kept(folder: Path, plan: "Plan", whose: str, done: "Trials", growing: "Iterable[Trials]") -> "Trials":
    """Write trials down, and ``whose`` they are, each time that there are more than are ``done``; returns all."""
    folder.mkdir(parents=True, exist_ok=True)
    for done in growing:
        frame = done.frame(plan.where)
        frame.attrs[IDENTITY] = whose
        write_whole(folder / TRIALS, partial(frame.to_parquet, index=False, compression="zstd"))
    return done


def _identity(plan: "Plan") -> str:
    """What trials must have in common to be of one calibration: version, plan, ranges, facts, and all that is given.

    What the catalogue says of the numbers that are searched for does not count: it is to be changed by the outcome.
    """
    import numpy as np

    from sim import __version__
    from sim.records.run import config_hash
    from sim.study.facts import plan as worlds
    from sim.study.parameters import changed

    where, middle = plan.where, np.full(len(plan.where.names), 0.5)
    ranges = [(name, one.low, one.high) for name, one in zip(where.names, where.parameters, strict=True)]
    specs = {size: [job.replica.spec for job in worlds(size, 1, 0, 1.0)] for size in where.own}
    given = [config_hash(spec) for size in specs for spec in changed(specs[size], where.values(middle, size))]
    facts = [(target.name, *target.ends.tolist()) for target in plan.targets]
    told = repr((__version__, plan[1:], ranges, given, facts))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
