"""The study of the levers from the command line: refused at once or carried out, and honest in its exit code."""

import contextlib
import io
from types import SimpleNamespace

import pandas as pd
import pytest

import sim
from experiments import levers_act
from experiments.levers_act import main
from sim.spec.load import names
from sim.spec.paths import CONFIGS
from sim.study import levers
from sim.study.mechanisms import TRIALS

TINY = ["pairs=2", "years=1", "scale=0.02", "quick=true"]
FEW = ("mandate.protected_hours", "budget.extra")
"""Levers that surely act, whatever the luck; the first one is set apart by a mid company's policies."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Exit code, files and output of the study of a few levers in a tiny company."""
    folder, out = tmp_path_factory.mktemp("levers") / "new", io.StringIO()
    with pytest.MonkeyPatch.context() as only, contextlib.redirect_stdout(out):
        only.setattr(levers, "TRIALS", {key: TRIALS[key] for key in FEW})
        only.setattr(levers_act, "SIZES", ("mid",))
        only.setenv("COLUMNS", "200")
        code = main([*TINY, "workers=1", f"out={folder}"])
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return SimpleNamespace(code=code, folder=folder, files=files, out=out.getvalue())


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What would be studied: settings, setting and command of each call; every lever does what it declares."""
    seen = []
    results = SimpleNamespace(failures=[], mechanisms=pd.DataFrame(), inert={}, files=dict)

    def study(settings, setting, made_by):
        seen.append(SimpleNamespace(settings=settings, setting=setting, made_by=made_by))
        return results

    monkeypatch.setattr(levers_act, "study", study)
    monkeypatch.setattr("experiments.arguments.RESULTS", tmp_path / "results")
    return SimpleNamespace(calls=seen, results=results)


# ---------------------------------------------------------------------- a tiny study


def test_a_tiny_study_leaves_whole_files(tiny):
    assert tiny.code == 0
    assert set(tiny.files) == {"table.csv", "page.html", "report.md", "manifest.json", "revenue.png"}
    table = pd.read_csv(io.BytesIO(tiny.files["table.csv"])).set_index("lever")
    assert table.index.tolist() == list(FEW)
    assert table["as_declared"].all()
    assert table["acts"].all()
    assert table["last"].notna().tolist() == [True, False]
    assert b"    python -m experiments.levers_act pairs=2 years=1 scale=0.02 quick=true\n" in tiny.files["report.md"]


def test_it_prints_a_line_a_lever_and_the_place(tiny):
    for lever in FEW:
        assert lever in tiny.out
    assert "books.programmes_brand" in tiny.out
    assert tiny.out.endswith(f"Written to {tiny.folder}\n")


# ---------------------------------------------------------------------- exit codes


def test_a_lever_that_does_not_do_what_it_declares_is_an_exit_code(asked, capsys):
    asked.results.failures = ["lead.routing"]
    assert main([]) == 1
    asked.results.failures = []
    assert main([]) == 0


def test_an_undeclared_first_record_and_inert_levers_are_printed(asked, capsys):
    row = {"lever": "lead.routing", "first_record": "moves.won", "as_declared": False, "measure": "spread"}
    asked.results.mechanisms = pd.DataFrame(
        [row | {"effect": 1.5, "effect_low": 1.0, "effect_high": 2.0, "acts": False}]
    )
    asked.results.inert = {"lead.routing": ["small", "mid"]}
    main([])
    told = " ".join(capsys.readouterr().out.split())
    assert "moves.won (not declared)" in told
    assert "1.5 (1 to 2) no" in told
    assert "Inert: lead.routing in small, mid" in told


# ---------------------------------------------------------------------- what is studied


@pytest.mark.parametrize("name", names("company"))
def test_levers_are_tried_between_a_size_s_typical_policy_and_its_first_cure(name, asked):
    main([f"company={name}", "pairs=7", "seed=5", "years=2", "scale=0.5"])
    (call,) = asked.calls
    company = sim.load_company(name)
    assert call.setting == levers.Setting(
        company, sim.load_policy(company.typical), sim.load_policy(company.cures[0]), 7, 5, 0.5, 2
    )


def test_only_the_default_study_writes_reference_results(asked, tmp_path):
    main([])
    main(["seed=5"])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("levers_act*")) == [
        "results/levers_act",
        "results/local/levers_act-seed_5",
    ]
    assert [call.made_by.partition("levers_act")[2] for call in asked.calls] == ["", " seed=5"]


def test_quick_is_a_few_pairs_of_a_small_part(asked):
    main(["quick=true"])
    setting = asked.calls[0].setting
    assert {name: getattr(setting, name) for name in levers_act.QUICK} == levers_act.QUICK


@pytest.mark.parametrize(("word", "value"), [("pairs=5", 5), ("scale=0.5", 0.5), ("pairs=24", 24), ("years=3", 3)])
def test_quick_is_overruled_by_what_is_said(word, value, asked):
    main(["quick=true", word])
    assert getattr(asked.calls[0].settings, word.partition("=")[0]) == value


@pytest.mark.parametrize(("words", "sizes"), [([], ["small", "mid", "large", "enterprise"]), (["quick=true"], ["mid"])])
def test_inert_levers_are_looked_for_in_every_size_unless_quick(words, sizes, monkeypatch, tmp_path):
    watched = []
    monkeypatch.setattr(levers, "tried", lambda setting, workers: None)
    monkeypatch.setattr(levers, "on_revenue", lambda setting, workers: None)
    monkeypatch.setattr(levers, "inert", lambda settings, workers: watched.extend(settings))
    monkeypatch.setattr(levers_act, "_print", lambda results: None)
    monkeypatch.setattr("sim.report.levers.LeverResults.files", lambda results: {})
    monkeypatch.setattr("sim.report.levers.LeverResults.failures", [])
    assert main([*words, f"out={tmp_path}"]) == 0
    assert [(place.company.name, place.scale) for place in watched] == [
        (name, (levers_act.QUICK if words else levers_act.USUAL)["scale"]) for name in sizes
    ]


def test_every_size_is_watched():
    assert sorted(levers_act.SIZES) == sorted(names("company"))


# ---------------------------------------------------------------------- refusals and help


def test_a_company_without_a_cure_is_refused(asked, capsys, tmp_path):
    text = (CONFIGS / "company" / "mid.yaml").read_text(encoding="utf-8")
    cures = next(line for line in text.splitlines() if line.startswith("cures:"))
    (tmp_path / "mine.yaml").write_text(text.replace(cures, "cures: []"), encoding="utf-8")
    assert main([f"company={tmp_path / 'mine.yaml'}", f"out={tmp_path / 'new'}"]) == 2
    assert "cures" in capsys.readouterr().err
    assert asked.calls == []
