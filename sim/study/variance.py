"""How much of what differs is luck, and how much is that nobody knows the numbers: one-way analysis of variance."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Parts(NamedTuple):
    """What the values of members (plausible sets of numbers) by replications (luck) say of where differences are from.

    ``mean``: over all. ``members``, ``luck``: standard deviations, between what members are expected to give and
    between replications of one member. ``share``: part of the variance of a single value that is between members, with
    its 95 % interval (by the F distribution: exact if both are normal and members have equally many replications).
    ``low``, ``high``: the range that holds 90 % of what members are expected to give, luck taken off.
    """

    mean: float
    members: float
    luck: float
    share: float
    share_low: float
    share_high: float
    low: float
    high: float


def parts(values: Floats, members: "NDArray[np.int64]") -> Parts:
    """Of ``values``, one a replication, and whose each is; two members or more, of which some have two or more.

    Where nothing differs there is no share: nan.
    """
    from scipy import stats

    _, who, counts = np.unique(members, return_inverse=True, return_counts=True)
    number, total = len(counts), len(values)
    means = np.bincount(who, values) / counts
    grand = float(values.mean())
    between = float(np.sum(counts * np.square(means - grand))) / (number - 1)
    within = float(np.sum(np.square(values - means[who]))) / (total - number)
    # Replications a member, as they count where members have unequally many (Searle and others 1992, section 3.6).
    each = (total - float(np.sum(np.square(counts))) / total) / (number - 1)
    variance = max(0.0, (between - within) / each)
    points = (0.5 + CONFIDENCE / 2.0, 0.5 - CONFIDENCE / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # without luck all is between members, or nothing differs
        ratio = np.divide(between, within)
        share = np.divide(variance, variance + within)
        ends = [ratio / stats.f.ppf(point, number - 1, total - number) for point in points]
        low, high = (1.0 - each / np.maximum(end - 1.0 + each, each) for end in ends)
    # Means of few replications spread by luck too; drawn together, they spread as much as what is expected does.
    drawn_in = np.sqrt(variance / (variance + within / each)) if variance > 0.0 else 0.0
    begin, end = np.percentile(grand + drawn_in * (means - grand), [5.0, 95.0])
    shares = (float(share), float(low), float(high))
    return Parts(grand, variance**0.5, within**0.5, *shares, float(begin), float(end))
