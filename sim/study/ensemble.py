"""What a calibration leaves: companies as plausible as each other, and how much of each number is known."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.study.calibrate import Candidates, Plan
from sim.study.recovery import ends
from sim.study.space import Space

if TYPE_CHECKING:
    import pandas as pd

NUMBERS: tuple[str, ...] = (
    *("parameter", "meaning", "unit", "low", "high", "default", "member_low", "member_mid", "member_high"),
    *("width", "identifiable", "source"),
)
"""The columns of ``numbers``, in order."""
FACTS: tuple[str, ...] = ("fact", "company", "low", "high", "mean", "member_low", "member_high", "met")
"""The columns of ``met``, in order."""
NARROWED = 0.8
"""Of the spread that a number has in the prior: with less, the facts say something of it."""
PRIOR_SPREAD = 12.0**-0.5
"""Standard deviation of what is spread evenly over a range, in its widths."""


def values(where: Space, points: Floats) -> "pd.DataFrame":
    """One row a point: the value of each number, by name."""
    import pandas as pd

    columns = {
        name: [one.at(float(share)) for share in shares]
        for name, one, shares in zip(where.names, where.parameters, points.T, strict=True)
    }
    return pd.DataFrame(columns)


def numbers(where: Space, points: Floats, identifiable: Collection[str]) -> "pd.DataFrame":
    """One row a number, with ``NUMBERS``.

    ``low``, ``high``: its plausible range, before any fact was looked at. ``member_low, member_mid, member_high``: the
    range that holds 90 % of the members (``points``), and their median. ``width``: their spread over that in the
    prior. ``identifiable``: whether a fact answers to it; the names of these are given.
    """
    import pandas as pd

    mid, spread = np.median(points, axis=0), points.std(axis=0, ddof=1) / PRIOR_SPREAD
    rows = [
        {
            "parameter": name,
            "meaning": one.meaning,
            "unit": one.unit,
            "low": one.low,
            "high": one.high,
            "default": one.default,
            "member_low": one.at(begin),
            "member_mid": one.at(middle),
            "member_high": one.at(end),
            "width": width,
            "identifiable": name in identifiable,
            "source": one.source,
        }
        for name, one, begin, middle, end, width in zip(
            where.names, where.parameters, *ends(points)[:1], mid, *ends(points)[1:], spread, strict=True
        )
    ]
    return pd.DataFrame(rows, columns=NUMBERS)


def met(plan: Plan, chosen: Candidates) -> "pd.DataFrame":
    """One row a fact and size, with ``FACTS``: what the members say of it, in its unit.

    ``mean``: over members; ``member_low``, ``member_high`` hold 90 % of them; ``met``: part of them whose own estimate,
    over the replications, is in the range. What luck does to these estimates is in all of them. Of a
    fact of which no member says anything there is no more.
    """
    import pandas as pd

    rows = []
    for target, estimates in zip(plan.targets, chosen.readings.mean(axis=1).T, strict=True):
        (low, high), known = target.ends, estimates[np.isfinite(estimates)]
        told = (known.mean(), *ends(known[:, None])[:, 0]) if len(known) else (np.nan,) * 3
        shown = [float(target.shown(value)) for value in (low, high, *told)]
        inside = float(np.mean((estimates >= low) & (estimates <= high)))
        rows.append(dict(zip(FACTS, (target.fact.id, target.size, *shown, inside), strict=True)))
    return pd.DataFrame(rows, columns=FACTS)
