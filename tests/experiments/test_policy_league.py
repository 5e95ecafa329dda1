"""The league from the command line: every policy of the catalogue in every size, refused at once or carried out."""

import json

import pandas as pd

from experiments import arguments, policy_league
from experiments.arguments import SIZES
from experiments.policy_league import DEFAULTS, Settings, leagues, main, runs
from sim.spec.load import load_behaviour, load_company, names, validated
from sim.spec.prices import annual_cost
from sim.study.league import EQUAL, YARDSTICK

TINY = ["companies=small", "replications=2", "years=1", "scale=0.02"]


def settled(**given):
    return validated(Settings, "", {**DEFAULTS, **given})


def test_a_tiny_league_leaves_whole_files(tmp_path, capsys):
    assert main([*TINY, "budget=as_it_comes", "workers=1", f"out={tmp_path}"]) == 0
    tables = {"table.csv", "table.xlsx", "answer.json", "runs.parquet", "manifest.json"}
    assert {path.name for path in tmp_path.iterdir()} == tables | {"page.html", "report.md", "heatmap.png"}
    table = pd.read_csv(tmp_path / "table.csv")
    assert sorted(table["policy"]) == list(names("policy"))
    assert table["policy"].iloc[-1] == YARDSTICK
    assert set(table["scale"]) == {0.02}
    command = "python -m experiments.policy_league companies=small replications=2 years=1 scale=0.02 budget=as_it_comes"
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert told["made_by"] == command
    assert command in (tmp_path / "page.html").read_text(encoding="utf-8")
    out = capsys.readouterr().out
    assert out.startswith(told["answer"])
    assert out.endswith(f"Written to {tmp_path}\n")
    assert "The yardstick, frictionless, is " in out


def test_at_equal_budget_each_policy_of_a_size_costs_the_same_and_shared_ones_run_once():
    settings = settled(companies=("small", "mid"), replications=2)
    behaviour, costs = load_behaviour(), {}
    for roster, policies in leagues(settings).items():
        costs[roster] = {round(annual_cost(load_company(roster.company), each, behaviour)) for each in policies}
        assert roster.typical in roster.policies
    assert {len(found) for roster, found in costs.items() if roster.budget == EQUAL} == {1}
    assert min(len(found) for roster, found in costs.items() if roster.budget != EQUAL) > 5
    chosen = runs(settings)
    cells = [(run.spec.company.name, run.policy, run.replication) for run in chosen]
    assert len(cells) == len(set(cells))
    dearest = [name for roster in costs if roster.budget == EQUAL for name in roster.policies if "+" not in name]
    assert len(cells) == 2 * (2 * 2 * 11 - len(dearest))


def test_it_runs_on_until_the_best_can_be_chosen_within_a_difference_that_does_not_matter(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(policy_league, "MOST", 5)
    words = ["companies=small", "years=1", "scale=0.02", "replications=3", "budget=as_it_comes", "workers=1"]
    assert main([*words, "indifference=0.001", f"out={tmp_path}"]) == 0
    table = pd.read_csv(tmp_path / "table.csv")
    assert set(table["replications"]) == {5}
    assert "replications would be needed to choose; there are 5" in capsys.readouterr().err


def test_the_default_league_runs_each_policy_of_each_size_as_it_comes_under_the_same_luck():
    chosen = runs(settled(budget="as_it_comes"))
    assert len(chosen) == 4 * 11 * 40
    cells = {(run.spec.company.name, run.policy) for run in chosen}
    assert cells == {(size, policy) for size in SIZES for policy in names("policy")}
    assert {run.spec.seed - run.replication for run in chosen} == {0}
    assert {run.spec.scale for run in chosen} == {1.0}
    assert {run.spec.reading for run in chosen} == {"switch"}
    assert {run.spec.years for run in chosen} == {3}
    assert all(run.spec.timeline[0].policy.name == run.policy for run in chosen)
    assert [run.replication for run in chosen] == sorted(run.replication for run in chosen)


def test_quick_is_a_few_runs_of_small_companies_unless_something_else_is_said():
    quick = runs(settled(quick=True, budget="as_it_comes"))
    assert len(quick) == 4 * 11 * policy_league.QUICK_REPLICATIONS
    assert {run.spec.company.name: run.spec.scale for run in quick} == arguments.QUICK_SCALE
    other = runs(settled(budget="as_it_comes", quick=True, companies=("mid",), scale=0.5, replications=2, seed=9))
    assert {(run.spec.company.name, run.spec.scale, run.spec.seed) for run in other} == {
        ("mid", 0.5, 9),
        ("mid", 0.5, 10),
    }
