"""What the feud costs: a typical policy held against its cure, in the three parts that model.md section 6 asks for."""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.study.contest import Contest
from sim.study.pairs import CONFIDENCE, Pairs, linear, mean_interval, named, periods, share_interval
from sim.study.variance import parts

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: tuple[str, ...] = (
    *("company", "typical", "cure", "budget", "absence", "period", "replications", "revenue_typical", "revenue_cure"),
    *("revenue_lost_share", "revenue_lost_share_low", "revenue_lost_share_high"),
    *("spend_wasted_share", "spend_wasted_share_low", "spend_wasted_share_high"),
    *("cost_share", "cost_share_low", "cost_share_high"),
    *("cost_of_cure", "net_gain", "net_gain_low", "net_gain_high"),
    *("payback_month", "share_of_replications_cure_wins", "scale", "payback_low", "payback_high"),
    *("net_gain_p05", "net_gain_p95", "members", "cost_plausible_share_low", "cost_plausible_share_high"),
    *("net_gain_plausible_low", "net_gain_plausible_high", "numbers_share", "numbers_share_low", "numbers_share_high"),
    "numbers_share_of_interval",
)
"""The columns of ``cost_of_feud``, in order."""

CONTEST = ("company", "typical", "cure", "budget")
"""The columns that tell one contest from another."""
WHOLE = ("payback_month", "payback_low", "payback_high", "members")
"""Months, missing where they lie beyond the measured time; how many members, missing where none were run."""
RESAMPLES = 2000
"""For an interval of the month of payback."""


def cost_of_feud(runs: "pd.DataFrame", contest: Contest, scale: float = 1.0) -> "pd.DataFrame":
    """One row a period (first year, last year, all years) with ``COLUMNS``, for one company and one cure.

    Dollars are means a replication over the period, of the company as simulated: at ``scale`` of its real size.
    Shares are of the typical world's revenue of the same period; intervals are 95 %, over paired replications, or over
    members of the ensemble where these were run: then they are those of the mean of all that is plausible.

    ``revenue_lost``: revenue under the cure less revenue under the typical policy. ``spend_wasted``: dollars and
    priced hours wasted under the typical policy less those wasted under the cure, never gross. ``cost``: their sum.
    ``cost_of_cure``: all spending under the cure less all under the typical policy.
    ``net_gain``: revenue lost less the cost of the cure, and without the waste that ends: money no longer wasted is
    either no longer spent, and then already in the cost of the cure, or spent on something better, and then already
    in the revenue. ``payback_month``: see ``payback``; the same in every period, missing if there is none,
    as is an end of its 95 % interval (``payback_interval``) that lies beyond the measured time.
    ``net_gain_p05`` and ``net_gain_p95``: of single replications, nine in ten lie between them.
    ``share_of_replications_cure_wins``: those with a net gain above 0 in the period. ``absence``: nobody markets under
    the typical policy.

    Of ``members`` plausible sets of numbers: ``cost_plausible_share_low`` to ``_high`` and ``net_gain_plausible_low``
    to ``_high`` hold what nine in ten of them are expected to give, luck taken off. ``numbers_share``: part of the
    variance of one company's cost that is because nobody knows the numbers, with its interval; the rest is luck.
    ``numbers_share_of_interval``: part of the variance of the mean that is so, which no further runs take away. All are
    missing where only luck was varied.

    Raises ``ValueError`` if the runs are not paired (see ``Pairs``).
    """
    import pandas as pd

    names = {"company": contest.company.name, "typical": contest.typical.name, "cure": contest.cure.name}
    pairs = Pairs(runs, *names.values())
    ids = {**names, "budget": contest.budget, "absence": contest.absence}
    gains = pairs.by_member(net_gains(pairs))
    month, (low, high) = payback(gains), payback_interval(gains)
    whole = {"payback_month": month, "payback_low": low, "payback_high": high, "scale": scale}
    rows = [
        {**ids, "period": period, "replications": pairs.replications, **_parts(pairs, months), **whole}
        for period, months in periods(pairs.months).items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(WHOLE, "Int64"))


def half_width(runs: "pd.DataFrame", contest: Contest) -> float:
    """Half of the interval of the cost of the feud over all years, as a share of revenue, that luck alone would leave.

    More runs narrow it; what is left open by the numbers of the model they do not.
    """
    from scipy import stats

    pairs = Pairs(runs, contest.company.name, contest.typical.name, contest.cure.name)
    costs = linear(*_cost(pairs, slice(None)))
    if not pairs.over_members:
        _, low, high = mean_interval(costs)
        return (high - low) / 2.0
    known = len(costs) - len(np.unique(pairs.members))
    times = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, known))
    return times * parts(costs, pairs.members).luck / math.sqrt(len(costs))


