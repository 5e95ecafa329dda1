"""From what the levers did to the files of the study, without a model: the figures are made up."""

import json

import pandas as pd
import pytest

from sim import __version__
from sim.report.levers import LeverResults, effects
from sim.report.manifest import manifest
from sim.study.levers import DAYS_WATCHED, Setting
from sim.study.mechanisms import TRIALS
from sim.study.replicas import replicas
from tests import builders

SETTING = Setting(
    builders.company("mid"), builders.policy("sales_led"), builders.policy("fractional_cmo"), 24, 5, 0.25, 3
)


def tried(lever, effect, acts=True, as_declared=True):
    """A row of ``tried``."""
    trial = TRIALS[lever]
    return {
        **{"lever": lever, "company": "mid", "policy": "sales_led", "low": trial.low, "high": trial.high},
        **{"besides": "", "first_day": 0, "first_record": "books.tools", "declared": "books.tools"},
        **{"as_declared": as_declared, "measure": trial.measure, "unit": trial.unit, "at_low": 1000.0},
        **{"at_high": 1000.0 + effect, "effect": effect, "effect_low": effect - 1.5, "effect_high": effect + 1.5},
        "acts": acts,
    }


def earned(lever, typical, cure, alone, last):
    """A row of ``on_revenue``; every interval is a per cent wide to each side."""
    parts = {"alone": alone, "last": last, "all": 0.1234}
    ends = {f"{part}{end}": value + step for part, value in parts.items() for end, step in ENDS.items()}
    return {"lever": lever, "typical": typical, "cure": cure, **ends}


ENDS = {"": 0.0, "_low": -0.01, "_high": 0.01}


def made(**changes):
    """Results of three levers, of which one does nothing."""
    parts = {
        "setting": SETTING,
        "mechanisms": pd.DataFrame(
            [
                tried("handoff.tracking", 12345.678),
                tried("handoff.sla_days", -2.0, as_declared=False),
                tried("lead.routing", 0.0, acts=False),
            ]
        ),
        "revenue": pd.DataFrame(
            [
                earned("handoff.tracking", 0.2, 0.85, 0.03, -0.0004),
                earned("handoff.sla_days", None, 2.0, -0.02, 0.05),
            ]
        ),
        "inert": {"lead.routing": ["small", "mid"]},
        "made_by": "python -m this",
        "manifest": manifest(replicas(SETTING.company, (SETTING.typical, SETTING.cure), 24, 5, scale=0.25)),
    }
    return LeverResults(**{**parts, **changes})


@pytest.fixture(scope="module")
def results():
    return made()


@pytest.fixture(scope="module")
def text(results):
    """The page."""
    return results.files()["report.md"].decode()


def test_files_are_the_promised_ones_and_equal_each_time(results):
    files = results.files()
    assert set(files) == {"table.csv", "page.html", "report.md", "manifest.json", "revenue.png"}
    assert made().files() == files
    assert files["revenue.png"].startswith(b"\x89PNG")
    assert json.loads(files["manifest.json"]) == results.manifest


def test_the_table_has_a_row_a_lever_with_all_that_is_known_of_it(results):
    table = results.table.set_index("lever")
    assert table.index.tolist() == ["handoff.tracking", "handoff.sla_days", "lead.routing"]
    assert set(results.mechanisms.columns) | set(results.revenue.columns) <= {*table, "lever", "typical", "cure"}
    assert table["inert_in"].tolist() == ["", "", "small mid"]
    assert table["last"].tolist()[:2] == [-0.0004, 0.05]
    assert pd.isna(table.loc["lead.routing", "last"])
    lines = results.files()["table.csv"].decode().splitlines()
    assert len(lines) == 1 + 3
    assert lines[0].startswith("lever,company,policy,low,high,")


def test_a_lever_fails_that_changes_something_else_first_or_does_not_move_its_mechanism(results):
    assert results.failures == ["handoff.sla_days", "lead.routing"]
    assert made(mechanisms=results.mechanisms.iloc[:1]).failures == []


def test_the_answer_counts_the_levers_that_act_and_names_the_strongest(results):
    assert results.answer == (
        "1 of 3 levers move their own mechanism, first through a record that they declare; of fractional_cmo's, "
        "handoff.sla_days is worth most at the end: without it, revenue of year 3 is 5.0 (4.0 to 6.0) % lower."
    )


def test_the_page_says_where_and_how_it_was_tried(text):
    title = SETTING.company.title.split(",")[0]
    for part in (
        f"{title} under sales_led, n = 24 pairs (seeds 5 to 28), simulated at 0.25 of its size; Truce ",
        "## What it does to revenue in year 3",
        "with this one lever set as in fractional_cmo",
        "All levers together: 12.3 (11.3 to 13.3) %.",
        f"within {DAYS_WATCHED} days",
        "](revenue.png)",
    ):
        assert part in text
    assert "\n\n    python -m this\n\n" in text
    assert "{" not in text


def test_the_page_has_a_line_a_lever_for_its_mechanism(text):
    tracking = TRIALS["handoff.tracking"]
    numbers = (
        "| 0 | 1 | books.tools | leads called (leads) | 1,000 | 1.335e+04 | 1.23e+04 (1.23e+04 to 1.23e+04) | yes |"
    )
    assert (tracking.low, tracking.high, tracking.measure, tracking.unit) == (0.0, 1.0, "leads called", "leads")
    assert f"| handoff.tracking {numbers}" in text
    assert "| handoff.sla_days | 20 | 1 | books.tools (not declared) |" in text
    assert "| lead.routing | territory | balanced |" in text
    assert "| 1,000 | 1,000 | 0 (-1.5 to 1.5) | no |" in text


def test_the_page_has_a_line_a_lever_for_revenue(text):
    assert "| handoff.tracking | 0.2 | 0.85 | 3.0 (2.0 to 4.0) | 0.0 (-1.0 to 1.0) |" in text
    assert "| handoff.sla_days | null | 2 | -2.0 (-3.0 to -1.0) | 5.0 (4.0 to 6.0) |" in text
    assert text.count("| lead.routing | territory") == 1


def test_the_page_names_levers_that_do_nothing_and_where(text):
    assert "| lead.routing | small, mid |\n" in text
    assert "| none |  |\n" in made(inert={}).files()["report.md"].decode()


def test_the_figure_draws_alone_and_last_of_each_lever_in_per_cent(results):
    (ax,) = effects(results.revenue, SETTING, "caption").axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["handoff.tracking", "handoff.sla_days"]
    assert [bar.get_label() for bar in ax.containers] == ["alone", "last"]
    for bar, values in zip(ax.containers, ([3.0, -2.0], [-0.04, 5.0]), strict=True):
        assert bar.lines[0].get_xdata().tolist() == pytest.approx(values)
        ends = [segment[:, 0].tolist() for segment in bar.lines[2][0].get_segments()]
        assert ends == [pytest.approx([value - 1.0, value + 1.0]) for value in values]
    assert ax.get_xlabel() == "effect on revenue of year 3, % of revenue under sales_led, 95 % intervals"
    assert ax.get_title(loc="left") == "mid: levers of fractional_cmo, alone and last"


def test_the_figure_tells_pairs_seeds_and_version(results, monkeypatch):
    captions = []
    monkeypatch.setattr("sim.report.levers.style.captioned", lambda figure, told: captions.append(told) or figure)
    results.files()
    made_of = f"Truce {__version__}, configuration {results.manifest['config']}"
    caption = f"n = 24 pairs (seeds 5 to 28), simulated at 0.25 of its size; {made_of}"
    assert captions == ["", caption]  # on the page it stands below the picture
