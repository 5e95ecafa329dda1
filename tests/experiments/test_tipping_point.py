"""The tipping point from the command line: which runs of which worlds, refused at once or carried out."""

import json

import pandas as pd
import pytest

import sim
from experiments.arguments import SIZES
from experiments.assumptions import SCALES
from experiments.tipping_point import (
    DEFAULTS,
    QUICK_CELLS,
    QUICK_REPLICATIONS,
    QUICK_SCALE,
    REPLICATIONS,
    Settings,
    main,
    plan,
)
from sim.study.tipping import STATE_COLUMNS

TINY = ["companies=mid", "scale=0.01", "quick=true", "workers=1"]


def planned(company, **given):
    return plan(Settings(**{**DEFAULTS, **given}), company)


@pytest.mark.slow
def test_a_tiny_study_leaves_whole_files(tmp_path, capsys):
    assert main([*TINY, f"out={tmp_path}"]) == 0
    written = {path.name for path in tmp_path.iterdir()}
    tables = {"table.csv", "table.xlsx", "answer.json", "starts.csv", "ramp.csv", "loops.csv", "truce.csv"}
    pictures = {"starts.png", "ramp.png", "truce.png"}
    assert written == {*tables, *pictures, "truces.csv", "page.html", "report.md", "manifest.json"}
    table = pd.read_csv(tmp_path / "table.csv")
    assert tuple(table.columns) == STATE_COLUMNS
    assert set(table["replications"]) == {QUICK_REPLICATIONS}
    assert (table["gap_end_low"] <= table["gap_end"]).all()
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert told["made_by"] == "python -m experiments.tipping_point companies=mid scale=0.01 quick=true"
    out = capsys.readouterr().out
    assert out.startswith(told["answer"])
    assert out.endswith(f"Written to {tmp_path}\n")


@pytest.mark.parametrize(
    ("company", "typical", "cure", "marketers"),
    [
        ("small", "lane_crossing_of_two", "distinct_marketing", 2),
        ("mid", "sales_led", "fractional_cmo", None),
        ("large", "silos", "dual_mandate", None),
        ("enterprise", "silos", "dual_mandate", None),
    ],
)
def test_each_size_holds_its_feud_against_its_first_cure(company, typical, cure, marketers):
    study = planned(company)
    assert (study.contest.typical.name, study.contest.cure.name) == (typical, cure)
    assert study.contest.company == sim.load_company(company)
    heads = {policy.team.marketers for policy in (*study.policies, *study.histories)}
    assert heads == {marketers}


def test_numbers_are_the_study_s_own_unless_given():
    assert {company: planned(company).scale for company in SIZES} == SCALES
    usual, quick = planned("mid"), planned("mid", quick=True)
    assert (usual.replications, usual.fewer, usual.seed) == (REPLICATIONS, REPLICATIONS // 2, 0)
    assert (quick.replications, quick.fewer, quick.scale) == (QUICK_REPLICATIONS, 2, QUICK_SCALE)
    assert (len(usual.cells), len(quick.cells), quick.cells[0]) == (9, QUICK_CELLS, usual.cells[0])
    given = planned("mid", quick=True, replications=5, seed=9, scale=0.5)
    assert (given.replications, given.fewer, given.seed, given.scale) == (5, 2, 9, 0.5)
