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
NEAR = 0.1
"""Standard deviation of a small step, in widths of a range; every other step is small."""


def log_chance(mean: Floats, error: Floats, low: Floats, high: Floats) -> Floats:
    """Logarithm of the chance that each of ``mean``, off by a normal ``error``, lies from ``low`` to ``high``.

    It stays finite however far off a mean is. Ends may be infinite; with an infinite error all means are alike.
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

    In a sweep all places in turn, some at a time and in an order drawn anew, are offered other values, by turns drawn
    from the prior and from nearby, which are taken with the chance that they deserve: long chains come to every
    plausible point as often as that is plausible. Raises ``ValueError`` if a start has no plausibility at all.
    """
    rng = np.random.default_rng(seed)
    points = start.copy()
    now = plausible(points)
    if not np.isfinite(now).all():
        raise ValueError("a chain starts where the plausibility is no number")
    chains, places = points.shape
    for _ in range(sweeps):
        order = rng.permutation(places)
        for step, first in enumerate(range(0, places, TOGETHER)):
            some = order[first : first + TOGETHER]
            shape = (chains, len(some))
            offered = points.copy()
            offered[:, some] = (
                _reflected(points[:, some] + rng.normal(0.0, NEAR, shape)) if step % 2 else rng.random(shape)
            )
            then = plausible(offered)
            taken = np.log(rng.random(chains)) < then - now
            points, now = np.where(taken[:, None], offered, points), np.where(taken, then, now)
    return points


def _reflected(values: Floats) -> Floats:
    """Steps beyond an end of the range come back from it, so that they are as likely both ways."""
    folded: Floats = 1.0 - np.abs(1.0 - np.abs(values) % 2.0)
    return folded
