"""What a run would say of the facts at a point that nobody has run, from runs at other points.

For each target of one size: a straight line in the numbers, of which the lasso (Tibshirani 1996) leaves out those that
do not count, and a Gaussian process for what the line leaves (Rasmussen & Williams 2006), along the numbers of the
line: the more one counts there, the less far along it two points are alike. So what a number does only together with
others is seen if it also does something by itself.
"""

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from sim.compiled import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDS, PENALTIES = 5, 30
"""Of the cross-validation that chooses how much the lasso leaves out; penalties that it tries."""
HEIGHT, LENGTH, NOISE = 0.5, 2.0, 0.3
"""Where the search for the process begins: variances of the readings, and widths of the number that counts most."""
VARIANCES, LENGTHS = (1e-3, 10.0), (0.3, 30.0)
"""Where it ends."""


class Process(NamedTuple):
    """What is foretold of one target: a straight line, and what the runs around a point say beside it."""

    offset: float
    slopes: Floats
    stretch: Floats
    """By number: what distances along it are multiplied by; 0 where it does not count."""
    runs: "NDArray[np.float32]"
    """Where the runs stand, stretched."""
    pull: "NDArray[np.float32]"
    """Of each run on what is foretold beside it."""

    def mean(self, points: Floats) -> Floats:
        """What is foretold, one a point."""
        # Single precision is a millionth of a reading, and half of the time.
        stretched = (points * self.stretch).astype(np.float32)
        squares = np.square(stretched).sum(axis=1)[:, None] + np.square(self.runs).sum(axis=1)
        beside = np.exp(stretched @ self.runs.T - squares / np.float32(2.0)) @ self.pull
        told: Floats = self.offset + points @ self.slopes + beside
        return told


class Emulator(NamedTuple):
    """All targets of one size. A point has the shares (0 to 1) of the numbers that this size depends on."""

    processes: tuple[Process, ...]
    error: Floats
    """By target: root mean square of what a run says less what all others foretell of it."""

    @classmethod
    def fitted(cls, points: Floats, readings: Floats, near: "NDArray[np.bool_]") -> Self:
        """Fit to ``readings`` (runs x targets, nan where a run has nothing to say) at ``points`` (runs x numbers).

        ``near`` marks the runs at points where it matters; ``error`` is that of those.
        """
        fits = [_fitted(points, column, near) for column in readings.T]
        return cls(tuple(process for process, _ in fits), np.array([error for _, error in fits]))

    def mean(self, points: Floats) -> Floats:
        """What is foretold at ``points``: points x targets."""
        return np.column_stack([process.mean(points) for process in self.processes])


def _fitted(points: Floats, column: Floats, near: "NDArray[np.bool_]") -> tuple[Process, float]:
    """One target, with its error."""
    from sklearn.linear_model import LassoCV
    from sklearn.model_selection import KFold

    known = np.isfinite(column)
    where, middle, scale = points[known], float(np.mean(column[known])), float(np.std(column[known]))
    readings = (column[known] - middle) / scale
    folds = KFold(FOLDS, shuffle=True, random_state=0)  # mixed, since runs stand wave by wave
    line = LassoCV(cv=folds, alphas=PENALTIES).fit(where, readings)
    weights = np.sqrt(np.abs(line.coef_) / np.max(np.abs(line.coef_), initial=np.finfo(float).tiny))
    left = _process(where * weights, readings - line.predict(where))
    height, length = np.exp(left.kernel_.theta[:2])
    stretch = weights / length
    runs, pull = (where * stretch).astype(np.float32), (scale * height * left.alpha_).astype(np.float32)
    told = Process(middle + scale * float(line.intercept_), scale * line.coef_, stretch, runs, pull)
    return told, scale * _error(left, near[known])


def _process(stretched: Floats, left: Floats) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    kernel = ConstantKernel(HEIGHT, VARIANCES) * RBF(LENGTH, LENGTHS) + WhiteKernel(NOISE, VARIANCES)
    with warnings.catch_warnings():
        # At the ends the process has nothing to add to the line, or to tell of points that are not runs.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return GaussianProcessRegressor(kernel).fit(stretched, left)


def _error(process: Any, near: "NDArray[np.bool_]") -> float:
    """What the runs ``near`` say less what all others foretell of them (Rasmussen & Williams 2006, 5.12)."""
    from scipy.linalg import cho_solve

    inverse = cho_solve((process.L_, True), np.eye(len(process.alpha_)))
    return float(np.sqrt(np.mean(np.square((process.alpha_ / np.diag(inverse))[near]))))
