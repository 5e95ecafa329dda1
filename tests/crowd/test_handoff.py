"""The border between the teams: the bar, routing, calls, chase, what a lead turned out to be."""

import pytest

from sim.crowd.calendar import Event
from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

DAY = 3


def _levers(model: FunnelModel, **levers: object) -> None:
    model.crowd.policy = builders.policy("sales_led", {key.replace("__", "."): x for key, x in levers.items()})


@pytest.fixture
def model(toy: FunnelModel) -> FunnelModel:
    toy.firm.open_books(toy.crowd.campaigns)
    for desk in toy.crowd.desks:
        desk.begin_week(RepPlan(0.0, 0.0, 0.0, follow=0.0, weight_of_data=0.0))
    return toy


def _inquire(model: FunnelModel, prospect: Prospect, hand_raised: bool = True) -> Prospect:
    model.crowd.handoff._inquire(prospect, hand_raised, DAY)
    return prospect


def _some(model: FunnelModel, number: int, in_window: bool = True) -> list[Prospect]:
    market = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.in_window == in_window]
    return market[:number]


@pytest.mark.parametrize(
    ("shared", "volume", "bar"), [(1.0, 0.6, 0.2), (0.0, 0.0, 0.2), (0.0, 1.0, 0.0), (0.5, 1.0, 0.1)]
)
def test_pay_by_volume_lowers_the_bar_and_a_shared_definition_holds_it(
    model: FunnelModel, shared: float, volume: float, bar: float
) -> None:
    pay = {"incentives__brand": 1.0 - volume, "incentives__accepted": 0.0, "incentives__revenue": 0.0}
    _levers(model, lead__shared_definition=shared, incentives__volume=volume, **pay)
    assert model.crowd.handoff.bar() == pytest.approx(bar)


def test_what_clears_the_bar_is_passed_on_and_the_rest_recycled(model: FunnelModel) -> None:
    _levers(model, lead__recycling=1.0, lead__shared_definition=1.0)
    score = model.crowd.handoff.score
    score.intercept = 10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.MARKETING_QUALIFIED
    score.intercept = -10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.RECYCLED


def test_without_marketers_everything_is_passed_on(model: FunnelModel) -> None:
    model.staff_marketing(0)
    model.crowd.handoff.score.intercept = -10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.MARKETING_QUALIFIED


def test_a_territory_s_leads_go_to_its_rep_and_balanced_ones_to_the_shortest_queue(model: FunnelModel) -> None:
    model.staff_marketing(0)
    leads = [_inquire(model, prospect) for prospect in _some(model, 12)]
    assert all(lead.rep == lead.owner for lead in leads)
    _levers(model, lead__routing="balanced")
    for prospect in _some(model, 9):
        shortest = min(len(desk.queue) for desk in model.crowd.desks)
        lead = _inquire(model, prospect)
        assert len(model.crowd.desks[lead.rep].queue) == shortest + 1


def test_whoever_is_not_called_in_time_goes_back(model: FunnelModel) -> None:
    _levers(model, lead__recycling=1.0)
    model.staff_marketing(0)
    lead = _inquire(model, _some(model, 1)[0])
    due = DAY + int(model.spec.behaviour.handoff.queue_days)
    assert lead.due[Event.GIVE_UP] == due
    model.crowd.handoff.receive(due, [])
    assert lead.stage == Stage.RECYCLED
    assert lead not in model.crowd.desks[lead.rep].queue
    assert (model.crowd.marketing.given_up, model.crowd.marketing.called) == (1, 0)


def test_readiness_falls_with_the_wait(model: FunnelModel) -> None:
    model.staff_marketing(0)
    early, late = (_inquire(model, prospect) for prospect in _some(model, 2))
    for lead in (early, late):
        lead.fit, lead.arrival_hour = 0.2, 0.0
    model.crowd.handoff.call(early, DAY)
    model.crowd.handoff.call(late, DAY + 7)
    power = model.spec.behaviour.handoff.patience_exponent
    assert late.readiness / early.readiness == pytest.approx(8.0**-power)


def test_a_marketer_is_the_worse_caller(model: FunnelModel) -> None:
    model.staff_marketing(0)
    called, chased = (_inquire(model, prospect) for prospect in _some(model, 2))
    for lead in (called, chased):
        lead.fit, lead.arrival_hour = 0.2, 0.0
    model.crowd.handoff.call(called, DAY + 1)
    model.crowd.campaigns.chase_hours = model.spec.behaviour.handoff.hours_per_chase
    model.crowd.handoff.chase(DAY + 1)
    assert chased.stage == Stage.SALES_ACCEPTED
    assert chased.readiness / called.readiness == pytest.approx(model.spec.behaviour.handoff.chase_skill)


def _chase_all(model: FunnelModel, coordination: float) -> list[Prospect]:
    model.staff_marketing(0)
    leads = [_inquire(model, prospect) for prospect in _some(model, 200, in_window=False)]
    _levers(model, lanes__coordination=coordination)
    model.crowd.campaigns.chase_hours = 200 * model.spec.behaviour.handoff.hours_per_chase
    model.crowd.handoff.chase(DAY)
    return leads


def test_some_who_are_pushed_too_early_go_away_unless_the_teams_meet(model: FunnelModel) -> None:
    leads = _chase_all(model, 0.0)
    away = sum(lead.stage == Stage.COOLING_OFF for lead in leads)
    assert away == pytest.approx(200 * model.spec.behaviour.handoff.pushed_away, abs=3.29 * 5.1)
    assert sum(lead.stage == Stage.SALES_ACCEPTED for lead in leads) == 200 - away


def test_teams_that_meet_push_nobody_away(model: FunnelModel) -> None:
    assert {lead.stage for lead in _chase_all(model, 1.0)} == {Stage.SALES_ACCEPTED}


def test_reps_learn_from_their_calls_and_marketing_from_its_chases(model: FunnelModel) -> None:
    _levers(model, feedback__reported_share=0.0)
    model.staff_marketing(0)
    called, chased = (_inquire(model, prospect) for prospect in _some(model, 2))
    before, rep = list(model.crowd.handoff.score.weights), model.crowd.desks[called.rep]
    model.crowd.handoff.call(called, DAY)
    model.crowd.handoff.discover(called.due[Event.DISCOVERY])
    assert rep.tally.calls_good + rep.tally.calls_bad == 1
    assert model.crowd.handoff.score.weights == before
    model.crowd.campaigns.chase_hours = model.spec.behaviour.handoff.hours_per_chase
    model.crowd.handoff.chase(DAY)
    model.crowd.handoff.discover(chased.due[Event.DISCOVERY])
    assert sum(desk.tally.calls_good + desk.tally.calls_bad for desk in model.crowd.desks) == 1
    assert model.crowd.handoff.score.weights != before


def test_nobody_outside_a_window_qualifies(model: FunnelModel) -> None:
    model.staff_marketing(0)
    for lead in [_inquire(model, prospect) for prospect in _some(model, 50, in_window=False)]:
        model.crowd.handoff.call(lead, DAY)
        model.crowd.handoff.discover(lead.due[Event.DISCOVERY])
        assert lead.stage in {Stage.DISQUALIFIED, Stage.RECYCLED, Stage.MARKET}
