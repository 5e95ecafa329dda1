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
"""Of every cross-validation; penalties of the lasso that are tried."""
HEIGHT, LENGTH, NOISE = 0.5, 2.0, 0.3
"""Where the search for the process begins: variances of the readings, and widths of the number that counts most."""
VARIANCES, LENGTHS = (1e-3, 10.0), (0.3, 30.0)
"""Where it ends."""


class Process(NamedTuple):
    """What is foretold of one target: a straight line, and what the runs around a point say beside it."""

    offset: float
    slopes: Floats
    places: "NDArray[np.int64]"
    """The numbers that count."""
    stretch: Floats
    """Of each of them: what distances along it are multiplied by."""
    runs: "NDArray[np.float32]"
    """Where the runs stand, stretched: runs x numbers that count."""
    pull: "NDArray[np.float32]"
    """Of each run on what is foretold beside it."""

    def mean(self, points: Floats) -> Floats:
        """What is foretold, one a point."""
        # Single precision is far below the error, and half of the time.
        stretched = (points[:, self.places] * self.stretch).astype(np.float32)
        squares = np.square(stretched).sum(axis=1)[:, None] + np.square(self.runs).sum(axis=1)
        beside = np.exp(stretched @ self.runs.T - squares / np.float32(2.0)) @ self.pull
        told: Floats = self.offset + points @ self.slopes + beside
        return told


class Emulator(NamedTuple):
    """All targets of one size. A point has the shares (0 to 1) of the numbers that this size depends on."""

    processes: tuple[Process, ...]
    error: Floats
    """By target: root mean square of what a run says less what is foretold, in runs that had no part in the fit."""

    @classmethod
    def fitted(cls, points: Floats, readings: Floats, near: "NDArray[np.bool_]") -> Self:
        """Fit to ``readings`` (runs x targets, nan where a run has nothing to say) at ``points`` (runs x numbers).

        ``near`` marks the runs at points where it matters; ``error`` is that of those. A target of which too few runs
        say anything, or all the same, is foretold by their mean; without any run its error is infinite.
        """
        fits = [_fitted(points, column, near) for column in readings.T]
        return cls(tuple(process for process, _ in fits), np.array([error for _, error in fits]))

    def mean(self, points: Floats) -> Floats:
        """What is foretold at ``points``: points x targets."""
        return np.column_stack([process.mean(points) for process in self.processes])


def _fitted(points: Floats, column: Floats, near: "NDArray[np.bool_]") -> tuple[Process, float]:
    """One target, with its error."""
    from sklearn.linear_model import LassoCV

    known = np.isfinite(column)
    where, readings = points[known], column[known]
    if len(readings) < 2 * FOLDS or np.ptp(readings) == 0.0:
        return _constant(points, float(np.mean(readings)) if len(readings) else 0.0), _spread(readings)
    scale = float(np.std(readings))
    penalty = LassoCV(cv=_folds(), alphas=PENALTIES).fit(where, readings / scale).alpha_
    kernel = _process(where, readings / scale, penalty)[1].kernel_
    told = np.empty(len(readings))
    for rest, left_out in _folds().split(where):
        told[left_out] = _told(where[rest], readings[rest], scale, penalty, kernel).mean(where[left_out])
    # Where no run that matters says anything, the others have to do.
    judged = near[known] if near[known].any() else np.ones(len(readings), bool)
    error = float(np.sqrt(np.mean(np.square(readings - told)[judged])))
    return _told(where, readings, scale, penalty, kernel), error


def _told(where: Floats, readings: Floats, scale: float, penalty: float, kernel: Any) -> Process:
    """What these runs foretell, with the penalty of the lasso and the ``kernel`` of the process given."""
    line, process, weights = _process(where, readings / scale, penalty, kernel)
    height, length = np.exp(process.kernel_.theta[:2])
    places = np.flatnonzero(weights)
    stretch = weights[places] / length
    runs, pull = (where[:, places] * stretch).astype(np.float32), (scale * height * process.alpha_).astype(np.float32)
    return Process(scale * float(line.intercept_), scale * line.coef_, places, stretch, runs, pull)


def _process(where: Floats, readings: Floats, penalty: float, kernel: Any = None) -> tuple[Any, Any, Floats]:
    """The line, the process for what it leaves, and how much each number counts; without a ``kernel`` one is found."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    from sklearn.linear_model import Lasso

    line = Lasso(alpha=penalty).fit(where, readings)
    weights = np.sqrt(np.abs(line.coef_) / np.max(np.abs(line.coef_), initial=np.finfo(float).tiny))
    first = ConstantKernel(HEIGHT, VARIANCES) * RBF(LENGTH, LENGTHS) + WhiteKernel(NOISE, VARIANCES)
    process = GaussianProcessRegressor(kernel or first, optimizer=None if kernel else "fmin_l_bfgs_b")
    with warnings.catch_warnings():
        # At the ends the process has nothing to add to the line, or to tell of points that are not runs.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(where * weights, readings - line.predict(where))
    return line, process, weights


def _constant(points: Floats, value: float) -> Process:
    none = np.empty(0, np.int64)
    empty = np.empty((0, 0), np.float32)
    return Process(value, np.zeros(points.shape[1]), none, np.empty(0), empty, np.empty(0, np.float32))


def _spread(readings: Floats) -> float:
    """How far a mean is off at least: infinitely, if there is no run at all."""
    return float(np.std(readings)) if len(readings) else np.inf


def _folds() -> Any:
    """Mixed, since runs stand wave by wave; always the same way."""
    from sklearn.model_selection import KFold

    return KFold(FOLDS, shuffle=True, random_state=0)
