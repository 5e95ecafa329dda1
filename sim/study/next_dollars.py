"""The next dollars: ways to spend so much more a year than a company does today, and what each leaves (C10).

Every way costs the same, by ``sim.spec.prices.annual_cost``: what a head or a leader leaves of the money goes into
programmes, and what it costs beyond it is taken from them.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import Floats
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.load import load_policy
from sim.spec.policy import PolicySpec
from sim.spec.prices import annual_cost, marketers, programmes
from sim.study.contest import Contest
from sim.study.league import chance_of_best, holm, p_value
from sim.study.pairs import CONFIDENCE, mean_interval, named, share_interval
from sim.study.selection import leads

if TYPE_CHECKING:
    import pandas as pd

KEPT = "money kept"
"""The policy as it is, with nothing spent: what every way is held against."""
COLUMNS: tuple[str, ...] = (
    *("company", "typical", "way", "meaning", "dollars", "replications", "gain", "gain_low", "gain_high"),
    *("revenue_gain", "revenue_gain_low", "revenue_gain_high", "per_dollar", "per_dollar_low", "per_dollar_high"),
    *("p_value", "significant", "chance_of_best", "may_be_best", "scale"),
)
"""The columns of ``next_dollars``, in order."""


def _rep(of: Contest, dollars: float, behaviour: BehaviourSpec) -> Mapping[str, Any]:
    each = of.company.team.rep_cost + behaviour.price.tools * of.typical.handoff.tracking
    return {"team.extra_reps": of.typical.team.extra_reps + dollars / each}


def _marketer(of: Contest, dollars: float, behaviour: BehaviourSpec) -> Mapping[str, Any]:
    price = (
        of.company.team.marketer_cost if of.typical.team.employment == "in_house" else of.company.team.outsourced_cost
    )
    more = max(1, round(dollars / price))
    return {
        "team.marketers": marketers(of.company, of.typical) + more,
        "budget.extra": of.typical.budget.extra + more * price,
    }


def _fractional_cmo(of: Contest, dollars: float, behaviour: BehaviourSpec) -> Mapping[str, Any]:
    return {"leader.kind": "fractional_cmo"}


def _programmes(of: Contest, dollars: float, behaviour: BehaviourSpec) -> Mapping[str, Any]:
    return {}


def _coordination(of: Contest, dollars: float, behaviour: BehaviourSpec) -> Mapping[str, Any]:
    both = {"lanes.coordination": of.cure.lanes.coordination, "handoff.tracking": of.cure.handoff.tracking}
    return {**both, "lead.shared_definition": of.cure.lead.shared_definition}


WAYS: Mapping[str, tuple[str, Callable[[Contest, float, BehaviourSpec], Mapping[str, Any]]]] = {
    "rep": ("reps, the last of them part-time", _rep),
    "marketer": ("marketers, one or more whole heads; programmes take or give the rest", _marketer),
    "fractional CMO": (
        "a fractional CMO and nothing else of that cure; programmes take or give the rest",
        _fractional_cmo,
    ),
    "programmes": ("marketing's programmes", _programmes),
    "coordination": (
        "meetings, one definition of a lead and follow-up that managers see, as in the cure: tools are paid and hours "
        "are spent; programmes get the rest",
        _coordination,
    ),
}
"""What the money may be spent on: what that means, and which levers it sets."""


def policies(of: Contest, dollars: float, behaviour: BehaviourSpec) -> dict[str, PolicySpec]:
    """By way the typical policy with ``dollars`` a year more, at full size, and ``KEPT``: without.

    A way that costs more than that, even with all programmes given up for it, is not there.
    """
    target = annual_cost(of.company, of.typical, behaviour) + dollars
    found = {KEPT: load_policy(of.typical, {"name": KEPT})}
    for name, (_, change) in WAYS.items():
        policy = load_policy(of.typical, {**change(of, dollars, behaviour), "name": name})
        left = target - annual_cost(of.company, policy, behaviour)
        if left >= -programmes(of.company, policy):
            found[name] = _with_programmes(of.company, policy, left)
    return found


def _with_programmes(company: CompanySpec, policy: PolicySpec, left: float) -> PolicySpec:
    """So many dollars a year more for programmes, or less: from what came on top of the budget first, then from it."""
    extra = max(0.0, policy.budget.extra + left)
    short = policy.budget.extra + left - extra
    granted = policy.budget.granted_share + short / (company.revenue * company.marketing_budget)
    return load_policy(policy, {"budget.extra": extra, "budget.granted_share": granted})


def next_dollars(runs: "pd.DataFrame", of: Contest, dollars: float, scale: float = 1.0) -> "pd.DataFrame":
    """One row a way, the best on top, with ``COLUMNS``.

    ``runs``: rows of ``totals`` (cents) of the ways and of ``KEPT``. ``dollars``: a year, of the company as simulated.
    ``gain``: net contribution over the measured years more than with the money kept, in dollars; the money itself is
    already off. ``revenue_gain``: the same of revenue; ``per_dollar``: that over what the way really spent more.
    ``p_value``: of a gain of 0, after Holm's correction over the ways, and whether it is ``significant``.
    ``chance_of_best`` and ``may_be_best``: as in the league, among the ways and ``KEPT``. Intervals are 95 %.
    """
    import pandas as pd

    own = runs[runs["company"] == of.company.name]
    worth, revenue, spend = (_by_way(own, figure) for figure in ("net", "revenue", "spend"))
    ways = [name for name in worth if name != KEPT]
    chances, ahead = chance_of_best(worth), leads(worth)
    p_values = dict(zip(ways, holm(np.array([p_value(worth[name] - worth[KEPT]) for name in ways])), strict=True))
    rows = []
    for name in sorted(ways, key=lambda name: -worth[name].mean()):
        more, cost = revenue[name] - revenue[KEPT], spend[name] - spend[KEPT]
        rows.append(
            {
                **{"company": of.company.name, "typical": of.typical.name, "way": name, "meaning": WAYS[name][0]},
                **{"dollars": dollars * scale, "replications": len(more)},
                **named("gain", mean_interval(worth[name] - worth[KEPT])),
                **named("revenue_gain", mean_interval(more)),
                **named("per_dollar", share_interval(more, cost)),
                **{"p_value": p_values[name], "significant": p_values[name] < 1.0 - CONFIDENCE},
                **{"chance_of_best": chances[name], "may_be_best": ahead[name].may_be_best, "scale": scale},
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _by_way(totals: "pd.DataFrame", figure: str) -> dict[str, Floats]:
    """Dollars a replication, by way; ``totals`` are in cents."""
    ordered = totals.sort_values("replication")
    return {str(name): rows[figure].to_numpy(dtype=float) / 100.0 for name, rows in ordered.groupby("policy")}
