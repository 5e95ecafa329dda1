"""The market on day 0: who is there, how well the offer fits, what they would pay, and who already pays."""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.prospect import UNIFORM_TO_UNIT, Prospect
from sim.draws import Purpose, exponentials, normals, uniform, uniforms
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd

CENTS_STEP = DAYS_PER_YEAR
"""Annual values are whole multiples of 260 cents, so that what a contract earns on a day is whole cents."""


def whole_value(cents: float) -> int:
    """``cents`` a year as the nearest contract value, at least one step."""
    return max(1, int(cents / CENTS_STEP + 0.5)) * CENTS_STEP


def populate(crowd: "AgentCrowd", company: CompanySpec) -> list[Prospect]:
    """All accounts as agents, in the order of their index. Fit is uniform in 0..1, value log-normal (fact T5)."""
    market = company.market
    everyone = np.arange(market.accounts)
    fits = uniforms(crowd.seed, Purpose.MARKET_FIT, everyone, 0)
    lucks = normals(crowd.seed, Purpose.MARKET_VALUE, everyone, 0)
    owners = (uniforms(crowd.seed, Purpose.MARKET_OWNER, everyone, 0) * company.team.reps).astype(int)
    noise = crowd.rules.behaviour.handoff.eye_noise * normals(crowd.seed, Purpose.EYE, everyone, 0)
    glances = (fits - 0.5) * UNIFORM_TO_UNIT + noise
    rows = zip(fits.tolist(), lucks.tolist(), owners.tolist(), glances.tolist(), strict=True)

    def value(luck: float) -> int:
        return whole_value(market.value_median * 100.0 * math.exp(market.value_sigma * luck))

    return [
        Prospect(crowd, index, fit, value(luck), owner, glance) for index, (fit, luck, owner, glance) in enumerate(rows)
    ]


def first_customers(crowd: "AgentCrowd", number: int) -> None:
    """Put ``number`` accounts under contract, the better fitting likelier; contracts end spread over the year.

    Who: the smallest of exponential waits that run faster the better the fit (weighted sampling without replacement,
    Efraimidis & Spirakis 2006).
    """
    everyone = np.arange(len(crowd.prospects))
    fits = np.array([prospect.fit for prospect in crowd.prospects])
    waits = exponentials(crowd.seed, Purpose.MARKET_CUSTOMER, everyone, 0) / (0.1 + fits)
    for index in sorted(np.argsort(waits, kind="stable")[:number].tolist()):
        customer = crowd.prospects[index]
        customer.understanding = uniform(crowd.seed, Purpose.MARKET_KNOWLEDGE, index, 0)
        left = int(uniform(crowd.seed, Purpose.RENEWAL_DAY, index, 0) * DAYS_PER_YEAR)
        customer.begin_contract(left - DAYS_PER_YEAR + 1, customer.value)
        crowd.place(customer, Stage.CUSTOMER)
        crowd.recurring += customer.value
