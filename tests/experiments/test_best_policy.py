"""The search for the best policies from the command line to the page."""

import json

import pandas as pd
from bs4 import BeautifulSoup

from experiments.best_policy import main
from sim.spec.load import load_policy

TINY = ["population=4", "generations=2", "replications=1", "judging=2", "years=1", "scale=0.02", "workers=1"]


def test_a_tiny_search_leaves_whole_files_and_a_policy_to_use(tmp_path, capsys):
    assert main([*TINY, f"out={tmp_path}"]) == 0
    tables = {"table.csv", "table.xlsx", "answer.json", "policy_best_net.yaml"}
    assert {path.name for path in tmp_path.iterdir()} == tables | {
        "page.html",
        "report.md",
        "manifest.json",
        "front.png",
    }
    table = pd.read_csv(tmp_path / "table.csv").set_index("policy")
    assert table.loc["sales_led", "net_gain"] == 0.0
    assert len(table[~table["found"]]) == 10
    best = load_policy(tmp_path / "policy_best_net.yaml")
    found = table[table["found"]]
    assert found.loc[found["net_gain_searched"].idxmax(), "handoff.tracking"] == round(best.handoff.tracking, 6)
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["answer"]
    assert told.startswith(
        "Of 8 policies tried in a mid company, the one that left most in the search changes what sales_led leaves by "
    )
    page = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("p", class_="answer").text == told
    assert "promises the difference too much" in page.text
    assert capsys.readouterr().out.startswith(told)
