"""The study of floods from the command line."""

import json

import pandas as pd

from experiments.lead_flood import main

TINY = ["companies=small,mid", "replications=2", "scale=0.03", "workers=1"]


def test_a_tiny_study_leaves_whole_files(tmp_path, capsys):
    assert main([*TINY, f"out={tmp_path}"]) == 0
    written = {path.name for path in tmp_path.iterdir()}
    assert {"table.csv", "table.xlsx", "answer.json", "page.html", "report.md", "manifest.json"} < written
    table = pd.read_csv(tmp_path / "table.csv")
    assert table["company"].unique().tolist() == ["small", "mid"]
    assert set(table["replications"]) == {2}
    page = (tmp_path / "report.md").read_text()
    assert "python -m experiments.lead_flood companies=small,mid replications=2 scale=0.03" in page
    cells = json.loads((tmp_path / "manifest.json").read_text())["cells"]
    assert {cell["replications"] for cell in cells} == {2}
    told = capsys.readouterr().out
    assert "In this model" in told
    assert str(tmp_path) in told
