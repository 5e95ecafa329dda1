"""Money of one contest: what is drawn are the means, bands and sums of the runs."""

import numpy as np
import pytest

from sim.report.figures.money import LEAKS, leaks, net_gain, revenue_bands
from sim.report.leak_words import CAUSES
from sim.study.pairs import Pairs
from tests.report.figures.made_up import CAPTION, CONTEST, NAMES, SPOKEN, legend, tables


@pytest.fixture(scope="module")
def kept():
    return tables(gain=100.0, cost=60.0)


def test_revenue_is_drawn_at_the_month_s_rate_in_both_worlds(kept):
    figure = revenue_bands(kept["months"], CONTEST, CAPTION)
    assert [ax.get_title(loc="left") for ax in figure.axes] == SPOKEN
    assert figure.axes[0].get_ylabel() == "revenue, $ million a year"
    first, second = (ax.lines[0].get_ydata() for ax in figure.axes)
    means = [values.mean(axis=0) for values in Pairs(kept["months"], "mid", *NAMES).of("revenue")]
    days = np.tile([22, 22, 21], 12)  # of 65 business days a quarter
    assert first == pytest.approx(means[0] * 260.0 / days / 1e6)
    assert second == pytest.approx(means[1] * 260.0 / days / 1e6)
    assert figure.axes[1].lines[1].get_ydata() == pytest.approx(first)
    assert [len(ax.collections) for ax in figure.axes] == [2, 2]


def test_the_net_gain_starts_at_nothing_and_marks_the_payback(kept):
    figure = net_gain(kept["months"], CONTEST, 7, CAPTION)
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("months since the switch", "net gain so far, $ thousand")
    assert legend(figure) == ["middle 90 %", "middle 50 %", "mean", "pays back"]
    mean = ax.lines[0].get_ydata()
    assert (mean[0], len(mean)) == (0.0, 37)
    assert mean[-1] == pytest.approx(36 * 40.0 / 1e3, rel=0.02)
    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"] == [7]
    assert "pays back" not in legend(net_gain(kept["months"], CONTEST, None, CAPTION))


@pytest.mark.parametrize(("column", "number"), [("value", 5), ("dollars", 3)])
def test_the_waterfall_steps_add_up_to_its_last_bar(kept, column, number):
    rows = kept["leaks"].copy()
    rows.loc[(rows["policy"] == NAMES[1]) & (rows["cause"] == "never_called"), column] = 0.0
    figure = leaks(rows, CONTEST, 3, column, CAPTION)
    (ax,) = figure.axes
    assert ax.get_xlabel() == f"{LEAKS[column]}, $ thousand a year"
    assert legend(figure) == SPOKEN
    bars = list(ax.patches)
    sums = []
    for steps in (bars[: number + 1], bars[number + 1 :]):
        starts = [0.0, *np.cumsum([bar.get_width() for bar in steps[:-1]])]
        assert [bar.get_x() for bar in steps[:-1]] == pytest.approx(starts[:-1])
        assert steps[-1].get_x() == 0.0
        assert steps[-1].get_width() == pytest.approx(starts[-1])
        sums.append(starts[-1])
    each = rows[rows["cause"].isin(CAUSES[column])].groupby("policy")[column].sum() / 12 / 3e3
    assert sums == pytest.approx([each[NAMES[0]], each[NAMES[1]]])


def test_much_is_told_in_millions(kept):
    rows = kept["leaks"].assign(value=2e6)
    (ax,) = leaks(rows, CONTEST, 3, "value", CAPTION).axes
    assert ax.get_xlabel().endswith(", $ million a year")
    assert ax.patches[0].get_width() == pytest.approx(2.0 / 3)


def test_captions_stand_in_the_figures(kept):
    drawn = (
        revenue_bands(kept["months"], CONTEST, CAPTION),
        net_gain(kept["months"], CONTEST, None, CAPTION),
        leaks(kept["leaks"], CONTEST, 3, "value", CAPTION),
    )
    assert [figure.get_supxlabel() for figure in drawn] == [CAPTION] * 3
