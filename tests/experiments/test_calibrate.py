"""The calibration from the command line: whole files, taken up where it was left, refused where it makes no sense."""

import json

import pandas as pd
import pytest

from experiments import calibrate
from experiments.arguments import SIZES
from experiments.calibrate import DEFAULTS, TRIALS, Settings, _identity, main, plans
from sim.study.ensemble import FACTS, NUMBERS

QUICK = ["quick=true", "workers=1"]
FILES = {"ensemble.csv", "table.csv", "facts.csv", "recovery.csv", "answers.csv", "ranges.png"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A quick look."""
    out = tmp_path_factory.mktemp("calibration")
    assert main([*QUICK, f"out={out}"]) == 0
    return out


def test_a_quick_look_leaves_whole_files(folder):
    assert {path.name for path in folder.iterdir()} == {*FILES, TRIALS, "page.html", "report.md", "manifest.json"}
    numbers, facts = (pd.read_csv(folder / name) for name in ("table.csv", "facts.csv"))
    assert tuple(numbers.columns) == NUMBERS
    assert tuple(facts.columns) == FACTS
    members = pd.read_csv(folder / "ensemble.csv")
    assert list(members) == numbers["parameter"].tolist()
    assert len(members) == calibrate.QUICK["batch"]
    for number in numbers.itertuples():
        assert members[number.parameter].between(number.low, number.high).all()
    assert "python -m experiments.calibrate quick=true\n" in (folder / "report.md").read_text()
    made_of = json.loads((folder / "manifest.json").read_text())["calibration"]
    assert (made_of["prior"], made_of["sizes"]) == (calibrate.QUICK["prior"], list(calibrate.QUICK_SIZES))


def test_what_was_interrupted_is_taken_up_and_ends_the_same(folder, tmp_path):
    trials = pd.read_parquet(folder / TRIALS)
    trials.head(len(trials) // 2).to_parquet(tmp_path / TRIALS, index=False, compression="zstd")
    assert main([*QUICK, "resume=true", f"out={tmp_path}"]) == 0
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["resume=true", "seed=5"], "is from another calibration"),
        (["resume=true", "scale=0.04"], "is from another calibration"),
        ([], "has trials already; resume=true goes on with them"),
    ],
)
def test_trials_of_others_are_neither_mixed_in_nor_overwritten(folder, tmp_path, capsys, words, message):
    (tmp_path / TRIALS).write_bytes((folder / TRIALS).read_bytes())
    assert main([*QUICK, *words, f"out={tmp_path}"]) == 2
    assert message in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {TRIALS}
    assert (tmp_path / TRIALS).read_bytes() == (folder / TRIALS).read_bytes()


def test_all_sizes_are_calibrated_at_full_size():
    plan, screening = plans(Settings(**DEFAULTS))
    assert tuple(plan.where.own) == SIZES
    assert plan.scales == (1.0,) * 4
    assert screening.where == plan.where
    assert (plan.outside, plan.met) == (3.0, 0.9)


def test_trials_stay_good_when_their_outcome_is_adopted_and_not_when_a_range_changes():
    plan, _ = plans(Settings(**{**DEFAULTS, "quick": True}))
    first, *others = plan.where.shared
    adopted = plan._replace(where=plan.where._replace(shared=(first._replace(default=first.high), *others)))
    wider = plan._replace(where=plan.where._replace(shared=(first._replace(high=1.01 * first.high), *others)))
    assert _identity(adopted) == _identity(plan) != _identity(wider)
