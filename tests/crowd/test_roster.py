"""The roster: moving, resting, recycling, colleagues, clumsy touches, what is written down."""

import pytest

from sim.crowd.calendar import Event
from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.rules import rules_of
from sim.stages import IllegalMoveError, Stage
from tests import builders


def _stranger(model: FunnelModel, number: int = 0) -> Prospect:
    return [p for p in model.crowd.prospects if p.stage == Stage.MARKET][number]


def test_an_illegal_move_is_refused_and_changes_nothing(toy: FunnelModel) -> None:
    stranger = _stranger(toy)
    counts = list(toy.crowd.roster.counts)
    with pytest.raises(IllegalMoveError, match="from market to customer"):
        toy.crowd.roster.move(stranger, Stage.CUSTOMER, "won", 0)
    assert stranger.stage == Stage.MARKET
    assert toy.crowd.roster.counts == counts
    assert toy.recorder.tables()["moves"].num_rows == 0


def test_members_and_counts_follow_a_move(toy: FunnelModel) -> None:
    roster, stranger = toy.crowd.roster, _stranger(toy)
    before = roster.counts[Stage.MARKET]
    roster.campaigns.marketers = 2
    roster.move(stranger, Stage.INQUIRY, "responded", 4)
    assert roster.in_stage(Stage.INQUIRY) == [stranger]
    assert roster.counts[Stage.MARKET] == before - 1
    (row,) = toy.recorder.tables()["moves"].to_pylist()
    assert (row["day"], row["prospect"], row["from"], row["to"]) == (4, stranger.index, "market", "inquiry")
    assert (row["reason"], row["value"], row["expected"]) == ("responded", stranger.value, 0)
    assert row["marketer"] == stranger.index % 2


@pytest.mark.parametrize(("share", "stage"), [(1.0, Stage.RECYCLED), (0.0, Stage.MARKET)])
def test_what_is_not_ready_is_kept_as_far_as_the_policy_recycles(share: float, stage: Stage) -> None:
    model = builders.model(levers={"lead.recycling": share})
    stranger = _stranger(model)
    model.crowd.roster.move(stranger, Stage.INQUIRY, "responded", 0)
    model.crowd.roster.recycle(stranger, "not_ready", 0)
    assert stranger.stage == stage


def test_whoever_rests_is_back_on_the_day(toy: FunnelModel) -> None:
    stranger = _stranger(toy)
    toy.crowd.roster.move(stranger, Stage.INQUIRY, "responded", 0)
    toy.crowd.roster.rest(stranger, Stage.RECYCLED, "not_ready", 0)
    rest = int(toy.spec.behaviour.rest.recycled)
    toy.crowd.turn_windows(rest - 1)
    assert stranger.stage == Stage.RECYCLED
    toy.crowd.turn_windows(rest)
    assert stranger.stage == Stage.MARKET


def test_rules_are_in_business_days(toy: FunnelModel) -> None:
    rules = rules_of(7, toy.drift, builders.behaviour(), builders.company("mid").market)
    window = builders.behaviour().window
    assert rules.cycle == pytest.approx(75.0 * 5 / 7)
    assert rules.window_median == pytest.approx(window.search_days + window.length_cycles * rules.cycle)
    assert rules.window_mean > rules.window_median
    assert rules.window_mean + rules.window_gap == pytest.approx(5 * 260)
    assert pytest.approx(2.718281828459045 ** (-rules.forgetting * 260 / 12)) == 0.72
    assert pytest.approx(2.718281828459045 ** (-rules.forgiving * 260 / 12)) == 0.5


# ---------------------------------------------------------------------- colleagues


def test_a_staffed_seat_keeps_its_work_and_a_vacant_one_does_not() -> None:
    model = builders.stepped(1)
    stranger = _stranger(model)
    assert model.crowd.roster.colleague(stranger, 1) == 1
    model.crowd.desks[1].staffed = False
    seats = {model.crowd.roster.colleague(_stranger(model, number), 1) for number in range(40)}
    assert seats == {0, 2}
    for desk in model.crowd.desks:
        desk.staffed = False
    assert model.crowd.roster.colleague(stranger, 1) == 1


# ---------------------------------------------------------------------- clumsy touches


def test_a_touch_by_itself_annoys_nobody(toy: FunnelModel) -> None:
    stranger = _stranger(toy)
    assert not toy.crowd.roster.bother(stranger, "demand", 50)
    assert stranger.friction == 0.0


