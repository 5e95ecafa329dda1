"""Whom marketing reaches."""

import pytest

from sim.exchange import Campaigns
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders


@pytest.fixture
def loud(toy: FunnelModel) -> FunnelModel:
    toy.crowd.campaigns = Campaigns(brand_touches=200.0, demand_touches=200.0, nurture_touches=1e9, collateral=1e9)
    toy.crowd.day_counts["nurture_touches"] = 0
    return toy


def test_nobody_is_reached_by_nothing(toy: FunnelModel) -> None:
    toy.crowd.campaigns = Campaigns()
    assert toy.crowd.outreach.reach(0) == []
    assert (toy.crowd.day_counts["brand_touches"], toy.crowd.day_counts["demand_touches"]) == (0, 0)


def test_more_touches_reach_the_same_accounts_and_more(toy: FunnelModel) -> None:
    few, many = (set(_touched(touches)) for touches in (10.0, 100.0))
    assert few < many


def _touched(touches: float) -> list[int]:
    model = builders.model(habits={"memory.referrals": 0.0})
    before = [prospect.awareness for prospect in model.crowd.prospects]
    model.crowd.campaigns = Campaigns(brand_touches=touches)
    for day in range(20):
        model.crowd.outreach.reach(day)
    pairs = zip(model.crowd.prospects, before, strict=True)
    return [prospect.index for prospect, awareness in pairs if prospect.awareness > awareness]


def test_word_of_mouth_needs_no_marketing_but_customers() -> None:
    aware = {}
    for customers in (0, 60):
        model = builders.model(team={"market.customers": customers})
        for day in range(60):
            model.crowd.outreach.reach(day)
        aware[customers] = sum(p.awareness > 0.2 for p in model.crowd.prospects)
    assert aware[60] > aware[0] == 0


def test_only_free_accounts_answer_offers(loud: FunnelModel) -> None:
    answered = [prospect for day in range(60) for prospect in loud.crowd.outreach.reach(day)]
    assert len(answered) > 20
    assert {prospect.stage for prospect in answered} <= {Stage.MARKET, Stage.RECYCLED}


def test_nurture_reaches_the_recycled_alone_and_everybody_once_with_hours_enough(loud: FunnelModel) -> None:
    strangers = [p for p in loud.crowd.prospects if p.stage == Stage.MARKET][:7]
    for prospect in strangers:
        loud.crowd.move(prospect, Stage.INQUIRY, "responded", 0)
        loud.crowd.rest(prospect, Stage.RECYCLED, "not_ready", 0)
    loud.crowd.outreach.nurture(0, 0)
    assert loud.crowd.day_counts["nurture_touches"] == 7
    assert {prospect.index for prospect in loud.crowd.prospects if prospect.understanding == pytest.approx(0.2)} >= {
        prospect.index for prospect in strangers
    }


def test_collateral_goes_to_open_deals_and_only_what_is_used_explains(loud: FunnelModel) -> None:
    deals = [p for p in loud.crowd.prospects if p.stage == Stage.CUSTOMER]
    for customer in deals:
        loud.crowd.deals.expand(customer, 0)
        customer.understanding = 0.0
    loud.crowd.outreach.equip(0, 0)
    counts = loud.crowd.day_counts
    assert counts["collateral"] == len(deals) == 60
    assert 0 < counts["collateral_used"] < 60
    assert sum(deal.understanding > 0.0 for deal in deals) == counts["collateral_used"]
