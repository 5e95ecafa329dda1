"""The market on day 0 in numbers, the same for both engines: fit, value, segment, territory, first customers."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats, Ints, compiled
from sim.draws import Purpose, exponentials, normal, normals, uniforms
from sim.rules import UNIFORM_TO_UNIT, Rules
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_YEAR


@compiled
def whole_value(cents: float) -> int:
    """``cents`` a year as the nearest contract value, at least one step.

    Annual values are whole multiples of 260 cents, so that what a contract earns on a day is whole cents.
    """
    return max(1, int(cents / DAYS_PER_YEAR + 0.5)) * DAYS_PER_YEAR


@compiled
def usual_value(seed: int, account: int, median: float, sigma: float) -> int:
    """What ``account`` would pay, cents a year: log-normal (fact T5) around ``median`` dollars, ``sigma`` log units."""
    return whole_value(median * 100.0 * math.exp(sigma * normal(seed, Purpose.MARKET_VALUE, account, 0)))


class Market(NamedTuple):
    """Columns by account."""

    fit: Floats
    segment: Ints
    glance: Floats
    owner: Ints


def market(rules: Rules, company: CompanySpec) -> Market:
    """Who is there: fit is uniform in 0..1, ``glance`` is what a rep's eye makes of it, in standard deviations."""
    everyone = np.arange(company.market.accounts)
    fit = uniforms(rules.seed, Purpose.MARKET_FIT, everyone, 0)
    number = rules.behaviour.segment.number
    segment = (uniforms(rules.seed, Purpose.MARKET_SEGMENT, everyone, 0) * number).astype(np.int64)
    noise = rules.behaviour.handoff.eye_noise * normals(rules.seed, Purpose.EYE, everyone, 0)
    owner = territories(rules.seed, company.market.accounts, company.team.reps)
    return Market(fit, segment, (fit - 0.5) * UNIFORM_TO_UNIT + noise, owner)


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


def first_contracts(rules: Rules, company: CompanySpec, fit: Floats) -> tuple[Ints, Floats, Ints]:
    """The first customers by index, chosen by everybody's ``fit``; what each understands (0..1); days left to its end.

    The better fitting are likelier: the smallest of exponential waits that run faster the better the fit (weighted
    sampling without replacement, Efraimidis & Spirakis 2006). Contracts end spread over the year.
    """
    everyone, seed = np.arange(company.market.accounts), rules.seed
    waits = exponentials(seed, Purpose.MARKET_CUSTOMER, everyone, 0) / (0.1 + fit)
    chosen = np.sort(np.argpartition(waits, company.market.customers - 1)[: company.market.customers])
    understood = uniforms(seed, Purpose.MARKET_KNOWLEDGE, chosen, 0)
    left = (uniforms(seed, Purpose.RENEWAL_DAY, chosen, 0) * DAYS_PER_YEAR).astype(np.int64)
    return chosen, understood, left
