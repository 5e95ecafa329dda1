"""Memory in a steady state: what touches add and time takes away come to a closed form."""

import math

import pytest

from tests.theory import corner

KEPT = 0.72 ** (12.0 / 260.0)
"""Of memory from one day to the next (``memory.monthly_retention``)."""
FORGETFUL = tuple(name for name in corner.FREE if name != "forgetting")
PLAIN = corner.SILENT | {
    "window.years_between": 50.0,
    "inquiry.search": 0.0,
    "inquiry.response_in_window": 0.0,
    "inquiry.response_browsing": 0.0,
    "inquiry.response_brand": 0.0,
}
"""Whoever is touched remembers, and does nothing about it."""
TEAM = {"market.accounts": 25_000, "market.customers": 0, "team.selling_share": 0.0, "revenue": 1e8}


def _steady(chance: float, lift: float) -> tuple[float, float]:
    """Mean and spread of an evening's memory m' = k m, and with ``chance`` k m + (1 - k m) lift.

    E m = c l / (1 - k (1 - c l)), and E m^2 likewise from its own recursion.
    """
    mean = chance * lift / (1.0 - KEPT * (1.0 - chance * lift))
    added = 2.0 * chance * lift * (1.0 - lift) * KEPT * mean + chance * lift * lift
    square = added / (1.0 - KEPT * KEPT * (1.0 - chance + chance * (1.0 - lift) ** 2))
    return mean, math.sqrt(square - mean * mean)


@pytest.mark.parametrize(
    ("channel", "memory", "share"),
    [("brand", "awareness", 1.0), ("demand", "awareness", 0.0), ("demand", "understanding", 0.0)],
)
def test_memory_settles_where_touches_balance_forgetting(channel: str, memory: str, share: float) -> None:
    """Money makes t touches a day, of which c (1 - exp(-t / (c N))) N meet one account each (ODD 7.2, 7.4)."""
    levers = {"budget.brand_share": share, "budget.enablement": 0.0}
    levers |= {"budget.granted_share": 1.0}
    model = corner.model(without=FORGETFUL, habits=PLAIN, team=TEAM, levers=levers, years=3)
    for _ in range(model.spec.days):
        model.step()
    rules, company = model.spec.behaviour, model.spec.company
    money = company.revenue * company.marketing_budget / 260.0
    meant = money / company.effort.dollars_per_touch / company.market.accounts
    chance = rules.reach.ceiling * (1.0 - math.exp(-meant / rules.reach.ceiling))
    accounts = model.crowd.world.accounts
    now = accounts[memory] * KEPT ** (model.spec.days - 1 - accounts["settled"])
    corner.check_mean(now, *_steady(chance, getattr(rules.memory, f"{channel}_{memory}")))


def test_what_was_explained_fades_by_what_a_month_keeps() -> None:
    """Untouched, memory after t days is 0.72^(12 t / 260) of what it was, whenever it is looked at (ODD 7.2)."""
    team = TEAM | {"market.customers": 300, "market.accounts": 300, "revenue": 1e3}
    model = corner.model(
        without=FORGETFUL, habits=PLAIN | corner.LOYAL | {"contract.renewal": -10.0}, team=team, years=2
    )
    accounts = model.crowd.world.accounts
    before = accounts["understanding"].copy()
    for _ in range(260):
        model.step()
    assert (accounts["settled"] > 0).all()  # everybody has left, and was looked at then
    assert accounts["understanding"] == pytest.approx(before * KEPT ** accounts["settled"], rel=1e-12)
