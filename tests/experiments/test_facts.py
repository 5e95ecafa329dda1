"""Does the model show what is known, from the command line."""

import json

import pandas as pd

from experiments import facts
from experiments.facts import main

TINY = ["replications=2", "scale=0.03", "workers=1"]


def test_a_tiny_study_leaves_whole_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(facts, "SIZES", ("small", "mid"))
    assert main([*TINY, f"out={tmp_path}"]) == 0
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"table.csv", "page.html", "report.md", "manifest.json", "facts.png"}
    table = pd.read_csv(tmp_path / "table.csv")
    assert table["company"].unique().tolist() == ["small", "mid", "all"]
    assert table["role"].unique().tolist() == ["calibrate", "validate", "seen"]
    assert table["model"].notna().mean() > 0.8
    page = (tmp_path / "report.md").read_text()
    what = "size and policy, with each change that a fact asks for"
    assert f"2 replications of each {what} (seeds 0 to 1), companies at 0.03 of their size" in page
    assert "python -m experiments.facts replications=2 scale=0.03" in page
    cells = json.loads((tmp_path / "manifest.json").read_text())["cells"]
    assert [cell["policy"] for cell in cells] == [
        *("founder_led", "lane_crossing_of_two", "distinct_marketing"),
        *("sales_led", "fractional_cmo"),
    ]
    told = capsys.readouterr().out
    assert "judgements hold" in told
    assert str(tmp_path) in told
