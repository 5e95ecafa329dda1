"""The tornado draws the table's numbers: bars from the usual cost, intervals, values, names and units; equal bytes."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.report import style
from sim.report.figures.tornado import ENDS, tornado
from tests.study.frames import turned

CAPTION = "mid: n = 30 pairs at each end (seeds 4 to 33)"
ROWS = pd.DataFrame(
    [
        turned("company.market.rivals", -0.02, 0.04, meaning="Strength of the competing offers on a shortlist"),
        turned("company.market.accounts", 0.01, -0.005, low=6500.0, default=13000.0, high=26000.0),
    ]
)


@pytest.fixture(scope="module")
def ax():
    (ax,) = tornado(ROWS, CAPTION).axes
    return ax


def bars(ax, end):
    """The bars of one end, the largest number first."""
    colour = ENDS[end][0]
    return [bar for bar in ax.patches if to_hex(bar.get_facecolor()) == colour.lower()]


@pytest.mark.parametrize("end", ENDS)
def test_bars_reach_from_the_usual_cost_to_that_at_the_end(ax, end):
    drawn = bars(ax, end)
    assert [bar.get_x() for bar in drawn] == pytest.approx([2.0, 2.0])
    assert [bar.get_x() + bar.get_width() for bar in drawn] == pytest.approx((100.0 * ROWS[f"cost_at_{end}"]).tolist())


def test_whiskers_are_the_intervals_of_the_changes(ax):
    whiskers = [lines for bar in ax.containers if hasattr(bar, "has_xerr") for lines in bar.lines[2]]
    for lines, end in zip(whiskers, ENDS, strict=True):
        ends = [segment[:, 0].tolist() for segment in lines.get_segments()]
        expected = [(2.0 + 100.0 * row[f"effect_{end}_low"], 2.0 + 100.0 * row[f"effect_{end}_high"])
                    for _, row in ROWS.iterrows()]  # fmt: skip
        assert ends == [pytest.approx(pair) for pair in expected]


def test_the_largest_stands_on_top_with_its_meaning_and_unit(ax):
    names = dict(zip(ax.get_yticks(), (label.get_text() for label in ax.get_yticklabels()), strict=True))
    assert names[max(names)] == "Strength of the competing offers on a\nshortlist\nmarket.rivals, usual 1 rivals"
    assert names[min(names)].endswith("\nmarket.accounts, usual 13,000 rivals")
    assert [bar.get_y() > 0.5 for bar in bars(ax, "low")] == [True, False]


def test_each_value_stands_beyond_its_bar_and_whisker(ax):
    texts = {text.get_text(): text for text in ax.texts}
    assert list(texts) == ["0.5", "6,500", "4", "26,000"]
    right = {name: text.get_horizontalalignment() == "left" for name, text in texts.items()}
    assert right == {"0.5": False, "6,500": True, "4": True, "26,000": False}
    assert texts["4"].xy[0] == pytest.approx(2.0 + 4.0 + 1.0)
    assert texts["0.5"].xy[0] == pytest.approx(2.0 - 2.0 - 1.0)


def test_nothing_and_the_usual_cost_are_marked_and_the_axis_has_a_unit(ax):
    marks = {line.get_label(): line.get_xdata()[0] for line in ax.lines if not line.get_label().startswith("_")}
    assert marks == {"the feud costs nothing": 0.0, "every number as it is": pytest.approx(2.0)}
    assert ax.get_xlabel().startswith("cost of the feud, % of revenue")
    assert ax.get_title(loc="left") == "mid: sales_led against fractional_cmo"


def test_a_panel_a_company_and_the_caption_below():
    figure = tornado(pd.concat([ROWS.assign(company="small"), ROWS]), CAPTION)
    assert [ax.get_title(loc="left").partition(":")[0] for ax in figure.axes] == ["small", "mid"]
    assert figure.get_supxlabel() == CAPTION


def test_pictures_are_small_and_equal():
    first, second = (style.png(tornado(ROWS, CAPTION)) for _ in range(2))
    assert first == second
    assert len(first) < 150_000
