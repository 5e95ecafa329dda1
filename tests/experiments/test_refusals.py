"""Every experiment: what cannot be run is refused at once, with one line and nothing written; help names every key."""

from importlib import import_module

import pytest

from experiments.arguments import BY_SIZE
from sim.model import FunnelModel
from tests.experiments import EXPERIMENTS

ANY = {
    "+seed=4": "+seed: unknown key; nearest is seed",
    "seed=1.5": "seed = 1.5: must be",
    "seed=-1": "seed = -1: must be",
    "seed": "seed: must be key=value",
    "scale=2": "scale = 2: must be between 0.001 and 1",
    "scale=0": "scale = 0: must be between 0.001 and 1",
    "workers=0": "workers = 0: must be a whole number between 1 and",
    "quick=maybe": "quick = 'maybe': must be true or false",
    "quick=0": "quick = 0: must be true or false",
    "wokers=2": "wokers: unknown key; nearest is workers",
}
"""Words that no experiment takes, and how the line begins that says so."""
SIZES = {
    "companies=smal": "companies = 'smal': unknown; nearest is small",
    "companies=small,small": "companies = small,small: must name each size once",
}
REPLICATIONS = {
    "replication=4": "replication: unknown key; nearest is replications",
    "replications=1": "replications = 1: must be a whole number between 2 and",
    "replications=few": "replications = 'few': must be a whole number between 2 and",
}
PAIRS = {
    "pair=4": "pair: unknown key; nearest is pairs",
    "pairs=1": "pairs = 1: must be a whole number between 2 and",
    "pairs=few": "pairs = 'few': must be a whole number between 2 and",
}
YEARS = {"years=0": "years = 0: must be a whole number between 1 and 30"}
OWN = {
    "assumptions": SIZES
    | PAIRS
    | {
        "screening=1": "screening = 1: must be a whole number between 2 and",
        "top=0": "top = 0: must be a whole number between 1 and",
    },
    "best_policy": YEARS
    | {
        "company=medium": "company = 'medium': unknown; nearest is mid",
        "population=1": "population = 1: must be a whole number between 2 and",
        "judging=1": "judging = 1: must be a whole number between 2 and",
        "generation=3": "generation: unknown key; nearest is generations",
    },
    "calibrate": {"resume=1": "resume = 1: must be", "resum=true": "resum: unknown key; nearest is resume"},
    "common_luck": {"pairs=2": "pairs = 2: must be a whole number between 3 and"},
    "cost_of_feud": SIZES
    | REPLICATIONS
    | YEARS
    | {
        "uncertainty=luc": "uncertainty = 'luc': unknown; nearest is luck",
        "replications=3": "replications = 3: must be 4 or more, for two members to take their turns",
    },
    "elasticities": SIZES | REPLICATIONS,
    "equal_budget": SIZES | REPLICATIONS | YEARS | {"dollars=0": "dollars = 0: must be between 1 and"},
    "facts": REPLICATIONS,
    "lead_flood": SIZES | REPLICATIONS,
    "levers": SIZES | REPLICATIONS | YEARS,
    "levers_act": PAIRS
    | YEARS
    | {
        "company=medium": "company = 'medium': unknown; nearest is mid",
        "company=small,mid": "company = 'small,mid': unknown",
        "company=nowhere.yaml": "nowhere.yaml: no such file",
    },
    "null_models": SIZES
    | {"replications=3": "replications = 3: must be a whole number between 4 and", "years=2": "years: unknown key"},
    "sweep": {
        "companies=smal": "company = 'smal': unknown; nearest is small",
        "handoff.sla_day=2": "policy.handoff.sla_day: unknown key; nearest is handoff.sla_days",
        "replications=0": "replications = 0: must be a whole number between 1 and",
        "shard=5/4": "shard = 5/4: must be k/n with k from 1 to n",
        "design=sobol": "points = null: must be a whole number between 1 and",
        "design=nowhere.yaml": "nowhere.yaml: no such file",
        "workers=rey": "workers = 'rey': must be a whole number",
    },
    "policy_league": SIZES
    | REPLICATIONS
    | YEARS
    | {
        "budget=equl": "budget = 'equl': unknown; nearest is equal",
        "indifference=2": "indifference = 2: must be between 0.0001 and 1",
    },
    "when_it_fails": YEARS
    | {
        "company=medium": "company = 'medium': unknown; nearest is mid",
        "worlds=3": "worlds = 3: must be a whole number between 10 and",
        "replications=1": "replications = 1: must be a whole number between 2 and",
    },
    "tipping_point": SIZES | REPLICATIONS | {"years=3": "years: unknown key; nearest is"},
}
"""And those that one of them does not take."""
CASES = [(name, word, told) for name, own in OWN.items() for word, told in (ANY | own).items()]


def test_every_experiment_is_asked():
    assert sorted(OWN) == EXPERIMENTS


@pytest.mark.parametrize(("name", "word", "told"), CASES, ids=[f"{name} {word}" for name, word, _ in CASES])
def test_bad_input_is_refused_with_one_line_and_nothing_run_or_written(name, word, told, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(FunnelModel, "run", lambda _: pytest.fail("it ran"))
    assert import_module(f"experiments.{name}").main([word, f"out={tmp_path / 'new'}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(told)
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_place_that_cannot_be_written_is_refused(name, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(FunnelModel, "run", lambda _: pytest.fail("it ran"))
    (tmp_path / "file").touch()
    assert import_module(f"experiments.{name}").main([f"out={tmp_path / 'file'}"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["-h", "--help"])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_help_shows_every_key(name, word, capsys):
    experiment = import_module(f"experiments.{name}")
    assert experiment.main([word]) == 0
    shown = capsys.readouterr().out
    assert [key for key in getattr(experiment, "DEFAULTS", BY_SIZE) if f"  {key}=" not in shown] == []
