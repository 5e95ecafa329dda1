"""Figures say what they show: units on every axis, intervals drawn, n and seeds in the caption; equal bytes."""

import numpy as np
import pandas as pd
import pytest

from sim.report import style
from sim.report.figures import differences
from tests.study.frames import both, costs, noisy

CAPTION = "n = 12 paired replications (seeds 0 to 11)"


@pytest.fixture(scope="module")
def runs():
    """Small's cure pays back in the third month, mid's never."""
    mid = noisy(company="mid", cost=40.0)
    small = noisy(company="small", gain=100.0)
    late = (small["policy"] == "cure") & (small["month"] == 1)
    small.loc[late, "spend"] += 150.0
    return both(small, mid)


@pytest.fixture(scope="module")
def table(runs):
    return both(*(costs(runs, company=company) for company in ("small", "mid")))


def test_the_forest_has_a_panel_a_company_with_units_and_intervals(table):
    figure = differences.forest(table, CAPTION)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "small: typical\nagainst cure",
        "mid: typical\nagainst cure",
    ]
    for ax in figure.axes:
        assert ax.get_xlabel() == "% of revenue under the first policy, mean and 95 %"
        assert len(ax.containers) == len(differences.PARTS)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["year 1", "year 3", "years 1-3"]


def test_the_forest_draws_the_tables_numbers(table):
    bar = differences.forest(table, CAPTION).axes[1].containers[2]
    rows = table[table["company"] == "mid"]
    assert bar.lines[0].get_xdata().tolist() == pytest.approx((100.0 * rows["cost_share"]).tolist())
    ends = np.array([segment[:, 0] for segment in bar.lines[2][0].get_segments()])
    assert ends[:, 0].tolist() == pytest.approx((100.0 * rows["cost_share_low"]).tolist())
    assert ends[:, 1].tolist() == pytest.approx((100.0 * rows["cost_share_high"]).tolist())


def test_the_net_gain_starts_at_nothing_and_marks_the_payback(runs, table):
    figure = differences.net_gain(runs, table, CAPTION)
    small, mid = figure.axes
    assert small.get_title(loc="left").startswith(
        "small: typical\nagainst cure\npays back in month 2 on average\nahead in "
    )
    assert mid.get_title(loc="left").startswith(
        "mid: typical\nagainst cure\ndoes not pay back within 3 years on average\n"
    )
    for ax, vertical in ((small, [2]), (mid, [])):
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("months since the switch", "cumulated net gain, $ thousand")
        mean = next(line for line in ax.lines if line.get_label() == "mean")
        assert (mean.get_xdata()[0], mean.get_ydata()[0]) == (0, 0.0)
        assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"] == vertical
        assert {band.get_label() for band in ax.collections} == {"50 % of replications", "90 % of replications"}


def test_more_than_four_contests_stand_in_rows_of_four():
    many = [noisy(company="mid", names=("typical", f"cure {number}")) for number in range(6)]
    runs = pd.concat([runs[runs["policy"] != "typical"] for runs in many] + [many[0][many[0]["policy"] == "typical"]])
    table = pd.concat([costs(runs, names=("typical", f"cure {number}")) for number in range(6)])
    for figure in (differences.forest(table, CAPTION), differences.net_gain(runs, table, CAPTION)):
        drawn = [ax for ax in figure.axes if ax.axison]
        assert [ax.get_title(loc="left").splitlines()[1] for ax in drawn] == [f"against cure {n}" for n in range(6)]
        assert {ax.get_subplotspec().get_gridspec().get_geometry() for ax in drawn} == {(2, 4)}
        assert len(figure.axes) - len(drawn) == 2


def test_captions_stand_in_the_figures(runs, table):
    for figure in (differences.forest(table, CAPTION), differences.net_gain(runs, table, CAPTION)):
        assert figure.get_supxlabel() == CAPTION


def test_pictures_are_small_and_equal_whatever_the_users_own_style(table):
    import matplotlib as mpl

    first = style.png(differences.forest(table, CAPTION))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        second = style.png(differences.forest(table, CAPTION))
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert len(first) < 150_000
    assert b"Software" not in first
