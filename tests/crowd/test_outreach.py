"""Whom marketing reaches."""

import numpy as np
import pytest
from scipy import stats

from sim.exchange import Campaigns
from sim.model import FunnelModel
from sim.stages import Stage
from sim.targeting import believed
from tests import builders

SEGMENTS = builders.behaviour().segment.number
NOWHERE = [0.0] * SEGMENTS


def _campaigns(**touches: float) -> Campaigns:
    return Campaigns(**touches, marketers=2, evidence=NOWHERE, habit=NOWHERE)  # type: ignore[arg-type]


@pytest.fixture
def loud(toy: FunnelModel) -> FunnelModel:
    builders.seat(toy)
    toy.crowd.roster.campaigns = _campaigns(
        brand_touches=200.0, demand_touches=200.0, booth_touches=100.0, nurture_touches=1e9, collateral=1e9
    )
    return toy


def test_nobody_is_reached_by_nothing(toy: FunnelModel) -> None:
    toy.crowd.roster.campaigns = _campaigns()
    assert toy.crowd.outreach.reach(0) == []
    counts = toy.crowd.roster.day_counts
    assert [counts[f"{name}_touches"] for name in ("brand", "demand", "booth")] == [0, 0, 0]


def test_more_touches_reach_the_same_accounts_and_more() -> None:
    few, many = (set(_touched(touches)) for touches in (10.0, 100.0))
    assert few < many


def _touched(touches: float) -> list[int]:
    model = builders.model(habits={"memory.referrals": 0.0})
    before = [prospect.awareness for prospect in model.crowd.prospects]
    model.crowd.roster.campaigns = _campaigns(brand_touches=touches)
    for day in range(20):
        model.crowd.outreach.reach(day)
    pairs = zip(model.crowd.prospects, before, strict=True)
    return [prospect.index for prospect, awareness in pairs if prospect.awareness > awareness]


def test_word_of_mouth_needs_no_marketing_but_customers() -> None:
    aware = {}
    for customers in (0, 60):
        model = builders.model(team={"market.customers": customers})
        model.crowd.roster.campaigns = _campaigns()
        for day in range(60):
            model.crowd.outreach.reach(day)
        aware[customers] = sum(p.awareness > 0.2 for p in model.crowd.prospects)
    assert aware[60] > aware[0] == 0


def test_only_free_accounts_answer_offers(loud: FunnelModel) -> None:
    stages = [prospect.stage for day in range(60) for prospect in loud.crowd.outreach.reach(day)]
    assert len(stages) > 20
    assert set(stages) <= {Stage.MARKET, Stage.RECYCLED}


def test_whoever_is_met_twice_on_a_day_answers_once(loud: FunnelModel) -> None:
    loud.crowd.roster.campaigns.booth_touches = loud.crowd.roster.campaigns.demand_touches = 1e9
    for day in range(5):
        answered = [prospect.index for prospect in loud.crowd.outreach.reach(day)]
        assert answered == sorted(set(answered))


# ---------------------------------------------------------------------- aim and waves


def test_data_and_habit_are_weighed_against_each_other() -> None:
    assert believed(0.25, [1.0, 0.0], [0.0, 1.0]) == [0.25, 0.75]


@pytest.mark.parametrize(("channel", "lever"), [("brand", "mandate.targeting"), ("demand", "mandate.targeting"),
                                                ("booth", "evidence.sales_use_of_data")])  # fmt: skip
def test_a_segment_that_is_believed_to_need_more_is_reached_more(channel: str, lever: str) -> None:
    model = builders.model(levers={lever: 1.0}, habits={"memory.referrals": 0.0})
    for prospect in model.crowd.prospects:
        prospect.awareness = 0.0
    week = _campaigns(**{f"{channel}_touches": 20.0})
    week.evidence = [1.0, *NOWHERE[1:]]
    model.crowd.roster.campaigns = week
    for day in range(60):
        model.crowd.outreach.reach(day)
    reached = np.bincount([p.segment for p in model.crowd.prospects if p.awareness > 0.0], minlength=SEGMENTS)
    assert reached[0] > 1.5 * reached[1:].mean()
    assert stats.chisquare(reached[1:]).pvalue > 0.001


def test_campaigns_come_in_waves_around_what_is_meant() -> None:
    model = builders.model()
    waves = np.array([model.crowd.outreach._wave(1, 5 * week) for week in range(4000)])
    sigma = model.spec.behaviour.reach.burst_sigma
    assert abs(waves.mean() - 1.0) < 3.29 * waves.std() / 4000**0.5
    assert np.log(waves).std() == pytest.approx(sigma, rel=0.05)
    assert model.crowd.outreach._wave(1, 7) == model.crowd.outreach._wave(1, 5)


@pytest.mark.parametrize("meant", [0.001, 0.02, 1.0])
def test_reach_saturates_at_the_channel_s_ceiling_or_stops_there(meant: float) -> None:
    ceiling = builders.behaviour().reach.ceiling
    shares = [builders.model(habits={"reach.saturates": on}).crowd.outreach._share(meant) for on in (True, False)]
    assert shares[0] == pytest.approx(ceiling * (1.0 - np.exp(-meant / ceiling)))
    assert shares[1] == min(meant, ceiling)
    assert shares[0] < shares[1] + 1e-15


# ---------------------------------------------------------------------- Mondays


def test_nurture_reaches_the_recycled_alone_and_everybody_once_with_hours_enough(loud: FunnelModel) -> None:
    strangers = [p for p in loud.crowd.prospects if p.stage == Stage.MARKET][:7]
    for prospect in strangers:
        loud.crowd.roster.move(prospect, Stage.INQUIRY, "responded", 0)
        loud.crowd.roster.rest(prospect, Stage.RECYCLED, "not_ready", 0)
    loud.crowd.outreach.nurture(0, 0)
    assert loud.crowd.roster.day_counts["nurture_touches"] == 7
    met = {prospect.index for prospect in loud.crowd.prospects if prospect.touched[0] == 0}
    assert met == {prospect.index for prospect in strangers}
    assert all(prospect.understanding == pytest.approx(0.2) for prospect in strangers)


def test_collateral_goes_to_open_deals_and_only_what_is_used_explains(loud: FunnelModel) -> None:
    deals = [p for p in loud.crowd.prospects if p.stage == Stage.CUSTOMER]
    for customer in deals:
        loud.crowd.deals.expand(customer, 0)
        customer.understanding = 0.0
    loud.crowd.outreach.equip(0, 0)
    counts = loud.crowd.roster.day_counts
    assert counts["collateral"] == len(deals) == 60
    assert 0 < counts["collateral_used"] < 60
    assert sum(deal.understanding > 0.0 for deal in deals) == counts["collateral_used"]


def test_an_offer_to_whom_sales_deals_with_is_a_clash(loud: FunnelModel) -> None:
    deals = [p for p in loud.crowd.prospects if p.stage == Stage.CUSTOMER]
    for customer in deals:
        loud.crowd.deals.expand(customer, 0)
    loud.crowd.roster.campaigns.demand_touches = 1e9
    for day in range(1, 30):
        loud.crowd.outreach.reach(day)
    assert loud.crowd.roster.day_counts["demand_clashes"] > 0
    assert any(deal.friction > 0.0 for deal in deals)
