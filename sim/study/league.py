"""Which policy is best for a company: all of them under the same luck, judged by what is left after all spending."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import CONFIDENCE, Pairs, mean_interval, named, share_interval
from sim.study.selection import enough, leads

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

COLUMNS: tuple[str, ...] = (
    *("company", "policy", "buyable", "typical", "replications", "net", "revenue"),
    *("gain", "gain_low", "gain_high", "gain_share", "gain_share_low", "gain_share_high", "p_value", "significant"),
    *("regret", "regret_low", "regret_high", "chance_of_best", "lead", "lead_low", "lead_high", "may_be_best", "scale"),
)
"""The columns of ``league``, in order."""

EQUAL = "equal"
"""The budget of a league in which all policies cost what the dearest does, the rest spent on reps."""
WITHIN = 0.01
"""Of the typical policy's revenue, within which it is told how many replications a choice would take."""

KEPT = ("month", "revenue", "spend")
"""What is kept of ``Run.monthly``."""
YARDSTICK = "frictionless"
"""The policy that nobody can buy: it is held against the others, and cannot be best."""
RESAMPLES = 2000
"""Of the replications, for the chance of being best."""


class Roster(NamedTuple):
    """The ``policies`` of one league, by their names in its runs, and which of them is the ``typical`` one."""

    company: str
    budget: str
    policies: tuple[str, ...]
    typical: str


def monthly(run: "Run") -> "dict[str, pd.DataFrame]":
    """The months of a run: all that a league needs of it."""
    return {"months": run.monthly[list(KEPT)]}


def league(runs: "pd.DataFrame", company: str, typical: str, scale: float = 1.0) -> "pd.DataFrame":
    """One row a policy of ``company`` with ``COLUMNS``: best on top, the yardstick last.

    ``runs`` has the columns ``company, policy, replication, seed`` and ``KEPT``. Dollars are means a replication over
    all measured months, of the company as simulated: at ``scale`` of its real size. All intervals are 95 %, over
    paired replications.

    ``net``: net contribution, revenue less spend; policies are ordered by it, and those that come out equal stay in
    the order of ``runs``. ``buyable``: all but ``YARDSTICK``. ``typical``: whether it is the policy held against.
    ``gain``: net less that of the ``typical`` policy; ``gain_share``: that over the typical policy's revenue.
    ``p_value``: of a gain of 0, by the paired t-test, after ``holm`` over the company's other policies; missing for
    the typical one. ``significant``: whether that is below 5 %. ``regret``: net of the best buyable policy less this
    one's; 0 for the best, and below 0 for a yardstick that is better. ``chance_of_best``: see there. ``lead``: net less
    that of the best of the other buyable policies, with intervals that hold for all of them at once, and whether the
    policy ``may_be_best`` (``sim.study.selection.leads``): who chooses the best gives away at most -``lead_low``. None
    of these three is there for the yardstick.

    Raises ``ValueError`` if the runs are not paired (see ``Pairs``), or if none can be bought.
    """
    import pandas as pd

    runs = runs[runs["company"] == company]
    runs = runs.assign(net=runs["revenue"] - runs["spend"])
    pairs = {str(name): Pairs(runs, company, typical, str(name)) for name in runs["policy"].unique()}
    nets = {name: pair.over("net", slice(None))[1] for name, pair in pairs.items()}
    buyable = {name: net for name, net in nets.items() if can_be_bought(name)}
    if not buyable:
        raise ValueError(f"{company}: no policy that can be bought")
    best = max(buyable.values(), key=np.mean)
    others = [name for name in pairs if name != typical]
    p_values = dict(zip(others, holm(np.array([p_value(nets[name] - nets[typical]) for name in others])), strict=True))
    chances, ahead = chance_of_best(buyable), leads(buyable) if len(buyable) > 1 else {}
    rows = []
    for name in sorted(nets, key=lambda name: (name not in buyable, -nets[name].mean())):
        usual, revenue = pairs[name].over("revenue", slice(None))
        row = {
            **{"company": company, "policy": name, "buyable": name in buyable, "typical": name == typical},
            **{"replications": pairs[name].replications, "net": nets[name].mean(), "revenue": revenue.mean()},
            **named("gain", mean_interval(nets[name] - nets[typical])),
            **named("gain_share", share_interval(nets[name] - nets[typical], usual)),
            **{"p_value": p_values.get(name, np.nan), "significant": p_values.get(name, 1.0) < 1.0 - CONFIDENCE},
            **named("regret", mean_interval(best - nets[name])),
            **{"chance_of_best": chances.get(name, np.nan)},
            **named("lead", ahead[name][:3] if name in ahead else (np.nan, np.nan, np.nan)),
            **{"may_be_best": ahead[name].may_be_best if name in ahead else name in buyable, "scale": scale},
        }
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def wanted(runs: "pd.DataFrame", roster: Roster, indifference: float) -> int:
    """How many replications it takes in all to choose the best policy that can be bought, seen from those in ``runs``.

    In 95 % of studies what is chosen is then as good as the best, or behind it by less than ``indifference``, a share
    of the typical policy's revenue (``sim.study.selection.enough``).
    """
    totals = runs[(runs["company"] == roster.company) & runs["policy"].isin(roster.policies)]
    totals = totals.groupby(["policy", "replication"])[["revenue", "spend"]].sum()
    nets = (totals["revenue"] - totals["spend"]).unstack("replication")
    buyable = {str(name): row.to_numpy() for name, row in nets.iterrows() if can_be_bought(str(name))}
    return enough(buyable, indifference * float(totals["revenue"][roster.typical].mean()))


