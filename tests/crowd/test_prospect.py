"""A prospect by itself: readiness, choice, loyalty, signals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.crowd.calendar import NEVER, Event
from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

SHARE = st.floats(0.0, 1.0)
MODEL = builders.model(habits={"segment.fit_sigma": 0.0})


@pytest.fixture
def stranger(toy: FunnelModel) -> Prospect:
    return next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET and not p.in_window)


@pytest.fixture
def looking(toy: FunnelModel) -> Prospect:
    return next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET and p.in_window)


def _odds(
    skill: float = 0.0, served: float = 1.0, discount: float = 0.0, friction: float = 0.0, **state: float
) -> tuple[float, float]:
    account = MODEL.crowd.prospects[0]
    usual = {"fit": 0.5, "awareness": 0.5, "understanding": 0.5, "contract": 0}
    for name, value in (usual | state).items():
        setattr(account, name, value)
    return account.odds_of_deal(skill, served, discount, friction, 0)


@given(SHARE, SHARE, SHARE, st.floats(-3.0, 3.0), SHARE, st.booleans())
def test_the_three_ends_of_a_deal_are_chances(
    fit: float, awareness: float, understanding: float, skill: float, served: float, pays: bool
) -> None:
    win, nothing = _odds(skill, served, fit=fit, awareness=awareness, understanding=understanding, contract=260 * pays)
    assert win >= 0.0
    assert nothing >= 0.0
    assert win + nothing <= 1.0 + 1e-12


@pytest.mark.parametrize("name", ["fit", "awareness", "understanding"])
def test_more_of_anything_good_wins_more(name: str) -> None:
    wins = [_odds(**{name: value})[0] for value in (0.0, 0.5, 1.0)]
    assert wins == sorted(set(wins))


def test_skill_wins_neglect_loses_and_customers_buy_again() -> None:
    usual = _odds()
    assert _odds(skill=1.0)[0] > usual[0]
    assert _odds(skill=1.0)[1] == usual[1]  # skill does not make a buyer decide
    neglected = _odds(served=0.2)
    assert neglected[1] > usual[1]  # fewer decide
    assert neglected[0] / (1.0 - neglected[1]) < usual[0] / (1.0 - usual[1])  # and of those fewer for us
    assert _odds(discount=0.3)[0] > usual[0] > _odds(friction=0.5)[0]
    assert _odds(discount=0.3)[1] == _odds(friction=0.5)[1] == usual[1]  # nor does the price, or annoyance keep it
    assert _odds(contract=260)[0] > usual[0]
    assert _odds(contract=260, awareness=0.0) == _odds(contract=260, awareness=1.0)  # it knows its supplier


def test_an_average_deal_has_the_odds_of_the_specification() -> None:
    choice, rivals = MODEL.spec.behaviour.choice, MODEL.spec.company.market.rivals
    win, nothing = _odds()
    assert nothing == pytest.approx(1.0 / (1.0 + math.exp(-choice.no_decision)))
    assert win / (1.0 - nothing) == pytest.approx(1.0 / (1.0 + rivals))


@given(SHARE)
def test_readiness_by_fit_runs_from_its_least_to_full(fit: float) -> None:
    account = MODEL.crowd.prospects[0]
    account.fit = fit
    least = MODEL.spec.behaviour.patience.unfit_readiness
    assert account.fitness(0) == pytest.approx(least + (1.0 - least) * fit)


def test_readiness_falls_with_the_wait_with_friction_and_with_a_marketer_s_practice() -> None:
    account, patience = MODEL.crowd.prospects[0], MODEL.spec.behaviour.patience
    account.fit = 0.0
    usual = account.readiness(0, 8.0, 0.0, 1.0)
    assert account.readiness(0, 64.0, 0.0, 1.0) / usual == pytest.approx(8.0**-patience.exponent)
    assert account.readiness(0, 8.0, 0.7, 1.0) / usual == pytest.approx(math.exp(-0.7))
    assert account.readiness(0, 8.0, 0.0, 0.5) / usual == pytest.approx(0.5)
    account.fit = 1.0
    assert account.readiness(0, 1.0, 0.0, 1.0) == 1.0  # a chance is never more


def test_hours_since_the_inquiry_are_working_hours_to_the_end_of_the_day(stranger: Prospect) -> None:
    stranger.arrived, stranger.arrival_hour = 10, 3.0
    assert stranger.hours_since(10) == 5.0
    assert stranger.hours_since(12) == 21.0


def test_fit_moves_with_the_segment_and_stays_a_share(toy: FunnelModel) -> None:
    prospect = toy.crowd.prospects[0]
    prospect.fit = 0.5
    assert prospect.fit_on(0) == pytest.approx(0.5 + toy.drift.fit(prospect.segment, 0))
    for fit in (0.0, 1.0):
        prospect.fit = fit
        assert all(0.0 <= prospect.fit_on(day) <= 1.0 for day in range(0, 260, 65))


def test_friction_fades_as_its_retention_says(stranger: Prospect) -> None:
    stranger.friction = 1.0
    stranger.settle(260)
    assert stranger.friction == pytest.approx(0.5**12)


def test_tolerance_is_an_account_s_own_and_another_one_each_time(toy: FunnelModel) -> None:
    strangers = [p for p in toy.crowd.prospects if p.stage == Stage.MARKET]
    enough = [p.annoy(0.5, 0) for p in strangers]
    chance = 1.0 - math.exp(-0.5 / toy.spec.behaviour.friction.tolerance)
    number = len(strangers)
    assert abs(sum(enough) - number * chance) < 3.29 * math.sqrt(number * chance * (1.0 - chance))
    for prospect in strangers:
        prospect.friction, prospect.fed_up = 0.0, 1
    assert [p.annoy(0.5, 0) for p in strangers] != enough


def test_a_touch_adds_its_part_of_what_is_missing(stranger: Prospect) -> None:
    stranger.awareness, stranger.understanding = 0.2, 0.4
    stranger.touch(0, 0.5, 0.25)
    assert (stranger.awareness, stranger.understanding) == (pytest.approx(0.6), pytest.approx(0.55))


def test_only_who_looks_around_asks(stranger: Prospect, looking: Prospect) -> None:
    for prospect in (stranger, looking):
        prospect.threshold = 0.1
        prospect.touch(0, 1.0, 0.0)
    assert stranger.due[Event.HAND_RAISE] == NEVER
    assert looking.due[Event.HAND_RAISE] > 0


def test_a_hand_is_raised_on_the_first_day_with_enough_interest(looking: Prospect) -> None:
    looking.due[Event.WINDOW] = 10_000
    looking.threshold = 0.2
    looking.touch(0, 1.0, 0.0)
    due = looking.due[Event.HAND_RAISE]
    looking.settle(due - 1)
    assert looking.interest < looking.threshold
    looking.settle(due)
    assert looking.interest >= looking.threshold


def test_no_hand_is_raised_when_memory_fades_before_or_the_window_closes(looking: Prospect) -> None:
    rules = looking.rules
    looking.due[Event.WINDOW] = 10_000
    looking.threshold = 1.01 * rules.behaviour.inquiry.hand_raise / rules.forgetting
    looking.touch(0, 1.0, 0.0)
    assert looking.due[Event.HAND_RAISE] == NEVER
    looking.threshold, looking.due[Event.WINDOW] = 0.3, 5
    looking.expect_hand_raise(0)
    assert looking.due[Event.HAND_RAISE] == NEVER


def test_windows_take_turns() -> None:
    model = builders.model(years=10)
    looking = next(p for p in model.crowd.prospects if p.in_window and p.stage == Stage.MARKET)
    window, day = looking.window, looking.due[Event.WINDOW]
    looking.close_window(day)
    assert (looking.in_window, looking.window) == (False, window + 1)
    opens = looking.due[Event.WINDOW]
    assert opens > day
    looking.open_window(opens)
    assert (looking.in_window, looking.window) == (True, window + 1)
    assert looking.due[Event.WINDOW] > opens


def test_signals_tell_fit_and_intent_through_noise() -> None:
    model = builders.model(habits={"score.activity_noise": 0.5, "segment.fit_sigma": 0.0})
    prospects = [prospect for prospect in model.crowd.prospects if prospect.stage == Stage.MARKET]
    for prospect in prospects:
        prospect.show(3, hand_raised=prospect.in_window, profile_noise=0.8)
    profile, activity, raised = np.array([prospect.signals for prospect in prospects]).T
    looking = np.array([prospect.in_window for prospect in prospects])
    assert np.corrcoef(profile, [prospect.fit for prospect in prospects])[0, 1] == pytest.approx(0.78, abs=0.04)
    assert activity[looking].mean() - activity[~looking].mean() == pytest.approx(1.0, abs=0.2)
    assert (raised == looking).all()
    assert all(prospect.arrived == 3 and 0.0 <= prospect.arrival_hour < 8.0 for prospect in prospects)


def test_a_signal_s_noise_is_another_one_each_time(stranger: Prospect) -> None:
    stranger.show(0, False, 1.0)
    first = stranger.signals
    stranger.inquiries += 1
    stranger.show(0, False, 1.0)
    assert stranger.signals[0] != first[0]
    assert stranger.signals[1] != first[1]


def test_buyers_answer_offers_more_often_than_the_curious_and_brand_is_looked_at_by_all_alike() -> None:
    inquiry = MODEL.spec.behaviour.inquiry
    answered: dict[str, list[bool]] = {"buyers": [], "curious": [], "brand": []}
    for prospect in builders.model().crowd.prospects:
        offers = answered["buyers" if prospect.in_window else "curious"]
        offers += [prospect.responds(day, True) for day in range(40)]
        answered["brand"] += [prospect.responds(day, False) for day in range(40)]
    chances = (inquiry.response_in_window, inquiry.response_browsing, inquiry.response_brand)
    for name, chance in zip(answered, chances, strict=True):
        seen = np.array(answered[name])
        assert abs(seen.mean() - chance) < 3.29 * math.sqrt(chance * (1.0 - chance) / len(seen))


def test_a_contract_runs_a_year_and_remembers_what_was_understood(stranger: Prospect) -> None:
    stranger.understanding = 0.7
    stranger.begin_contract(5, 2600)
    assert (stranger.contract, stranger.bought_understanding, stranger.due[Event.RENEWAL]) == (2600, 0.7, 265)


def test_a_touch_on_the_day_on_which_a_hand_goes_up_does_not_put_it_off() -> None:
    model = builders.stepped(1, rules="founder_led", team={"market.customers": 1500})
    prospect = next(p for p in model.crowd.prospects if p.in_window and p.due[Event.HAND_RAISE] > 1)
    on = prospect.due[Event.HAND_RAISE]
    prospect.touch(on, 0.0, 0.0)
    assert prospect.due[Event.HAND_RAISE] == on