def net_gains(pairs: Pairs) -> Floats:
    """What the second policy earns more than the first, less what it costs more: dollars, replications x months."""
    (revenue_typical, revenue_cure), (spend_typical, spend_cure) = pairs.of("revenue"), pairs.of("spend")
    return (revenue_cure - revenue_typical) - (spend_cure - spend_typical)


def payback(gains: Floats) -> int | None:
    """The month, from 1 at the switch, in which the cumulated mean gain becomes positive for good, if it ever does.

    For good: to the end of the measured time. ``gains`` are replications (or members) x months.
    """
    month = int(_paybacks(gains.mean(axis=0)))
    return month if month <= gains.shape[1] else None


def payback_interval(gains: Floats) -> tuple[int | None, int | None]:
    """The 95 % interval of ``payback``: a percentile bootstrap over the rows of ``gains``, with a fixed seed.

    None is an end beyond the measured time. What never pays back counts as doing so in the month after it.
    """
    from scipy import stats

    beyond = gains.shape[1] + 1
    ends = stats.bootstrap(
        (np.arange(len(gains)),),
        lambda chosen, axis: _paybacks(gains[chosen].mean(axis=axis - 1)).astype(float),
        vectorized=True,
        batch=100,  # at a time, to be spared hundreds of megabytes
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    low, high = math.floor(ends.low), math.ceil(ends.high)
    return low if low < beyond else None, high if high < beyond else None


def _paybacks(means: Floats) -> "np.ndarray":
    """Of series of mean gains (months last) the month in which each pays back; one month beyond if it does not."""
    behind = np.cumsum(means, axis=-1) <= 0.0
    months = means.shape[-1]
    return np.where(behind.any(axis=-1), months + 1 - np.argmax(behind[..., ::-1], axis=-1), 1)


def _parts(pairs: Pairs, months: slice) -> dict[str, float]:
    cost, _ = _cost(pairs, months)
    gain = net_gains(pairs)[:, months].sum(axis=1)
    revenue_typical, revenue_cure = map(pairs.by_member, pairs.over("revenue", months))
    wasted_typical, wasted_cure = map(pairs.by_member, pairs.over("wasted", months))
    spend_typical, spend_cure = map(pairs.by_member, pairs.over("spend", months))
    return {
        "revenue_typical": float(revenue_typical.mean()),
        "revenue_cure": float(revenue_cure.mean()),
        **named("revenue_lost_share", share_interval(revenue_cure - revenue_typical, revenue_typical)),
        **named("spend_wasted_share", share_interval(wasted_typical - wasted_cure, revenue_typical)),
        **named("cost_share", share_interval(pairs.by_member(cost), revenue_typical)),
        "cost_of_cure": float((spend_cure - spend_typical).mean()),
        **named("net_gain", mean_interval(pairs.by_member(gain))),
        "share_of_replications_cure_wins": float((gain > 0.0).mean()),
        **dict(zip(("net_gain_p05", "net_gain_p95"), map(float, np.percentile(gain, (5.0, 95.0))), strict=True)),
        **(_open(pairs, months) if pairs.over_members else {}),
    }


def _open(pairs: Pairs, months: slice) -> dict[str, float]:
    """What the numbers of the model leave open."""
    cost = parts(linear(*_cost(pairs, months)), pairs.members)
    gain = parts(net_gains(pairs)[:, months].sum(axis=1), pairs.members)
    members = len(np.unique(pairs.members))
    luck = (1.0 - cost.share) * members / pairs.replications
    return {
        "members": members,
        "cost_plausible_share_low": cost.low,
        "cost_plausible_share_high": cost.high,
        "net_gain_plausible_low": gain.low,
        "net_gain_plausible_high": gain.high,
        **named("numbers_share", (cost.share, cost.share_low, cost.share_high)),
        "numbers_share_of_interval": cost.share / (cost.share + luck),
    }


def _cost(pairs: Pairs, months: slice) -> tuple[Floats, Floats]:
    """Revenue lost and spend wasted, together, and the typical world's revenue: dollars a replication."""
    revenue_typical, revenue_cure = pairs.over("revenue", months)
    wasted_typical, wasted_cure = pairs.over("wasted", months)
    return revenue_cure - revenue_typical + wasted_typical - wasted_cure, revenue_typical
