"""What a policy costs a year, item by item: the one place that turns heads, leaders, tools and budgets into dollars.

Companies and policies are given at the scale at which they are simulated (``scaled``, ``scaled_policy``).
"""

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.policy import PolicySpec


def marketers(company: CompanySpec, policy: PolicySpec) -> int:
    """Heads in marketing: the policy's number, or the company's where that is null."""
    return company.team.marketers if policy.team.marketers is None else policy.team.marketers


def marketer_price(company: CompanySpec, policy: PolicySpec) -> float:
    """Dollars a year for one marketer, on the payroll or bought in."""
    team = company.team
    return team.marketer_cost if policy.team.employment == "in_house" else team.outsourced_cost


def programmes(company: CompanySpec, policy: PolicySpec) -> float:
    """Dollars a year for programmes: what marketers leave of the budget granted, and what comes on top of it.

    The budget follows the first day's revenue, not later growth.
    """
    granted = company.revenue * company.marketing_budget * policy.budget.granted_share
    return max(0.0, granted - marketers(company, policy) * marketer_price(company, policy)) + policy.budget.extra


def leader(policy: PolicySpec, behaviour: BehaviourSpec, scale: float) -> float:
    """Dollars a year for whoever leads marketing; a founder costs nothing more."""
    price = {"fractional_cmo": behaviour.price.fractional_cmo, "cmo": behaviour.price.cmo}
    return price.get(policy.leader.kind, 0.0) * scale


def tools(policy: PolicySpec, behaviour: BehaviourSpec, heads: float) -> float:
    """Dollars a year for the tools that track what ``heads`` people do."""
    return behaviour.price.tools * policy.handoff.tracking * heads


def annual_cost(company: CompanySpec, policy: PolicySpec, behaviour: BehaviourSpec, scale: float = 1.0) -> float:
    """Dollars a year under ``policy``, with every seat filled and every budget spent: not what a run really spends."""
    people, reps = marketers(company, policy), company.team.reps + policy.team.extra_reps
    return (
        reps * company.team.rep_cost
        + people * marketer_price(company, policy)
        + programmes(company, policy)
        + leader(policy, behaviour, scale)
        + tools(policy, behaviour, reps + people)
    )
