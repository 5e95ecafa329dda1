"""The border between the teams: the bar, routing, calls, chase, what a lead turned out to be."""

import pytest

from sim.crowd.calendar import Event
from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

DAY = 3


def _levers(model: FunnelModel, **levers: object) -> None:
    model.crowd.roster.policy = builders.policy("sales_led", {key.replace("__", "."): x for key, x in levers.items()})


@pytest.fixture
def model(toy: FunnelModel) -> FunnelModel:
    """Nobody scores, nobody means to call."""
    builders.seat(toy)
    for desk in toy.crowd.desks:
        desk.plan.follow = 0.0
    return toy


def _inquire(model: FunnelModel, prospect: Prospect, hand_raised: bool = True) -> Prospect:
    model.crowd.handoff._inquire(prospect, hand_raised, DAY)
    return prospect


def _some(model: FunnelModel, number: int, in_window: bool = True) -> list[Prospect]:
    market = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.in_window == in_window]
    return market[:number]


def _chase(model: FunnelModel, number: int, day: int = DAY) -> None:
    model.crowd.roster.campaigns.chase_hours = number * model.spec.behaviour.handoff.hours_per_chase
    model.crowd.handoff.chase(day)


# ---------------------------------------------------------------------- from inquiry to the queue


@pytest.mark.parametrize(("shared", "own", "bar"), [(1.0, 0.1, 0.25), (0.0, 0.1, 0.1), (0.5, 0.15, 0.2)])
def test_the_bar_is_sales_own_as_far_as_the_definition_is_shared(
    model: FunnelModel, shared: float, own: float, bar: float
) -> None:
    _levers(model, lead__shared_definition=shared)
    model.crowd.roster.campaigns.bar = own
    assert model.crowd.handoff.bar() == pytest.approx(bar)


def test_what_clears_the_bar_is_passed_on_and_the_rest_recycled(model: FunnelModel) -> None:
    _levers(model, lead__recycling=1.0, lead__shared_definition=1.0)
    model.crowd.roster.campaigns.marketers = 1
    score = model.crowd.handoff.score
    score.state[0] = 10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.MARKETING_QUALIFIED
    score.state[0] = -10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.RECYCLED
    assert model.crowd.roster.marketing.passed == 1


def test_without_marketers_everything_is_passed_on(model: FunnelModel) -> None:
    model.crowd.handoff.score.state[0] = -10.0
    assert _inquire(model, _some(model, 1)[0]).stage == Stage.MARKETING_QUALIFIED


def test_a_buyer_who_is_scored_out_is_stuck_at_the_top(model: FunnelModel) -> None:
    _levers(model, lead__shared_definition=1.0)
    model.crowd.roster.campaigns.marketers = 1
    model.crowd.handoff.score.state[0] = -10.0
    buyers = [_inquire(model, prospect) for prospect in _some(model, 30)]
    causes = [buyer.missed[0] for buyer in buyers if buyer.missed is not None]
    assert set(causes) == {"stuck_at_top"}
    assert len(causes) == sum(buyer.would_qualify(DAY) for buyer in buyers)
    for stranger in _some(model, 30, in_window=False):
        assert _inquire(model, stranger).missed is None


def test_a_territory_s_leads_go_to_its_rep_and_balanced_ones_to_the_shortest_queue(model: FunnelModel) -> None:
    leads = [_inquire(model, prospect) for prospect in _some(model, 12)]
    assert all(lead.rep == lead.owner for lead in leads)
    _levers(model, lead__routing="balanced")
    for prospect in _some(model, 9):
        shortest = min(len(desk.queue) for desk in model.crowd.desks)
        lead = _inquire(model, prospect)
        assert len(model.crowd.desks[lead.rep].queue) == shortest + 1


@pytest.mark.parametrize("routing", ["territory", "balanced"])
def test_no_lead_goes_to_an_empty_seat(model: FunnelModel, routing: str) -> None:
    _levers(model, lead__routing=routing)
    model.crowd.desks[1].staffed = False
    assert {_inquire(model, prospect).rep for prospect in _some(model, 30)} == {0, 2}


