"""Gains by policy and size with what is told and what is not, and regrets in order: readable without colour."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from sim.report import style
from sim.report.figures.league import COLOURS, INK, LIGHT, LOOKS, MIDDLE, contrast, heatmap, regret_table
from sim.study.league import YARDSTICK, league
from tests.study.frames import contenders

CAPTION = "n = 12 paired replications (seeds 0 to 11)"
GAINS = {
    "small": {"usual": 0.0, "good": 200.0, YARDSTICK: 300.0, "same": 0.0},
    "mid": {"usual": 0.0, "good": -200.0, YARDSTICK: 10.0, "same": 0.2},
}


@pytest.fixture(scope="module")
def table():
    rows = [
        league(contenders(gains, company=name, noise=20.0), name, "usual", scale)
        for (name, gains), scale in zip(GAINS.items(), (1.0, 0.5), strict=True)
    ]
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module")
def cells(table):
    """The axes of the heatmap."""
    return heatmap(table, CAPTION).axes[0]


def told(ax):
    """Column, row and words of each cell."""
    return {(int(text.get_position()[0]), text.get_position()[1] - 0.5): text for text in ax.texts}


def test_each_cell_has_the_gain_of_its_policy_and_size_in_per_cent(cells, table):
    policies = [text.get_text() for text in cells.get_yticklabels()]
    assert sorted(policies[:-1]) == ["good", "same", "usual"]
    assert policies[-1] == f"{YARDSTICK} (yardstick)"
    assert [text.get_text() for text in cells.get_xticklabels()] == ["small", "mid\n(at 0.5 of its size)"]
    gains = table.set_index(["company", "policy"])["gain_share"]
    shown = told(cells)
    assert len(shown) == 8
    for column, company in enumerate(GAINS):
        place = policies.index("good")
        assert shown[column, place].get_text() == f"{100.0 * gains[company, 'good']:+.1f}"


def test_the_usual_policy_is_named_and_what_luck_may_explain_is_hatched_and_in_brackets(cells, table):
    words = [text.get_text() for text in cells.texts]
    assert words.count("usual") == 2
    unsure = (~table["significant"] & ~table["typical"]).sum()
    assert sum(text.startswith("(") for text in words) == unsure > 0
    assert sum(patch.get_hatch() is not None for patch in cells.patches) == unsure


def test_the_best_that_can_be_bought_is_framed_in_each_size_and_the_yardstick_never(cells, table):
    frames = [patch for patch in cells.patches if not patch.get_fill()]
    policies = [text.get_text() for text in cells.get_yticklabels()]
    best = table.groupby("company", sort=False)["policy"].first().tolist()
    assert [policies[int(frame.get_y())] for frame in frames] == best
    assert [int(frame.get_x()) for frame in frames] == [0, 1]


def test_the_yardstick_stands_apart(cells):
    places = np.diff([tick.get_loc() for tick in cells.yaxis.get_major_ticks()])
    assert (places[:-1] == 1.0).all()
    assert places[-1] > 1.3


def test_colours_are_centred_on_no_gain_and_each_number_can_be_read_on_its_own(cells, table):
    assert COLOURS(0.5)[:3] == pytest.approx(to_rgb(MIDDLE), abs=0.01)
    for patch, text in zip((p for p in cells.patches if p.get_fill()), cells.texts, strict=True):
        assert contrast(text.get_color(), patch.get_facecolor()) >= 4.5
    for share in np.linspace(0.0, 1.0, 101):
        assert max(contrast(ink, to_rgb(COLOURS(share))) for ink in (INK, LIGHT)) >= 4.5


def test_contrast_is_that_of_the_accessibility_guidelines():
    assert contrast("black", "white") == pytest.approx(21.0)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)


def test_the_bar_of_colours_has_a_unit(table):
    assert heatmap(table, "").axes[1].get_ylabel() == "net contribution over the usual policy, % of its revenue"


def test_words_of_a_cell_keep_their_colour_whatever_the_page_s(table):
    drawing = style.svg(heatmap(table, ""), "heatmap", "words")
    for words in ("usual", "+19", f"{YARDSTICK} (yardstick)"):
        assert words in drawing
    assert not {INK, LIGHT} & style.THEMED.keys()
    assert INK in drawing


def test_regrets_stand_best_on_top_with_the_table_s_numbers_and_chances(table):
    figure = regret_table(table, CAPTION)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["small", "mid (at 0.5 of its size)"]
    for ax, (_, rows) in zip(figure.axes, table.groupby("company", sort=False), strict=True):
        assert [text.get_text() for text in ax.get_yticklabels()] == rows["policy"].tolist()
        assert ax.get_xlabel() == "net contribution less than under the best, $ thousand"
        means = [bar.lines[0].get_xdata()[0] for bar in ax.containers]
        assert means == pytest.approx((rows["regret"] / 1e3).tolist())
        low = [bar.lines[2][0].get_segments()[0][0, 0] for bar in ax.containers]
        assert low == pytest.approx((rows["regret_low"] / 1e3).tolist())
        assert ax.texts[len(rows) - 1].get_text() == ""
    assert figure.axes[0].texts[0].get_text() == "100 %"


def test_what_a_policy_is_can_be_told_by_its_mark(table):
    figure = regret_table(table, CAPTION)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(LOOKS)
    marks = [bar.lines[0].get_marker() for bar in figure.axes[0].containers]
    assert sorted(marks) == ["D", "o", "o", "s"]
    assert marks[-1] == "s"


def test_millions_are_told_as_millions(table):
    rich = table.assign(**{name: 1e4 * table[name] for name in ("regret", "regret_low", "regret_high")})
    assert regret_table(rich, "").axes[0].get_xlabel().endswith("$ million")


def test_captions_stand_in_the_figures(table):
    assert [draw(table, CAPTION).get_supxlabel() for draw in (heatmap, regret_table)] == [CAPTION] * 2


@pytest.mark.parametrize("draw", [heatmap, regret_table])
def test_pictures_are_equal_whatever_the_users_own_style(draw, table):
    one_size = table[table["company"] == "small"]
    first = style.png(draw(one_size, CAPTION))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        second = style.png(draw(one_size, CAPTION))
    assert first == second
    assert len(first) < 150_000
