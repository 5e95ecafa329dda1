"""Points at which the facts probably come out as they are known to be: draws by Metropolis and others (1953).

The prior is even over the cube of points. Each target has a chance to lie in its range, by what an emulator foretells
and how far that is off; a point is as plausible as the product of these chances.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_ndtr

from sim.compiled import Floats

type LogChance = Callable[[Floats], Floats]
"""From points (points x places) to the logarithm of their plausibility, up to a constant: one number a point."""

TOGETHER = 4
"""Places that are offered other values at once: a step costs as much for one, and few places matter."""


def log_chance(mean: Floats, error: Floats, low: Floats, high: Floats) -> Floats:
    """Logarithm of the chance that each of ``mean``, off by a normal ``error``, lies from ``low`` to ``high``.

    It stays finite however far off a mean is. Ends may be infinite.
    """
    begin, end = (low - mean) / error, (high - mean) / error
    # The chance is the same mirrored; on the left side of the bell its logarithm keeps all digits.
    mirrored = begin > 0.0
    begin, end = np.where(mirrored, -end, begin), np.where(mirrored, -begin, end)
    upper, lower = log_ndtr(end), log_ndtr(begin)
    chance: Floats = upper + np.log1p(-np.exp(np.minimum(lower - upper, -1e-12)))
    return chance


def draws(plausible: LogChance, start: Floats, sweeps: int, seed: int) -> Floats:
    """Where chains that begin at ``start`` (chains x places) end: one draw a chain.

    In a sweep all places in turn, some at a time and in an order drawn anew, are offered values drawn from the prior,
    which are taken with the chance that they deserve: long chains come to every plausible point as often as that is
    plausible.
    """
    rng = np.random.default_rng(seed)
    points = start.copy()
    now = plausible(points)
    chains, places = points.shape
    for _ in range(sweeps):
        order = rng.permutation(places)
        for first in range(0, places, TOGETHER):
            offered, some = points.copy(), order[first : first + TOGETHER]
            offered[:, some] = rng.random((chains, len(some)))
            then = plausible(offered)
            taken = np.log(rng.random(chains)) < then - now
            points, now = np.where(taken[:, None], offered, points), np.where(taken, then, now)
    return points
