"""The market on day 0 as agents: who is there, and who already pays."""

from typing import Any

import numpy as np

from sim.crowd.prospect import Prospect
from sim.crowd.roster import Roster
from sim.market import first_contracts, market, usual_value
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage


def populate(model: Any, roster: Roster, company: CompanySpec) -> list[Prospect]:
    """All accounts as agents of ``model``, by index; as ``sim.market`` has them."""
    rules, terms = roster.rules, company.market
    columns = (column.tolist() for column in market(rules, company))
    return [
        Prospect(
            model,
            rules,
            roster.calendar,
            index,
            fit=fit,
            segment=segment,
            value=usual_value(rules.seed, index, terms.value_median, terms.value_sigma),
            owner=owner,
            glance=glance,
        )
        for index, (fit, segment, glance, owner) in enumerate(zip(*columns, strict=True))
    ]


def first_customers(roster: Roster, company: CompanySpec) -> None:
    """Put the company's first customers under contract (``first_contracts``)."""
    contracts = first_contracts(roster.rules, company, np.array([prospect.fit for prospect in roster.prospects]))
    for index, understood, left in zip(*(column.tolist() for column in contracts), strict=True):
        customer = roster.prospects[index]
        customer.understanding = understood
        customer.begin_contract(left - DAYS_PER_YEAR + 1, customer.value)
        roster.place(customer, Stage.CUSTOMER)
        roster.recurring += customer.value
