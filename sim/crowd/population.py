"""The market on day 0 as agents: who is there, and who already pays."""

import math
from typing import Any

from sim.crowd.prospect import Prospect
from sim.crowd.roster import Roster
from sim.market import first_contracts, market, whole_value
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage


def populate(model: Any, roster: Roster, company: CompanySpec) -> list[Prospect]:
    """All accounts as agents of ``model``, by index; values are log-normal (fact T5)."""
    rules, terms = roster.rules, company.market
    rows = zip(*(column.tolist() for column in market(rules, company)), strict=True)

    def value(luck: float) -> int:
        return whole_value(terms.value_median * 100.0 * math.exp(terms.value_sigma * luck))

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


def first_customers(roster: Roster, company: CompanySpec) -> None:
    """Put the company's first customers under contract (``first_contracts``)."""
    contracts = first_contracts(roster.rules, company)
    for index, understood, left in zip(*(column.tolist() for column in contracts), strict=True):
        customer = roster.prospects[index]
        customer.understanding = understood
        customer.begin_contract(left - DAYS_PER_YEAR + 1, customer.value)
        roster.place(customer, Stage.CUSTOMER)
        roster.recurring += customer.value
