"""Facts are told in their units."""

import math

import pytest

from sim.report.fact_words import believable, estimated, in_words, off_by, title_and_unit
from tests.report.fact_rows import row as fact_row


@pytest.mark.parametrize(
    ("unit", "ends", "answer", "told", "range_told", "off"),
    [
        ("share", (0.08, 0.16), (0.05, 0.0412, 0.0588), "5.00 (4.12 to 5.88) %", "8 to 16 %", "3.0 points too low"),
        (
            "share a year",
            (-0.05, 0.2),
            (0.25, -0.1, 0.6),
            "25.0 (-10.0 to 60.0) %",
            "-5 to 20 %",
            "5.0 points too high",
        ),
        ("dollars a year", (2e8, math.inf), (1.5e8, 1e8, 2e8), "$150M ($100M to $200M)", "from $200M", "$50M too low"),
        ("days", (27.0, 63.0), (123.4, 9.6, 200.0), "123 (10 to 200)", "27 to 63", "60 too high"),
        ("AUC", (0.6, 0.7), (0.7342, 0.72, 0.746), "0.734 (0.720 to 0.746)", "0.6 to 0.7", "0.034 too high"),
    ],
)
def test_facts_are_told_in_their_unit(unit, ends, answer, told, range_told, off):
    row = fact_row("T0_growth", "mid", ends, answer, unit)
    assert (estimated(row), believable(row), off_by(row)) == (told, range_told, off)
    assert title_and_unit(row) == ("Something is so", unit)


def test_trends_are_told_without_numbers_and_signs_with_what_they_are_of():
    falls = fact_row("T17", "all", (-1.0, -1.0), (1.0, math.nan, math.nan))
    assert (estimated(falls), believable(falls), off_by(falls)) == ("rises with size", "falls with size", "")
    lower = fact_row("T14_lowers", "mid", (-1.0, -1.0), (-1.0, -1.0, -1.0), number=(-0.15, -0.2, -0.1))
    assert (estimated(lower), believable(lower), off_by(lower)) == ("-15.0 (-20.0 to -10.0) %", "below 0", "")
    assert believable(fact_row("T14_lowers", "mid", (1.0, 1.0), None)) == "above 0"


def test_an_end_that_few_runs_leave_open_is_unknown():
    row = fact_row("T8", "mid", (1.0, 3.0), (3.5, 1.2, math.inf), "ratio")
    assert estimated(row) == "3.50 (1.20 to unknown)"


def test_a_number_alone_is_told_in_the_unit_of_its_fact():
    assert in_words(0.0813, "share") == "8.13 %"
    assert in_words(4.92e8, "dollars a year") == "$492M"
    assert in_words(45.0, "days") == "45.0"
