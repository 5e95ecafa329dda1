"""Trust of one contest, over time and as a way through the plane of both teams."""

import numpy as np
import pytest

from sim.report.figures.trust import trust_over_time, trust_phase
from tests.report.figures.made_up import CAPTION, CONTEST, NAMES, SPOKEN, legend, tables


@pytest.fixture(scope="module")
def months():
    months = tables()["months"]
    cure = months["policy"] == NAMES[1]
    return months.assign(marketing=0.5 + 0.01 * months["month"] * cure)


def test_each_team_has_a_panel_with_both_worlds(months):
    figure = trust_over_time(months, CONTEST, CAPTION)
    sales, marketing = figure.axes
    assert (sales.get_title(loc="left"), marketing.get_title(loc="left")) == (
        "sales in marketing's leads",
        "marketing in sales",
    )
    assert sales.get_ylabel() == "trust, 0 to 1: mean and middle 90 %"
    assert sales.get_ylim() == (0.0, 1.0)
    assert legend(figure) == SPOKEN
    assert sales.lines[0].get_ydata() == pytest.approx(0.2 + 0.01 * np.arange(1, 37))
    assert marketing.lines[0].get_ydata() == pytest.approx([0.5] * 36)
    assert marketing.lines[1].get_ydata() == pytest.approx(0.5 + 0.01 * np.arange(1, 37))


def test_the_phase_plot_goes_from_the_switch_to_the_end(months):
    figure = trust_phase(months, CONTEST, CAPTION)
    (ax,) = figure.axes
    assert ax.get_xlabel() == "trust of sales in marketing's leads, 0 to 1"
    assert ax.get_ylabel() == "trust of marketing in sales, 0 to 1"
    assert (ax.get_xlim(), ax.get_ylim()) == ((0.0, 1.0), (0.0, 1.0))
    way, start = ax.lines[2], ax.lines[3]
    assert (start.get_xdata()[0], start.get_ydata()[0]) == pytest.approx((0.21, 0.51))
    assert (way.get_xdata()[-1], way.get_ydata()[-1]) == pytest.approx((0.56, 0.86))


def test_captions_stand_in_the_figures(months):
    drawn = (trust_over_time(months, CONTEST, CAPTION), trust_phase(months, CONTEST, CAPTION))
    assert [figure.get_supxlabel() for figure in drawn] == [CAPTION] * 2
