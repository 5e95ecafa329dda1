"""Null models beside the agents: marks where the table says, full where they do as well, readable without colour."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from sim.report import style
from sim.report.figures.nulls import AGENTS, LOOKS, changes, other_half
from sim.study.nulls import AS_WELL, POLICY, SAMPLE, SEMI_MARKOV
from tests.report.figures.made_up import CAPTION, legend
from tests.report.null_rows import rows

DRAWN = [(changes, POLICY), (other_half, SAMPLE)]


def marks(ax):
    """Marks of null models: colour to (place on the axis, full)."""
    found = {}
    for line in ax.lines:
        for name, (colour, mark, _) in LOOKS.items():
            if line.get_marker() == mark and line.get_color() == colour:
                full = to_rgba(line.get_markerfacecolor()) == to_rgba(colour)
                found.setdefault(name, []).append((float(line.get_xdata()[0]), full))
    return found


@pytest.mark.parametrize(("draw", "kind"), DRAWN)
def test_marks_stand_at_the_answers_and_are_full_where_they_are_as_good(draw, kind):
    table = rows()
    for ax, (_, here) in zip(draw(table, CAPTION).axes, table.groupby("company", sort=False), strict=True):
        here = here[here["kind"].eq(kind)]
        for model, drawn in marks(ax).items():
            mine = here[here["model"].eq(model)]
            answers = mine["answer"] if kind == POLICY else mine["answer"] / mine["agents"] - 1.0
            assert [place for place, _ in drawn] == pytest.approx((100.0 * answers).tolist())
            assert [full for _, full in drawn] == mine["verdict"].eq(AS_WELL).tolist()


def test_the_agents_interval_stands_once_a_question():
    ax = changes(rows(), CAPTION).axes[0]
    assert len(ax.containers) == 5
    bar = ax.containers[0]
    assert bar.lines[0].get_xdata()[0] == pytest.approx(2.0)
    assert bar.lines[2][0].get_segments()[0][:, 0].tolist() == pytest.approx([1.0, 3.0])


def test_questions_units_and_companies_are_named():
    figure = changes(rows(), CAPTION)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert names == ["revenue", "revenue of year 3", "opportunities", "wins", "share of\nleads talked to, points"]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["mid", "large (at 0.5 of its size)"]
    assert {ax.get_xlabel() for ax in figure.axes} == {"change under the cure, %"}
    assert {ax.get_xlabel() for ax in other_half(rows(), "").axes} == {"off the other half's mean, %"}
    assert legend(figure) == [AGENTS, *LOOKS, "open: fails"]
    assert legend(other_half(rows(), "")) == [AGENTS, *list(LOOKS)[:2], "open: fails"]


def test_models_can_be_told_by_their_marks():
    assert len({mark for _, mark, _ in LOOKS.values()}) == len(LOOKS)
    assert LOOKS[SEMI_MARKOV][0] == style.ORANGE


@pytest.mark.parametrize(("draw", "kind"), DRAWN)
def test_pictures_are_equal_whatever_the_users_own_style(draw, kind):
    table = rows()
    first = style.png(draw(table, CAPTION))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        second = style.png(draw(table, CAPTION))
    assert first == second
    assert len(first) < 150_000
    assert draw(table, CAPTION).get_supxlabel() == CAPTION


def test_one_company_stands_alone_and_an_odd_one_leaves_no_empty_axes():
    table = rows()
    alone = changes(table[table["company"].eq("mid")], "")
    assert len(alone.axes) == 1
    third = table[table["company"].eq("mid")].assign(company="small")
    figure = changes(pd.concat([table, third]), "")
    assert [ax.get_visible() for ax in figure.axes] == [True, True, True, False]
