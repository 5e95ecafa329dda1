"""The null models from the command line: refused at once or carried out."""

import json

import pandas as pd

from experiments import arguments, null_models
from experiments.null_models import DEFAULTS, SIZES, Settings, main, runs
from sim.spec.facts import load_facts
from sim.spec.load import validated

TINY = ["companies=small", "replications=4", "scale=0.1"]


def settled(**given):
    return validated(Settings, "", {**DEFAULTS, **given})


def test_a_tiny_study_leaves_whole_files(tmp_path, capsys):
    assert main([*TINY, "workers=1", f"out={tmp_path}"]) == 0
    tables = {"table.csv", "table.xlsx", "answer.json", "manifest.json"}
    assert {path.name for path in tmp_path.iterdir()} == tables | {
        *("page.html", "report.md", "changes.png", "other_half.png")
    }
    table = pd.read_csv(tmp_path / "table.csv")
    assert set(table["kind"]) == {"fact", "policy", "sample"}
    assert set(table["scale"]) == {0.1}
    held_back = {fact.id for fact in load_facts() if fact.role == "validate"}
    assert not held_back & set(table["question"])
    command = "python -m experiments.null_models companies=small replications=4 scale=0.1"
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert told["made_by"] == command
    assert command in (tmp_path / "page.html").read_text(encoding="utf-8")
    cells = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["cells"]
    assert [cell["policy"] for cell in cells] == ["lane_crossing_of_two", "distinct_marketing"]
    out = capsys.readouterr().out
    assert out.startswith(told["answer"])
    assert out.endswith(f"Written to {tmp_path}\n")


def test_the_default_study_runs_both_worlds_of_each_size_under_the_same_luck():
    jobs = runs(settled())
    assert len(jobs) == 4 * 2 * null_models.REPLICATIONS
    assert {job.replica.spec.company.name for job in jobs} == set(SIZES)
    assert {job.replica.spec.seed - job.replica.replication for job in jobs} == {0}
    assert {job.replica.spec.scale for job in jobs} == {1.0}
    assert [job.replica.replication for job in jobs] == sorted(job.replica.replication for job in jobs)


def test_quick_is_a_few_runs_of_small_companies_unless_something_else_is_said():
    quick = runs(settled(quick=True))
    assert len(quick) == 4 * 2 * null_models.QUICK_REPLICATIONS
    assert {job.replica.spec.company.name: job.replica.spec.scale for job in quick} == arguments.QUICK_SCALE
    other = runs(settled(quick=True, companies=("mid",), scale=0.5, replications=5, seed=9))
    assert {job.replica.spec.scale for job in other} == {0.5}
    assert settled(companies=("mid", "small")).sizes == ["small", "mid"]
    assert [job.replica.spec.seed for job in other[::2]] == [9, 10, 11, 12, 13]
