"""Where money, hours and buyers went missing: each cause recounted from the tables, and in runs worked out by hand."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.contract import LOSSES
from sim.records.leaks import CAUSES, WASTE, month_of
from sim.records.run import Run
from sim.spec.experiment import ExperimentSpec
from tests import builders
from tests.records.made_up import SPEC, Values, told

FIRST, MONTHS = 260, 24
"""The first measured day of the run below, and its measured months."""
SPENDABLE = ("never_called", "not_fit", "not_ready", "collided", "prospecting", "collateral_unused")
"""Causes that can have hours and dollars."""
NEAR = 1e-4
"""Wages are booked in whole cents a day."""
MAKING = ["hours_demand", "hours_nurture", "hours_analytics"]


@pytest.fixture(scope="module")
def run() -> Run:
    """Two measured years after a year of warm-up, with all that can leak."""
    levers = {"handoff.tracking": 0.1, "lanes.marketing_chase": 0.3, "lanes.coordination": 0.0}
    busy = {"revenue": 2e7, "effort.hours_per_opportunity": 30.0}
    return builders.run(years=2, warmup_years=1, team=busy, levers=levers)


def selling(spec: ExperimentSpec) -> float:
    """Dollars an hour of selling: the loaded wage over the hours meant for it."""
    return spec.company.team.rep_cost / (52 * 40.0 * spec.company.team.selling_share)


def marketing(spec: ExperimentSpec) -> float:
    """Dollars an hour of marketing, likewise."""
    return spec.company.team.marketer_cost / (52 * 40.0 * spec.company.team.marketing_share)


def measured(run: Run, table: str) -> pd.DataFrame:
    """A table's rows of the measured time."""
    frame: pd.DataFrame = getattr(run, table)
    return frame[frame["week"] * 5 >= FIRST] if table == "people" else frame[frame["day"] >= FIRST]


