"""Times of known law: windows and the gaps between them, cycles, discovery, first calls, patience of a queue, rests."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.drift import RATE
from sim.records.run import Run
from sim.spec.experiment import CALENDAR, DAYS_PER_QUARTER, DAYS_PER_YEAR
from tests.theory import corner

Matrix = npt.NDArray[np.bool_]

YEARLY = {"window.years_between": 1.0, "window.search_days": 10.0, "window.length_cycles": 1.0}
ALONE = {"market.customers": 0, "market.accounts": 8000, "market.cycle_days": 56.0, "team.selling_share": 0.0}
"""Windows of 50 days with gaps of about 200, and nobody who sells."""
HORIZON = 1300
"""Windows and gaps that begin before this day are looked at; none of them outlasts the run."""


def _lived(
    years: int, without: tuple[str, ...] = corner.FREE, seed: int = 7, **changes: float
) -> tuple[corner.FunnelModel, Matrix]:
    """A model after ``years``, and whether each account was in its window at the end of each day."""
    model = corner.model(without=without, habits=YEARLY | corner.SILENT | changes, team=ALONE, years=years, seed=seed)
    days = np.zeros((model.spec.days, len(model.crowd.world.accounts)), dtype=bool)
    for day in range(model.spec.days):
        model.step()
        days[day] = model.crowd.world.accounts["in_window"]
    return model, days


def _turns(days: Matrix, opens: bool) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Days on which a window opened, or closed, before the horizon, and the days until the next turn."""
    begun, lasted = [], []
    for account in days.T.astype(np.int8):
        change = np.flatnonzero(np.diff(account)) + 1
        first = change[account[change] == opens]
        first = first[first < HORIZON]
        later = np.searchsorted(change, first, side="right")
        begun.append(first)
        lasted.append(change[later] - first)  # fails where a window outlasts the run
    return np.concatenate(begun), np.concatenate(lasted)


def test_as_many_look_around_on_the_first_days_as_ever() -> None:
    """In the long run a part m / (m + g) of accounts is in a window, from day 0 on: renewal theory's equilibrium.

    A window that is met open is longer than others (length-biased), and equally likely to be met anywhere in it.
    """
    shares = []
    for seed in range(14):
        model, days = _lived(1, seed=seed)
        shares.append(days[:130].mean(axis=1))
    rules = model.crowd.rules
    expected = rules.window_mean / (rules.window_mean + rules.window_gap)
    error = math.sqrt(expected * (1.0 - expected) / (14 * 8000))
    for day in (0, 20, 60, 129):
        corner.check(float(np.mean([share[day] for share in shares])), expected, error)


@pytest.fixture(scope="module")
def still() -> tuple[corner.FunnelModel, Matrix]:
    return _lived(15)


def test_a_window_lasts_a_log_normal_time(still: tuple[corner.FunnelModel, Matrix]) -> None:
    """1 + int(median exp(sigma N)), median = search days and a cycle (ODD 7.1)."""
    model, days = still
    window = model.spec.behaviour.window
    median = window.search_days + window.length_cycles * 56.0 * CALENDAR
    law = corner.whole_log_normal(median, window.length_sigma)
    _, lasted = _turns(days, True)
    corner.check_whole(lasted, law)
    corner.check_mean(lasted, *corner.moments(law))
    assert stats.skew(np.log(lasted)) == pytest.approx(0.0, abs=0.1)


def test_the_next_window_comes_after_an_exponential_time(still: tuple[corner.FunnelModel, Matrix]) -> None:
    """Mean years between windows less the mean window; met in the morning, so geometric with 1 - exp(-1 / mean)."""
    model, days = still
    window = model.spec.behaviour.window
    mean_window = (10.0 + 56.0 * CALENDAR) * math.exp(window.length_sigma**2 / 2.0)
    gap = window.years_between * DAYS_PER_YEAR - mean_window
    law = corner.geometric(1.0 - math.exp(-1.0 / gap))
    _, lasted = _turns(days, False)
    corner.check_whole(lasted, law)
    corner.check_mean(lasted, *corner.moments(law))


def test_windows_open_as_fast_as_their_segment_s_need_says() -> None:
    """Need runs on a clock: a day of rate r opens the window of who waits with chance 1 - exp(-r / gap)."""
    without = tuple(name for name in corner.FREE if name != "drift")
    model, days = _lived(8, without, **{"segment.need_sigma": 0.8, "segment.fit_sigma": 0.0})
    rates, segment = model.drift.columns[RATE], model.crowd.world.accounts["segment"]
    waiting, opened = ~days[:-1], ~days[:-1] & days[1:]
    quarter = np.arange(model.spec.days - 1) // DAYS_PER_QUARTER  # of the day that ends as the window opens
    seen, expected, noise = (np.zeros((len(rates), quarter[-1] + 1)) for _ in range(3))
    for one, rate in enumerate(rates):
        chance = 1.0 - np.exp(-rate[quarter] / model.crowd.rules.window_gap)
        stood = waiting[:, segment == one].sum(axis=1)
        seen[one] = np.bincount(quarter, opened[:, segment == one].sum(axis=1))
        expected[one] = np.bincount(quarter, stood * chance)
        noise[one] = np.bincount(quarter, stood * chance * (1.0 - chance))
    assert rates[:, :-1].max() > 5.0 * rates[:, :-1].min()
    corner.check(float(seen.sum()), float(expected.sum()), math.sqrt(noise.sum()))
    assert ((seen - expected) ** 2 / noise).sum() < stats.chi2.ppf(1.0 - corner.RARE, seen.size)