@pytest.mark.parametrize(
    ("first", "second", "friction"),
    [("contact", "demand", "clash"), ("booth", "contact", "clash"), ("contact", "contact", "again")],
)
def test_two_touches_soon_after_each_other_do(first: str, second: str, friction: str) -> None:
    model = builders.model(habits={"friction.tolerance": 100.0})
    terms, coordination = model.spec.behaviour.friction, model.crowd.roster.policy.lanes.coordination
    stranger, late = _stranger(model), _stranger(model, 1)
    for account, gap in ((stranger, int(terms.days)), (late, int(terms.days) + 1)):
        model.crowd.roster.bother(account, first, 50)
        model.crowd.roster.bother(account, second, 50 + gap)
    expected = terms.clash * (1.0 - coordination) if friction == "clash" else terms.again
    assert stranger.friction == pytest.approx(expected)
    assert late.friction == 0.0


def test_clashes_are_counted_for_the_team_that_comes_second() -> None:
    model = builders.model(levers={"lanes.coordination": 0.25})
    roster, stranger = model.crowd.roster, _stranger(model)
    roster.bother(stranger, "demand", 5)
    roster.bother(stranger, "contact", 6)
    assert (roster.day_counts["contact_clashes"], roster.day_counts["demand_clashes"]) == (0.75, 0.0)


def test_who_coordinates_fully_never_clashes() -> None:
    model = builders.model(levers={"lanes.coordination": 1.0})
    stranger = _stranger(model)
    model.crowd.roster.bother(stranger, "demand", 5)
    model.crowd.roster.bother(stranger, "contact", 6)
    assert stranger.friction == 0.0


def test_sales_is_at_an_account_as_long_as_it_deals_with_it(toy: FunnelModel) -> None:
    customer = next(p for p in toy.crowd.prospects if p.contract)
    builders.seat(toy)
    toy.crowd.deals.expand(customer, 0)
    toy.crowd.roster.bother(customer, "demand", 40)
    assert customer.friction > 0.0
    assert customer.stage == Stage.OPPORTUNITY  # whoever deals with a rep does not walk off


def test_an_account_that_has_had_enough_turns_its_back_and_is_left_alone(toy: FunnelModel) -> None:
    roster, stranger = toy.crowd.roster, _stranger(toy)
    assert roster.bother(stranger, "demand", 3, push=1000.0)
    assert (stranger.stage, stranger.friction, stranger.fed_up) == (Stage.COOLING_OFF, 0.0, 1)
    assert stranger.due[Event.REST] == 3 + int(toy.spec.behaviour.rest.cooling_off)


def test_a_lead_that_walks_off_leaves_the_queue(toy: FunnelModel) -> None:
    (lead,) = builders.leads(toy, 1)
    assert toy.crowd.roster.bother(lead, "demand", 1, push=1000.0)
    assert lead not in toy.crowd.desks[lead.rep].queue
    assert lead.due[Event.GIVE_UP] == -1


# ---------------------------------------------------------------------- what is written down


def _missed(model: FunnelModel) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = model.recorder.tables()["missed"].to_pylist()
    return rows


def test_a_need_is_lost_once_for_the_last_cause_when_its_window_closes(toy: FunnelModel) -> None:
    buyer = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET and p.in_window)
    toy.crowd.roster.miss(buyer, "stuck_at_top", 3)
    toy.crowd.roster.miss_deal(buyer, "neglected", 9, 260)
    assert _missed(toy) == []
    toy.crowd.roster.close_window(buyer, 20)
    (row,) = _missed(toy)
    assert (row["day"], row["cause"], row["value"], row["window"]) == (9, "neglected", 260, 0)
    assert buyer.missed is None


def test_what_a_need_was_worth_is_the_chance_to_win_it_times_its_value(toy: FunnelModel) -> None:
    buyer = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET and p.in_window)
    toy.crowd.roster.miss(buyer, "never_called", 3)
    win, _ = buyer.odds_of_deal(0.0, 1.0, 0.0, 0.0, 3)
    assert buyer.missed == ("never_called", 3, int(win * buyer.value + 0.5))


def test_a_deal_that_outlives_its_need_is_written_down_at_once_and_for_that_need(toy: FunnelModel) -> None:
    buyer = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET and p.in_window)
    toy.crowd.roster.close_window(buyer, 20)
    toy.crowd.roster.miss_deal(buyer, "neglected", 30, 260)
    (row,) = _missed(toy)
    assert (row["day"], row["window"], buyer.missed) == (30, 0, None)


def test_whoever_is_won_over_after_all_was_not_lost(toy: FunnelModel) -> None:
    buyer = next(p for p in toy.crowd.prospects if p.contract)
    builders.seat(toy)
    toy.crowd.roster.miss(buyer, "never_called", 3)
    toy.crowd.deals.expand(buyer, 4)
    assert buyer.missed is None


def test_touches_are_written_down_only_if_asked_for() -> None:
    tables = [
        FunnelModel(builders.spec(), detail=detail).recorder.tables().keys() for detail in ("moves", "activities")
    ]
    assert tables[1] - tables[0] == {"activities"}
