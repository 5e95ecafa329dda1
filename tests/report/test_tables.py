"""The table that people read, on a terminal and on the page."""

import io

import pytest

from sim.report.tables import cells, heading, on_terminal, overview, readable
from tests.study.frames import both, costs, noisy, world


@pytest.fixture(scope="module")
def rows():
    runs = both(world("typical", 1e5, 1e4, 5e3), world("cure", 1.1e5, 1.3e4, 2e3))
    return costs(runs)


def test_a_column_a_period_and_a_line_a_figure(rows):
    assert readable(rows)["years 1-3"].to_dict() == {
        "revenue lost, %": "10.0 (10.0 to 10.0)",
        "spend wasted, %": "3.0 (3.0 to 3.0)",
        "cost of feud, %": "13.0 (13.0 to 13.0)",
        "remedy costs, $k": "108",
        "net gain, $k": "252 (252 to 252)",
        "remedy ahead in": "4 of 4",
    }


def test_the_heading_tells_who_is_compared_and_whether_it_pays(rows):
    assert heading(rows) == "mid: typical → cure, pays back in month 1 on average, ahead in 4 of 4"
    scaled = costs(noisy(cost=50.0), scale=0.25)
    pays = "does not pay back within 3 years on average, ahead in 0 of 12"
    assert heading(scaled) == f"mid (at 0.25 of its size): typical → cure, {pays}"


def test_the_terminal_shows_every_cell_in_eighty_columns(rows):
    from rich.console import Console

    console = Console(file=io.StringIO(), width=80)
    console.print(on_terminal(readable(rows), heading(rows)))
    shown = console.file.getvalue()
    assert heading(rows) in shown
    assert shown.count("13.0 (13.0 to 13.0)") == 3


def test_companies_and_contests_are_told_apart_in_their_order():
    crossing = ("lane_crossing", "cure")
    small, mid, other = noisy(company="small"), noisy(company="mid"), noisy(company="mid", names=crossing)
    table = both(both(costs(small, company="small"), costs(mid)), costs(other, names=crossing))
    found = [rows[["company", "typical", "cure"]].drop_duplicates().to_numpy().tolist() for rows in cells(table)]
    assert found == [[["small", "typical", "cure"]], [["mid", "typical", "cure"]], [["mid", "lane_crossing", "cure"]]]


def test_the_overview_has_a_line_a_contest_with_what_it_comes_to_over_all_years(rows):
    late = noisy(company="small", cost=50.0)
    lines = overview(both(rows, costs(late, company="small", scale=0.25)))
    assert lines.index.name == "all years, 95 % intervals in brackets"
    assert lines.index.tolist() == ["mid: typical → cure", "small (at 0.25 of its size): typical → cure"]
    assert lines.loc["mid: typical → cure"].to_dict() == {
        **readable(rows)["years 1-3"].to_dict(),
        "pays back": "month 1",
    }
    assert lines["pays back"].tolist() == ["month 1", "not on average"]


def test_the_overview_of_a_single_year_is_that_year():
    runs = both(world("typical", 1e5, months=12), world("cure", 1.1e5, months=12))
    (line,) = overview(costs(runs)).to_dict("records")
    assert (line["revenue lost, %"], line["pays back"]) == ("10.0 (10.0 to 10.0)", "month 1")
