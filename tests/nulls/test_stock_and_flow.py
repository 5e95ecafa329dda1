"""The stock-and-flow model: accounts are kept, Little's law holds, hours run out, and nothing changes by itself."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.nulls.history import history
from sim.nulls.stock_and_flow import HOURS, STOCKS, fit
from sim.nulls.ways import flows, pulse
from tests import builders
from tests.nulls import made_up

WON = ["won_inbound", "won_prospecting", "won_expansion"]


@pytest.fixture(scope="module")
def fitted(catalogue_run):
    return fit([history(catalogue_run("mid", "sales_led"))])


def spec(rules="sales_led", **rest):
    """What the catalogue's run is, under other rules."""
    return builders.spec("mid", rules, warmup_years=1, scale=0.1, **rest)


def long(**changes):
    """A run of thirty years of the made-up model, and its last year."""
    course = made_up.stocked(**changes).predict(builders.spec("mid", "sales_led", years=30))
    return course, course[-260:]


def test_stocks_add_up_to_the_market_every_day(fitted):
    for rules in ("sales_led", "fractional_cmo"):
        course = fitted.predict(spec(rules))
        assert course[[f"in_{stock}" for stock in STOCKS]].sum(axis=1).tolist() == pytest.approx([1300.0] * 520)
        assert (course[[f"in_{stock}" for stock in STOCKS]] >= -1e-9).all(axis=None)


def test_in_the_steady_state_a_stock_is_its_inflow_times_the_mean_stay():
    """Little's law. Who enters may leave on the same day, so that the mean stay is (1 - p) / p days."""
    _, last = long()
    for stock, leaving in (("marketing_qualified", 0.25), ("called", 0.2), ("opportunity_inbound", 0.03)):
        expected = last[f"to_{stock}"].mean() * (1.0 - leaving) / leaving
        assert last[f"in_{stock}"].mean() == pytest.approx(expected, rel=1e-3)


def test_more_leads_with_the_same_hours_flatten_wins():
    hours, floods = np.full(made_up.QUARTERS, 24.0), (1.0, 2.0, 4.0, 8.0, 16.0)
    wins, spent = [], []
    for flood in floods:
        _, last = long(hours=hours, inquiries=np.full(made_up.QUARTERS, 0.0002 * flood))
        wins.append(last[WON].sum().sum())
        spent.append(last[list(HOURS)].sum(axis=1).max())
    assert max(spent) <= 24.0 + 1e-9
    gains = np.diff(wins) / np.diff(floods)
    assert (gains[1:] < gains[0]).all()
    assert gains[-1] < 0.2 * gains[0]


def test_more_leads_with_hours_enough_are_more_wins_in_proportion():
    nothing = np.zeros(made_up.QUARTERS)
    won = [
        long(inquiries=np.full(made_up.QUARTERS, 0.0002 * flood), leads_an_hour=nothing)[1]["won_inbound"].sum()
        for flood in (1.0, 2.0)
    ]
    assert won[1] == pytest.approx(2.0 * won[0], rel=0.05)


def test_prospecting_finds_no_more_than_there_is():
    course, _ = long(leads_an_hour=np.full(made_up.QUARTERS, 50.0))
    assert (course["in_market"] >= 0.0).all()


def test_prospecting_keeps_its_reserve_where_deals_want_all_hours():
    few = np.full(made_up.QUARTERS, 5.0)
    _, last = long(hours=few, hours_per_deal=10.0)
    dealing, calling, prospecting = last[list(HOURS)].to_numpy().T
    reserve = builders.policy("sales_led").lanes.sales_prospecting
    assert prospecting == pytest.approx((few[0] - calling) * reserve)
    assert dealing == pytest.approx((few[0] - calling) * (1.0 - reserve))


def test_rates_of_a_known_chain_are_recovered():
    leaving = 0.02
    times = dict.fromkeys(("won", "lost_to_no_decision"), stats.geom(leaving, loc=-1))
    rows = made_up.stays("opportunity_inbound", {"won": 0.25, "lost_to_no_decision": 0.75}, times, 100_000, last=300)
    rates = fit([made_up.history(builders.spec(), rows)]).rates["opportunity_inbound"]
    assert rates == pytest.approx({"won": 0.25 * leaving, "lost_to_no_decision": 0.75 * leaving}, rel=0.03)


def test_kernels_are_geometric_and_lead_where_the_rates_do():
    model = made_up.stocked()
    kernels = model.kernels(2000)
    assert kernels["opportunity_inbound"]["won"][:3].tolist() == pytest.approx([0.01, 0.0097, 0.009409])
    moved = flows(pulse("called", 2000), [(0, kernels)])
    assert moved["opportunity_inbound", "won"].sum() == pytest.approx(0.5 / 3.0)


def test_a_run_of_the_fit_is_predicted_as_it_was_in_its_sums(fitted, catalogue_run):
    seen, course = history(catalogue_run("mid", "sales_led")).days, fitted.predict(spec())
    for column in ("to_inquiry", "to_contacted", "to_opportunity_expansion"):
        assert course[column].sum() == pytest.approx(seen[column].sum(), rel=0.1)
    assert course["to_called"].sum() == pytest.approx(seen["to_called"].sum(), rel=0.15)
    assert course[list(HOURS)].sum().sum() == pytest.approx(seen[list(HOURS)].sum().sum())
    assert course["recurring"].iloc[-1] == pytest.approx(seen["recurring"].iloc[-1], rel=0.1)


def test_books_are_kept(fitted):
    course = fitted.predict(spec())
    signed = course["new_bookings"] + course["expansions"] - course["churned"]
    assert course["recurring"].tolist() == pytest.approx((fitted.recurring + signed.cumsum()).tolist())
    assert course["churned"][0] == pytest.approx(fitted.churn * fitted.recurring)


def test_under_the_policy_of_the_fit_nothing_changes(fitted):
    renamed = builders.policy("sales_led", {"name": "the_same"})
    pd.testing.assert_frame_equal(fitted.predict(spec()), fitted.predict(spec(renamed)))


def test_a_promise_has_every_lead_called_in_its_time_and_takes_hours_from_prospecting(fitted):
    course, before = fitted.predict(spec("fractional_cmo")), fitted.predict(spec())
    last = slice(-60, None)
    leads = course["to_marketing_qualified"][last].mean()
    assert course["to_called"][last].mean() == pytest.approx(leads, rel=0.02)
    assert course["in_marketing_qualified"][last].mean() == pytest.approx(2.0 * leads, rel=0.05)
    assert course["hours_leads"][last].mean() > before["hours_leads"][last].mean()
    assert course["to_contacted"][last].mean() < before["to_contacted"][last].mean()


def test_heads_bring_hours_and_meetings_and_reports_take_them(fitted):
    more = builders.policy("sales_led", {"team.extra_reps": 13.0})
    assert fitted.promised(more, spec()).hours == pytest.approx(2.0 * fitted.hours)
    talk = builders.policy("sales_led", {"lanes.coordination": 1.0, "feedback.reported_share": 1.0})
    changed, habits = fitted.promised(talk, spec()), spec().behaviour
    share = habits.leadership.meeting_share
    assert changed.hours == pytest.approx(fitted.hours * (1.0 - share) / (1.0 - 0.1 * share))
    assert changed.hours_per_call - fitted.hours_per_call == pytest.approx(0.85 * habits.handoff.hours_per_report)
    assert changed.rates is fitted.rates
