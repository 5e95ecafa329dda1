"""The market on day 0: who is there, how well the offer fits, what they would pay, and who already pays."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.compiled import Ints
from sim.crowd.prospect import UNIFORM_TO_UNIT, Prospect
from sim.crowd.roster import Roster
from sim.draws import Purpose, exponentials, normals, uniform, uniforms
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

CENTS_STEP = DAYS_PER_YEAR
"""Annual values are whole multiples of 260 cents, so that what a contract earns on a day is whole cents."""


def whole_value(cents: float) -> int:
    """``cents`` a year as the nearest contract value, at least one step."""
    return max(1, int(cents / CENTS_STEP + 0.5)) * CENTS_STEP


def populate(model: Any, roster: Roster, company: CompanySpec) -> list[Prospect]:
    """All accounts as agents of ``model``, by index. Fit is uniform in 0..1, value log-normal (fact T5)."""
    market, rules = company.market, roster.rules
    everyone = np.arange(market.accounts)
    fits = uniforms(rules.seed, Purpose.MARKET_FIT, everyone, 0)
    lucks = normals(rules.seed, Purpose.MARKET_VALUE, everyone, 0)
    number = rules.behaviour.segment.number
    segments = (uniforms(rules.seed, Purpose.MARKET_SEGMENT, everyone, 0) * number).astype(int)
    noise = rules.behaviour.handoff.eye_noise * normals(rules.seed, Purpose.EYE, everyone, 0)
    owners = territories(rules.seed, market.accounts, company.team.reps)
    columns = (fits, lucks, segments, (fits - 0.5) * UNIFORM_TO_UNIT + noise, owners)
    rows = zip(*(column.tolist() for column in columns), strict=True)

    def value(luck: float) -> int:
        return whole_value(market.value_median * 100.0 * math.exp(market.value_sigma * luck))

    return [
        Prospect(
            model,
            rules,
            roster.calendar,
            index,
            fit=fit,
            segment=segment,
            value=value(luck),
            owner=owner,
            glance=glance,
        )
        for index, (fit, luck, segment, glance, owner) in enumerate(rows)
    ]


def territories(seed: int, accounts: int, first: int, further: Sequence[float] = ()) -> Ints:
    """The seat that each account belongs to: one of the ``first``, or of ``further`` ones, parts of a full seat (0..1).

    Territories go by the part of a seat. Each further seat gets its share from all others alike, so that an account
    keeps its seat unless it goes to a new one (Lamping & Veach 2014, jump consistent hashing).
    """
    everyone = np.arange(accounts)
    owners = (uniforms(seed, Purpose.MARKET_OWNER, everyone, 0) * first).astype(np.int64)
    whole = float(first)
    for seat, part in enumerate(further, first):
        whole += part
        owners[uniforms(seed, Purpose.MARKET_OWNER, everyone, seat) < part / whole] = seat
    return owners


def first_customers(roster: Roster, number: int) -> None:
    """Put ``number`` accounts under contract, the better fitting likelier; contracts end spread over the year.

    Who: the smallest of exponential waits that run faster the better the fit (weighted sampling without replacement,
    Efraimidis & Spirakis 2006).
    """
    everyone = np.arange(len(roster.prospects))
    fits = np.array([prospect.fit for prospect in roster.prospects])
    waits = exponentials(roster.seed, Purpose.MARKET_CUSTOMER, everyone, 0) / (0.1 + fits)
    for index in sorted(np.argsort(waits, kind="stable")[:number].tolist()):
        customer = roster.prospects[index]
        customer.understanding = uniform(roster.seed, Purpose.MARKET_KNOWLEDGE, index, 0)
        left = int(uniform(roster.seed, Purpose.RENEWAL_DAY, index, 0) * DAYS_PER_YEAR)
        customer.begin_contract(left - DAYS_PER_YEAR + 1, customer.value)
        roster.place(customer, Stage.CUSTOMER)
        roster.recurring += customer.value
