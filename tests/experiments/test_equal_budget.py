"""The next dollars from the command line to the page."""

import json

import pandas as pd
from bs4 import BeautifulSoup

from experiments.equal_budget import main
from sim.report.next_dollars import verdict
from sim.study.next_dollars import WAYS


def test_a_tiny_study_leaves_whole_files_that_agree(tmp_path):
    words = ["companies=small", "dollars=200000", "replications=2", "years=1", "scale=0.1", "workers=1"]
    assert main([*words, f"out={tmp_path}"]) == 0
    names = {"table.csv", "table.xlsx", "answer.json", "page.html", "report.md", "manifest.json", "gains.png"}
    assert {path.name for path in tmp_path.iterdir()} == names
    table = pd.read_csv(tmp_path / "table.csv")
    assert set(table["way"]) == set(WAYS)
    assert table["gain"].is_monotonic_decreasing
    assert set(table["dollars"]) == {20_000.0}
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    page = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("p", class_="answer").text == told["answer"]
    assert told["answer"].startswith("Of $200 thousand a year more: in a small company ")
    assert "$20 thousand a year" in page.text


def row(way, gain, significant):
    return {"way": way, "gain": gain, "gain_low": gain - 1e3, "gain_high": gain + 1e3, "significant": significant}


def test_nothing_is_said_to_pay_that_luck_may_explain():
    assert verdict([row("rep", 5e4, True), row("marketer", 1e3, False), row("programmes", -2e4, True)]) == (
        "rep pays, clear of luck: $50 thousand (95 %: $49 to $51 thousand); programmes loses money, clear of luck"
    )
    assert verdict([row("rep", 5e4, True), row("marketer", 2e4, True)]) == (
        "rep and marketer pay, clear of luck, rep most: $50 thousand (95 %: $49 to $51 thousand)"
    )
    assert verdict([row("rep", 5e3, False)]) == (
        "no way pays clear of luck; the best is rep, $5 thousand (95 %: $4 to $6 thousand)"
    )
    assert verdict([row("rep", -5e4, True), row("marketer", -6e4, True)]) == (
        "every way loses money, clear of luck; rep loses least, -$50 thousand (95 %: -$51 to -$49 thousand)"
    )
