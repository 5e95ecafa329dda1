"""In which worlds a cure loses: boxes of plausible numbers (PRIM, Friedman & Fisher 1999), judged on other worlds.

Worlds are drawn evenly over the plausible ranges of all numbers that a company cannot count for itself: the ensemble's
members show what firms are known to show, but are too few to look for conditions among so many numbers. One half of the
worlds finds the boxes, the other half, with luck of its own, says whether they hold.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.errors import SpecError
from sim.spec.load import load_behaviour
from sim.study.design import Choices, crossed, points
from sim.study.league import holm
from sim.study.lever_parts import Contest
from sim.study.pairs import CONFIDENCE
from sim.study.parameters import Parameter, ranged
from sim.study.sensitivity import Outcomes, Sample
from sim.study.space import GIVEN
from sim.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

    type Bools = np.ndarray[Any, np.dtype[np.bool_]]

MOST_BOXES, MOST_LIMITS = 3, 3
"""Boxes that are looked for, and numbers that one may limit: more nobody would remember."""
LEAST = 0.05
"""Part of the worlds that a box must hold."""
COLUMNS: tuple[str, ...] = (
    *("company", "box", "parameter", "meaning", "unit", "low", "high", "plausible_low", "plausible_high"),
    *("worlds", "lose", "density", "density_low", "density_high", "coverage", "base", "p_value", "holds", "p_limit"),
)
"""The columns of ``boxes``, in order."""


class Box(NamedTuple):
    """Worlds in which every number named lies between its limits, ends included; as shares (0..1) of its range."""

    limits: Mapping[int, tuple[float, float]]

    def holds(self, shares: Floats, without: int | None = None) -> "Bools":
        """Which worlds (worlds x numbers) are in it; ``without``: one of its limits lifted."""
        inside = np.ones(len(shares), bool)
        for place, (low, high) in self.limits.items():
            if place != without:
                inside &= (shares[:, place] >= low) & (shares[:, place] <= high)
        return inside


def numbers(of: Contest) -> list[Parameter]:
    """What differs between worlds: numbers of company and behaviour with a plausible range that are no givens."""
    return [one for one in ranged(of.company, load_behaviour()) if one.key not in GIVEN and one.low < one.high]


def worlds(of: Contest, number: int, seed: int) -> Sample:
    """``number`` worlds of a Latin hypercube, less those whose numbers make no company together."""
    from scipy.stats import qmc

    found = numbers(of)
    shares = qmc.LatinHypercube(len(found), rng=seed).random(number)
    sample = Sample({one.key: one for one in found}, shares)
    good = [_can_be_run({"company": of.company.name, **world}) for world in sample.design]
    return sample._replace(shares=shares[good])


def sides(of: Contest) -> list[dict[str, Any]]:
    """What sets the typical policy and the cure apart in a design."""
    typical: dict[str, Any] = {"policy": of.typical.name}
    if of.typical.name != of.company.typical:  # nobody in marketing, so nobody to feud with: two that cross lanes
        typical = {"policy": "lane_crossing", "policy.team.marketers": of.typical.team.marketers}
    return [typical, {"policy": of.cure.name}]


def sweep(of: Contest, sample: Sample, replications: int, seed: int, options: Choices) -> Sweep:
    """All runs: every world under the typical policy and under the cure, with the same luck."""
    fixed = [{"company": of.company.name, **options, **side} for side in sides(of)]
    return Sweep(points(crossed(fixed, sample.design), seed, replications), replications, seed)


def found(sample: Sample, outcomes: Outcomes) -> list[Box]:
    """The boxes that half of the worlds finds: in each, a larger part loses than in all of them, most first.

    On PRIM's way from all worlds to the smallest box, that with the greatest product of coverage and density is taken;
    of its limits, those are lifted of which the product loses least, until there are ``MOST_LIMITS``, and further while
    it loses nothing. Then the next box is looked for in what is left.
    """
    import warnings

    import pandas as pd

    half = halves(sample)[0]
    shares, lose = sample.shares[half], outcomes.mean[half] < 0.0
    if not 0 < lose.sum() < len(lose):
        return []
    told: list[Box] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of engines that are not installed and not needed, and of its use of pandas
        from ema_workbench.analysis import prim

        algorithm = prim.Prim(pd.DataFrame(shares, columns=range(shares.shape[1])), lose, mass_min=LEAST)
        while len(told) < MOST_BOXES:
            looked = algorithm.find_box()
            if looked is None or len(looked.box_lims) < 2:
                break
            way = looked.peeling_trajectory
            best = int((way["coverage"] * way["density"]).idxmax())
            box = _fewer(_box(looked.box_lims[best], looked.box_lims[0]), shares, lose)
            if not box.limits or lose[box.holds(shares)].mean() <= lose.mean():
                break
            told.append(box)
            looked.select(best)
    return told


def boxes(of: Contest, sample: Sample, outcomes: Outcomes, looked: Sequence[Box]) -> "pd.DataFrame":
    """One row a box and limit, with ``COLUMNS``, of the half of the worlds that found none of the boxes.

    ``low, high``: the limits, ``plausible_*`` the ends of the range. ``worlds``: in the box; ``lose``: of these;
    ``density``: their part, with its 95 % interval (Clopper & Pearson); ``coverage``: part of all losing worlds that is
    in the box; ``base``: part of all worlds that loses. ``p_value``: of losing not being more frequent inside than
    outside (Fisher's exact test), after Holm's correction over boxes; it ``holds`` if that is below 5 %. ``p_limit``:
    of the limit changing nothing, given the others, after Holm's correction over the limits of the box.
    """
    import pandas as pd
    from scipy import stats

    half = halves(sample)[1]
    shares, lose = sample.shares[half], outcomes.mean[half] < 0.0
    ones, rows = list(sample.ranges.values()), []
    insides = [box.holds(shares) for box in looked]
    chances = holm(np.array([_fisher(lose, inside) for inside in insides]))
    for number, (box, inside, chance) in enumerate(zip(looked, insides, chances, strict=True), 1):
        count, lost = int(inside.sum()), int(lose[inside].sum())
        ends = stats.binomtest(lost, count).proportion_ci(CONFIDENCE) if count else (np.nan, np.nan)
        counts = (count, lost, lost / count if count else np.nan, *ends, lost / max(1, int(lose.sum())))
        wider = [box.holds(shares, place) for place in box.limits]
        within = holm(np.array([_fisher(lose[more], inside[more]) for more in wider]))
        for (place, (low, high)), alone in zip(box.limits.items(), within, strict=True):
            one: Any = ones[place]
            told = (of.company.name, number, one.key, one.meaning, one.unit)
            limits = (one.at(low), one.at(high), one.low, one.high)
            judged = (float(lose.mean()), chance, chance < 1.0 - CONFIDENCE, alone)
            rows.append(dict(zip(COLUMNS, (*told, *limits, *counts, *judged), strict=True)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _box(limits: "pd.DataFrame", whole: "pd.DataFrame") -> Box:
    """The limits that were moved; an end that was not is that of the range, for worlds beyond the outermost one."""
    moved: dict[int, tuple[float, float]] = {}
    for place in range(limits.shape[1]):
        (low, high), (first, last) = (tuple(map(float, table[place])) for table in (limits, whole))
        if (low, high) != (first, last):
            moved[place] = (0.0 if low == first else low, 1.0 if high == last else high)
    return Box(moved)


def _fewer(box: Box, shares: Floats, lose: "Bools") -> Box:
    """The box without the limits that matter least."""

    def worth(inside: "Bools") -> float:
        return float(lose[inside].sum()) ** 2 / max(1, int(inside.sum()))  # coverage x density, but for a factor

    limits = dict(box.limits)
    while limits:
        now = Box(limits)
        least = max(limits, key=lambda place: worth(now.holds(shares, without=place)))
        if len(limits) <= MOST_LIMITS and worth(now.holds(shares, without=least)) < worth(now.holds(shares)):
            break
        limits = {place: ends for place, ends in limits.items() if place != least}
    return Box(limits)


def halves(sample: Sample) -> tuple["Bools", "Bools"]:
    """Which worlds find boxes and which judge them: every other one, the order of a Latin hypercube says nothing."""
    even = np.arange(len(sample.shares)) % 2 == 0
    return even, ~even


def _fisher(lose: "Bools", inside: "Bools") -> float:
    """Of losing not being more frequent inside than outside."""
    from scipy import stats

    table = [[int((one & where).sum()) for one in (lose, ~lose)] for where in (inside, ~inside)]
    return float(stats.fisher_exact(table, alternative="greater").pvalue)


def _can_be_run(choices: Choices) -> bool:
    try:
        points([choices], 0, 1)
    except SpecError:
        return False
    return True
