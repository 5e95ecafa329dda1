"""Prior and posterior are drawn from the table's numbers, on each number's own scale; equal bytes."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.report import style
from sim.report.figures.ranges import prior_and_posterior

ROWS = pd.DataFrame(
    [
        {
            **{"parameter": "behaviour.patience.exponent", "meaning": "How fast patience ends", "unit": "exponent"},
            **{"low": 0.2, "high": 1.0, "default": 0.35},
            **{"member_low": 0.2 * 5.0**0.25, "member_mid": 0.2 * 5.0**0.5, "member_high": 1.0},
        },
        {
            **{"parameter": "mid.choice.no_decision", "meaning": "Weight of doing nothing", "unit": "logits"},
            **{"low": -2.5, "high": 1.5, "default": -1.2, "member_low": -2.5, "member_mid": -0.5, "member_high": 0.5},
        },
    ]
)


@pytest.fixture(scope="module")
def figure():
    return prior_and_posterior(ROWS, "60 members; seeds 1 to 9")


@pytest.fixture(scope="module")
def ax(figure):
    (ax,) = figure.axes
    return ax


def lines(ax, colour):
    """What is drawn in a colour, from top to bottom."""
    found = [line for line in ax.lines if to_hex(line.get_color()) == colour.lower()]
    return [line.get_xdata() for line in sorted(found, key=lambda line: -np.mean(line.get_ydata()))]


def test_every_plausible_range_spans_the_same_width(ax):
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0.0, 1.0)] * 2
    assert [label.get_text() for label in ax.get_xticklabels()] == ["lowest plausible", "highest plausible"]


def test_members_stand_by_ratios_or_by_differences(ax):
    first, second = lines(ax, style.BLUE)
    assert list(first) == pytest.approx([0.25, 1.0])
    assert list(second) == pytest.approx([0.0, 0.75])
    assert [float(x[0]) for x in lines(ax, style.BLACK)] == pytest.approx([0.5, 0.5])


def test_the_catalogue_s_value_is_marked(ax):
    first, second = (float(x[0]) for x in lines(ax, style.VERMILION))
    assert (first, second) == pytest.approx((np.log(0.35 / 0.2) / np.log(5.0), 1.3 / 4.0))


def test_values_are_written_beside_and_names_have_units(ax):
    assert [text.get_text() for text in ax.texts] == [
        "0.447 (0.299 to 1) in 0.2 to 1",
        "-0.5 (-2.5 to 0.5) in -2.5 to 1.5",
    ]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [
        "How fast patience ends\npatience.exponent [exponent]",
        "Weight of doing nothing\nmid: choice.no_decision [logits]",
    ]


def test_the_caption_is_there_and_equal_rows_give_equal_bytes(figure):
    assert figure.get_supxlabel() == "60 members; seeds 1 to 9"
    assert style.png(figure) == style.png(prior_and_posterior(ROWS, "60 members; seeds 1 to 9"))
