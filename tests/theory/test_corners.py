"""Corners in which theory has the answer: what the model does there must be what was computed by hand.

Seeds are fixed, so every test passes or fails for good; a bound of 3.29 standard errors would be missed by a true
model with probability 0.001.
"""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.score import logistic
from sim.spec.experiment import CALENDAR
from sim.stages import Stage
from tests import builders
from tests.builders import DESERTED

BOUND = stats.norm.ppf(0.9995)

LOYAL = {"contract.renewal": 10.0}
SILENT = {"inquiry.hand_raise": 0.0, "inquiry.customer_hand_raise": 0.0}
STILL = {"segment.need_sigma": 0.0, "segment.fit_sigma": 0.0, "reach.burst_sigma": 0.0}
"""Segments that want what they always want, campaigns without waves."""
RESTLESS = {"window.years_between": 0.5}
ALWAYS_LOOKING = {"window.years_between": 0.1, "window.length_cycles": 20.0, "window.length_sigma": 0.0}
"""Windows that are longer than any run, and no time between them."""


def check_mean(values: np.ndarray, expected: float, spread: float) -> None:
    """Whether the mean of ``values`` of standard deviation ``spread`` is as expected."""
    assert abs(values.mean() - expected) < BOUND * spread / math.sqrt(len(values))


# ---------------------------------------------------------------------- memory


def _aware(model: FunnelModel) -> Prospect:
    prospect = next(p for p in model.crowd.prospects if p.in_window and p.stage == Stage.MARKET)
    prospect.awareness, prospect.understanding, prospect.interest = 0.8, 0.5, 0.0
    return prospect


def test_memory_by_the_closed_form_is_memory_day_by_day() -> None:
    slowly, at_once = _aware(builders.model()), _aware(builders.model())
    assert slowly.index == at_once.index
    for day in range(1, 131):
        slowly.settle(day)
    at_once.settle(130)
    assert slowly.awareness == pytest.approx(at_once.awareness, rel=1e-12)
    assert slowly.understanding == pytest.approx(at_once.understanding, rel=1e-12)
    assert slowly.interest == pytest.approx(at_once.interest, rel=1e-12)
    assert at_once.awareness == pytest.approx(0.8 * 0.72**6)  # half a year is six months


def test_interest_is_the_sum_of_awareness_over_time() -> None:
    prospect = _aware(builders.model())
    rules, inquiry = prospect.rules, prospect.rules.behaviour.inquiry
    times = np.linspace(0.0, 90.0, 90_001)
    area = np.trapezoid(0.8 * np.exp(-rules.forgetting * times), times)
    prospect.settle(90)
    assert prospect.interest == pytest.approx(inquiry.hand_raise * area, rel=1e-6)


# ---------------------------------------------------------------------- waiting for a hand to be raised


def test_a_customer_in_its_window_waits_a_geometric_time() -> None:
    """Customers are always aware, so interest grows evenly: with rate r the day is geometric, p = 1 - exp(-r)."""
    run = builders.run(
        rules="founder_led",
        team={"market.customers": 1500, "market.cycle_days": 1000.0},
        habits=ALWAYS_LOOKING | LOYAL | {"memory.referrals": 0.0},
        years=2,
    )
    raised = run.moves[run.moves["reason"].eq("hand_raised") & run.moves["from"].eq("customer")]
    days = raised.groupby("prospect")["day"].min().to_numpy()
    chance = 1.0 - math.exp(-run.spec.behaviour.inquiry.customer_hand_raise)
    assert len(days) > 1480  # of 1500, who all had two years of time
    check_mean(days, 1.0 / chance, math.sqrt(1.0 - chance) / chance)
    edges = np.unique(stats.geom.ppf(np.arange(1, 10) / 10, chance))
    seen = np.bincount(np.searchsorted(edges, days), minlength=len(edges) + 1)
    parts = np.diff(np.concatenate([[0.0], stats.geom.cdf(edges, chance), [1.0]]))
    assert stats.chisquare(seen, parts * len(days)).pvalue > 0.001


