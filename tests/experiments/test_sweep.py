"""Sweeps from the command line, and one row of them alone."""

import json

import pandas as pd
import pytest

from experiments import rerun
from experiments.sweep import main
from sim.model import FunnelModel
from sim.study import load

TINY = ["companies=small,mid", "policies=[silos,open_feud]", "scale=0.02", "years=1", "warmup_years=0", "workers=1"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "mine"
    assert main([*TINY, "replications=3", f"out={folder}"]) == 0
    return folder


def test_a_sweep_leaves_its_runs_a_summary_and_what_it_was_made_of(swept):
    table = pd.read_csv(swept / "summary.csv")
    assert table["company"].tolist() == ["small", "small", "mid", "mid"]
    assert table["replications"].tolist() == [3] * 4
    assert table["gain"].isna().tolist() == [True, False, True, False]
    runs = load(swept).assign(net=lambda rows: rows["revenue"] - rows["spend"])
    nets = runs.pivot_table("net", ["company", "replication"], "policy", observed=True)
    gain = (nets["open_feud"] - nets["silos"]).groupby("company", observed=True).mean()
    assert table["gain"].iloc[[1, 3]].tolist() == pytest.approx([gain["small"], gain["mid"]], abs=0.01)
    assert (table["gain_low"] < table["gain"])[1]
    told = json.loads((swept / "manifest.json").read_text())
    assert (told["points"], told["replications"], told["seeds"], told["failed"]) == (4, 3, [0, 2], 0)


def test_the_same_command_goes_on_and_tells_what_it_did(swept, capsys, monkeypatch):
    monkeypatch.setattr(FunnelModel, "run", lambda _: pytest.fail("it ran"))
    assert main([*TINY, "replications=3", f"out={swept}"]) == 0
    out = capsys.readouterr().out
    assert f"0 runs made, 0 failed, 0 to come. Written to {swept}" in out
    assert "mid, open_feud" in out


def test_a_design_may_stand_in_a_file_and_the_command_line_counts_more(tmp_path, capsys):
    (tmp_path / "design.yaml").write_text(
        "companies: [small]\nscale: 0.02\nyears: 1\nwarmup_years: 0\n"
        "union:\n  - policies: [silos]\n  - {design: sobol, points: 2, handoff.sla_days: [1, 20]}\n"
    )
    words = [f"design={tmp_path / 'design.yaml'}", "replications=1", "workers=1", f"out={tmp_path / 'out'}"]
    assert main([*words, "companies=mid"]) == 0
    frame = load(tmp_path / "out")
    assert frame["company"].unique().tolist() == ["mid"]
    assert len(frame) == 3
    assert "mid, silos" in capsys.readouterr().out


def test_failures_are_told_and_in_the_exit_code(tmp_path, capsys, monkeypatch):
    run = FunnelModel.run
    monkeypatch.setattr(FunnelModel, "run", lambda model: 1 / 0 if model.spec.seed == 1 else run(model))
    words = ["companies=small", "policies=silos", *TINY[2:], "replications=2", f"out={tmp_path}"]
    assert main(words) == 1
    said = capsys.readouterr()
    assert "2 runs made, 1 failed, 0 to come" in said.out
    assert "ZeroDivisionError: division by zero" in said.err
    config = load(tmp_path, failures=True)["config"].iloc[0]
    again = [f"store={tmp_path}", f"config={config}", "replication=1", f"out={tmp_path / 'again'}"]
    with pytest.raises(ZeroDivisionError):
        rerun.main(again)
    monkeypatch.setattr(FunnelModel, "run", run)
    assert rerun.main(again) == 1
    assert "It ran. It is stored as failed" in capsys.readouterr().err


def test_a_row_runs_again_alone_and_comes_out_the_same(swept, tmp_path, capsys):
    row = load(swept).iloc[4]
    words = [f"store={swept}", f"config={row['config'][:8]}", f"replication={row['replication']}"]
    assert rerun.main([*words, f"out={tmp_path}"]) == 0
    out = capsys.readouterr().out
    assert f"policy {row['policy']}" in out
    assert out.endswith("Every figure is equal to what is stored.\n")
    assert pd.read_parquet(tmp_path / "books.parquet")["revenue"].sum() / 100 == pytest.approx(row["revenue"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["store=nowhere"], "nowhere: no store of runs"),
        (["config="], "config: missing"),
        (["config=xyz"], "config = xyz: 0 configurations of the store begin so, not one"),
        (["replication=77"], "replication = 77: not stored; there are 0 to 2"),
        (["detail=all"], "detail = 'all': must be moves or activities"),
        (["stor=x"], "stor: unknown key; nearest is store"),
    ],
)
def test_rows_that_are_not_there_are_refused(swept, words, told, capsys):
    config = load(swept)["config"].iloc[0]
    usual = {"store": str(swept), "config": config}
    given = dict(word.split("=") for word in words)
    assert rerun.main([f"{key}={value}" for key, value in (usual | given).items()]) == 2
    assert capsys.readouterr().err.startswith(told)
