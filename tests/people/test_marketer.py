"""What a marketer does with a week."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exchange import MarketerPlan, MarketingTally
from sim.people.marketer import LOWEST, Marketer
from sim.spec.policy import PolicySpec
from tests import builders
from tests.properties.strategies import policies

SEEN = MarketingTally(in_nurture=10**6, requested=1000.0)
"""A Monday with more on the nurture list than anybody can write to, and more asked for than anybody can do."""
ALIKE = {"mix.specialty": 0.0}
MODEL = builders.model(habits=ALIKE)
MIX = MODEL.spec.behaviour.mix
PURE = {f"incentives.{name}": 0.0 for name in ("brand", "volume", "accepted", "revenue")}
HOURS = ("brand", "demand", "nurture", "analytics", "enablement", "chase")


def _policy(**levers: float) -> PolicySpec:
    """Paid for accepted leads, the week to oneself, but for ``levers``."""
    own_week = {"mandate.protected_hours": 1.0, "lanes.marketing_chase": 0.0, "lanes.coordination": 0.0}
    changes = own_week | PURE | {"incentives.accepted": 1.0} | {key.replace("__", "."): x for key, x in levers.items()}
    return builders.policy("sales_led", changes)


def _plan(confidence: float = 1.0, seen: MarketingTally = SEEN, **levers: float) -> MarketerPlan:
    marketer = MODEL.marketers[0]
    marketer.confidence = confidence
    return marketer.decide(_policy(**levers), seen)


def _hours(plan: MarketerPlan) -> list[float]:
    return [getattr(plan, name) for name in HOURS]


@given(policies(), st.floats(0.0, 1.0), st.floats(0.0, 100.0), st.integers(1, 300), st.floats(0.0, 1.0))
def test_a_plan_fills_the_week_exactly(
    policy: PolicySpec, confidence: float, requested: float, team: int, shortfall: float
) -> None:
    marketer = builders.model().marketers[0]
    marketer.confidence = confidence
    seen = MarketingTally(requested=requested, team=team, shortfall=shortfall, in_nurture=50, asked=3.0, passed=1)
    plan = marketer.decide(policy, seen)
    meetings = policy.lanes.coordination * marketer.behaviour.leadership.meeting_share
    assert min(_hours(plan)) >= -1e-9
    assert sum(_hours(plan)) == pytest.approx(marketer.hours * (1.0 - meetings))
    assert 0.0 <= plan.bar <= marketer.behaviour.score.own_bar


# ---------------------------------------------------------------------- what is paid for


def test_what_is_paid_for_is_done() -> None:
    for pay, hours in {
        "brand": (30.0, 0.0, 0.0, 0.0),
        "volume": (0.0, 30.0, 0.0, 0.0),
        "accepted": (0.0, 30 * MIX.accepted_demand, 30 * MIX.accepted_nurture, 30 * 0.3),
        "revenue": (0.0, 30 * MIX.revenue_demand, 30 * (1 - MIX.revenue_demand), 0.0),
    }.items():
        plan = _plan(**{"incentives__accepted": 0.0, f"incentives__{pay}": 1.0})
        assert astuple(plan)[:4] == pytest.approx(hours)


def test_hours_that_the_nurture_list_is_too_short_for_go_to_demand() -> None:
    pay = {"incentives__accepted": 0.0, "incentives__revenue": 1.0}
    listed, empty = _plan(**pay), _plan(seen=MarketingTally(in_nurture=0), **pay)
    assert listed.nurture > 0.0 == empty.nurture
    assert empty.demand == pytest.approx(listed.demand + listed.nurture)


def test_a_specialist_does_more_of_the_own_specialty_and_only_if_it_is_paid_for() -> None:
    keen = builders.model(habits={"mix.specialty": 1.0}).marketers[0]
    keen.confidence = 1.0
    for name in ("demand", "nurture", "analytics"):
        keen.specialty = name
        assert getattr(keen.decide(_policy(), SEEN), name) > getattr(_plan(), name)
    keen.specialty = "brand"
    assert keen.decide(_policy(), SEEN).brand == 0.0


@pytest.mark.parametrize("pay", [{}, {"incentives__accepted": 0.5, "incentives__volume": 0.5}])
def test_large_teams_look_less_at_leads_where_brand_or_volume_is_paid(pay: dict[str, float]) -> None:
    alone, many = (_plan(seen=MarketingTally(in_nurture=10**6, team=team), **pay) for team in (1, 80))
    if not pay:
        assert many == alone
        return
    factor = 80.0 ** (-MIX.crowding * 0.5)
    assert many.nurture == pytest.approx(factor * alone.nurture)
    assert many.analytics == pytest.approx(factor * alone.analytics)
    assert many.demand == pytest.approx(alone.demand)
    assert many.brand > alone.brand


# ---------------------------------------------------------------------- requests, chase, retreat


def test_requests_take_what_is_asked_for_as_far_as_the_mandate_does_not_protect() -> None:
    taken = [_plan(mandate__protected_hours=share).enablement for share in (0.0, 0.5, 1.0)]
    assert taken == pytest.approx([30.0, 15.0, 0.0])
    modest = MarketingTally(in_nurture=10**6, requested=4.0)
    assert _plan(seen=modest, mandate__protected_hours=0.5).enablement == 4.0


def test_doubt_turns_into_chase_as_far_as_the_lanes_allow() -> None:
    assert _plan(confidence=0.2, lanes__marketing_chase=0.5).chase == pytest.approx(30.0 * 0.5 * 0.8)
    assert _plan(confidence=1.0, lanes__marketing_chase=0.5).chase == 0.0
    assert _plan(confidence=0.2, lanes__marketing_chase=0.0).chase == 0.0


def test_a_missed_number_that_marketing_is_paid_on_makes_even_the_confident_chase() -> None:
    behind = MarketingTally(in_nurture=10**6, shortfall=0.4)
    pay = {"incentives__accepted": 0.5, "incentives__revenue": 0.5, "lanes__marketing_chase": 0.5}
    assert _plan(seen=behind, **pay).chase == pytest.approx(30.0 * 0.5 * (0.5 * 0.4))
    assert _plan(seen=behind, lanes__marketing_chase=0.5).chase == 0.0  # not paid on it
    assert _plan(seen=behind, **pay | {"lanes__marketing_chase": 0.0}).chase == 0.0  # lanes are clear


def test_doubt_is_a_retreat_into_brand() -> None:
    sure, unsure = _plan(confidence=1.0), _plan(confidence=0.0)
    assert unsure.brand > sure.brand
    assert unsure.demand == pytest.approx(sure.demand * (1.0 - MODEL.spec.behaviour.belief.retreat))
    assert unsure.analytics == pytest.approx(sure.analytics)


# ---------------------------------------------------------------------- the bar


def _bars(passed: int, weeks: int, volume: float = 1.0) -> list[float]:
    marketer = builders.model().marketers[0]
    policy = _policy(incentives__accepted=1.0 - volume, incentives__volume=volume)
    seen = MarketingTally(asked=10.0, passed=passed)
    return [marketer.decide(policy, seen).bar for _ in range(weeks)]


def test_a_bar_paid_by_volume_falls_until_the_number_is_met() -> None:
    own = MODEL.spec.behaviour.score.own_bar
    short = _bars(passed=4, weeks=500)
    assert short[0] < own
    assert short == sorted(short, reverse=True)
    assert short[-1] == pytest.approx(LOWEST * own)
    assert _bars(passed=10, weeks=5) == [own] * 5
    assert _bars(passed=4, weeks=5, volume=0.0) == [own] * 5


def test_a_lowered_bar_rises_again_when_there_are_more_leads_than_asked_for() -> None:
    marketer, own = builders.model().marketers[0], MODEL.spec.behaviour.score.own_bar
    marketer.bar = LOWEST * own
    bars = [marketer.decide(_policy(incentives__accepted=0.0, incentives__volume=1.0),
                            MarketingTally(asked=10.0, passed=20)).bar for _ in range(200)]  # fmt: skip
    assert bars == sorted(bars)
    assert bars[-1] == own


# ---------------------------------------------------------------------- learning


@pytest.fixture
def toy_marketer() -> Marketer:
    return builders.model().marketers[0]


def test_confidence_goes_towards_the_share_of_leads_called(toy_marketer: Marketer) -> None:
    toy_marketer.learn(MarketingTally())
    assert toy_marketer.confidence == toy_marketer.trust == 0.5
    toy_marketer.learn(MarketingTally(called=3, given_up=1))
    assert toy_marketer.confidence == pytest.approx(0.5 + 0.05 * 0.25)
    for _ in range(300):
        toy_marketer.learn(MarketingTally(called=1, given_up=4))
    assert toy_marketer.confidence == pytest.approx(0.2, abs=1e-6)


def test_blame_lowers_what_a_call_is_taken_for(toy_marketer: Marketer) -> None:
    for _ in range(300):
        toy_marketer.learn(MarketingTally(called=4, given_up=1, blame=0.5))
    assert toy_marketer.confidence == pytest.approx(0.4, abs=1e-6)
