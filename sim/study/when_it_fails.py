"""Where a cure loses and where it pays: boxes of plausible numbers (PRIM, Friedman & Fisher 1999), judged elsewhere.

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
from sim.study.contest import Contest
from sim.study.design import Choices, crossed, points
from sim.study.league import holm
from sim.study.pairs import CONFIDENCE
from sim.study.parameters import Parameter, ranged
from sim.study.sensitivity import Outcomes, Sample
from sim.study.space import GIVEN
from sim.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

    type Bools = np.ndarray[Any, np.dtype[np.bool_]]
    type Limits = Mapping[int, tuple[float, float]]

LOSES, PAYS = "loses", "pays"
"""What a cure does in a world: less is left under it than under the typical policy, or not."""
MOST_BOXES, MOST_LIMITS = 2, 3
"""Boxes that are looked for of either outcome, and numbers that one may limit: more nobody would remember."""
SCREENED = 10
"""Numbers among which boxes are looked for: among a hundred, luck would lead PRIM astray at each step."""
PEELED, LEAST = 0.2, 0.05
"""Part of the worlds that PRIM takes away at a time, and that a box must hold. Its authors take away 5 to 10 %; of some
hundred noisy worlds that is mostly luck: where one number decides, 5 % found it in 11 of 16 made-up studies, 20 % in
15."""
COLUMNS: tuple[str, ...] = (
    *("company", "box", "outcome", "parameter", "meaning", "unit", "low", "high", "plausible_low", "plausible_high"),
    *("worlds", "such", "density", "density_low", "density_high", "coverage", "base", "p_value", "holds", "p_limit"),
)
"""The columns of ``boxes``, in order."""


class Box(NamedTuple):
    """Worlds in which every number named lies between its limits, ends included; as shares (0..1) of its range.

    ``outcome``: ``LOSES`` or ``PAYS``, whichever is more frequent in it than in all worlds.
    """

    outcome: str
    limits: "Limits"

    def holds(self, shares: Floats, without: int | None = None) -> "Bools":
        """Which worlds (worlds x numbers) are in it; ``without``: one of its limits lifted."""
        return _within({place: ends for place, ends in self.limits.items() if place != without}, shares)


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


def such(outcomes: Outcomes, outcome: str) -> "Bools":
    """In which worlds the cure has that ``outcome``."""
    loses: Bools = outcomes.mean < 0.0
    return loses if outcome == LOSES else ~loses


def found(sample: Sample, outcomes: Outcomes) -> list[Box]:
    """The boxes that half of the worlds finds: where more lose than in all of them, then where more pay.

    They are looked for among the ``SCREENED`` numbers with the strongest rank correlation (Spearman's) with the gain.
    Of each box on PRIM's way from all worlds to the smallest, those limits are lifted of which the phi coefficient, of
    being in it and of the outcome, loses least, until there are ``MOST_LIMITS``, and further while it loses nothing.
    The box with the greatest phi is taken: neither wide and like all others, nor narrow and by chance. Then the next
    one is looked for in what is left.
    """
    half = halves(sample)[0]
    shares, told = sample.shares[half], list[Box]()
    if len(np.unique(such(outcomes, LOSES)[half])) < 2:
        return told
    places = _screened(shares, outcomes.mean[half])
    for outcome in (LOSES, PAYS):
        wanted, left = such(outcomes, outcome)[half], np.ones(len(shares), bool)
        for _ in range(MOST_BOXES):
            box = Box(outcome, _best(shares[left], wanted[left], places))
            if not box.limits or wanted[box.holds(shares)].mean() <= wanted.mean():
                break
            told.append(box)
            left &= ~box.holds(shares)
    return told


def _screened(shares: Floats, gains: Floats) -> list[int]:
    """The places of the numbers that boxes may limit."""
    from scipy import stats

    strength = [abs(stats.spearmanr(column, gains).statistic) for column in shares.T]
    return sorted(np.argsort(strength, kind="stable")[::-1][:SCREENED].tolist())


def _best(shares: Floats, wanted: "Bools", places: Sequence[int]) -> "Limits":
    """The limits of the best box of PRIM's, as few as matter; none where there is nothing to tell apart."""
    import warnings

    import pandas as pd

    if not 0 < wanted.sum() < len(wanted):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of engines that are not installed and not needed, and of its use of pandas
        from ema_workbench.analysis import prim

        way = prim.Prim(
            pd.DataFrame(shares[:, places], columns=pd.Index(places)), wanted, mass_min=LEAST, peel_alpha=PEELED
        ).find_box()
    if way is None:
        return {}
    tried = [_fewer(_moved(lims, way.box_lims[0]), shares, wanted) for lims in way.box_lims]
    return max(tried, key=lambda limits: _phi(limits, shares, wanted))


def boxes(of: Contest, sample: Sample, outcomes: Outcomes, looked: Sequence[Box]) -> "pd.DataFrame":
    """One row a box and limit, with ``COLUMNS``, of the half of the worlds that found none of the boxes.

    ``low, high``: the limits, ``plausible_*`` the ends of the range. ``worlds``: in the box; ``such``: of these, with
    the box's ``outcome``; ``density``: their part, with its 95 % interval (Clopper & Pearson); ``coverage``: part of
    all worlds with that outcome that is in the box; ``base``: part of all worlds with it. ``p_value``: of the outcome
    not being more frequent inside than outside (Fisher's exact test), after Holm's correction over boxes; it ``holds``
    if that is below 5 %. ``p_limit``: of the limit changing nothing, given the others, after Holm's correction over the
    limits of the box.
    """
    import pandas as pd
    from scipy import stats

    half = halves(sample)[1]
    shares, ones, rows = sample.shares[half], list(sample.ranges.values()), []
    judged = [(box.holds(shares), such(outcomes, box.outcome)[half]) for box in looked]
    chances = holm(np.array([_fisher(*each) for each in judged]))
    for number, (box, (inside, wanted), chance) in enumerate(zip(looked, judged, chances, strict=True), 1):
        count, hit = int(inside.sum()), int(wanted[inside].sum())
        ends = stats.binomtest(hit, count).proportion_ci(CONFIDENCE) if count else (np.nan, np.nan)
        counts = (count, hit, hit / count if count else np.nan, *ends, hit / max(1, int(wanted.sum())))
        wider = [box.holds(shares, place) for place in box.limits]
        within = holm(np.array([_fisher(inside[more], wanted[more]) for more in wider]))
        for (place, (low, high)), alone in zip(box.limits.items(), within, strict=True):
            one: Any = ones[place]
            told = (of.company.name, number, box.outcome, one.key, one.meaning, one.unit)
            limits = (one.at(low), one.at(high), one.low, one.high)
            surely = (float(wanted.mean()), chance, chance < 1.0 - CONFIDENCE, alone)
            rows.append(dict(zip(COLUMNS, (*told, *limits, *counts, *surely), strict=True)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _moved(limits: "pd.DataFrame", whole: "pd.DataFrame") -> "Limits":
    """The limits that were moved; an end that was not is that of the range, for worlds beyond the outermost one."""
    moved: dict[int, tuple[float, float]] = {}
    for place in map(int, limits.columns):
        (low, high), (first, last) = (tuple(map(float, table[place])) for table in (limits, whole))
        if (low, high) != (first, last):
            moved[place] = (0.0 if low == first else low, 1.0 if high == last else high)
    return moved


def _within(limits: "Limits", shares: Floats) -> "Bools":
    inside = np.ones(len(shares), bool)
    for place, (low, high) in limits.items():
        inside &= (shares[:, place] >= low) & (shares[:, place] <= high)
    return inside


def _phi(limits: "Limits", shares: Floats, wanted: "Bools") -> float:
    """The correlation (-1..1) of being within ``limits`` and of the wanted outcome; 0 where all or none are."""
    inside = _within(limits, shares)
    return float(np.corrcoef(inside, wanted)[0, 1]) if 0 < inside.sum() < len(inside) else 0.0


def _fewer(limits: "Limits", shares: Floats, wanted: "Bools") -> "Limits":
    """``limits`` without those that matter least."""
    kept = dict(limits)
    while kept:
        fewer = [{place: ends for place, ends in kept.items() if place != one} for one in kept]
        best = max(fewer, key=lambda limits: _phi(limits, shares, wanted))
        if len(kept) <= MOST_LIMITS and _phi(best, shares, wanted) < _phi(kept, shares, wanted):
            break
        kept = best
    return kept


def halves(sample: Sample) -> tuple["Bools", "Bools"]:
    """Which worlds find boxes and which judge them: every other one, the order of a Latin hypercube says nothing."""
    even = np.arange(len(sample.shares)) % 2 == 0
    return even, ~even


def _fisher(inside: "Bools", wanted: "Bools") -> float:
    """Of the outcome not being more frequent inside than outside."""
    from scipy import stats

    table = [[int((one & where).sum()) for one in (wanted, ~wanted)] for where in (inside, ~inside)]
    return float(stats.fisher_exact(table, alternative="greater").pvalue)


def _can_be_run(choices: Choices) -> bool:
    try:
        points([choices], 0, 1)
    except SpecError:
        return False
    return True