def can_be_bought(policy: str) -> bool:
    """Whether a policy of that name can be best; the yardstick cannot, whatever else its budget is spent on."""
    return policy.partition("+")[0] != YARDSTICK


def holm(p_values: Floats) -> Floats:
    """``p_values`` (0..1) corrected for being looked at together, in their order: Holm's step-down method.

    The smallest of m counts m times, the next m - 1 times, and so on; none is corrected to less than one that was
    smaller, nor to more than 1. What is then below 5 % makes one false finding or more among all m in at most 5 % of
    studies, however the tests hang together; here they share the typical policy's runs. Holm (1979), "A simple
    sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70.
    """
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps * p_values[order]))
    return corrected


def chance_of_best(nets: Mapping[str, Floats]) -> dict[str, float]:
    """By policy the share of ``RESAMPLES`` resamples of the replications in which its mean net is highest.

    ``nets``: dollars, one a replication, the same replications for each policy. Resamples are drawn with replacement
    and a fixed seed, for all policies alike, which keeps pairs together; policies that are level share a resample.
    The chances add up to 1. Efron & Tibshirani (1993), "An Introduction to the Bootstrap", section 6.
    """
    # Whole cents, so that policies that do the same are level to the bit, and on every machine.
    cents = np.rint(100.0 * np.array(list(nets.values()))).astype(np.int64)
    number = cents.shape[1]
    times_drawn = np.random.default_rng(0).multinomial(number, np.full(number, 1.0 / number), size=RESAMPLES)
    sums = cents @ times_drawn.T
    highest = sums == sums.max(axis=0)
    return dict(zip(nets, (highest / highest.sum(axis=0)).mean(axis=1).tolist(), strict=True))


def p_value(gain: Floats) -> float:
    """Of a mean of 0, by Student's t, one value a replication; where none differs there is nothing to find: 1."""
    from scipy import stats

    error = float(np.std(gain, ddof=1)) / math.sqrt(len(gain))
    if not error:
        return 0.0 if gain.any() else 1.0
    return float(2.0 * stats.t.sf(abs(float(np.mean(gain))) / error, len(gain) - 1))
