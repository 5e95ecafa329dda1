"""Policies at the same dollars a year (C10): what one leaves of the other's cost goes into reps, or into programmes."""

from collections.abc import Sequence
from typing import Literal, get_args

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError, shown
from sim.spec.load import load_policy
from sim.spec.policy import PolicySpec
from sim.spec.prices import annual_cost

type Use = Literal["reps", "programmes"]
"""What the rest is spent on."""

CENT = 0.01
"""Dollars that are no difference: two sums in another order."""


def equal_budget(
    company: CompanySpec, policies: Sequence[PolicySpec], behaviour: BehaviourSpec, use: Use = "reps"
) -> list[PolicySpec]:
    """``policies`` at equal budget: each costs what the dearest of them costs a year, by ``annual_cost``.

    What a cheaper one leaves goes into reps at loaded cost (and the tools that track them), the last of them part-time,
    so that no dollar is left over; or into programmes. The dearest policy stays as it is, and so does its name; the
    others are called ``NAME+reps`` or ``NAME+programmes``. Costs are those of filled seats and spent budgets at full
    size: vacancies, ramp and hiring come on top or off in the run, as they do for everybody's seats.

    Raises ``SpecError`` if ``use`` is neither, or if reps cost nothing.
    """
    if use not in get_args(Use.__value__):
        raise SpecError(f"use = {shown(use)}: must be reps or programmes")
    most = max(annual_cost(company, policy, behaviour) for policy in policies)
    return [_filled(company, policy, behaviour, use, most) for policy in policies]


def _filled(company: CompanySpec, policy: PolicySpec, behaviour: BehaviourSpec, use: Use, most: float) -> PolicySpec:
    left = most - annual_cost(company, policy, behaviour)
    if left <= CENT:
        return policy
    if use == "programmes":
        change = {"budget.extra": policy.budget.extra + left}
    else:
        each = company.team.rep_cost + behaviour.price.tools * policy.handoff.tracking
        if each <= 0.0:
            raise SpecError(f"use = 'reps': reps cost {company.name} nothing, so no number of them spends a budget")
        change = {"team.extra_reps": policy.team.extra_reps + left / each}
    named = {"name": f"{policy.name}+{use}", "title": f"{policy.title}; the rest of the budget in {use}"}
    return load_policy(policy, change | named)
