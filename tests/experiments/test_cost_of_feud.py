"""The headline from the command line: refused at once or carried out, with the same bytes each time."""

import os
import subprocess
import sys

import pytest

import sim
from experiments import cost_of_feud
from experiments.arguments import RESULTS
from experiments.cost_of_feud import main, plan, settled

TINY = ["companies=small", "replications=2", "years=1", "scale=0.02"]


def written(folder):
    """The files in ``folder`` with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def headline(tmp_path_factory):
    """Exit code and files of a tiny headline."""
    folder = tmp_path_factory.mktemp("headline") / "new"
    return main([*TINY, "workers=1", f"out={folder}"]), written(folder)


def test_a_tiny_headline_leaves_whole_files(headline):
    code, files = headline
    assert code == 0
    assert set(files) == {"table.csv", "runs.parquet", "report.md", "manifest.json", "cost.png", "net_gain.png"}
    assert files["table.csv"].count(b"\n") == 2
    assert (
        b"python -m experiments.cost_of_feud companies=small replications=2 years=1 scale=0.02\n" in files["report.md"]
    )


def test_it_prints_a_sentence_a_table_and_the_place(headline, tmp_path, capsys):
    assert main([*TINY, "workers=1", f"out={tmp_path}"]) == 0
    assert written(tmp_path) == headline[1]
    out = capsys.readouterr().out
    assert out.startswith("Over 1 year, ")
    assert "cost of feud, %" in out
    assert str(tmp_path) in out


@pytest.mark.slow
def test_two_processes_with_another_hash_seed_give_the_same_bytes(headline, tmp_path):
    words = [*TINY, "workers=2", f"out={tmp_path}"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "experiments.cost_of_feud", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=RESULTS.parent)
    assert written(tmp_path) == headline[1]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("replication=4", "replication: unknown key; nearest is replications"),
        ("+seed=4", "+seed: unknown key; nearest is seed"),
        ("replications=1", "replications = 1: must be a whole number between 2 and"),
        ("replications=few", "replications = 'few': must be a whole number between 2 and"),
        ("seed=1.5", "seed = 1.5: must be"),
        ("seed=-1", "seed = -1: must be"),
        ("years=0", "years = 0: must be a whole number between 1 and 30"),
        ("scale=2", "scale = 2: must be between 0.001 and 1"),
        ("workers=0", "workers = 0: must be a whole number between 1 and"),
        ("companies=smal", "companies = 'smal': unknown; nearest is small"),
        ("companies=small,small", "companies = small,small: must name each size once"),
        ("quick=maybe", "quick = 'maybe': must be true or false"),
        ("quick=0", "quick = 0: must be true or false"),
        ("seed", "seed: must be key=value"),
    ],
)
def test_bad_input_is_refused_at_once_with_one_line_and_nothing_written(word, message, capsys, tmp_path):
    assert main([word, f"out={tmp_path / 'new'}"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(message)
    assert told.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main([f"out={tmp_path / 'file'}"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


def test_help_shows_every_key(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [key for key in cost_of_feud.DEFAULTS if f"  {key}=" not in shown] == []


def test_the_default_study_compares_each_typical_policy_with_its_cures():
    chosen = plan(settled({}))
    cells = list(dict.fromkeys((replica.spec.company.name, replica.policy) for replica in chosen))
    assert cells == [
        ("small", "founder_led"),
        ("small", "distinct_marketing"),
        ("mid", "sales_led"),
        ("mid", "fractional_cmo"),
    ]
    assert len(chosen) == 2 * sum(cost_of_feud.REPLICATIONS.values())
    assert {replica.spec.reading for replica in chosen} == {"switch"}


def test_sizes_take_turns_and_seeds_count_on():
    chosen = plan(settled({"replications": 2, "seed": 9}))
    assert [replica.spec.seed for replica in chosen] == [9] * 4 + [10] * 4


def test_quick_is_overruled_by_what_is_said():
    assert settled({"quick": True}).scale == cost_of_feud.QUICK["scale"]
    assert settled({"quick": True, "scale": 0.5}).scale == 0.5
    assert settled({}).scale is None


def test_every_size_has_its_constants():
    assert cost_of_feud.REPLICATIONS.keys() == cost_of_feud.SCALE.keys()
    assert all(sim.load_company(name).cures for name in cost_of_feud.REPLICATIONS)
