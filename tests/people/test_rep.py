"""What a rep believes, and what follows from it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exchange import RepTally
from sim.people.rep import Rep
from tests import builders
from tests.properties.strategies import policies

SHARE = st.floats(0.0, 1.0)
MODEL = builders.model()


@pytest.fixture
def rep() -> Rep:
    return builders.model().reps[0]


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


def test_a_belief_does_not_depend_on_how_experience_falls_into_weeks(rep: Rep) -> None:
    rep.own_belief = 0.025
    for _ in range(500):
        rep.learn(RepTally(own_good=1, own_bad=39))
    assert rep.own_belief == pytest.approx(0.025)


def test_the_rep_s_trust_is_the_belief_in_marketing_s_leads(rep: Rep) -> None:
    rep.belief = 0.123
    assert rep.trust == 0.123


def test_a_belief_that_experience_fits_stays_about_where_it_is(rep: Rep) -> None:
    # With weights g and b the belief rests where good x g x (1 - p) = bad x b x p.
    for _ in range(2000):
        rep.learn(RepTally(own_good=1, own_bad=3))
    assert rep.own_belief == pytest.approx(0.25, abs=0.03)


@given(SHARE, SHARE, st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_beliefs_stay_chances(lead: float, own: float, good: int, bad: int, found: int, missed: int) -> None:
    rep = MODEL.reps[0]
    rep.belief, rep.own_belief = lead, own
    rep.learn(RepTally(calls_good=good, calls_bad=bad, own_good=found, own_bad=missed))
    assert 0.0 <= rep.belief <= 1.0
    assert 0.0 <= rep.own_belief <= 1.0
    assert 0.0 <= rep.appetite() <= 1.0


def test_appetite_goes_with_believed_yield_an_hour(rep: Rep) -> None:
    work = rep.model.spec.behaviour.handoff
    rep.own_belief = 0.05
    rep.belief = 0.05 * work.hours_per_lead / work.hours_per_contact
    assert rep.appetite() == pytest.approx(0.5)
    rep.belief *= 2.0
    assert rep.appetite() == pytest.approx(4.0 / 5.0)  # sharpness 2: twice the yield, four times the odds
    rep.belief = rep.own_belief = 0.0
    assert rep.appetite() == 0.5


@given(policies(), SHARE, SHARE, st.integers(0, 500), st.integers(0, 500), st.floats(0.0, 200.0))
def test_a_plan_fills_the_week_and_keeps_what_the_policy_reserves(
    policy: object, lead: float, own: float, waiting: int, arrived: int, needed: float
) -> None:
    rep = MODEL.reps[0]
    MODEL.firm.adopt(policy)  # type: ignore[arg-type]
    rep.belief, rep.own_belief = lead, own
    plan = rep.decide(policy, RepTally(waiting=waiting, arrived=arrived, hours_needed=needed))  # type: ignore[arg-type]
    hours = rep.hours * (1.0 - MODEL.firm.meeting_share)
    assert min(plan.opportunities, plan.leads, plan.prospecting) >= 0.0
    assert plan.opportunities + plan.leads + plan.prospecting == pytest.approx(hours)
    assert plan.opportunities <= needed
    assert plan.leads + plan.prospecting >= hours * policy.lanes.sales_prospecting - 1e-9  # type: ignore[attr-defined]
    assert plan.leads <= (waiting + arrived) * MODEL.spec.behaviour.handoff.hours_per_lead + 1e-9
    assert policy.handoff.tracking - 1e-9 <= plan.follow <= 1.0  # type: ignore[attr-defined]


def test_a_promise_to_marketing_comes_before_own_prospecting(rep: Rep) -> None:
    rep.belief = 0.01
    seen = RepTally(waiting=4)
    free = rep.decide(builders.policy("sales_led"), seen)
    bound = rep.decide(builders.policy("sales_led", {"handoff.sla_days": 2.0}), seen)
    assert bound.leads == 4 * rep.model.spec.behaviour.handoff.hours_per_lead > free.leads


def test_seen_follow_up_is_done_whatever_is_believed(rep: Rep) -> None:
    rep.belief = 0.0
    follow = [rep.decide(builders.policy("sales_led", {"handoff.tracking": x}), RepTally()).follow for x in (0, 0.6, 1)]
    assert follow == pytest.approx([0.0, 0.6, 1.0])


def test_skill_differs_from_rep_to_rep_by_the_spread_of_the_specification() -> None:
    skills = [rep.skill for rep in builders.model(team={"team.reps": 400}).reps]
    spread = sum(skill * skill for skill in skills) / len(skills)
    assert spread**0.5 == pytest.approx(0.6, rel=0.12)
    assert {rep.skill for rep in builders.model(habits={"choice.skill_sigma": 0.0}).reps} == {0.0}