def test_a_fading_memory_keeps_most_from_ever_asking() -> None:
    """Awareness a, fading at rate f, is worth a / f aware days in all: who ever asks is 1 - exp(-r a / f)."""
    team = DESERTED | {"market.cycle_days": 1000.0}
    model = builders.stepped(390, rules="founder_led", team=team, habits=ALWAYS_LOOKING, years=2)
    rules, inquiry = model.crowd.roster.rules, model.spec.behaviour.inquiry
    left = 1.0 - math.exp(-rules.forgetting * 390)
    chance = 1.0 - math.exp(-inquiry.hand_raise * inquiry.search * left / rules.forgetting)
    asked = np.array([prospect.inquiries > 0 for prospect in model.crowd.prospects if prospect.window == 0])
    assert len(asked) > 1400
    check_mean(asked, chance, math.sqrt(chance * (1.0 - chance)))


# ---------------------------------------------------------------------- windows


def test_as_many_look_around_as_the_mean_times_say() -> None:
    share = []
    for seed in range(4):
        model = builders.stepped(520, rules="founder_led", team=DESERTED, habits=SILENT, years=2, seed=seed)
        share += [prospect.in_window for prospect in model.crowd.prospects]
    rules = model.crowd.roster.rules
    expected = rules.window_mean / (rules.window_mean + rules.window_gap)
    assert 0.05 < expected < 0.12
    check_mean(np.array(share), expected, math.sqrt(expected * (1.0 - expected)))


def test_windows_stay_with_the_prospect_whatever_the_policy() -> None:
    """Whoever no deal touched in either world has the same windows in both."""
    worlds = [builders.stepped(260, rules=rules) for rules in ("lane_crossing", "frictionless")]
    dealt = {prospect.index for world in worlds for prospect in world.crowd.prospects if prospect.deals}
    both = zip(*(world.crowd.prospects for world in worlds), strict=True)
    pairs = [(one, other) for one, other in both if one.index not in dealt]
    assert 1000 < len(pairs) < 1500
    for one, other in pairs:
        assert (one.window, one.in_window, one.due[0]) == (other.window, other.in_window, other.due[0])


# ---------------------------------------------------------------------- choice and renewal


@pytest.fixture(scope="module")
def decisions() -> pd.DataFrame:
    """Every deal that was decided in three years of two worlds with short cycles and many windows."""
    worlds = [
        builders.run(rules=rules, years=3, habits=RESTLESS, team={"market.cycle_days": 20.0, "team.reps": 5})
        for rules in ("lane_crossing", "fractional_cmo")
    ]
    moves = pd.concat([world.moves for world in worlds])
    return moves[moves["from"].eq("opportunity") & moves["reason"].ne("not_renewed")]


def test_as_many_deals_are_won_as_their_chances_add_up_to(decisions: pd.DataFrame) -> None:
    chance = (decisions["expected"] / decisions["value"]).to_numpy()
    won = decisions["reason"].eq("won").to_numpy()
    assert len(won) > 2500
    assert abs(won.sum() - chance.sum()) < BOUND * math.sqrt((chance * (1.0 - chance)).sum())


def test_likelier_deals_are_won_more_often(decisions: pd.DataFrame) -> None:
    chance = decisions["expected"] / decisions["value"]
    won = decisions["reason"].eq("won")
    assert won[chance > chance.median()].mean() > won[chance <= chance.median()].mean()


def test_bookings_are_worth_what_was_expected(decisions: pd.DataFrame) -> None:
    chance, value = (decisions["expected"] / decisions["value"]).to_numpy(), decisions["value"].to_numpy()
    booked = value[decisions["reason"].eq("won")].sum()
    noise = math.sqrt((chance * (1.0 - chance) * value.astype(float) ** 2).sum())
    assert abs(booked - decisions["expected"].sum()) < BOUND * noise


