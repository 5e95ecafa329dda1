"""Two starts, the ramp's loop and what is left of a truce: what is drawn are the tables' numbers."""

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex

from sim.report import style
from sim.report.figures.tipping import STARTS, WAYS, ramp_loop, truce_left, two_starts
from sim.study.hysteresis import CLIMBED, GAINED, ramp, truce
from sim.study.tipping import AFTER, LENGTHS, PACES, STEPS, WATCHED, Lives, starts
from tests.report.figures.made_up import CAPTION, legend
from tests.study.courses import learned, planned, quarters


@pytest.fixture(scope="module")
def tables():
    plan = planned()
    lives = Lives(quarters(plan, learned))
    return {make.__name__: make(lives, plan) for make in (starts, ramp, truce)}


@pytest.fixture(scope="module")
def as_it_is(tables):
    return {name: rows[rows["without"] == ""] for name, rows in tables.items()}


def test_each_policy_has_both_starts_with_bands_and_the_world_without_memory_dashed(tables):
    figure = two_starts(tables["starts"], CAPTION)
    assert len(figure.axes) == 2 * 3
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["mid: sales led", "mid: fractional cmo", "mid: open feud"] * 2
    for ax in figure.axes:
        assert [line.get_linestyle() for line in ax.lines] == ["-", "-", "--", "--"]
        assert len(ax.collections) == len(STARTS)
    rows = tables["starts"].query("policy == 'fractional_cmo' and team == 'marketing' and without == ''")
    drawn = figure.axes[4].lines
    for line, (name, (colour, _)) in zip(drawn, STARTS.items(), strict=False):
        assert line.get_ydata() == pytest.approx(rows[name].to_numpy())
        assert line.get_xdata().tolist() == list(range(AFTER + 1))
        assert to_hex(line.get_color()) == colour.lower()
    assert figure.axes[3].get_ylabel() == "trust of marketing\nin sales, 0 to 1"
    assert figure.axes[5].get_xlabel() == "quarters under this policy"
    assert legend(figure)[2] == "after open feud, without score learning"


def test_the_loop_has_both_ways_at_both_paces(as_it_is):
    figure = ramp_loop(as_it_is["ramp"], CAPTION)
    assert len(figure.axes) == len(CLIMBED)
    assert legend(figure) == [f"{way}, {pace} quarters a step" for pace in PACES for way in WAYS]
    slow = as_it_is["ramp"].query(f"pace == {PACES[1]} and measure == 'sales'")
    ax = figure.axes[0]
    for bar, way in zip(ax.containers, WAYS, strict=True):
        assert bar.lines[0].get_xdata().tolist() == list(STEPS)
        assert bar.lines[0].get_ydata() == pytest.approx(slow[way].to_numpy())
        low = [segment[0, 1] for segment in bar.lines[2][0].get_segments()]
        assert low == pytest.approx(slow[f"{way}_low"].tolist())
    assert ax.get_xlabel() == "way from usual policy (0) to cure (1)"
    assert ax.get_ylabel().endswith("share (0 to 1)")


def test_every_length_of_a_truce_has_its_line_and_band(as_it_is):
    figure = truce_left(as_it_is["truce"], CAPTION)
    assert len(figure.axes) == len(GAINED)
    assert legend(figure) == ["cure for 1 quarter", *(f"cure for {length} quarters" for length in LENGTHS[1:])]
    for ax, measure, unit in zip(figure.axes, GAINED, (1.0, 1.0, 100.0), strict=True):
        lines = [line for line in ax.lines if not line.get_label().startswith("_")]
        for line, length in zip(lines, LENGTHS, strict=True):
            table = as_it_is["truce"]
            rows = table[(table["length"] == length) & (table["measure"] == measure)]
            assert line.get_xdata().tolist() == list(range(WATCHED + 1))
            assert line.get_ydata() == pytest.approx(unit * rows["gain"].to_numpy())
        assert len(ax.collections) == len(LENGTHS)
    assert [ax.get_ylabel() for ax in figure.axes] == ["gain, share (0 to 1)"] * 2 + ["gain, % of revenue"]


def test_captions_stand_in_the_figures_and_pictures_are_equal_whatever_the_users_own_style(tables, as_it_is):
    drawn = ((two_starts, tables["starts"]), (ramp_loop, as_it_is["ramp"]), (truce_left, as_it_is["truce"]))
    for draw, table in drawn:
        assert draw(table, CAPTION).get_supxlabel() == CAPTION
        first = style.png(draw(table, CAPTION))
        with mpl.rc_context({"font.size": 20, "axes.facecolor": "red"}):
            second = style.png(draw(table, CAPTION))
        assert first == second
        assert len(first) < 200_000
