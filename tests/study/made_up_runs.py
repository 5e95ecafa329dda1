"""Runs of a space whose facts follow from its numbers by a straight line and luck, without a model."""

import numpy as np

from sim.study.calibrate import Plan
from sim.study.space import Space, space
from sim.study.targets import targets

SIZES = ("small", "mid")
WHERE: Space = space(SIZES, 20)
TARGETS = targets(SIZES)
LUCK = 0.15
"""Standard deviation of a reading, in widths of its range."""
_ENDS = np.array([np.clip(target.ends, -50.0, 50.0) for target in TARGETS])
_MIDDLE, _WIDTH = _ENDS.mean(axis=1), np.diff(_ENDS, axis=1)[:, 0]
PLAN = Plan(
    WHERE,
    (1.0, 1.0),
    prior=60,
    waves=1,
    trials=24,
    again=10,
    sweeps=10,
    batch=12,
    replications=2,
    members=6,
    batches=3,
)


def expected(point):
    """Every third fact answers to the first number, every third to the second; the others to none."""
    lean = np.array([2.0, 3.0, 0.0])[np.arange(len(TARGETS)) % 3]
    which = np.arange(len(TARGETS)) % 3 % len(point)
    return _MIDDLE + _WIDTH * lean * (np.asarray(point)[which] - 0.5)


def read(trial):
    """What a run says: in place of ``sim.study.trials._read``."""
    luck = np.random.default_rng(trial.seed).normal(0.0, LUCK, len(TARGETS))
    return expected(trial.point) + _WIDTH * luck
