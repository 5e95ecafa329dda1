"""The semi-Markov funnel: what is known is recovered, what is promised is kept, and nothing changes by itself."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.nulls.history import history
from sim.nulls.semi_markov import fit, laws
from sim.nulls.ways import STATES
from tests import builders
from tests.nulls import made_up

NUMBER = 60_000
TIMES = {"won": stats.gamma(4.0, scale=20.0), "lost_to_competitor": stats.expon(scale=40.0)}


@pytest.fixture(scope="module")
def fitted(catalogue_run):
    return fit([history(catalogue_run("mid", "sales_led"))])


def spec(rules="sales_led", **rest):
    """What the catalogue's run is, under other rules."""
    return builders.spec("mid", rules, warmup_years=1, scale=0.1, **rest)


def test_chances_and_times_of_a_known_chain_are_recovered_though_the_end_cuts_stays_off():
    rows = made_up.stays("opportunity_inbound", {"won": 0.3, "lost_to_competitor": 0.7}, TIMES, NUMBER)
    assert rows.loc[rows["then"].eq("still"), "number"].sum() > NUMBER / 50
    found = laws(rows)["opportunity_inbound"]
    assert found["won"].sum() == pytest.approx(0.3, abs=4.0 * np.sqrt(0.21 / NUMBER))
    for to, law in TIMES.items():
        chances = found[to] / found[to].sum()
        days = np.arange(len(chances))
        assert chances @ days == pytest.approx(law.mean() - 0.5, rel=0.03)  # a whole number of days, rounded down
        assert np.abs(np.cumsum(chances)[:200] - law.cdf(days[:200] + 1.0)).max() < 0.01


def test_stays_that_are_cut_off_would_bias_a_plain_share():
    rows = made_up.stays("opportunity_inbound", {"won": 0.3, "lost_to_competitor": 0.7}, TIMES, NUMBER, last=120)
    ended = rows[rows["then"].ne("still")].groupby("then")["number"].sum()
    assert ended["won"] / ended.sum() < 0.25
    assert laws(rows)["opportunity_inbound"]["won"][:100].sum() == pytest.approx(
        0.3 * TIMES["won"].cdf(100.0), abs=0.01
    )


def test_every_state_has_kernels_whose_chances_are_at_most_one(fitted):
    assert set(fitted.laws) == set(STATES)
    totals = {state: sum(law.sum() for law in row.values()) for state, row in fitted.laws.items()}
    assert max(totals.values()) <= 1.0 + 1e-9
    assert {len(law) for law in fitted.kernels(7)["opportunity_inbound"].values()} == {8}
    assert laws(made_up.stays("called", {"disqualified": 1.0}, {}, 5))["inquiry"] == {}


def test_a_run_of_the_fit_is_predicted_as_it_was_in_its_sums(fitted, catalogue_run):
    seen, course = history(catalogue_run("mid", "sales_led")).days, fitted.predict(spec())
    for column in ("to_inquiry", "to_contacted"):
        assert course[column].sum() == pytest.approx(seen[column].sum())
    assert course["to_opportunity_expansion"].sum() == pytest.approx(seen["to_opportunity_expansion"].sum(), rel=0.1)
    assert course["to_called"].sum() == pytest.approx(seen["to_called"].sum(), rel=0.15)
    assert course["recurring"].iloc[-1] == pytest.approx(seen["recurring"].iloc[-1], rel=0.1)
    assert course["day"].tolist() == seen["day"].tolist()


def test_books_are_kept(fitted):
    course = fitted.predict(spec())
    signed = course["new_bookings"] + course["expansions"] - course["churned"]
    assert course["recurring"].tolist() == pytest.approx((fitted.recurring + signed.cumsum()).tolist())
    assert course["revenue"].tolist() == pytest.approx((course["recurring"] / 260.0).tolist())
    first_year = (1.0 - fitted.renewal) * fitted.recurring
    assert course["churned"][:260].sum() >= first_year


def test_each_contract_comes_due_a_year_after_it_was_signed(fitted):
    loyal = fitted.__class__(**{**vars(fitted), "renewal": 1.0})
    assert loyal.predict(spec())["churned"].sum() == pytest.approx(0.0)
    new, more = np.zeros(1040), np.zeros(1040)
    new[10] = 100.0
    alone = fitted.__class__(**{**vars(fitted), "recurring": 0.0, "renewal": 0.75})
    churned = alone._books(new, more)["churned"]
    assert churned[[270, 530, 790]].tolist() == pytest.approx([25.0, 18.75, 14.0625])
    assert churned.sum() == pytest.approx(25.0 + 18.75 + 14.0625)
    more[10] = 260.0
    spread = alone._books(np.zeros(1040), more)["churned"]
    assert spread[11:271].tolist() == pytest.approx([0.25] * 260)


def test_under_the_policy_of_the_fit_nothing_changes(fitted):
    renamed = builders.policy("sales_led", {"name": "the_same"})
    pd.testing.assert_frame_equal(fitted.predict(spec()), fitted.predict(spec(renamed)))
    unpromised = builders.policy("silos")
    assert fitted.promised(unpromised) is fitted.laws


def test_a_promise_has_every_lead_called_on_its_last_day_once_people_work_by_it(fitted):
    cured = spec("fractional_cmo", years=2)
    course = fitted.predict(cured.model_copy(update={"years": 1}))
    begins = next(day for day in range(cured.days) if cured.policy_on(day).name == "fractional_cmo")
    later = slice(begins + 60, None)
    passed_on = course["to_marketing_qualified"].shift(2)
    assert course["to_called"][later].tolist() == pytest.approx(passed_on[later].tolist(), rel=0.02)
    before = fitted.predict(spec())
    assert course["to_called"][:begins].tolist() == pytest.approx(before["to_called"][:begins].tolist())
    assert course["to_inquiry"].tolist() == pytest.approx(before["to_inquiry"].tolist())


def test_the_promise_s_last_day_is_a_whole_one(fitted):
    for promise, day in ((0.25, 1), (2.0, 2), (2.5, 3)):
        policy = builders.policy("fractional_cmo", {"handoff.sla_days": promise})
        (law,) = fitted.promised(policy)["marketing_qualified"].values()
        assert np.flatnonzero(law).tolist() == [day]


def test_reps_beyond_the_number_of_the_fit_bring_leads_of_their_own(fitted):
    more = builders.policy("sales_led", {"name": "more", "team.extra_reps": 13.0})
    course, before = fitted.predict(spec(more, reading="from_start")), fitted.predict(spec())
    assert course["to_contacted"].tolist() == pytest.approx((2.0 * before["to_contacted"]).tolist())
