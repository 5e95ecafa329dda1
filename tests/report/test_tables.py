"""The table that people read, on a terminal and on the page."""

import io

import pytest

from sim.report.tables import cells, heading, markdown, on_terminal, readable
from sim.study.feud import cost_of_feud
from tests.study.frames import both, noisy, world


@pytest.fixture(scope="module")
def rows():
    runs = both(world("typical", 1e5, 1e4, 5e3), world("cure", 1.1e5, 1.3e4, 2e3))
    return cost_of_feud(runs, "mid", "typical", "cure")


def test_a_column_a_period_and_a_line_a_figure(rows):
    assert readable(rows)["years 1-3"].to_dict() == {
        "revenue lost, %": "10.0 (10.0 to 10.0)",
        "spend wasted, %": "3.0 (3.0 to 3.0)",
        "cost of feud, %": "13.0 (13.0 to 13.0)",
        "cost of cure, $k": "108",
        "net gain, $k": "252 (252 to 252)",
        "cure ahead in": "4 of 4",
    }


def test_the_heading_tells_who_is_compared_and_whether_it_pays(rows):
    assert heading(rows) == "mid: typical -> cure, pays back in month 1"
    scaled = cost_of_feud(noisy(cost=50.0), "mid", "typical", "cure", scale=0.25)
    assert heading(scaled) == "mid: typical -> cure, does not pay back within 3 years, simulated at 0.25 of its size"


def test_markdown_is_a_table_of_equal_rows(rows):
    lines = markdown(readable(rows)).splitlines()
    assert lines[0] == "| 95 % intervals in brackets | year 1 | year 3 | years 1-3 |"
    assert {line.count("|") for line in lines} == {5}
    assert len(lines) == 2 + 6


def test_the_terminal_shows_every_cell_in_eighty_columns(rows):
    from rich.console import Console

    console = Console(file=io.StringIO(), width=80)
    console.print(on_terminal(readable(rows), heading(rows)))
    shown = console.file.getvalue()
    assert heading(rows) in shown
    assert shown.count("13.0 (13.0 to 13.0)") == 3


def test_companies_and_cures_are_told_apart():
    runs = both(noisy(company="small"), noisy(company="mid"))
    tables = both(cost_of_feud(runs, "small", "typical", "cure"), cost_of_feud(runs, "mid", "typical", "cure"))
    assert [rows["company"].unique().tolist() for rows in cells(tables)] == [["small"], ["mid"]]
