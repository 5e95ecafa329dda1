"""The funnel and the waits of one contest: counts a year, parts of those before and of all, quantiles."""

import pytest

from sim.report.figures.funnel import funnel_pair, time_in_stage
from tests.report.figures.made_up import CAPTION, CONTEST, NAMES, SPOKEN, legend, tables


@pytest.fixture(scope="module")
def kept():
    return tables()


def test_bars_are_accounts_a_year_and_tell_both_conversions(kept):
    figure = funnel_pair(kept["funnel"], CONTEST, 3, CAPTION)
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "inquiry",
        "passed on to sales",
        "talked to",
        "opportunity",
        "won",
        "won, found by reps",
        "won, more to a customer",
    ]
    assert ax.get_xlabel() == "accounts a year"
    assert legend(figure) == SPOKEN
    widths = [bar.get_width() for bar in ax.patches[:7]]
    assert widths == pytest.approx([512 / 3, 256 / 3, 128 / 3, 64 / 3, 32 / 3, 256 / 3, 256 / 3])
    told = [text.get_text() for text in ax.texts[:7]]
    assert told[5:] == ["85", "85"]  # no part of the inquiries
    assert told[0] == "171"
    assert told[4] == "11: 50 % of those before, 6.2 % of all"


def test_a_stage_that_nobody_entered_has_no_parts(kept):
    rows = kept["funnel"].assign(entered=0)
    assert {text.get_text() for text in funnel_pair(rows, CONTEST, 3, CAPTION).axes[0].texts} == {"0"}


def test_waits_are_the_mean_quantiles(kept):
    rows = kept["stays"].copy()
    rows.loc[(rows["policy"] == NAMES[1]) & (rows["replication"] < 6), "q50"] = 6.0
    figure = time_in_stage(rows, CONTEST, CAPTION)
    (ax,) = figure.axes
    assert ax.get_xlabel() == "business days in the stage: median (mark), middle 50 % (thick) and 90 % (thin)"
    assert legend(figure) == SPOKEN
    assert [line.get_xdata().tolist() for line in ax.lines] == [[2.0] * 3, [4.0] * 3]
    spans = [segment[:, 0].tolist() for lines in ax.collections for segment in lines.get_segments()]
    assert spans == ([[0.0, 20.0]] * 3 + [[1.0, 9.0]] * 3) * 2


def test_captions_stand_in_the_figures(kept):
    drawn = (funnel_pair(kept["funnel"], CONTEST, 3, CAPTION), time_in_stage(kept["stays"], CONTEST, CAPTION))
    assert [figure.get_supxlabel() for figure in drawn] == [CAPTION] * 2