def by_month(rows: pd.DataFrame, amounts: Any = 1.0) -> np.ndarray:
    """What falls into each measured month."""
    found = np.zeros(MONTHS)
    for day, amount in zip(rows["day"], np.broadcast_to(amounts, len(rows)), strict=True):
        found[(day - FIRST) * 12 // 260] += amount
    return found


def leaked(run: Run, cause: str, column: str) -> np.ndarray:
    """A column of one cause's rows, month by month."""
    return run.leaks.loc[run.leaks["cause"] == cause, column].to_numpy()


def counted(run: Run, column: str) -> np.ndarray:
    """A column of days by month."""
    days = measured(run, "days")
    return by_month(days, days[column])


def paid(run: Run, hours: list[str], programme: str) -> tuple[float, float]:
    """Marketing hours planned in the measured time, and dollars: their wages and a programme's money."""
    planned = measured(run, "people")[hours].to_numpy().sum()
    money = measured(run, "books")[f"programmes_{programme}"].sum() / 100.0
    return planned, planned * marketing(run.spec) + money


def one_of_many(run: Run, activity: str, hours_each: float, dollars_each: float) -> tuple[float, float]:
    """Hours and dollars of a touch or a piece: what was paid for all of them over how many hours and money make."""
    hours, dollars = paid(run, [f"hours_{activity}"], activity)
    number = hours / hours_each + (dollars - hours * marketing(run.spec)) / dollars_each
    return hours / number, dollars / number


# ---------------------------------------------------------------------- the table


def test_there_is_a_row_for_every_month_and_cause(run: Run) -> None:
    assert list(run.leaks.columns) == ["month", "year", "cause", "dollars", "hours", "value"]
    rows = list(run.leaks[["cause", "month", "year"]].itertuples(index=False, name=None))
    assert rows == [(cause, month, (month + 11) // 12) for cause in CAUSES for month in range(1, MONTHS + 1)]
    assert (run.leaks[["dollars", "hours", "value"]] >= 0.0).all(axis=None)


def test_hours_go_by_what_they_were_spent_on_and_value_by_why_a_buyer_was_lost(run: Run) -> None:
    sums = run.leaks.groupby("cause")[["hours", "dollars", "value"]].sum()
    assert {cause for cause in CAUSES if sums["hours"][cause] > 0.0} == set(SPENDABLE)
    assert {cause for cause in CAUSES if sums["dollars"][cause] > 0.0} == set(SPENDABLE)
    assert {cause for cause in CAUSES if sums["value"][cause] > 0.0} == set(LOSSES)


def test_what_is_wasted_is_the_dollars_that_served_nobody(run: Run) -> None:
    wasted = run.leaks[run.leaks["cause"].isin(WASTE)].groupby("month")["dollars"].sum()
    assert run.monthly["wasted"].tolist() == pytest.approx(wasted.tolist())
    assert (run.annual["wasted"] < run.annual["spend"]).all()


def test_months_before_the_first_measured_day_are_not_positive() -> None:
    days = np.array([0, 259, 260, 281, 282, 519, 520])
    assert month_of(days, 260).tolist() == [-11, 0, 1, 1, 2, 12, 13]


# ---------------------------------------------------------------------- recounted from the tables


def test_a_lead_that_nobody_called_costs_what_leads_cost(run: Run) -> None:
    moves = measured(run, "moves")
    hours, dollars = paid(run, MAKING, "demand")
    made = (moves["to"] == "marketing_qualified").sum()
    back = by_month(moves[(moves["from"] == "marketing_qualified") & (moves["reason"] == "never_called")])
    assert back.sum() > 0
    effort, clashes = run.spec.company.effort, counted(run, "demand_clashes").sum()
    touch = one_of_many(run, "demand", effort.hours_per_touch, effort.dollars_per_touch)
    assert leaked(run, "never_called", "hours") == pytest.approx(back * (hours - clashes * touch[0]) / made, rel=NEAR)
    assert leaked(run, "never_called", "dollars") == pytest.approx(
        back * (dollars - clashes * touch[1]) / made, rel=NEAR
    )


@pytest.mark.parametrize("cause", ["not_fit", "not_ready"])
def test_a_call_that_finds_no_buyer_costs_its_hours(run: Run, cause: str) -> None:
    moves = run.moves
    before = moves.groupby("prospect")["reason"].shift()
    called = by_month(moves[(moves["reason"] == cause) & (before == "called") & (moves["day"] >= FIRST)])
    each = run.spec.behaviour.handoff.hours_per_lead
    assert called.sum() > 0
    assert leaked(run, cause, "hours") == pytest.approx(called * each)
    assert leaked(run, cause, "dollars") == pytest.approx(called * each * selling(run.spec))


def test_clumsy_touches_cost_what_a_contact_and_a_touch_take(run: Run) -> None:
    effort = run.spec.company.effort
    contacts = counted(run, "contact_clashes") * effort.hours_per_contact
    touches, booths = counted(run, "demand_clashes"), counted(run, "booth_clashes")
    chases = counted(run, "chase_clashes") * run.spec.behaviour.handoff.hours_per_chase
    hours, dollars = one_of_many(run, "demand", effort.hours_per_touch, effort.dollars_per_touch)
    booth_hours, booth_dollars = one_of_many(run, "enablement", effort.hours_per_touch, effort.dollars_per_touch)
    assert min(contacts.sum(), touches.sum(), booths.sum(), chases.sum()) > 0.0
    assert leaked(run, "collided", "hours") == pytest.approx(contacts + chases + touches * hours + booths * booth_hours)
    wages = contacts * selling(run.spec) + chases * marketing(run.spec)
    assert leaked(run, "collided", "dollars") == pytest.approx(
        wages + touches * dollars + booths * booth_dollars, rel=NEAR
    )


def test_prospecting_past_waiting_leads_costs_its_hours(run: Run) -> None:
    days = measured(run, "days")
    clumsy = days["contact_clashes"] * run.spec.company.effort.hours_per_contact
    misplaced = by_month(days, np.maximum(0.0, days["misplaced_hours"] - clumsy))
    assert misplaced.sum() > 0.0
    assert leaked(run, "prospecting", "hours") == pytest.approx(misplaced)
    assert leaked(run, "prospecting", "dollars") == pytest.approx(misplaced * selling(run.spec))


def test_pieces_that_nobody_used_cost_what_pieces_cost(run: Run) -> None:
    reach = run.spec.behaviour.reach
    unused = counted(run, "collateral") - counted(run, "collateral_used")
    hours, dollars = one_of_many(run, "enablement", reach.hours_per_collateral, reach.dollars_per_collateral)
    assert leaked(run, "collateral_unused", "hours") == pytest.approx(unused * hours)
    assert leaked(run, "collateral_unused", "dollars") == pytest.approx(unused * dollars, rel=NEAR)


@pytest.mark.parametrize("cause", LOSSES)
def test_value_is_what_buyers_were_worth_who_were_lost_for_that_cause(run: Run, cause: str) -> None:
    rows = measured(run, "missed")
    rows = rows[rows["cause"] == cause]
    assert leaked(run, cause, "value") == pytest.approx(by_month(rows, rows["value"] / 100.0))


# ---------------------------------------------------------------------- worked out by hand

EFFORT, REACH = SPEC.company.effort, SPEC.behaviour.reach


def cents(lines: dict[str, float], day: int = 0) -> Values:
    """Programme money of a day, given in dollars."""
    return {(day, f"programmes_{name}"): 100.0 * dollars for name, dollars in lines.items()}


def lost(run: Run, cause: str) -> tuple[float, float]:
    """Hours and dollars of a cause over the whole run."""
    return leaked(run, cause, "hours").sum(), leaked(run, cause, "dollars").sum()


def test_a_lead_costs_the_hours_and_the_money_that_went_into_leads() -> None:
    hours = {(0, "marketer", "demand"): 6.0, (0, "marketer", "nurture"): 3.0, (1, "marketer", "analytics"): 1.0}
    others = {(0, "marketer", "brand"): 8.0, (1, "marketer", "chase"): 2.0, (1, "rep", "leads"): 4.0}
    moves = [(1, "scored_in"), (2, "scored_in"), (3, "scored_in"), (6, "unscored"), (7, "never_called")]
    run = told(moves, idle=True, hours=hours | others, spent=cents({"demand": 200.0, "brand": 900.0}))
    assert lost(run, "never_called") == pytest.approx((10.0 / 4, (10.0 * marketing(SPEC) + 200.0) / 4), rel=NEAR)


def test_where_no_lead_was_passed_on_none_is_wasted() -> None:
    run = told([(7, "never_called")], spent=cents({"demand": 200.0}))
    assert lost(run, "never_called") == (0.0, 0.0)


@pytest.mark.parametrize(
    ("hours", "money", "each"),
    [
        (10.0, 0.0, (REACH.hours_per_collateral, REACH.hours_per_collateral * marketing(SPEC))),
        (0.0, 500.0, (0.0, REACH.dollars_per_collateral)),
    ],
    ids=["made", "bought"],
)
def test_a_piece_costs_what_it_takes_to_make_or_to_buy(hours: float, money: float, each: tuple[float, float]) -> None:
    pieces = {(4, "collateral"): 5.0, (4, "collateral_used"): 2.0}
    planned = {(0, "marketer", "enablement"): hours}
    run = told(idle=True, hours=planned, spent=cents({"enablement": money}), counts=pieces)
    assert lost(run, "collateral_unused") == pytest.approx((3 * each[0], 3 * each[1]), rel=NEAR)


@pytest.mark.parametrize(
    ("hours", "money", "each"),
    [
        (10.0, 0.0, (EFFORT.hours_per_touch, EFFORT.hours_per_touch * marketing(SPEC))),
        (0.0, 500.0, (0.0, EFFORT.dollars_per_touch)),
    ],
    ids=["made", "bought"],
)
def test_a_clumsy_touch_costs_what_it_takes_to_make_or_to_buy(
    hours: float, money: float, each: tuple[float, float]
) -> None:
    planned = {(0, "marketer", "demand"): hours}
    run = told(idle=True, hours=planned, spent=cents({"demand": money}), counts={(4, "demand_clashes"): 2.5})
    assert lost(run, "collided") == pytest.approx((2.5 * each[0], 2.5 * each[1]), rel=NEAR)


def test_what_happens_before_the_measured_time_is_no_leak_of_it() -> None:
    warm = builders.spec(warmup_years=1)
    counts = {(2, "misplaced_hours"): 3.0, (2, "contact_clashes"): 4.0, (2, "collateral"): 5.0}
    run = told(
        [(1, "scored_in"), (7, "never_called"), (7, "not_fit")], missed=[(3, "too_late", 100)], counts=counts, spec=warm
    )
    assert (run.leaks[["hours", "dollars", "value"]] == 0.0).all(axis=None)


def test_a_buyer_is_lost_in_the_month_in_which_it_happened() -> None:
    run = told(
        missed=[(0, "neglected", 700), (21, "neglected", 200), (22, "neglected", 30), (22, "collided", 4)], days=30
    )
    assert leaked(run, "neglected", "value")[:3].tolist() == pytest.approx([9.0, 0.3, 0.0])
    assert leaked(run, "collided", "value")[:3].tolist() == pytest.approx([0.0, 0.04, 0.0])


# ---------------------------------------------------------------------- nothing is counted twice


def test_a_contact_past_a_waiting_lead_that_is_clumsy_as_well_is_counted_once() -> None:
    spent = 10 * EFFORT.hours_per_contact
    run = told(idle=True, counts={(4, "contact_clashes"): 10.0, (4, "misplaced_hours"): spent})
    assert lost(run, "collided")[0] + lost(run, "prospecting")[0] == pytest.approx(spent)


def test_demand_that_made_a_lead_for_nobody_by_clumsy_touches_is_counted_once() -> None:
    touches = 500.0 / EFFORT.dollars_per_touch
    moves = [(1, "scored_in"), (9, "never_called")]
    run = told(moves, idle=True, spent=cents({"demand": 500.0}), counts={(0, "demand_clashes"): touches})
    assert lost(run, "never_called")[1] + lost(run, "collided")[1] == pytest.approx(500.0)


# ---------------------------------------------------------------------- policies and what they waste


def test_without_marketing_nothing_of_it_is_wasted() -> None:
    nothing = {"team.marketers": 0, "budget.granted_share": 0.0, "handoff.tracking": 0.0}
    doubtful = {"inquiry.hand_raise": 0.5, "belief.first_yield": 0.0, "handoff.queue_days": 3.0}
    run = builders.run(levers=nothing, habits=doubtful)
    assert (run.moves["reason"] == "never_called").sum() > 0
    assert run.monthly["wasted"].sum() == 0.0


def test_where_the_teams_meet_on_every_account_nobody_is_clumsy() -> None:
    run = builders.run(levers={"lanes.coordination": 1.0})
    assert lost(run, "collided") == (0.0, 0.0)


def test_hours_that_are_bought_in_cost_what_is_asked_for_them() -> None:
    asked = {"team.marketer_cost": 120_000.0, "team.outsourced_cost": 60_000.0}
    run = builders.run(team=asked, levers={"team.employment": "outsourced", "budget.enablement": 0.0})
    hours, dollars = lost(run, "collateral_unused")
    assert hours > 0.0
    assert dollars / hours == pytest.approx(marketing(run.spec) / 2, rel=NEAR)


def test_a_need_is_lost_once_and_its_cause_is_one_of_the_known(run: Run) -> None:
    needs = Counter(zip(run.missed["prospect"], run.missed["window"], strict=True))
    assert set(needs.values()) == {1}
    assert set(run.missed["cause"].unique()) == set(LOSSES)
    assert (run.missed["value"] > 0).all()
