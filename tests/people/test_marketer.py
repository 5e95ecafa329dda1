"""What a marketer does with a week."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exchange import MarketerPlan, MarketingTally
from sim.people.marketer import Marketer
from sim.spec.policy import PolicySpec
from tests import builders
from tests.properties.strategies import policies

SEEN = MarketingTally(in_nurture=10**6)
"""A Monday with more on the nurture list than anybody can write to."""

MODEL = builders.model()
PURE = {f"incentives.{name}": 0.0 for name in ("brand", "volume", "accepted", "revenue")}


def _plan(confidence: float = 1.0, **levers: float) -> MarketerPlan:
    """The plan of a marketer who is paid for accepted leads and has the week to oneself, but for ``levers``."""
    own_week = {"mandate.protected_hours": 1.0, "lanes.marketing_chase": 0.0, "lanes.coordination": 0.0}
    changes = own_week | PURE | {"incentives.accepted": 1.0} | {key.replace("__", "."): x for key, x in levers.items()}
    policy = builders.policy("sales_led", changes)
    MODEL.firm.adopt(policy)
    marketer = MODEL.marketers[0]
    marketer.confidence = confidence
    return marketer.decide(policy, SEEN)


@given(policies(), st.floats(0.0, 1.0))
def test_a_plan_fills_the_week_exactly(policy: PolicySpec, confidence: float) -> None:
    MODEL.firm.adopt(policy)
    MODEL.staff_marketing(2)
    marketer = MODEL.marketers[0]
    marketer.confidence = confidence
    plan = astuple(marketer.decide(policy, SEEN))
    assert min(plan) >= -1e-9
    assert sum(plan) == pytest.approx(marketer.hours * (1.0 - MODEL.firm.meeting_share))


def test_what_is_paid_for_is_done() -> None:
    mix = MODEL.spec.behaviour.mix
    for pay, hours in {
        "brand": (30.0, 0.0, 0.0, 0.0),
        "volume": (0.0, 30.0, 0.0, 0.0),
        "accepted": (0.0, 30 * mix.accepted_demand, 30 * mix.accepted_nurture, 30 * 0.3),
        "revenue": (0.0, 30 * mix.revenue_demand, 30 * (1 - mix.revenue_demand), 0.0),
    }.items():
        plan = _plan(**{"incentives__accepted": 0.0, f"incentives__{pay}": 1.0})
        assert astuple(plan)[:4] == pytest.approx(hours)


def test_hours_that_the_nurture_list_is_too_short_for_go_to_demand() -> None:
    levers = {"incentives": {"brand": 0.0, "volume": 0.0, "accepted": 0.0, "revenue": 1.0}}
    policy = builders.policy("sales_led", levers)
    marketer = MODEL.marketers[0]
    listed, empty = (marketer.decide(policy, MarketingTally(in_nurture=length)) for length in (10**6, 0))
    assert listed.nurture > 0.0 == empty.nurture
    assert empty.demand == pytest.approx(listed.demand + listed.nurture)


def test_requests_from_sales_take_what_the_mandate_does_not_protect() -> None:
    requests = MODEL.spec.behaviour.leadership.request_share
    taken = [_plan(mandate__protected_hours=share).enablement for share in (0.0, 0.5, 1.0)]
    assert taken == pytest.approx([30.0 * requests, 15.0 * requests, 0.0])


def test_doubt_turns_into_chase_as_far_as_the_lanes_allow() -> None:
    assert _plan(confidence=0.2, lanes__marketing_chase=0.5).chase == pytest.approx(30.0 * 0.5 * 0.8)
    assert _plan(confidence=1.0, lanes__marketing_chase=0.5).chase == 0.0
    assert _plan(confidence=0.2, lanes__marketing_chase=0.0).chase == 0.0


def test_doubt_is_a_retreat_into_brand() -> None:
    sure, unsure = _plan(confidence=1.0), _plan(confidence=0.0)
    assert unsure.brand > sure.brand
    assert unsure.demand == pytest.approx(sure.demand * (1.0 - MODEL.spec.behaviour.belief.retreat))


def test_confidence_goes_towards_the_share_of_leads_called(toy_marketer: Marketer) -> None:
    toy_marketer.learn(MarketingTally())
    assert toy_marketer.confidence == toy_marketer.trust == 0.5
    toy_marketer.learn(MarketingTally(called=3, given_up=1))
    assert toy_marketer.confidence == pytest.approx(0.5 + 0.05 * 0.25)
    for _ in range(300):
        toy_marketer.learn(MarketingTally(called=1, given_up=4))
    assert toy_marketer.confidence == pytest.approx(0.2, abs=1e-6)


@pytest.fixture
def toy_marketer() -> Marketer:
    return builders.model().marketers[0]
