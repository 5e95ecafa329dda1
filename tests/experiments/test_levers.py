"""The parts of a cure from the command line to the page."""

import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from experiments.levers import main
from sim.study.lever_parts import WHOLE

TINY = ["companies=small", "replications=2", "years=1", "scale=0.02", "workers=1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("levers")
    assert main([*TINY, f"out={folder}"]) == 0
    return folder


def test_a_tiny_study_leaves_whole_files_that_agree(folder):
    names = {"table.csv", "table.xlsx", "answer.json", "page.html", "report.md", "manifest.json", "parts.png"}
    assert {path.name for path in folder.iterdir()} == names
    table = pd.read_csv(folder / "table.csv")
    for _, rows in table.groupby("quantity"):
        assert rows["part"].iloc[:-1].sum() == pytest.approx(rows["part"].iloc[-1], abs=0.05)
    told = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert told["made_by"] == "python -m experiments.levers companies=small replications=2 years=1 scale=0.02"
    page = BeautifulSoup((folder / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("p", class_="answer").text == told["answer"]
    assert WHOLE in page.text
    assert "n = 2 paired replications (seeds 0 to 1)" in page.text


def test_what_is_told_is_what_is_clear_of_luck(folder):
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "In a small company, distinct_marketing in the place of lane_crossing_of_two changes what is left by" in text
    assert "can be told from luck" in text
