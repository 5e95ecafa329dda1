"""What the difference between two policies hangs on: Sobol's indices and Morris' elementary effects, by SALib.

A sample is a design like any other: its points are crossed with the two policies, swept into a store and read back.
What luck leaves in the mean of a few replications looks like a dependence on everything at once, since no number
explains it; so it is told beside the indices.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.study.design import Choices, Ranged, full_key, sampled
from sim.study.pairs import CONFIDENCE

if TYPE_CHECKING:
    import pandas as pd

LEVELS = 4
"""Of Morris' grid."""
INDICES: tuple[str, ...] = (
    *("key", "first", "first_low", "first_high", "total", "total_low", "total_high", "luck_share"),
)
"""The columns of ``sobol_indices``, in order."""
EFFECTS: tuple[str, ...] = ("key", "mean", "mean_size", "mean_size_low", "mean_size_high", "spread")
"""The columns of ``morris_effects``, in order."""


class Sample(NamedTuple):
    """Points of the ``ranges``, at ``shares`` (points x keys, 0 to 1) of them, laid out as an analysis wants them."""

    ranges: Mapping[str, Ranged]
    shares: Floats

    @property
    def design(self) -> list[Choices]:
        """The points, to be crossed with two policies (``sim.study.design.crossed``); some may be there twice."""
        return sampled(self.ranges, self.shares)


class Outcomes(NamedTuple):
    """One number a point of a sample: the ``mean`` over replications, and its variance by ``luck``."""

    mean: Floats
    luck: Floats


def saltelli(ranges: Mapping[str, Ranged], points: int, seed: int) -> Sample:
    """Saltelli's sample for Sobol's indices: ``points`` (a power of two) x (keys + 2), scrambled with ``seed``."""
    from SALib.sample import sobol

    # SALib takes a seed of 0 for none.
    return Sample(ranges, sobol.sample(_problem(ranges), points, calc_second_order=False, seed=seed + 1))


def morris(ranges: Mapping[str, Ranged], trajectories: int, seed: int) -> Sample:
    """Morris' sample (1991): ``trajectories`` x (keys + 1) points, each of which moves one key."""
    from SALib.sample import morris as salib

    return Sample(ranges, salib.sample(_problem(ranges), trajectories, num_levels=LEVELS, seed=seed + 1))


def differences(runs: "pd.DataFrame", policies: Sequence[str], sample: Sample) -> Outcomes:
    """What the second of two ``policies`` leaves more than the first, at each point of ``sample``.

    ``runs``: what ``sim.study.load`` gives of a sweep of the sample's points, crossed with both policies and nothing
    else. In dollars: net contribution (revenue less spend) over the measured years, paired by replication. With one
    replication nothing is known of luck (nan). Raises ``ValueError`` if a point is not there under both policies.
    """
    keys = [full_key(key) for key in sample.ranges]
    net = runs.assign(net=runs["revenue"] - runs["spend"])
    table = net.groupby([*keys, "policy", "replication"], observed=True)["net"].sum().unstack("policy")
    gain = (table[policies[1]] - table[policies[0]]).groupby(level=keys)
    mean, luck, number = gain.mean().to_dict(), gain.var().to_dict(), gain.size().to_dict()
    wanted = [_place(point) for point in sample.design]
    missing = [place for place in wanted if place not in mean or np.isnan(mean[place])]
    if missing:
        raise ValueError(f"{len(missing)} points of the sample are not there under {' and '.join(policies)}")
    found = np.array([(mean[place], luck[place] / number[place]) for place in wanted])
    return Outcomes(found[:, 0], found[:, 1])


def sobol_indices(sample: Sample, outcomes: Outcomes) -> "pd.DataFrame":
    """One row a key of a sample by ``saltelli``, with ``INDICES``: the parts of the variance that it explains.

    ``first``: alone; ``total``: with all its interactions (Saltelli and others 2010), with bootstrapped 95 % intervals.
    ``luck_share``: part of the variance between points that is luck, the same in each row.
    """
    import pandas as pd
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(sample.ranges),
        outcomes.mean,
        calc_second_order=False,
        conf_level=CONFIDENCE,
        seed=1,
        num_resamples=1000,
    )
    share = float(np.mean(outcomes.luck) / np.var(outcomes.mean))
    rows = [
        (key, first, first - half, first + half, total, total - wide, total + wide, share)
        for key, first, half, total, wide in zip(
            sample.ranges, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True
        )
    ]
    return pd.DataFrame(rows, columns=INDICES)


def morris_effects(sample: Sample, outcomes: Outcomes) -> "pd.DataFrame":
    """One row a key of a sample by ``morris``, with ``EFFECTS``, in dollars over the whole range of the key.

    ``mean``: of the elementary effects; ``mean_size``: of their absolute values (mu*, Campolongo and others 2007) with
    its bootstrapped 95 % interval; ``spread``: their standard deviation, by interactions, bends and luck.
    """
    import pandas as pd
    from SALib.analyze import morris as salib

    options: dict[str, Any] = {"num_levels": LEVELS, "conf_level": CONFIDENCE, "seed": 1}
    found = salib.analyze(_problem(sample.ranges), sample.shares, outcomes.mean, **options)
    rows = [
        (key, mean, size, size - half, size + half, spread)
        for key, mean, size, half, spread in zip(
            sample.ranges, found["mu"], found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True
        )
    ]
    return pd.DataFrame(rows, columns=EFFECTS)


def _problem(ranges: Mapping[str, Ranged]) -> dict[str, Any]:
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [[0.0, 1.0]] * len(ranges)}


def _place(point: Choices) -> Any:
    """The values of a point as a grouped frame names them, after the way through JSON that they took."""
    values = tuple(json.loads(json.dumps(list(point.values()))))
    return values if len(values) > 1 else values[0]
