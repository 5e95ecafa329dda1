"""What a rep believes, and what follows from it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exchange import RepPlan, RepTally
from sim.people.rep import Rep
from sim.spec.policy import PolicySpec
from tests import builders
from tests.properties.strategies import policies

SHARE = st.floats(0.0, 1.0)
MODEL = builders.model()
CALL = MODEL.spec.behaviour.handoff


def _rep(years: float = 50.0, **habits: float) -> Rep:
    """A rep after so many years on the job."""
    rep = builders.model(habits={key.replace("__", "."): x for key, x in habits.items()}).reps[0]
    rep.starts = -int(260 * years)
    rep.sense(0)
    return rep


@pytest.fixture
def rep() -> Rep:
    return _rep()


def _decide(rep: Rep, seen: RepTally, **levers: object) -> RepPlan:
    changes = {"lanes.coordination": 0.0} | {key.replace("__", "."): x for key, x in levers.items()}
    return rep.decide(builders.policy("sales_led", changes), seen)


# ---------------------------------------------------------------------- belief


def test_one_bad_lead_weighs_more_than_one_good_one(rep: Rep) -> None:
    rep.belief = rep.own_belief = 0.5
    rep.learn(RepTally(calls_good=1, calls_bad=1, own_good=1, own_bad=1))
    assert rep.belief < rep.own_belief == pytest.approx(0.5, abs=0.001)


def test_beliefs_move_with_what_happened_and_only_then(rep: Rep) -> None:
    lead, own = rep.belief, rep.own_belief
    rep.learn(RepTally())
    assert (rep.belief, rep.own_belief) == (pytest.approx(lead), pytest.approx(own))
    rep.learn(RepTally(calls_good=2))
    assert (rep.belief, rep.own_belief) == (pytest.approx(1 - (1 - lead) * math.exp(-2 * 0.02)), pytest.approx(own))
    rep.learn(RepTally(own_bad=3))
    assert rep.own_belief == pytest.approx(own * math.exp(-3 * 0.02))


def test_blame_keeps_a_good_lead_from_being_put_down_to_marketing(rep: Rep) -> None:
    rep.belief = 0.2
    rep.learn(RepTally(calls_good=4, blame=1.0))
    assert rep.belief == pytest.approx(0.2)
    rep.learn(RepTally(calls_bad=1, blame=1.0))
    assert rep.belief == pytest.approx(0.2 * math.exp(-0.1))  # a bad one still is


def test_a_belief_does_not_depend_on_how_experience_falls_into_weeks(rep: Rep) -> None:
    rep.own_belief = 0.025
    for _ in range(500):
        rep.learn(RepTally(own_good=1, own_bad=39))
    assert rep.own_belief == pytest.approx(0.025)


def test_the_rep_s_trust_is_the_belief_in_marketing_s_leads(rep: Rep) -> None:
    rep.belief = 0.123
    assert rep.trust == 0.123


@given(SHARE, SHARE, st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), SHARE)
def test_beliefs_stay_chances(
    lead: float, own: float, good: int, bad: int, found: int, missed: int, blame: float
) -> None:
    rep = MODEL.reps[0]
    rep.belief, rep.own_belief = lead, own
    rep.learn(RepTally(calls_good=good, calls_bad=bad, own_good=found, own_bad=missed, blame=blame))
    assert 0.0 <= rep.belief <= 1.0
    assert 0.0 <= rep.own_belief <= 1.0
    assert 0.0 <= rep.appetite() <= 1.0


# ---------------------------------------------------------------------- experience


def test_a_new_rep_ramps_up_and_becomes_a_veteran() -> None:
    rep = MODEL.reps[1]
    rep.starts = 100
    seen = []
    for day in (100, 154, 100 + int(5 * 260 / 12), 100 + 2600):
        rep.sense(day)
        seen.append((rep.ramp, rep.novice))
    ramps, novices = zip(*seen, strict=True)
    assert ramps == pytest.approx([0.0, 54 / (5 * 260 / 12), 1.0, 1.0], abs=0.01)
    assert novices == pytest.approx([1.0, math.exp(-54 / 260), math.exp(-108 / 260), math.exp(-10)], abs=1e-4)


def test_half_ramped_is_half_the_hours() -> None:
    rep = _rep(years=2.5 / 12)
    assert rep.ramp == pytest.approx(0.5, abs=0.01)
    plan = _decide(rep, RepTally())
    assert plan.opportunities + plan.leads + plan.prospecting == pytest.approx(rep.ramp * rep.hours)


def test_appetite_goes_with_believed_yield_an_hour_and_the_more_so_the_more_experienced() -> None:
    veteran, novice = _rep(), _rep(years=0.0)
    each = veteran.hours_per_contact / CALL.hours_per_lead
    for rep in (veteran, novice):
        rep.own_belief = 0.05
        rep.belief = 0.05 / each
        assert rep.appetite() == pytest.approx(0.5)
        rep.belief *= 2.0
    assert veteran.appetite() == pytest.approx(4.0 / 5.0)  # sharpness 2: twice the yield, four times the odds
    assert novice.appetite() == pytest.approx(0.5)
    veteran.belief = veteran.own_belief = 0.0
    assert veteran.appetite() == 0.5


def test_novices_heed_tracking_and_veterans_less() -> None:
    follows = []
    for years in (0.0, 50.0):
        rep = _rep(years=years, career__ramp_months=0.0)
        rep.belief, rep.own_belief = 0.0, 0.5
        follows.append(_decide(rep, RepTally(), handoff__tracking=0.8).follow)
    assert follows[0] == pytest.approx(1.0 - 0.5 * 0.2)
    assert follows[1] == pytest.approx(0.8 * 0.7)


# ---------------------------------------------------------------------- the week


@given(policies(), SHARE, SHARE, st.integers(0, 500), st.integers(0, 500), st.floats(0.0, 200.0), SHARE)
def test_a_plan_fills_the_week(
    policy: PolicySpec, lead: float, own: float, waiting: int, arrived: int, needed: float, pressure: float
) -> None:
    rep = MODEL.reps[0]
    rep.belief, rep.own_belief, rep.pressure = lead, own, pressure
    plan = rep.decide(policy, RepTally(waiting=waiting, arrived=arrived, hours_needed=needed))
    hours = rep.hours * rep.ramp * (1.0 - policy.lanes.coordination * 0.1)
    assert min(plan.opportunities, plan.leads, plan.prospecting) >= 0.0
    assert plan.opportunities + plan.leads + plan.prospecting == pytest.approx(hours)
    assert plan.opportunities <= needed
    assert plan.leads <= (waiting + arrived) * CALL.hours_per_call(policy.feedback.reported_share) + 1e-9
    assert 0.0 <= plan.follow <= 1.0
    assert 0.0 <= plan.discount <= 1.0


def test_calls_come_first_then_deals_then_what_the_lanes_reserve(rep: Rep) -> None:
    seen = RepTally(waiting=2, hours_needed=100.0)
    plan = _decide(rep, RepTally(waiting=2, hours_needed=rep.hours), lanes__sales_prospecting=0.5)
    assert plan.leads == pytest.approx(2 * CALL.hours_per_call(0.15))
    assert plan.opportunities == pytest.approx(0.5 * (rep.hours - plan.leads))
    assert plan.prospecting == pytest.approx(plan.opportunities)
    full = _decide(rep, seen, lanes__sales_prospecting=0.5)
    assert full.prospecting == pytest.approx(0.0)  # no room for anything new


def test_who_has_more_deals_than_hours_takes_on_less_of_anything_new(rep: Rep) -> None:
    stretch = CALL.stretch
    rooms = [rep.room(load * 10.0, 10.0) for load in (0.0, 1.0, 0.5 * (1.0 + stretch), stretch, 9.0)]
    assert rooms == pytest.approx([1.0, 1.0, 0.5, 0.0, 0.0])
    assert (rep.room(0.0, 0.0), rep.room(1.0, 0.0)) == (1.0, 0.0)
    follows = [
        _decide(rep, RepTally(hours_needed=load * rep.hours), handoff__tracking=1.0).follow for load in (1.0, 9.0)
    ]
    assert follows[0] > 0.5
    assert follows[1] == 0.0


def test_pressure_pushes_into_own_prospecting_as_far_as_lanes_are_open_and_into_discounts(rep: Rep) -> None:
    seen = RepTally(hours_needed=rep.hours)
    calm = [_decide(rep, seen, lanes__sales_prospecting=share) for share in (0.0, 0.2)]
    rep.pressure = 1.0
    pressed = [_decide(rep, seen, lanes__sales_prospecting=share) for share in (0.0, 0.2)]
    assert pressed[0].prospecting == calm[0].prospecting == pytest.approx(0.0)
    assert pressed[1].prospecting == pytest.approx(1.5 * calm[1].prospecting)
    assert (calm[1].discount, pressed[1].discount) == (0.0, 0.08)


def test_a_call_takes_longer_where_more_is_reported_back(rep: Rep) -> None:
    seen = RepTally(waiting=1)
    hours = [_decide(rep, seen, feedback__reported_share=share).leads for share in (0.0, 1.0)]
    assert hours == pytest.approx([CALL.hours_per_lead, CALL.hours_per_lead + CALL.hours_per_report])


# ---------------------------------------------------------------------- the quarter


def test_a_missed_quarter_presses_by_what_was_missing_and_the_next_one_begins(rep: Rep) -> None:
    rep.begin_quarter()
    assert rep.asked == pytest.approx(rep.quota * 100 / 4)
    rep.signed = int(0.25 * rep.asked)
    assert rep.attainment == pytest.approx(0.25)
    rep.review()
    assert rep.pressure == pytest.approx(0.5 * 0.75)
    assert (rep.signed, rep.attainment) == (0, 0.0)
    rep.signed = int(3 * rep.asked)
    rep.review()
    assert rep.pressure == pytest.approx(0.25 * 0.75)  # more than asked is no less than nothing


def test_who_is_still_learning_is_asked_for_less_and_who_has_no_quota_yet_is_not_pressed() -> None:
    rep = _rep(years=2.5 / 12)
    rep.begin_quarter()
    assert rep.asked == pytest.approx(rep.ramp * rep.quota * 25)
    new = _rep(years=0.0)
    new.begin_quarter()
    new.review()
    assert (new.asked, new.pressure, new.attainment) == (0.0, 0.0, 0.0)
