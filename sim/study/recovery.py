"""Does the calibration find what is there, and does it move with the facts? Both from runs that are there already.

Synthetic companies are points whose facts are known from runs, and whose numbers are known because we chose them: the
ranges that the facts allow should cover them. And if a fact were another, other numbers should follow, without a line
of code.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import CONFIDENCE
from sim.study.search import Chains, Search, drawn, of

if TYPE_CHECKING:
    import pandas as pd

COVERED = 0.9
"""Of the draws, which a range that is told holds."""
SHIFT = 0.2
"""Of a fact's range, how far it is moved."""
POINT = 0.01
"""Of its error: as narrow a range as makes the chance to lie in it a density."""
RECOVERY: tuple[str, ...] = ("company", "parameter", "true", "low", "high", "covered")
SHIFTED: tuple[str, ...] = ("fact", "parameter", "before", "after", "moved", "moved_low", "moved_high")


def recovery(
    search: Search, truths: Floats, readings: Floats, luck: Floats, chains: Chains, workers: int
) -> "pd.DataFrame":
    """One row a synthetic company and number, with ``RECOVERY``, in shares of the number's plausible range.

    ``truths`` are their points, ``readings`` what runs of them say (companies x replications x targets), ``luck`` the
    standard deviation of a single run's reading. A fact is known as well as so many runs tell it; one of which a run
    has nothing to say is not known.
    """
    import pandas as pd

    half = luck / np.sqrt(readings.shape[1])
    aims = [_known(search, estimates, half) for estimates in readings.mean(axis=1)]
    rows: list[dict[str, Any]] = []
    for company, (truth, points) in enumerate(zip(truths, drawn(aims, chains, workers, "recovery"), strict=True)):
        for name, true, low, high in zip(search.where.names, truth, *ends(points), strict=True):
            rows.append(dict(zip(RECOVERY, (company, name, true, low, high, low <= true <= high), strict=True)))
    return pd.DataFrame(rows, columns=RECOVERY)


def shifted(search: Search, chains: Chains, workers: int) -> "pd.DataFrame":
    """One row a fact and number, with ``SHIFTED``: where its draws are on average with the fact ``SHIFT`` higher.

    Shares of the plausible range. The same chains, with the same luck, are drawn for the facts as they are, so that
    ``moved`` is the mean of paired differences; its interval holds with 95 % for all numbers of a fact together
    (Bonferroni).
    """
    import pandas as pd
    from scipy import stats

    facts = list(dict.fromkeys(target.fact.id for target in search.targets))
    aims = [search, *(search._replace(ends=_moved(search, fact)) for fact in facts)]
    before, *others = drawn(aims, chains, workers, "shifted facts")
    names = search.where.names
    sure = float(stats.t.ppf(1.0 - 0.5 * (1.0 - CONFIDENCE) / len(names), len(before) - 1))
    rows: list[dict[str, Any]] = []
    for fact, after in zip(facts, others, strict=True):
        moved, half = (after - before).mean(axis=0), sure * stats.sem(after - before, axis=0)
        told = zip(names, before.mean(axis=0), after.mean(axis=0), moved, moved - half, moved + half, strict=True)
        rows += [dict(zip(SHIFTED, (fact, *row), strict=True)) for row in told]
    return pd.DataFrame(rows, columns=SHIFTED)


def _known(search: Search, estimates: Floats, error: Floats) -> Search:
    """A search for points whose facts are these ``estimates``, each known but for a normal ``error``."""
    width = np.where(np.isfinite(estimates), POINT * error + np.finfo(float).eps, np.inf)
    middle = np.where(np.isfinite(estimates), estimates, 0.0)
    told = {
        size: emulator._replace(error=np.hypot(emulator.error, error[of(search.targets, size)]))
        for size, emulator in search.told.items()
    }
    return search._replace(told=told, ends=np.array([middle - width, middle + width]))


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
