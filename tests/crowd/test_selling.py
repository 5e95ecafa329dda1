"""A rep's day: which leads are called, whom reps contact, and who takes over what lies on an empty desk."""

import pytest

from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan, Seat
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

WORK = builders.behaviour().handoff
COST = WORK.hours_per_call(builders.policy("sales_led").feedback.reported_share)
TRY = builders.company().effort.hours_per_contact
LATER = 2
"""A day by which every lead of day 0 has been seen."""


def _plan(leads: float = 0.0, prospecting: float = 0.0, data: float = 0.0) -> RepPlan:
    return RepPlan(0.0, leads, prospecting, follow=1.0, weight_of_data=data)


def _begin(model: FunnelModel, plan: RepPlan) -> None:
    model.crowd.desks[0].begin_week(plan, COST)


def _called(leads: list[Prospect]) -> list[int]:
    return [lead.index for lead in leads if lead.stage == Stage.SALES_ACCEPTED]


def _promise(model: FunnelModel, days: float) -> None:
    model.crowd.roster.policy = builders.policy("sales_led", {"handoff.sla_days": days})


# ---------------------------------------------------------------------- marketing's leads


def test_as_many_are_called_as_the_hours_allow(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 4)
    _begin(toy, _plan(leads=2.5 * COST))
    toy.crowd.selling.work(LATER)
    assert len(_called(leads)) == toy.crowd.roster.day_counts["calls"] == 2
    assert len(toy.crowd.desks[0].queue) == 2
    assert toy.crowd.desks[0].lead_hours == pytest.approx(0.5 * COST)


def test_less_than_a_lead_s_worth_is_saved_until_it_is_one(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 2)
    for called in (0, 0, 1):
        _begin(toy, _plan(leads=0.4 * COST))
        toy.crowd.selling.work(LATER)
        assert len(_called(leads)) == called


def test_reporting_back_makes_a_call_longer() -> None:
    model = builders.model(levers={"feedback.reported_share": 1.0})
    builders.leads(model, 4)
    _begin(model, _plan(leads=2 * WORK.hours_per_lead))
    model.crowd.selling.work(LATER)
    assert model.crowd.roster.day_counts["calls"] == 1


def test_a_lead_is_not_seen_before_it_can_be(toy: FunnelModel) -> None:
    early, late = builders.leads(toy, 2)
    early.arrival_hour, late.arrival_hour = 8.0 - WORK.notice_hours, 8.0 - WORK.notice_hours + 0.1
    _begin(toy, _plan(leads=10 * COST))
    toy.crowd.selling.work(0)
    assert _called([early, late]) == [early.index]


@pytest.mark.parametrize(("data", "key"), [(1.0, "score"), (0.0, "glance")])
def test_data_or_instinct_decides_who_is_called_first(toy: FunnelModel, data: float, key: str) -> None:
    leads = builders.leads(toy, 5)
    for number, lead in enumerate(leads):
        lead.score = float((7 * number) % 5)
    _begin(toy, _plan(leads=COST, data=data))
    toy.crowd.selling.work(LATER)
    best = max(leads, key=lambda lead: getattr(lead, key))
    assert _called(leads) == [best.index]


def test_a_promise_that_falls_due_is_kept_in_prospecting_time(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 2)
    _promise(toy, LATER + 2.0)
    _begin(toy, _plan(prospecting=5 * 2 * COST))
    toy.crowd.selling.work(LATER)
    assert not _called(leads)
    toy.crowd.desks[0].own_hours = 0.0
    toy.crowd.selling.work(LATER + 1)
    assert len(_called(leads)) == 2


def test_nobody_prospects_while_a_promised_lead_waits(toy: FunnelModel) -> None:
    builders.leads(toy, 2)
    _promise(toy, 1.0)
    _begin(toy, _plan(prospecting=5 * 0.9 * COST))
    toy.crowd.selling.work(LATER)
    assert toy.crowd.roster.day_counts["contacts"] == 0
    assert toy.crowd.desks[0].own_hours == pytest.approx(0.9 * COST)


def test_unwanted_leads_lie_about(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 3)
    leads[1].wanted = False
    _begin(toy, _plan(leads=10 * COST))
    toy.crowd.selling.work(LATER)
    assert leads[1].stage == Stage.MARKETING_QUALIFIED
    assert toy.crowd.desks[0].queue == [leads[1]]


# ---------------------------------------------------------------------- own prospecting