# ---------------------------------------------------------------------- on the way through the funnel

LEADS = corner.ALWAYS_LOOKING | corner.SURE | corner.LIKE | corner.LOYAL | {"inquiry.search": 1.0}
MARKET = {"market.accounts": 30_000, "market.customers": 0, "market.cycle_days": 50.0, "team.selling_share": 0.0}
PROMISED = {"lead.recycling": 1.0}


@pytest.fixture(scope="module")
def called() -> Run:
    """Everybody is called as soon as seen, and everybody called has a deal."""
    habits = LEADS | {"inquiry.customer_hand_raise": 0.0, "rest.lost": 2600.0}
    return corner.run(habits=habits, levers=PROMISED, team=MARKET, years=6)


def test_a_hand_is_raised_after_a_geometric_time(called: Run) -> None:
    """Without forgetting interest grows evenly, so the morning of the first inquiry is geometric, 1 - exp(-rate)."""
    raised = called.moves[called.moves["to"] == "inquiry"].groupby("prospect")["day"].min()
    law = corner.geometric(1.0 - math.exp(-called.spec.behaviour.inquiry.hand_raise))
    early = raised[raised < 500].to_numpy()
    corner.check_share(np.arange(30_000) < len(early), float(law[499]))
    corner.check_whole(early, law[:500] / law[499])


def test_a_deal_lasts_a_log_normal_cycle(called: Run) -> None:
    """1 + int(median exp(sigma N)), median of 50 calendar days, sigma 0.85 (ODD 7.12)."""
    stays = corner.stays(called.moves, "opportunity", called.spec.days)
    ages = (stays["left"] - stays["entered"])[stays["entered"] < 500].to_numpy()
    law = corner.whole_log_normal(50.0 * CALENDAR, called.spec.behaviour.choice.cycle_sigma)
    corner.check_whole(ages, law)
    corner.check_mean(ages, *corner.moments(law))


def test_what_a_lead_is_shows_after_a_geometric_time(called: Run) -> None:
    """1 + int(mean E): geometric with 1 - exp(-1 / mean) (ODD 7.10)."""
    stays = corner.stays(called.moves, "sales_accepted", called.spec.days)
    days = (stays["left"] - stays["entered"])[stays["entered"] < 1200].to_numpy()
    law = corner.geometric(1.0 - math.exp(-1.0 / called.spec.behaviour.handoff.discovery_days))
    corner.check_whole(days, law)
    corner.check_mean(days, *corner.moments(law))


def test_who_asks_in_the_first_half_of_a_day_is_called_on_it(called: Run) -> None:
    """Arrival is uniform over 8 hours and takes 4 to be seen: today or tomorrow, one half each (ODD 7.9)."""
    stays = corner.stays(called.moves, "marketing_qualified", called.spec.days)
    waits = (stays["left"] - stays["entered"]).to_numpy()
    assert set(waits) == {0, 1}
    corner.check_share(waits == 0, 1.0 - called.spec.behaviour.handoff.notice_hours / 8.0)


def test_a_lead_that_nobody_calls_goes_back_after_so_many_days() -> None:
    """``handoff.queue_days``, to the day; and what is recycled rests ``rest.recycled``, unless it asks again."""
    habits = LEADS | {"handoff.hours_per_lead": 20.0, "handoff.queue_days": 17.9, "rest.recycled": 33.4}
    free = tuple(name for name in corner.FREE if name != "capacity")
    left = corner.run(without=free, habits=habits, levers=PROMISED, team=MARKET | {"market.accounts": 2000})
    waits = corner.stays(left.moves, "marketing_qualified", left.spec.days)
    assert set(waits["why"].dropna()) == {"never_called"}
    assert set((waits["left"] - waits["entered"])[waits["entered"] < 240]) == {17}
    rests = corner.stays(left.moves, "recycled", left.spec.days)
    days = (rests["left"] - rests["entered"])[rests["entered"] < 225]
    assert set(days[rests["why"] == "rested"]) == {33}
    assert days[rests["why"] == "hand_raised"].between(1, 32).all()


RESTS = {"rest.disqualified": 41.0, "rest.lost": 43.9, "rest.churned": 47.0, "rest.cooling_off": 53.0}


def test_whoever_rests_comes_back_on_the_day() -> None:
    """A rest takes the whole days of ``rest``, whatever happens meanwhile (ODD 7.13)."""
    without = tuple(name for name in corner.FREE if name != "friction")
    habits = RESTS | {"friction.again": 1.0, "contract.renewal": -2.0, "window.years_between": 1.0}
    team = {"market.customers": 400, "market.cycle_days": 20.0, "team.selling_share": 1.0}
    run = corner.run("lane_crossing", without=without, habits=habits, team=team, years=3)
    for name, rest in RESTS.items():
        stays = corner.stays(run.moves, name.removeprefix("rest."), run.spec.days)
        over = stays[stays["entered"] < run.spec.days - 60]
        assert len(over) > 50
        assert set(over["why"]) == {"rested"}
        assert set(over["left"] - over["entered"]) == {int(rest)}
