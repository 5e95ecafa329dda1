"""The worlds in which a cure loses, from the command line to the page."""

import json

import pandas as pd
from bs4 import BeautifulSoup

from experiments.when_it_fails import main
from sim.model import FunnelModel

TINY = ["worlds=12", "replications=2", "years=1", "scale=0.02", "workers=1"]


def test_a_tiny_search_leaves_whole_files_and_goes_on_from_its_store(tmp_path, capsys, monkeypatch):
    assert main([*TINY, f"out={tmp_path}"]) == 0
    names = {"table.csv", "table.xlsx", "answer.json", "worlds.csv", "page.html", "report.md", "manifest.json", "store"}
    assert names <= {path.name for path in tmp_path.iterdir()} <= {*names, "boxes.png"}
    worlds = pd.read_csv(tmp_path / "worlds.csv")
    assert 8 <= len(worlds) <= 12
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert told["answer"].startswith("In a mid-size company fractional_cmo loses against sales_led in ")
    page = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("p", class_="answer").text == told["answer"]
    monkeypatch.setattr(FunnelModel, "run", lambda _: 1 / 0)
    before = (tmp_path / "page.html").read_bytes()
    assert main([*TINY, f"out={tmp_path}"]) == 0
    assert (tmp_path / "page.html").read_bytes() == before
    assert "Written to" in capsys.readouterr().out
