"""A rep's desk: hours, the queue, what is kept from one week to the next."""

import pytest

from sim.crowd.desk import Desk
from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

COST = builders.behaviour().handoff.hours_per_lead
TRY = builders.behaviour().handoff.hours_per_contact


def _plan(leads: float = 0.0, prospecting: float = 0.0, opportunities: float = 0.0, data: float = 0.0) -> RepPlan:
    return RepPlan(opportunities, leads, prospecting, follow=1.0, weight_of_data=data)


def _leads(model: FunnelModel, number: int, day: int = 0) -> list[Prospect]:
    """Leads of the first rep, who means to call them all."""
    found = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.owner == 0][:number]
    model.crowd.desks[0].begin_week(_plan())
    for prospect in found:
        prospect.inquiries += 1
        model.crowd.move(prospect, Stage.INQUIRY, "hand_raised", day)
        prospect.show(day, True, 1.0)
        model.crowd.handoff._pass_on(prospect, "scored_in", day)
    return found


@pytest.fixture
def desk(toy: FunnelModel) -> Desk:
    toy.firm.open_books(toy.crowd.campaigns)
    return toy.crowd.desks[0]


def _called(leads: list[Prospect]) -> list[int]:
    return [lead.index for lead in leads if lead.stage == Stage.SALES_ACCEPTED]


def test_as_many_are_called_as_the_hours_allow(toy: FunnelModel, desk: Desk) -> None:
    leads = _leads(toy, 4)
    desk.begin_week(_plan(leads=2.5 * COST))
    desk.work(0)
    assert len(_called(leads)) == toy.crowd.day_counts["calls"] == 2
    assert len(desk.queue) == 2
    assert desk.lead_hours == pytest.approx(0.5 * COST)


def test_less_than_a_lead_s_worth_is_saved_until_it_is_one(toy: FunnelModel, desk: Desk) -> None:
    leads = _leads(toy, 2)
    for called in (0, 0, 1):
        desk.begin_week(_plan(leads=0.4 * COST))
        desk.work(0)
        assert len(_called(leads)) == called


def test_no_more_than_a_lead_s_worth_is_saved_and_the_rest_goes_to_prospecting(desk: Desk) -> None:
    desk.begin_week(_plan(leads=5 * COST))
    desk.begin_week(_plan(leads=0.0))
    assert desk.lead_hours == pytest.approx(COST)
    assert desk.own_hours == pytest.approx(4 * COST)


@pytest.mark.parametrize(("data", "key"), [(1.0, "score"), (0.0, "glance")])
def test_data_or_instinct_decides_who_is_called_first(toy: FunnelModel, desk: Desk, data: float, key: str) -> None:
    leads = _leads(toy, 5)
    desk.begin_week(_plan(leads=COST, data=data))
    desk.work(0)
    best = max(leads, key=lambda lead: getattr(lead, key))
    assert _called(leads) == [best.index]


def test_a_promise_that_falls_due_is_kept_in_prospecting_time(toy: FunnelModel, desk: Desk) -> None:
    leads = _leads(toy, 2)
    toy.crowd.policy = builders.policy("sales_led", {"handoff.sla_days": 2.0})
    desk.begin_week(_plan(prospecting=5 * 2 * COST))
    desk.work(0)
    assert not _called(leads)
    desk.own_hours = 0.0
    desk.work(1)
    assert len(_called(leads)) == 2


def test_nobody_prospects_while_a_promised_lead_waits(toy: FunnelModel, desk: Desk) -> None:
    _leads(toy, 2)
    toy.crowd.policy = builders.policy("sales_led", {"handoff.sla_days": 1.0})
    desk.begin_week(_plan(prospecting=5 * 0.9 * COST))
    desk.work(0)
    assert toy.crowd.day_counts["contacts"] == 0
    assert desk.own_hours == pytest.approx(0.9 * COST)


def test_unwanted_leads_lie_about(toy: FunnelModel, desk: Desk) -> None:
    leads = _leads(toy, 3)
    leads[1].wanted = False
    desk.begin_week(_plan(leads=10 * COST))
    desk.work(0)
    assert leads[1].stage == Stage.MARKETING_QUALIFIED
    assert desk.queue == [leads[1]]


def test_prospecting_hours_are_tries(toy: FunnelModel, desk: Desk) -> None:
    desk.begin_week(_plan(prospecting=5 * 10.5 * TRY))
    desk.work(0)
    assert desk.contacts == toy.crowd.day_counts["contacts"] == 10
    assert desk.tally.own_good + desk.tally.own_bad == 10
    assert desk.own_hours == pytest.approx(0.5 * TRY)


def test_a_deal_gets_its_part_of_the_hours(desk: Desk) -> None:
    desk.begin_week(_plan(opportunities=5.0))
    desk.work(0)
    assert desk.served == 1.0  # nothing was needed
    desk.add_deal(0.5)
    desk.work(1)
    assert desk.served == 2.0  # all that was needed
    desk.add_deal(1.5)
    desk.work(2)
    assert desk.served == 2.5  # half of it
    desk.drop_deal(1.5)
    desk.drop_deal(0.5)
    assert (desk.deal_rate, desk.deal_count) == (0.0, 0)


def test_what_is_handed_over_is_counted_anew(toy: FunnelModel, desk: Desk) -> None:
    _leads(toy, 3)
    desk.add_deal(0.4)
    seen = desk.hand_over()
    assert (seen.arrived, seen.waiting) == (3, 3)
    assert seen.hours_needed == pytest.approx(2.0)
    again = desk.hand_over()
    assert (again.arrived, again.waiting) == (0, 3)
