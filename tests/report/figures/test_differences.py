"""Differences over contests: units on every axis, intervals drawn, n and seeds in the caption; equal bytes."""

import matplotlib as mpl
import numpy as np
import pytest

from sim.report import style
from sim.report.figures.differences import PARTS, cost_by_size, forest, half_widths, rows_of
from sim.study.feud import half_width
from tests.report.figures.made_up import CAPTION, legend
from tests.study.frames import both, contest, costs, noisy

SHOWN = {name: contest(name) for name in ("small", "mid")}


@pytest.fixture(scope="module")
def runs():
    return both(noisy(company="small", gain=100.0), noisy(seed=2, company="mid", cost=40.0))


@pytest.fixture(scope="module")
def table(runs):
    return both(*(costs(runs, company=company) for company in SHOWN))


def ends(bar, axis):
    """Lower and upper ends of the intervals of an error bar."""
    return np.array([segment[:, axis] for segment in bar.lines[2][0].get_segments()])


def test_the_forest_has_a_row_a_contest_with_the_tables_numbers(table):
    (ax,) = forest(table, CAPTION).axes
    assert [text.get_text() for text in ax.get_yticklabels()] == ["small: typical → cure", "mid: typical → cure"]
    assert ax.get_xlabel() == "% of revenue under the first policy, years 1-3: mean and 95 % interval"
    whole = table[table["period"] == "years 1-3"]
    for bar, (column, _, _) in zip(ax.containers, PARTS.values(), strict=True):
        assert bar.lines[0].get_xdata().tolist() == pytest.approx((100.0 * whole[column]).tolist())
        assert ends(bar, 0)[:, 0].tolist() == pytest.approx((100.0 * whole[f"{column}_low"]).tolist())
        assert ends(bar, 0)[:, 1].tolist() == pytest.approx((100.0 * whole[f"{column}_high"]).tolist())


def test_the_cost_by_size_has_a_mark_a_period_and_size(table):
    figure = cost_by_size(table, SHOWN, CAPTION)
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_xticklabels()] == ["Small company", "Mid-size company"]
    assert ax.get_ylabel() == "cost of the feud, % of the period's revenue"
    assert legend(figure) == ["year 1", "year 3", "years 1-3"]
    for bar, period in zip(ax.containers, legend(figure), strict=True):
        rows = table[table["period"] == period]
        assert bar.lines[0].get_ydata().tolist() == pytest.approx((100.0 * rows["cost_share"]).tolist())
        assert ends(bar, 1)[:, 1].tolist() == pytest.approx((100.0 * rows["cost_share_high"]).tolist())


def test_the_interval_narrows_to_what_the_study_reports(runs):
    (ax,) = (figure := half_widths(runs, list(SHOWN.values()), 0.005, CAPTION)).axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("pairs of replications", "half of the 95 % interval, % of revenue")
    assert legend(figure) == ["small", "mid"]
    for line, shown in zip(ax.lines, SHOWN.values(), strict=False):
        assert line.get_xdata()[-1] == 12
        assert line.get_ydata()[-1] == pytest.approx(100.0 * half_width(runs, shown))
    assert ax.lines[-1].get_ydata()[0] == 0.5


def test_a_contest_is_found_by_all_of_its_names(table):
    assert set(rows_of(table, contest("mid"))["company"]) == {"mid"}
    assert rows_of(table, contest("mid", names=("typical", "another"))).empty


def test_captions_stand_in_the_figures(runs, table):
    drawn = (
        forest(table, CAPTION),
        cost_by_size(table, SHOWN, CAPTION),
        half_widths(runs, [contest()], 0.005, CAPTION),
    )
    assert [figure.get_supxlabel() for figure in drawn] == [CAPTION] * 3


def test_pictures_are_small_and_equal_whatever_the_users_own_style(table):
    first = style.png(forest(table, CAPTION))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        second = style.png(forest(table, CAPTION))
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert len(first) < 150_000
    assert b"Software" not in first


def test_a_drawing_is_equal_each_time_and_a_dollar_is_a_dollar(table):
    priced = table.assign(cure="$x^1$ and $y$")
    first, second = (style.svg(forest(priced, ""), "forest", "words") for _ in range(2))
    assert first == second
    assert "$x^1$ and $y$" in first
    assert style.svg(forest(priced, ""), "another", "words") != first  # ids of two figures differ
