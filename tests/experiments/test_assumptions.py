"""Which assumptions the answer hangs on, from the command line."""

import json

import pandas as pd
import pytest

import sim
from experiments import assumptions
from experiments.arguments import SIZES
from experiments.assumptions import DEFAULTS, SCALES, Settings, main, plan
from sim.study.assumptions import COLUMNS

TINY = ["companies=mid", "top=1", "scale=0.02", "quick=true", "workers=1"]


def planned(company, **given):
    return plan(Settings(**{**DEFAULTS, **given}), company)


def test_a_tiny_study_leaves_whole_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(assumptions, "ONE_IN", 71)
    assert main([*TINY, f"out={tmp_path}"]) == 0
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"table.csv", "page.html", "report.md", "manifest.json", "tornado.png"}
    table = pd.read_csv(tmp_path / "table.csv")
    assert tuple(table.columns) == COLUMNS
    assert table.groupby("stage").size().to_dict() == {"confirmed": 1, "screening": 2}
    assert (table["effect_low_low"] <= table["effect_low"]).all()
    page = (tmp_path / "report.md").read_text()
    assert "python -m experiments.assumptions companies=mid top=1 scale=0.02 quick=true\n" in page
    assert "139 were left out (139: not part of a quick look)" in " ".join(page.split())
    cells = json.loads((tmp_path / "manifest.json").read_text())["cells"]
    assert [cell["policy"] for cell in cells] == ["sales_led", "fractional_cmo"]
    told = capsys.readouterr().out
    assert told.startswith("mid: with every number as it is, sales_led against fractional_cmo costs ")
    assert told.endswith(f"Written to {tmp_path}\n")


@pytest.mark.parametrize(
    ("company", "typical", "cure"),
    [
        ("small", "lane_crossing_of_two", "distinct_marketing"),
        ("mid", "sales_led", "fractional_cmo"),
        ("large", "silos", "dual_mandate"),
        ("enterprise", "silos", "dual_mandate"),
    ],
)
def test_each_size_holds_its_feud_against_its_first_cure(company, typical, cure):
    contest = planned(company).contest
    assert (contest.typical.name, contest.cure.name, contest.budget) == (typical, cure, "as it comes")
    assert contest.company == sim.load_company(company)


def test_only_the_largest_are_simulated_at_a_part_of_their_size():
    assert {company: planned(company).scale for company in SIZES} == SCALES
    assert [company for company in SIZES if SCALES[company] < 1.0] == ["large", "enterprise"]
    assert planned("large", scale=0.3).scale == 0.3


def test_numbers_are_the_study_s_own_unless_given():
    usual, quick = planned("mid"), planned("mid", quick=True)
    assert [(one.screening, one.confirmed, one.top, one.years) for one in (usual, quick)] == [
        tuple(numbers[key] for key in ("screening", "pairs", "top", "years"))
        for numbers in (assumptions.USUAL, assumptions.QUICK)
    ]
    given = planned("mid", quick=True, screening=3, pairs=5, top=7, years=2, seed=9)
    assert given[2:7] == (3, 5, 7, 9, 2)
