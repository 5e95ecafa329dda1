"""From runs to the files of the tipping point, without a model: trust takes made-up courses."""

import io
import json

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.tipping import TippingResults
from sim.report.tipping_words import answer, left, memory, share, together
from sim.study.hysteresis import LAG, LOOP
from sim.study.tipping import CLOSING, ONE, OPEN, STATE_COLUMNS, TWO, runs
from tests import builders
from tests.study.courses import learned, planned, quarters, relaxing

CSV = {"starts.csv", "ramp.csv", "loops.csv", "truce.csv", "truces.csv"}


def results(*plans, course=learned):
    chosen = [replica for plan in plans for replica in runs(plan)]
    lives = pd.concat([quarters(plan, course) for plan in plans], ignore_index=True)
    return TippingResults(chosen, "python -m this", plans, lives)


@pytest.fixture(scope="module")
def both():
    return results(planned("small", 6), planned("mid", 6, seed=4, scale=0.5))


@pytest.fixture(scope="module")
def files(both):
    return both.files()


@pytest.fixture(scope="module")
def page(files):
    return BeautifulSoup(files["page.html"], "html.parser")


def test_files_are_the_promised_ones_and_equal_each_time(both, files):
    tables = {"table.csv", "table.xlsx", "answer.json", *CSV}
    pictures = {"starts.png", "ramp.png", "truce.png"}
    assert set(files) == {*tables, *pictures, "page.html", "report.md", "manifest.json"}
    again = TippingResults(both.chosen, both.made_by, both.plans, both.quarters).files()
    assert {name for name in files if files[name] != again[name]} == set()


def test_tables_are_written_for_every_company(both, files):
    states = pd.read_csv(io.BytesIO(files["table.csv"]))
    assert tuple(states.columns) == STATE_COLUMNS
    for name in CSV:
        table = pd.read_csv(io.BytesIO(files[name]))
        assert table["company"].unique().tolist() == ["small", "mid"]
        assert len(table) == len(both.tables[name.removesuffix(".csv")])


def test_the_answer_is_that_of_the_verdicts(both, files, page):
    expected = (
        "After 8 years under the usual policy, in a small company and a mid-size company trust stays in two states, by "
        "what came before, 0.800 apart on a scale from 0 to 1 (without score learning it comes to one state, whatever "
        "came before). So trust by itself has no tipping point: what stays lies in what the score has learned."
    )
    assert both.answer == expected
    assert page.find("p", class_="answer").text == expected
    assert json.loads(files["answer.json"])["answer"] == expected
    assert both.sentences[0] == expected


def test_trust_that_follows_the_policy_has_no_tipping_point():
    found = results(planned("mid", 6), course=relaxing(0.4))
    assert found.answer == (
        "After 8 years under the usual policy, in a mid-size company trust comes to one state, whatever came before "
        "(without score learning too). So trust has no tipping point."
    )
    assert set(found.tables["loops"]["verdict"]) == {LAG}
    assert "half-lives" in found.files()["report.md"].decode()


def test_tables_on_the_page_carry_the_numbers_behind_them(both, page):
    for caption, table, name in (
        ("Gap between the two starts", both.tables["states"].query("part == 'policies'"), "gap_end"),
        ("Down less up, the mean of all steps but the top", both.tables["loops"], "slow"),
        ("Gains, of revenue in % of it", both.tables["truces"], "gain_end"),
    ):
        shown = next(tag for tag in page.find_all("table") if tag.caption.text == caption)
        lines = shown.tbody.find_all("tr")
        assert len(lines) == len(table)
        for line, value in zip(lines, table[name], strict=True):
            assert value in [float(tag["value"]) for tag in line.find_all("data")]


def test_captions_have_n_and_seeds_and_the_size(page):
    captions = [tag.text for tag in page.main.find_all("figcaption")]
    assert len(captions) == 3
    for text, count in zip(captions, (6, 3, 6), strict=True):
        assert f"small: n = {count} paired replications (seeds 0 to {count - 1})" in text
        assert f"mid: n = {count} paired replications (seeds 4 to {3 + count}), simulated at 0.5 of its size" in text


