"""The page and the table of the facts: what holds, what misses and by how much, what was held back."""

from io import BytesIO

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.facts import answer, files, summary
from sim.study.facts import plan
from tests.report.fact_rows import rows

CHOSEN = [job.replica for job in plan("mid", 3, 4, 0.5)]


@pytest.fixture(scope="module")
def written():
    return files(rows(), CHOSEN, "python -m experiments.facts seed=4")


@pytest.fixture(scope="module")
def page(written):
    return written["report.md"].decode()


def test_the_page_counts_what_holds(page):
    assert "**3 of 7 judgements hold; 4 miss, 3 of them clearly; 1 of 1 of those that were held back hold.**" in page
    assert "too little to count for 2 more" in page
    what = "size and policy, with each change that a fact asks for"
    assert f"3 replications of each {what} (seeds 4 to 6), companies at 0.5 of their size" in page
    assert "    python -m experiments.facts seed=4\n" in page
    assert "](facts.png)" in page


def test_facts_that_nobody_may_tune_for_are_counted_apart():
    table = rows()
    for number, role in ((1, "seen"), (2, "seen"), (3, "validate")):
        table.loc[number, "role"] = role
    told = answer(table)
    assert told == (
        "2 of 4 judgements hold; 2 miss, 2 of them clearly; 1 of 2 of those that were only looked at hold; "
        "1 of 2 of those that were held back hold."
    )


def test_the_page_says_what_misses_by_how_much_and_whether_that_is_clear(page):
    misses = page.partition("## All that is judged")[0]
    assert "| mid | 32.0 (29.0 to 35.0) % | 18 to 30 % | 2.0 points too high | no |" in misses
    assert "| large | 2.00 (1.00 to 3.00) % | 14 to 26 % | 12 points too low | yes |" in misses
    assert "| all | goes up and down | rises with size |  | yes |" in misses
    assert misses.count("| T6: ") == 3


def test_the_overview_has_a_line_a_fact_and_marks_the_misses(page):
    overview = page.partition("## All that is judged")[2].partition("## What was held back")[0]
    (line,) = [line for line in overview.splitlines() if line.startswith("| T6: ")]
    assert "| ✓ 28.1 (27.0 to 30.0) % | ✗ 32.0 (29.0 to 35.0) % |" in line
    assert "T9" not in overview


def test_what_was_held_back_is_judged_apart(page):
    held_back = page.partition("## What was held back")[2]
    assert "| T14_lowers: Floods drown (share); held back | ✓ -15.0 (-20.0 to -10.0) % |\n" in held_back
    assert "| T3_skew: Nothing is known (ratio); held back | 1.90 (1.80 to 2.00) |\n" in held_back
    assert held_back.count("\n| T") == 2
    assert "1 of 1 of these facts hold in every size of which something is known" in held_back


def test_a_study_without_a_miss_says_so():
    table = rows()
    page = files(table[table["met"].fillna(True)], CHOSEN, "x")["report.md"].decode()
    assert "**3 of 3 judgements hold; 1 of 1 of those that were held back hold.**" in page


def test_the_page_in_html_carries_the_numbers_of_the_table(written):
    page = BeautifulSoup(written["page.html"], "html.parser")
    carried = {float(tag["value"]) for tag in page.find_all("data")}
    table = pd.read_csv(BytesIO(written["table.csv"]))
    assert carried == {value for value in table["model"] if not pd.isna(value)}
    assert len(page.find_all("figure")) == 1


def test_the_table_is_the_study_s_to_six_digits(written):
    table = pd.read_csv(BytesIO(written["table.csv"]))
    assert table["model"].tolist() == pytest.approx(rows()["model"].tolist(), nan_ok=True)
    assert table.loc[0, "high"] == float("inf")
    assert table["met"].isna().sum() == 3


def test_equal_studies_give_equal_files(written):
    assert files(rows(), CHOSEN, "python -m experiments.facts seed=4") == written


def test_the_summary_tells_misses_alone():
    first, *lines = summary(rows()).splitlines()
    assert first == "3 of 7 judgements hold; 4 miss, 3 of them clearly; 1 of 1 of those that were held back hold."
    assert lines[0] == "T6 mid: 32.0 (29.0 to 35.0) %, believable 18 to 30 %"
    assert len(lines) == 4
