"""Hours and money together: nothing is left over, and what cannot be used for deals goes to booths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exchange import Campaigns, MarketerPlan, MarketingTally
from sim.programmes import campaigns, split
from tests import builders

EFFORT = builders.company().effort
REACH = builders.behaviour().reach
SEEN = MarketingTally(in_nurture=10**6, open_deals=10**6)
DOLLARS = st.floats(0.0, 1e7)


def _plan(**hours: float) -> MarketerPlan:
    return MarketerPlan(
        **(dict.fromkeys(("brand", "demand", "nurture", "analytics", "enablement", "chase"), 0.0) | hours)
    )


def _week(plan: MarketerPlan, money: float = 0.0, seen: MarketingTally = SEEN, skill: float = 1.0) -> Campaigns:
    levers = {"budget.brand_share": 0.5, "budget.enablement": 0.2}
    budget = builders.policy("sales_led", levers).budget
    return campaigns([plan], [skill], money, budget, EFFORT, REACH, seen)


def test_hours_and_money_reach_people_each_in_their_own_right() -> None:
    by_hours = _week(_plan(brand=6.0)).brand_touches
    by_money = _week(_plan(), 52_000.0).brand_touches
    assert by_hours == pytest.approx(6.0 / EFFORT.hours_per_touch / 5)
    assert by_money == pytest.approx(500.0 / EFFORT.dollars_per_touch / 5)
    assert _week(_plan(brand=6.0), 52_000.0).brand_touches == pytest.approx(by_hours + by_money)


def test_a_better_marketer_gets_more_done() -> None:
    assert _week(_plan(demand=6.0), skill=1.5).demand_touches == pytest.approx(
        1.5 * _week(_plan(demand=6.0)).demand_touches
    )


@given(DOLLARS, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_every_dollar_is_for_something(money: float, brand: float, asked: float) -> None:
    levers = {"budget.brand_share": brand, "budget.enablement": asked * (1.0 - brand)}
    lines = split(money, builders.policy("sales_led", levers).budget)
    assert sum(lines.values()) == pytest.approx(money)
    assert min(lines.values()) >= 0.0


def test_nurture_writes_to_nobody_twice_a_week() -> None:
    assert _week(_plan(nurture=1000.0), seen=MarketingTally(in_nurture=7)).nurture_touches == 7.0
    assert _week(_plan(nurture=1.0)).nurture_touches == pytest.approx(1.0 / REACH.hours_per_nurture)


@pytest.mark.parametrize("deals", [0, 3, 10**6])
def test_what_deals_cannot_use_goes_into_booths(deals: int) -> None:
    week = _week(_plan(enablement=60.0), 52_000.0, MarketingTally(open_deals=deals))
    pieces = 0.5 * (60.0 / REACH.hours_per_collateral + 200.0 / REACH.dollars_per_collateral)
    assert week.collateral == pytest.approx(min(pieces, deals))
    all_booths = (60.0 / EFFORT.hours_per_touch + 200.0 / EFFORT.dollars_per_touch) / 5
    assert week.booth_touches == pytest.approx(all_booths * (1.0 - 0.5 * week.collateral / pieces))


def test_chase_and_analytics_are_handed_on_as_hours() -> None:
    week = _week(_plan(chase=5.0, analytics=8.0))
    assert (week.chase_hours, week.analytics_hours, week.marketers) == (1.0, 8.0, 1)


def test_the_team_s_bar_is_the_mean_of_its_marketers() -> None:
    budget = builders.policy("sales_led").budget
    plans = [_plan(), _plan()]
    plans[0].bar, plans[1].bar = 0.1, 0.2
    assert campaigns(plans, [1.0, 1.0], 0.0, budget, EFFORT, REACH, SEEN).bar == pytest.approx(0.15)
    assert campaigns([], [], 0.0, budget, EFFORT, REACH, SEEN).bar == 0.0


def test_what_costs_nothing_is_limited_by_the_list_and_the_deals_alone() -> None:
    free = REACH.model_copy(
        update={"hours_per_nurture": 0.0, "hours_per_collateral": 0.0, "dollars_per_collateral": 0.0}
    )
    budget = builders.policy("sales_led").budget
    seen = MarketingTally(in_nurture=11, open_deals=5)
    some = campaigns([_plan(nurture=1.0, enablement=1.0)], [1.0], 0.0, budget, EFFORT, free, seen)
    none = campaigns([_plan()], [1.0], 0.0, budget, EFFORT, free, seen)
    assert (some.nurture_touches, some.collateral) == (11.0, 5.0)
    assert (none.nurture_touches, none.collateral) == (0.0, 0.0)
