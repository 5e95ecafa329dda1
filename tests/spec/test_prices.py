"""What a policy costs a year, worked out by hand item by item, and against what a run really spends."""

import pytest

from sim.contract import SPENDING
from sim.spec import prices
from sim.spec.company import scaled
from sim.spec.policy import scaled_policy
from tests import builders

PRICES = {"team.rep_cost": 230_000.0, "team.marketer_cost": 120_000.0, "team.outsourced_cost": 110_000.0}
FIRM = builders.company(
    "toy", {**PRICES, "team.reps": 3, "team.marketers": 2, "marketing_budget": 0.09, "revenue": 4e6}
)
USUAL = builders.behaviour({"price.cmo": 380_000.0, "price.fractional_cmo": 180_000.0, "price.tools": 4_000.0})


def sales_led(**levers):
    """The usual policy with other levers, named with two underscores for the dot."""
    return builders.policy("sales_led", {key.replace("__", "."): value for key, value in levers.items()})


def test_marketers_come_with_the_policy_or_are_the_company_s():
    assert prices.marketers(FIRM, sales_led(team__marketers=None)) == 2
    assert prices.marketers(FIRM, sales_led(team__marketers=5)) == 5
    assert prices.marketers(FIRM, sales_led(team__marketers=0)) == 0


def test_a_marketer_on_the_payroll_and_one_bought_in_have_their_own_price():
    firm = builders.company("toy", {"team.marketer_cost": 100_000.0, "team.outsourced_cost": 70_000.0})
    assert prices.marketer_price(firm, sales_led(team__employment="in_house")) == 100_000.0
    assert prices.marketer_price(firm, sales_led(team__employment="outsourced")) == 70_000.0


@pytest.mark.parametrize(
    ("levers", "dollars"),
    [
        ({"budget__granted_share": 1.0}, 360_000.0 - 2 * 120_000.0),
        ({"budget__granted_share": 0.8}, 288_000.0 - 2 * 120_000.0),
        ({"budget__granted_share": 1.0, "team__employment": "outsourced"}, 360_000.0 - 2 * 110_000.0),
        ({"budget__granted_share": 1.0, "team__marketers": 0}, 360_000.0),
        ({"budget__granted_share": 1.0, "team__marketers": 3}, 0.0),
        ({"budget__granted_share": 0.5}, 0.0),
        ({"budget__granted_share": 0.5, "budget__extra": 7_000.0}, 7_000.0),
        ({"budget__granted_share": 1.0, "budget__extra": 7_000.0}, 127_000.0),
    ],
    ids=["all", "a part", "bought in", "nobody", "wages take it", "wages take more", "extra alone", "extra on top"],
)
def test_programmes_are_what_wages_leave_of_the_budget_and_what_comes_on_top(levers, dollars):
    assert prices.programmes(FIRM, sales_led(**levers)) == pytest.approx(dollars)


@pytest.mark.parametrize(
    ("kind", "dollars"), [("none", 0.0), ("founder", 0.0), ("fractional_cmo", 180_000.0), ("cmo", 380_000.0)]
)
def test_a_leader_costs_what_that_kind_costs_and_in_a_smaller_company_its_part(kind, dollars):
    policy = sales_led(leader__kind=kind)
    assert prices.leader(policy, USUAL, 1.0) == dollars
    assert prices.leader(policy, USUAL, 0.25) == dollars / 4.0


def test_tools_cost_by_the_head_as_far_as_follow_up_is_tracked():
    assert prices.tools(sales_led(handoff__tracking=0.0), USUAL, 10) == 0.0
    assert prices.tools(sales_led(handoff__tracking=0.5), USUAL, 10) == 10 * 2_000.0
    assert prices.tools(sales_led(handoff__tracking=1.0), USUAL, 2.5) == 10_000.0


def test_a_year_costs_all_heads_programmes_the_leader_and_tools():
    policy = sales_led(
        team__marketers=1,
        team__employment="outsourced",
        team__extra_reps=1.5,
        budget__granted_share=1.0,
        leader__kind="cmo",
        handoff__tracking=0.5,
    )
    reps, marketers = 4.5 * 230_000.0, 110_000.0
    programmes, tools = 360_000.0 - 110_000.0, 5.5 * 2_000.0
    assert prices.annual_cost(FIRM, policy, USUAL) == pytest.approx(reps + marketers + programmes + 380_000.0 + tools)


@pytest.mark.parametrize("name", builders.POLICIES)
def test_a_company_of_half_the_size_costs_half(name):
    firm = builders.company("toy", {"team.reps": 4})
    policy = builders.policy(name, {"budget.extra": 10_000.0, "team.extra_reps": 1.0})
    half = prices.annual_cost(scaled(firm, 0.5), scaled_policy(policy, 0.5), USUAL, 0.5)
    assert half == pytest.approx(prices.annual_cost(firm, policy, USUAL) / 2.0)


@pytest.mark.parametrize("name", ["founder_led", "sales_led", "fractional_cmo"])
def test_a_year_in_which_nobody_leaves_really_costs_that(name):
    stay = {"career.turnover": 0.0}
    run = builders.run(FIRM, name, habits=stay)
    cents = 260 * len(SPENDING) * 0.005  # each line of the books is rounded each day
    expected = prices.annual_cost(FIRM, builders.policy(name), builders.behaviour(stay))
    assert run.annual["spend"][0] == pytest.approx(expected, rel=0.0, abs=cents)