def test_the_page_says_its_rules_and_what_it_is_not(files, page):
    for part in ("calibrated to facts", "luck alone", "The rules stand in the code", "python -m this"):
        assert part in page.text, part
    assert not page.find_all("script")
    assert len(files["page.html"]) < 1_000_000
    assert LOOP in page.text


# ---------------------------------------------------------------------- words


def state(team, verdict, without="", company="mid"):
    told = {"company": company, "team": team, "verdict": verdict, "without": without}
    return told | {"quarters": 32, "gap_end": 0.012}


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [((ONE, ONE), ONE), ((ONE, TWO), TWO), ((ONE, OPEN), OPEN), ((OPEN, CLOSING), CLOSING), ((TWO, OPEN), TWO)],
)
def test_two_teams_come_to_one_verdict(verdicts, expected):
    assert together(verdicts) == expected


@pytest.mark.parametrize(
    ("usual", "bare", "follows"),
    [
        (ONE, ONE, "So trust has no tipping point."),
        (TWO, ONE, "So trust by itself has no tipping point: what stays lies in what the score has learned."),
        (CLOSING, ONE, "So trust by itself has no tipping point: what stays lies in what the score has learned."),
        (TWO, TWO, "So trust has a second state even where the score cannot learn."),
        (TWO, OPEN, ""),
    ],
)
def test_what_follows_is_what_the_verdicts_allow(usual, bare, follows):
    rows = [state("sales", usual), state("sales", bare, "score_learning")]
    first, _, second = answer(rows, [builders.company("mid")]).partition(").")
    apart = ", 0.012 apart on a scale from 0 to 1"
    assert first.startswith("After 8 years under the usual policy, in a mid-size company trust ")
    assert (apart in first) is (usual != ONE)
    assert second.strip() == follows


def test_what_keeps_them_apart_is_told_of_the_teams_that_are_apart():
    rows = [state("sales", ONE), state("marketing", TWO)]
    bare = [state("sales", OPEN, "score_learning"), state("marketing", ONE, "score_learning")]
    told = memory([*rows, *bare])
    assert told == (
        "Without score learning, trust of marketing in sales: one state. So what is left lies in what the score has "
        "learned, not in trust that feeds itself."
    )
    assert memory([state("sales", ONE), state("sales", ONE, "score_learning")]) == ""
    assert "So what is left" not in memory([state("sales", TWO), state("sales", TWO, "score_learning")])


def gain(length, gone, start=1.0, end=0.0, without=""):
    ends = {"gain_start_low": start, "gain_end_low": end}
    return {"measure": "sales", "length": length, "gone_in": gone, "without": without, **ends}


def test_a_truce_lasts_as_long_as_its_policy_only_if_every_gain_falls_back():
    assert left([gain(1, 2.0), gain(8, 5.0)], 12) == (
        "Cures of 1 and 8 quarters leave a gain in trust of sales in marketing's leads until quarter 2 and 5 after the "
        "return (12+: to the end; 0: none that is clear of luck). Within 12 quarters every gain falls back: a truce "
        "lasts as long as its policy."
    )
    kept = left([gain(1, 2.0), gain(8, np.nan, end=0.1)], 12)
    assert "until quarter 2 and 12+ after" in kept
    assert kept.endswith("Of 2 gains that were clear when the cure ended, 1 still are in the last year watched.")
    assert "Of 0 gains" in left([gain(1, 0.0, start=-1.0)], 12)


def test_shares_have_their_intervals_and_no_minus_before_nothing():
    row = {"gap": -0.0001, "gap_low": -0.02, "gap_high": 0.0216}
    assert share(row, "gap") == "0.000 (-0.020 to 0.022)"
    assert share(row, "gap", 100.0, 1) == "0.0 (-2.0 to 2.2)"
    assert share(dict.fromkeys(row, np.nan), "gap") == ""
