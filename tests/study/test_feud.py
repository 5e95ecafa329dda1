"""The cost of the feud in worlds whose answer can be worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.study.contest import AS_IT_COMES
from sim.study.feud import COLUMNS, cost_of_feud, half_width, payback, payback_interval
from tests.study.frames import both, contest, costs, noisy, world

PROMISED = (
    "company, typical, cure, budget, absence, period, replications, revenue_typical, revenue_cure, revenue_lost_share, "
    "revenue_lost_share_low, revenue_lost_share_high, spend_wasted_share, spend_wasted_share_low, "
    "spend_wasted_share_high, cost_share, cost_share_low, cost_share_high, cost_of_cure, net_gain, net_gain_low, "
    "net_gain_high, payback_month, share_of_replications_cure_wins"
)


def test_columns_are_those_promised_and_the_scale():
    assert ", ".join(COLUMNS).startswith(f"{PROMISED}, scale, payback_low, payback_high, net_gain_p05, net_gain_p95, ")
    assert tuple(costs(noisy(), scale=0.5).columns) == COLUMNS


def test_known_worlds_give_the_known_answer():
    runs = both(world("typical", 1000.0, 100.0, 50.0), world("cure", 1100.0, 130.0, 20.0))
    table = costs(runs, scale=0.5, budget="equal, the rest in reps").set_index("period")
    assert table.index.tolist() == ["year 1", "year 3", "years 1-3"]
    whole = table.loc["years 1-3"]
    assert (whole["company"], whole["typical"], whole["cure"]) == ("mid", "typical", "cure")
    assert (whole["budget"], bool(whole["absence"])) == ("equal, the rest in reps", False)
    assert (whole["replications"], whole["scale"]) == (4, 0.5)
    assert (whole["revenue_typical"], whole["revenue_cure"]) == (36_000.0, 39_600.0)
    for end in ("", "_low", "_high"):
        assert whole[f"revenue_lost_share{end}"] == pytest.approx(0.10)
        assert whole[f"spend_wasted_share{end}"] == pytest.approx(0.03)
        assert whole[f"cost_share{end}"] == pytest.approx(0.13)
        assert whole[f"net_gain{end}"] == pytest.approx(36 * 70.0)
    assert table["cost_of_cure"].tolist() == [360.0, 360.0, 1080.0]
    assert table["payback_month"].tolist() == [1, 1, 1]
    assert table["share_of_replications_cure_wins"].tolist() == [1.0, 1.0, 1.0]


def test_a_row_says_at_whose_budget_and_whether_anybody_marketed():
    runs = both(world("typical", 1000.0, company="small"), world("cure", 1000.0, company="small"))
    table = costs(runs, company="small")
    assert table["budget"].unique().tolist() == [AS_IT_COMES]
    assert table["absence"].all()


def test_only_the_runs_of_the_contest_s_company_and_policies_count():
    others = both(world("typical", 1.0, company="small"), world("other", 1.0))
    runs = both(both(world("typical", 1000.0), world("cure", 1100.0)), others)
    assert costs(runs)["revenue_lost_share"].tolist() == pytest.approx([0.1] * 3)
    with pytest.raises(ValueError, match="no runs of another"):
        costs(runs, names=("typical", "another"))


def test_waste_that_ends_is_no_gain_of_its_own():
    runs = both(world("typical", 1000.0, 100.0, 50.0), world("cure", 1000.0, 100.0, 0.0))
    whole = costs(runs).iloc[-1]
    assert whole["cost_share"] == pytest.approx(0.05)
    assert whole["net_gain"] == 0.0
    assert whole["share_of_replications_cure_wins"] == 0.0


def test_a_cure_that_wastes_more_lowers_the_cost():
    runs = both(world("typical", 1000.0, wasted=0.0), world("cure", 1000.0, wasted=30.0))
    assert costs(runs)["cost_share"].tolist() == pytest.approx([-0.03] * 3)


def test_wins_are_counted_in_each_period():
    gains = np.full((4, 36), 10.0)
    gains[0, :12] = -10.0
    runs = both(world("typical", 1000.0), world("cure", 1000.0 + gains))
    assert costs(runs)["share_of_replications_cure_wins"].tolist() == [0.75, 1.0, 1.0]


def test_identical_worlds_cost_nothing_for_certain():
    revenue = np.random.default_rng(2).normal(1000.0, 50.0, (4, 36))
    table = costs(both(world("typical", revenue), world("cure", revenue)))
    zeros = [name for name in COLUMNS if name.startswith(("revenue_lost", "spend_wasted", "cost", "net_gain"))]
    zeros = [name for name in zeros if name not in OPEN]
    assert (table[zeros] == 0.0).all().all()
    assert table["payback_month"].isna().all()


def test_a_missing_payback_is_empty_in_the_file():
    row = costs(noisy(cost=50.0)).iloc[[-1]]
    assert pd.isna(row["payback_month"].iloc[0])
    assert ",," in row.to_csv(index=False)


def test_runs_are_of_full_size_unless_said_otherwise():
    assert cost_of_feud(noisy(), contest())["scale"].tolist() == [1.0] * 3


# ---------------------------------------------------------------------- numbers that nobody knows

OPEN = [name for name in COLUMNS if "plausible" in name or name.startswith(("numbers", "members"))]


def of_members(gains, luck=0.0, months=36):
    """Worlds of 1000 a month, two replications a member, whose cure earns each member's one of ``gains`` a month more.

    Luck lets one replication of each member gain more, and the other as much less.
    """
    each = np.repeat(np.asarray(gains, float), 2) + luck * np.tile([1.0, -1.0], len(gains))
    number = 2 * len(gains)
    cure = world("cure", 1000.0 + each[:, None], replications=number, months=months)
    runs = both(world("typical", 1000.0, replications=number, months=months), cure)
    return runs.assign(member=runs["replication"] // 2)


def test_where_only_luck_was_varied_nothing_is_said_of_numbers():
    assert costs(noisy())[OPEN].isna().all(axis=None)


def test_intervals_over_members_are_those_of_their_means():
    gains = np.random.default_rng(5).normal(30.0, 10.0, 20)
    runs = of_members(gains, luck=4.0)
    once = both(world("typical", 1000.0, replications=20), world("cure", 1000.0 + gains[:, None], replications=20))
    table, expected = costs(runs), costs(once)
    for name in ("cost_share", "net_gain", "revenue_lost_share"):
        for end in ("", "_low", "_high"):
            assert table[f"{name}{end}"].tolist() == pytest.approx(expected[f"{name}{end}"].tolist())
    assert table["payback_low"].tolist() == expected["payback_low"].tolist()
    assert table["members"].tolist() == [20] * 3


def test_what_is_luck_and_what_is_numbers_is_told_apart():
    gains = 20.0 + 10.0 * np.tile([-1.0, 1.0], 30)
    sure, half = (costs(of_members(gains, luck)).iloc[-1] for luck in (1e-9, 10.0))
    assert sure[["numbers_share", "numbers_share_of_interval"]].tolist() == pytest.approx([1.0, 1.0])
    assert sure[["cost_plausible_share_low", "cost_plausible_share_high"]].tolist() == pytest.approx([0.01, 0.03])
    assert sure[["net_gain_plausible_low", "net_gain_plausible_high"]].tolist() == pytest.approx([360.0, 1080.0])
    # Luck of plus or minus 10 has a variance of 200 between two replications, and numbers have 100.
    between, within = 100.0 * 60.0 / 59.0, 200.0
    numbers = between - within / 2.0
    assert half["numbers_share"] == pytest.approx(numbers / (numbers + within))
    assert half["numbers_share_of_interval"] == pytest.approx(numbers / between)
    assert half["cost_plausible_share_high"] < sure["cost_plausible_share_high"]


def test_a_study_goes_on_for_what_luck_leaves_open_and_not_for_numbers():
    gains = 20.0 + 10.0 * np.tile([-1.0, 1.0], 30)
    assert half_width(of_members(gains, 1e-9), contest()) == pytest.approx(0.0, abs=1e-9)
    lucky = both(world("typical", 1000.0, replications=60), world("cure", 1020.0 + 10.0 * LUCKY, replications=60))
    table = costs(lucky).iloc[-1]
    assert half_width(lucky, contest()) == pytest.approx((table["cost_share_high"] - table["cost_share_low"]) / 2.0)
    expected = 2.000298 * 200.0**0.5 / 120.0**0.5 / 1000.0  # Student's t of 60 degrees of freedom
    assert half_width(of_members(gains, 10.0), contest()) == pytest.approx(expected, rel=1e-5)


LUCKY = np.random.default_rng(8).normal(size=(60, 1))


# ---------------------------------------------------------------------- payback


@pytest.mark.parametrize(
    ("monthly", "month"),
    [
        ([-3, 1, 1, 1, 1], 5),
        ([-3, 1, 1, 1, 0], None),
        ([5, -9, 9, 1, 1], 3),
        ([1, 1, 1, 1, -9], None),
        ([1, 1, 1, 1, 1], 1),
    ],
    ids=["late", "only even", "good, bad and good for good", "lost at last", "at once"],
)
def test_payback_is_the_month_from_which_the_gain_stays(monthly, month):
    assert payback(np.array([monthly, monthly], dtype=float)) == month


@given(hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.integers(-3, 3)))
def test_payback_is_the_first_month_after_which_nothing_is_owed(gains):
    so_far = np.cumsum(gains.mean(axis=0))
    months = [month for month in range(1, len(so_far) + 1) if (so_far[month - 1 :] > 0.0).all()]
    assert payback(gains) == (months[0] if months else None)


def test_the_interval_of_the_payback_holds_it_and_ends_where_the_measured_time_does():
    rng = np.random.default_rng(3)
    spread = rng.normal(0.0, 10.0, (40, 1))
    spread -= spread.mean()
    gains = np.where(np.arange(36) < 6, -5.0, 3.0) + spread
    low, high = payback_interval(gains)
    assert low < payback(gains) == 17
    assert high is None  # the mean gain of some resamples stays too small
    sure = np.where(np.arange(36) < 6, -5.0, 3.0) + 0.01 * spread
    assert payback_interval(sure) in {(16, 17), (17, 17), (16, 16)}


def test_what_pays_at_once_or_never_does_so_for_certain():
    always = np.ones((5, 12))
    assert payback_interval(always) == (1, 1)
    assert payback_interval(-always) == (None, None)


# ---------------------------------------------------------------------- which contest a company's answer is about