def test_prospecting_hours_are_tries(toy: FunnelModel) -> None:
    builders.seat(toy)
    _begin(toy, _plan(prospecting=5 * 10.5 * TRY))
    toy.crowd.selling.work(0)
    desk = toy.crowd.desks[0]
    assert toy.crowd.roster.day_counts["contacts"] == 10
    assert desk.tally.own_good + desk.tally.own_bad == 10
    assert desk.own_hours == pytest.approx(0.5 * TRY)


def test_hours_spent_on_strangers_while_leads_wait_are_counted(toy: FunnelModel) -> None:
    builders.leads(toy, 1)
    _begin(toy, _plan(prospecting=5 * 100 * TRY))
    toy.crowd.selling.work(LATER)
    assert toy.crowd.roster.day_counts["misplaced_hours"] == pytest.approx(WORK.hours_per_lead)


def test_more_hours_look_over_the_same_accounts_of_a_day_and_more() -> None:
    few, many = (_contacted(tries) for tries in (5, 20))
    assert len(few) == 5
    assert few < many


def _contacted(tries: int) -> set[int]:
    model = builders.model()
    builders.seat(model)
    _begin(model, _plan(prospecting=5 * tries * TRY * 1.001))
    model.crowd.selling.work(3)
    return {p.index for p in model.crowd.prospects if p.touched[1] == 3}


def test_a_segment_that_a_rep_believes_in_is_contacted_more() -> None:
    model = builders.model()
    seats = [Seat(_plan(prospecting=200 * TRY), 0.0, staffed=True) for _ in model.reps]
    number = model.spec.behaviour.segment.number
    model.crowd.roster.campaigns.evidence = [0.0] * number
    model.crowd.roster.campaigns.habit = [5.0, *[0.0] * (number - 1)]
    model.crowd.selling.seat(seats)
    model.crowd.selling.work(0)
    met = [p.segment for p in model.crowd.prospects if p.touched[1] == 0]
    assert len(met) > 50
    assert met.count(0) > 2 * len(met) / number


# ---------------------------------------------------------------------- who comes and goes


def _seats(model: FunnelModel, *staffed: bool) -> list[Seat]:
    return [Seat(_plan(), 0.0, present) for present in staffed]


def test_what_lies_on_an_empty_desk_goes_to_colleagues(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 6)
    called = leads.pop()
    toy.crowd.handoff.call(called, 0)
    deals = [p for p in toy.crowd.prospects if p.contract and p.owner == 0][:5]
    for deal in deals:
        toy.crowd.deals.expand(deal, 0)
    toy.crowd.selling.seat(_seats(toy, False, True, True))
    assert not toy.crowd.desks[0].queue
    assert toy.crowd.desks[0].deal_count == 0
    assert sum(desk.deal_count for desk in toy.crowd.desks) == 5
    assert {account.rep for account in (called, *leads, *deals)} <= {1, 2}
    for lead in leads:
        assert lead in toy.crowd.desks[lead.rep].queue


def test_where_nobody_is_left_work_stays_lying(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 2)
    toy.crowd.selling.seat(_seats(toy, False, False, False))
    assert toy.crowd.desks[0].queue == leads


def test_what_lies_on_the_last_staffed_desk_stays_with_a_seat_that_is_left(toy: FunnelModel) -> None:
    builders.seat(toy, 4)
    deal = next(p for p in toy.crowd.prospects if p.contract)
    toy.crowd.deals.expand(deal, 0)
    toy.crowd.deals.hand_over(deal, 3)
    deal.rep = 3
    toy.crowd.selling.seat(_seats(toy, False, False, False))
    assert deal.rep == 2
    assert [desk.deal_count for desk in toy.crowd.desks] == [0, 0, 1]


def test_nobody_calls_or_prospects_from_a_vacant_seat(toy: FunnelModel) -> None:
    leads = builders.leads(toy, 1)
    toy.crowd.selling.seat(_seats(toy, False, False, False))
    for desk in toy.crowd.desks:
        desk.lead_hours = desk.own_hours = 40.0
    toy.crowd.selling.work(3)
    assert leads[0].stage == Stage.MARKETING_QUALIFIED
    assert not any(p.touched[1] == 3 for p in toy.crowd.prospects)


def test_a_seat_that_is_closed_leaves_nothing_behind(toy: FunnelModel) -> None:
    builders.seat(toy, 4)
    deal = next(p for p in toy.crowd.prospects if p.contract)
    toy.crowd.deals.expand(deal, 0)
    toy.crowd.deals.hand_over(deal, 3)
    toy.crowd.selling.seat(_seats(toy, True, True, True))
    assert len(toy.crowd.desks) == 3
    assert deal.rep < 3
    assert toy.crowd.desks[deal.rep].deal_count == 1