def test_a_raised_hand_is_harder_to_ignore_than_a_click(model: FunnelModel) -> None:
    for desk in model.crowd.desks:
        desk.plan.follow = 0.3
    raised, clicked = ([_inquire(model, p, hand) for p in _some(model, 300, in_window=False)] for hand in (True, False))
    power = model.spec.behaviour.handoff.raised_hand
    for leads, chance in ((raised, 1.0 - 0.7**power), (clicked, 0.3)):
        wanted = sum(lead.wanted for lead in leads)
        assert abs(wanted - 300 * chance) < 3.29 * (300 * chance * (1.0 - chance)) ** 0.5


def test_whoever_is_not_called_in_time_goes_back(model: FunnelModel) -> None:
    _levers(model, lead__recycling=1.0)
    lead = _inquire(model, _some(model, 1)[0])
    due = DAY + int(model.spec.behaviour.handoff.queue_days)
    assert lead.due[Event.GIVE_UP] == due
    model.crowd.receive(due, [])
    assert lead.stage == Stage.RECYCLED
    assert lead not in model.crowd.desks[lead.rep].queue
    assert (model.crowd.roster.marketing.given_up, model.crowd.roster.marketing.called) == (1, 0)
    assert (lead.missed is not None) == lead.would_qualify(due)


def _lost(model: FunnelModel) -> list[tuple[int, str]]:
    return list(model.recorder.tables()["missed"].select(["prospect", "cause"]).to_pandas().itertuples(index=False))


@pytest.mark.parametrize(("talk", "cause"), [(None, "never_called"), ("call", "too_late"), ("chase", "never_called")])
def test_a_buyer_whose_need_ends_on_the_desk_is_lost_if_a_call_at_once_had_been_in_time(talk: str, cause: str) -> None:
    sure = {"patience.readiness": 3.0, "patience.unfit_readiness": 1.0}
    model = builders.model(habits=sure, years=3)
    builders.seat(model)
    leads = [_inquire(model, prospect) for prospect in _some(model, 12)]
    slow, quick = max(leads, key=Prospect.days_to_tell), min(leads, key=Prospect.days_to_tell)
    last = DAY + quick.days_to_tell() + 1
    assert last <= DAY + slow.days_to_tell()
    for lead in (slow, quick):
        lead.wanted = talk != "chase"
        if talk == "call":
            model.crowd.handoff.call(lead, last - 1)
    for lead in leads if talk == "chase" else ():
        lead.wanted = lead not in (slow, quick)
    if talk == "chase":
        _chase(model, 2, last - 1)
    for lead in (slow, quick):
        model.crowd.roster.close_window(lead, last)
    assert _lost(model) == [(quick.index, cause)]


def test_what_is_lost_when_the_run_ends_is_written_down() -> None:
    model = builders.model()
    builders.seat(model)
    lost, waiting = _some(model, 2)
    model.crowd.roster.miss(lost, "too_late", 2)
    model.crowd.end()
    assert _lost(model) == [(lost.index, "too_late")]
    assert waiting.missed is None


# ---------------------------------------------------------------------- calls and chase


def test_delay_counts_from_the_hour_of_the_inquiry(model: FunnelModel) -> None:
    early, late = (_inquire(model, prospect) for prospect in _some(model, 2))
    for lead in (early, late):
        lead.arrival_hour = 3.0
    model.crowd.handoff.call(early, DAY)
    model.crowd.handoff.call(late, DAY + 7)
    assert (early.delay, late.delay) == (5.0, 61.0)


def test_marketers_chase_the_newest_lead_that_no_rep_means_to_call(model: FunnelModel) -> None:
    old, new, wanted = (_inquire(model, prospect) for prospect in _some(model, 3))
    old.arrived, wanted.wanted = DAY - 1, True
    _chase(model, 1)
    assert (old.stage, new.stage, wanted.stage) == (
        Stage.MARKETING_QUALIFIED,
        Stage.SALES_ACCEPTED,
        Stage.MARKETING_QUALIFIED,
    )
    assert new.chased


