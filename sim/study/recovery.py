"""Does the calibration find what is there, and does it move with the facts? Both from runs that are there already.

Synthetic companies are points whose facts are known from runs, and whose numbers are known because we chose them: the
ranges that the facts allow should cover them. And if a fact were another, other numbers should follow, without a line
of code.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import Floats
from sim.study.search import Chains, Search, drawn

if TYPE_CHECKING:
    import pandas as pd

COVERED = 0.9
"""Of the draws, which a range that is told holds."""
SHIFT = 0.2
"""Of a fact's range, how far it is moved."""
TWO_SIDED = 1.96
"""Standard errors on either side of what is measured, within which the truth is with 95 %."""
RECOVERY: tuple[str, ...] = ("company", "parameter", "true", "low", "high", "covered")
SHIFTED: tuple[str, ...] = ("fact", "parameter", "before", "after", "moved", "moved_low", "moved_high")


def recovery(
    search: Search, truths: Floats, readings: Floats, luck: Floats, chains: Chains, workers: int
) -> "pd.DataFrame":
    """One row a synthetic company and number, with ``RECOVERY``, in shares of the number's plausible range.

    ``truths`` are their points, ``readings`` what runs of them say (companies x replications x targets), ``luck`` the
    standard deviation of a single run's reading. A fact is known as well as so many runs tell it.
    """
    import pandas as pd

    half = TWO_SIDED * luck / np.sqrt(readings.shape[1])
    known = readings.mean(axis=1)
    aims = [search._replace(ends=np.array([estimate - half, estimate + half])) for estimate in known]
    rows: list[dict[str, Any]] = []
    for company, (truth, points) in enumerate(zip(truths, drawn(aims, chains, workers, "recovery"), strict=True)):
        for name, true, low, high in zip(search.where.names, truth, *ends(points), strict=True):
            rows.append(dict(zip(RECOVERY, (company, name, true, low, high, low <= true <= high), strict=True)))
    return pd.DataFrame(rows, columns=RECOVERY)


def shifted(search: Search, before: Floats, chains: Chains, workers: int) -> "pd.DataFrame":
    """One row a fact and number, with ``SHIFTED``: where its draws are on average with the fact ``SHIFT`` higher.

    ``before`` are draws for the facts as they are. Shares of the plausible range; ``moved`` with its 95 % interval.
    """
    import pandas as pd

    facts = list(dict.fromkeys(target.fact.id for target in search.targets))
    aims = [search._replace(ends=_moved(search, fact)) for fact in facts]
    rows: list[dict[str, Any]] = []
    for fact, after in zip(facts, drawn(aims, chains, workers, "shifted facts"), strict=True):
        moved = after.mean(axis=0) - before.mean(axis=0)
        half = TWO_SIDED * np.sqrt(after.var(axis=0, ddof=1) / len(after) + before.var(axis=0, ddof=1) / len(before))
        for number, name in enumerate(search.where.names):
            means = (before[:, number].mean(), after[:, number].mean())
            interval = (moved[number], moved[number] - half[number], moved[number] + half[number])
            rows.append(dict(zip(SHIFTED, (fact, name, *means, *interval), strict=True)))
    return pd.DataFrame(rows, columns=SHIFTED)


def ends(points: Floats) -> Floats:
    """The range that holds ``COVERED`` of the draws in each place: 2 x places."""
    return np.percentile(points, [50.0 * (1.0 - COVERED), 50.0 * (1.0 + COVERED)], axis=0)


def _moved(search: Search, fact: str) -> Floats:
    """All ends as they are, but those of ``fact`` a fifth higher; a fifth lower where a share would exceed 1.

    A range with 0 in it is moved by a fifth of its width.
    """
    moved = search.ends.copy()
    for number, target in enumerate(search.targets):
        limits = target.fact.range_for(target.size)
        if target.fact.id != fact or limits is None:
            continue
        now = np.array([limits.low, limits.high])
        if limits.low < 0.0:
            then = now + SHIFT * (limits.high - limits.low)
        else:
            then = now * (1.0 + SHIFT)
            if target.fact.unit in ("share", "AUC") and then[1] > 1.0:
                then = now * (1.0 - SHIFT)
        moved[:, number] = target.scaled(then)
    return moved
