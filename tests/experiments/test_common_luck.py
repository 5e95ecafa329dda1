"""What pairing saves, from the command line."""

import json

import pandas as pd

from experiments import common_luck
from experiments.common_luck import main

TINY = ["pairs=3", "contests=3", "scale=0.02", "workers=1"]


def test_a_tiny_study_leaves_whole_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(common_luck, "SIZES", ("mid",))
    assert main([*TINY, f"out={tmp_path}"]) == 0
    table = pd.read_csv(tmp_path / "table.csv")
    assert table["quantity"].nunique() == 3
    assert len(table) == 3 * (2 + 2)  # two spreads of skill, two cures of a mid company
    assert (table["low"] <= table["ratio"]).all()
    page = (tmp_path / "report.md").read_text()
    assert page.count("marketing_mandate 2 days") == 2
    assert "python -m experiments.common_luck pairs=3 contests=3 scale=0.02" in page
    cells = json.loads((tmp_path / "manifest.json").read_text())["cells"]
    assert len({cell["config"] for cell in cells}) == 4 + 3
    assert str(tmp_path) in capsys.readouterr().out