def test_some_who_are_pushed_too_early_turn_their_back(model: FunnelModel) -> None:
    leads = [_inquire(model, prospect) for prospect in _some(model, 200, in_window=False)]
    _chase(model, 200)
    away = sum(lead.stage == Stage.COOLING_OFF for lead in leads)
    terms = model.spec.behaviour.friction
    chance = 1.0 - 2.718281828 ** (-terms.chase / terms.tolerance)
    assert abs(away - 200 * chance) < 3.29 * (200 * chance * (1.0 - chance)) ** 0.5
    assert sum(lead.stage == Stage.SALES_ACCEPTED for lead in leads) == 200 - away


def test_who_looks_for_something_does_not_mind_being_chased(model: FunnelModel) -> None:
    leads = [_inquire(model, prospect) for prospect in _some(model, 60)]
    _chase(model, 60)
    assert {lead.stage for lead in leads} == {Stage.SALES_ACCEPTED}
    assert {lead.friction for lead in leads} == {0.0}


# ---------------------------------------------------------------------- what came of it


def test_reps_learn_from_their_calls_and_the_score_from_reports_alone(model: FunnelModel) -> None:
    _levers(model, feedback__reported_share=0.0)
    called, told, chased = (_inquire(model, prospect) for prospect in _some(model, 3))
    before = list(model.crowd.handoff.score.weights)
    _chase(model, 1)  # the newest, by index
    chased = next(lead for lead in (called, told, chased) if lead.chased)
    others = [lead for lead in (called, told) if lead is not chased]
    model.crowd.handoff.discover(chased.due[Event.DISCOVERY])
    assert sum(desk.tally.calls_good + desk.tally.calls_bad for desk in model.crowd.desks) == 0
    model.crowd.handoff.call(others[0], DAY)
    model.crowd.handoff.discover(others[0].due[Event.DISCOVERY])
    assert sum(desk.tally.calls_good + desk.tally.calls_bad for desk in model.crowd.desks) == 1
    assert model.crowd.handoff.score.weights == before
    _levers(model, feedback__reported_share=1.0)
    rest = _inquire(model, _some(model, 1)[0])
    model.crowd.handoff.call(rest, DAY)
    model.crowd.handoff.discover(rest.due[Event.DISCOVERY])
    assert model.crowd.handoff.score.weights != before
    assert model.crowd.roster.day_counts["reports"] == 1


def test_nobody_outside_a_window_qualifies(model: FunnelModel) -> None:
    for lead in [_inquire(model, prospect) for prospect in _some(model, 50, in_window=False)]:
        model.crowd.handoff.call(lead, DAY)
        model.crowd.handoff.discover(lead.due[Event.DISCOVERY])
        assert lead.stage in {Stage.DISQUALIFIED, Stage.RECYCLED, Stage.MARKET}
        assert lead.missed is None


def _discovered(model: FunnelModel, delay: float, friction: float) -> list[str | None]:
    """Why buyers who would have qualified did not, or that they did (``won over``)."""
    ends: list[str | None] = []
    for lead in [_inquire(model, prospect) for prospect in _some(model, 60)]:
        model.crowd.handoff.call(lead, DAY)
        if not lead.would_qualify(DAY):
            continue
        lead.due[Event.WINDOW] = 10_000
        lead.delay, lead.friction, lead.settled = delay, friction, lead.due[Event.DISCOVERY]
        model.crowd.handoff.discover(lead.due[Event.DISCOVERY])
        ends.append("won over" if lead.stage == Stage.OPPORTUNITY else lead.missed[0] if lead.missed else None)
    return ends


def test_a_buyer_who_is_called_at_once_and_undisturbed_qualifies(model: FunnelModel) -> None:
    assert set(_discovered(model, 1.0, 0.0)) == {"won over"}


def test_a_buyer_lost_by_waiting_was_called_too_late(model: FunnelModel) -> None:
    assert set(_discovered(model, 1e9, 0.0)) == {"too_late"}


def test_a_buyer_lost_by_friction_collided(model: FunnelModel) -> None:
    assert set(_discovered(model, 1.0, 50.0)) == {"collided"}
