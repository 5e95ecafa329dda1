"""Ranges as bars of one width, estimates where they lie on them, misses that can be told without colour."""

import matplotlib as mpl
import pytest

from sim.report import style
from sim.report.figures.facts import LEFT, LOOKS, RIGHT, fact_against_model
from tests.report.fact_rows import rows

CAPTION = "n = 3 (seeds 0 to 2)"
ENDS = ("lowest", "highest")


@pytest.fixture
def drawn():
    """The axes, without the figure's frame."""
    (ax,) = fact_against_model(rows(), CAPTION).axes
    return ax


def marks(ax):
    """Where the estimates stand, and how: position, marker, colour."""
    return [
        (float(line.get_xdata()[0]), line.get_marker(), line.get_color())
        for line in ax.lines
        if line.get_marker() != "None"
    ]


def test_each_estimate_stands_on_the_scale_of_its_range(drawn):
    places = [place for place, _, _ in marks(drawn)]
    assert places == pytest.approx([(492 - 200) / 200, 0.061 / 0.12, 0.14 / 0.12, LEFT, RIGHT, 18.5 / 36, 0.0, 0.5])


def test_a_miss_has_another_colour_and_another_mark_and_points_where_it_lies_if_that_is_far(drawn):
    looks = [look for _, *look in marks(drawn)]
    met, near, left, right = ([style.BLUE, "o"], [style.VERMILION, "D"], [style.VERMILION, "<"], [style.VERMILION, ">"])
    assert [look[::-1] for look in looks] == [met, met, near, left, right, met, near, met]


def test_ranges_have_one_width_but_for_open_ones_and_those_of_a_single_value(drawn):
    widths = [patch.get_xy()[:, 0].max() - patch.get_xy()[:, 0].min() for patch in drawn.patches]
    assert widths == pytest.approx([RIGHT, 1.0, 1.0, 1.0, 1.0, 1.0])
    single = [list(line.get_xdata()) for line in drawn.lines if line.get_color() == style.SKY]
    assert single == [[0.5, 0.5]] * 2


def test_intervals_are_drawn_as_far_as_the_axis_goes(drawn):
    lines = [line for line in drawn.lines if line.get_marker() == "None" and line.get_color() != style.SKY]
    ends = [tuple(line.get_xdata()) for line in lines]
    assert ends[1] == pytest.approx((0.05 / 0.12, 0.08 / 0.12))
    assert ends[3] == pytest.approx((LEFT, LEFT))
    assert ends[4] == pytest.approx((RIGHT, RIGHT))


def test_numbers_stand_beside_in_the_fact_s_unit_and_the_axis_says_what_it_is(drawn):
    told = [text.get_text() for text in drawn.texts]
    assert "Floods drown (share); held back" in told
    for words in ("28.1 (27.0 to 30.0) %", "22 to 34 %", "$492M ($480M to $504M)", "from $200M", "goes up and down"):
        assert words in told
    assert "Something is so (days)" in told
    assert drawn.get_xlabel() == "each row on a scale of its own, so that its believable range spans a common width"
    assert [tick.label1.get_text() for tick in drawn.xaxis.get_major_ticks()] == [f"{end} believable" for end in ENDS]


def test_what_has_no_estimate_is_not_drawn(drawn):
    told = [text.get_text().strip() for text in drawn.texts]
    assert "T9" not in told
    assert "T10_cure" not in told


def test_the_legend_and_the_caption_stand_in_the_figure():
    figure = fact_against_model(rows(), CAPTION)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["believable range", *LOOKS]
    assert figure.get_supxlabel() == CAPTION


def test_pictures_are_equal_whatever_the_users_own_style():
    first = style.png(fact_against_model(rows(), CAPTION))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        second = style.png(fact_against_model(rows(), CAPTION))
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert len(first) < 150_000