def test_as_many_renew_as_fit_and_understanding_say() -> None:
    model = builders.model(
        rules="founder_led", team={"market.customers": 1500, "team.selling_share": 0.0}, habits=SILENT | STILL, years=2
    )
    rules = model.spec.behaviour.contract
    chance = np.array(
        [
            logistic(rules.renewal + rules.fit * p.fit + rules.understanding * p.bought_understanding)
            for p in model.crowd.prospects
        ]
    )
    for _ in range(261):
        model.step()
    left = sum(prospect.contract == 0 for prospect in model.crowd.prospects)
    assert {prospect.renewals for prospect in model.crowd.prospects} == {1}  # each contract ends once in a year
    assert abs(left - (1.0 - chance).sum()) < BOUND * math.sqrt((chance * (1.0 - chance)).sum())


# ---------------------------------------------------------------------- flows


@pytest.mark.parametrize(("channel", "share"), [("brand", 1.0), ("demand", 0.0)])
def test_touches_saturate_as_the_closed_form_says(channel: str, share: float) -> None:
    """Hours and money make touches t; of N accounts c N (1 - exp(-t / (c N))) are reached."""
    run = builders.run(
        levers={"budget.brand_share": share, "budget.enablement": 0.0},
        team={"revenue": 1e9, "team.marketers": 20},
        habits=STILL | {"mix.skill_sigma": 0.0},
    )
    reach, effort, accounts = run.spec.behaviour.reach, run.spec.company.effort, run.spec.company.market.accounts
    hours = run.people.groupby("week")[f"hours_{channel}"].sum().to_numpy().repeat(5) / 5
    asked = (
        hours / effort.hours_per_touch + run.books[f"programmes_{channel}"].to_numpy() / 100 / effort.dollars_per_touch
    )
    part = reach.ceiling * (1.0 - np.exp(-asked / (reach.ceiling * accounts)))
    assert asked.mean() > 10.0
    reached = run.days[f"{channel}_touches"].to_numpy()
    assert abs(reached.sum() - accounts * part.sum()) < BOUND * math.sqrt(accounts * (part * (1.0 - part)).sum())


def test_little_s_law_holds_for_open_deals() -> None:
    """Mean stock = arrivals a day x mean time open; that time is the buyer's, log-normal, whatever the reps do."""
    habits = LOYAL | RESTLESS
    run = builders.run(rules="fractional_cmo", years=4, habits=habits, team={"market.cycle_days": 20.0, "team.reps": 5})
    opened = run.moves[run.moves["to"].eq("opportunity") & run.moves["day"].ge(130)]
    median, sigma = 20.0 * CALENDAR, run.spec.behaviour.choice.cycle_sigma
    mean = median * math.exp(sigma * sigma / 2.0) + 0.5  # a cycle is a whole number of days, one more than its floor
    spread = median * math.exp(sigma * sigma / 2.0) * math.sqrt(math.exp(sigma * sigma) - 1.0)
    stock = run.days.loc[run.days["day"] >= 130, "opportunity"].mean()
    expected = len(opened) / (run.spec.days - 130) * mean
    assert len(opened) > 800
    assert abs(stock / expected - 1.0) < BOUND * spread / mean / math.sqrt(len(opened)) + 0.01  # 0.01: the two ends


def test_little_s_law_holds_for_whoever_rests() -> None:
    """Lost accounts rest a fixed time, so as many rest as were lost within it."""
    run = builders.run(years=2, rules="fractional_cmo")
    rest = int(run.spec.behaviour.rest.lost)
    lost = run.moves.loc[run.moves["to"] == "lost", "day"].to_numpy()
    days = run.days["day"].to_numpy()
    within = [((lost > day - rest) & (lost <= day)).sum() for day in days]
    assert run.days["lost"].tolist() == within
