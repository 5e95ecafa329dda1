"""The face: what ``import sim`` and the command line offer, and that both run the same experiments."""

import inspect
import os
import re
import subprocess
import sys
import tomllib
import types
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest

import sim
from sim.__main__ import main
from sim.cli.arguments import PLAIN, arguments
from sim.cli.dataset import schema
from sim.cli.settings import Settings
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import load_behaviour, load_company, load_policy, names
from sim.spec.paths import CONFIGS
from sim.spec.switches import SWITCHES

ROOT = Path(__file__).parent.parent
HEAVY = ["mesa", "numba", "pandas", "numpy", "pyarrow", "matplotlib", "scipy", "hydra", "omegaconf", "pydantic"]


class StandIn:
    """A model that runs nothing: its revenue is its seed, twelve times a year."""

    ran: ClassVar[list[ExperimentSpec]] = []
    broken: ClassVar[str | None] = None

    def __init__(self, spec, people=None, detail="moves"):
        self.spec, self.detail = spec, detail

    def run(self):
        if self.spec.timeline[0].policy.name == self.broken:
            raise RuntimeError("broken on purpose")
        self.ran.append(self.spec)
        return self

    @property
    def monthly(self):
        months = range(1, 12 * self.spec.years + 1)
        rows = [{"month": month, "year": (month - 1) // 12 + 1, "revenue": 1.0 * self.spec.seed} for month in months]
        return pd.DataFrame(rows).reindex(columns=schema().names[5:], fill_value=0.0)


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """The specifications that ran; the working folder is a fresh one."""
    monkeypatch.setitem(sys.modules, "sim.model", types.SimpleNamespace(FunnelModel=StandIn))
    monkeypatch.setattr(StandIn, "ran", [])
    monkeypatch.setattr(StandIn, "broken", None)
    monkeypatch.chdir(tmp_path)
    return StandIn


@pytest.fixture
def shown(monkeypatch):
    """What single runs would print and save."""
    seen: list[StandIn] = []
    monkeypatch.setattr("sim.cli.show.show_run", lambda run, changes, saved: seen.append(run))
    monkeypatch.setattr(StandIn, "save", lambda run, path: path, raising=False)
    return seen


def python(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("line", ["", "from sim.__main__ import main; main(['--help'])"])
def test_import_and_help_load_nothing_heavy(line, tmp_path):
    code = f"import sim\n{line}\nimport sys; print('HEAVY', *(set({HEAVY}) & set(sys.modules)))"
    assert python("-c", code, cwd=tmp_path).stdout.splitlines()[-1] == "HEAVY"


def test_every_public_name_is_there_and_a_misspelt_one_is_told():
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    assert set(sim.__all__) <= set(dir(sim))
    assert callable(sim.simulate)
    with pytest.raises(AttributeError, match="simulte"):
        _ = sim.simulte


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sim.__version__ == project["version"]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"], ["company=mid", "--help"]])
def test_help_names_companies_policies_and_keys(words, capsys):
    assert main(words) == 0
    page = capsys.readouterr().out
    keys = [f"{key}=" for key in (*PLAIN, *Settings.model_fields)]
    for word in (*names("company"), *names("policy"), *names("experiment"), *keys, "-m", "list", "assumptions"):
        assert word in page


def test_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"truce {sim.__version__}\n"


def test_list_tells_companies_policies_and_mechanisms(capsys):
    assert main(["list"]) == 0
    listed = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [words for words in listed if len(words) == 1] == [["company="], ["policy="], ["without="]]
    meanings = {
        **{name: load_company(name).title for name in names("company")},
        **{name: load_policy(name).title for name in names("policy")},
        **{name: switch.meaning for name, switch in SWITCHES.items()},
    }
    assert dict(words for words in listed if len(words) == 2) == meanings


def test_assumptions_are_counted_and_named_with_their_reasons(capsys):
    assert main(["assumptions"]) == 0
    told, _, *lines = capsys.readouterr().out.splitlines()
    counted = [int(number) for number in re.findall(r"(\d+) \(\d+ %\) are assumptions", told)]
    heads = [re.fullmatch(r"(company|behaviour|policy) (\w+): (\d+) of (\d+)", line) for line in lines]
    assumed = {(head[1], head[2]): int(head[3]) for head in heads if head}
    assert set(assumed) == {(group, name) for group in ("company", "policy", "behaviour") for name in names(group)}
    of_policies = sum(number for (group, _), number in assumed.items() if group == "policy")
    assert counted == [sum(assumed.values()) - of_policies, of_policies]
    assert heads.count(None) == sum(assumed.values())
    behaviour = {key: value.source for key, value in load_behaviour().sources.items()}
    key = next(key for key, source in behaviour.items() if source.startswith("assumption: "))
    assert f"  {key:34}{behaviour[key].removeprefix('assumption: ')}" in lines


def test_python_and_the_command_line_have_the_same_defaults():
    defaults = {name: item.default for name, item in inspect.signature(sim.experiment).parameters.items()}
    runs = {name: item.default for name, item in inspect.signature(sim.simulate).parameters.items()}
    assert runs == {**defaults, "people": None, "detail": "moves"}


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        (["company=mid"], {}),
        (
            ["company=small", "policy=founder_led", "years=2", "seed=11"],
            {"company": "small", "policy": "founder_led", "years": 2, "seed": 11},
        ),
        (["warmup_years=0", "scale=1", "reading=from_start"], {"warmup_years": 0, "scale": 1, "reading": "from_start"}),
        (["policy.handoff.sla_days=2"], {"policy": load_policy("sales_led", {"handoff.sla_days": 2})}),
        (
            ["handoff.sla_days=2", "team.marketers=3"],
            {"policy": load_policy("sales_led", {"handoff.sla_days": 2, "team.marketers": 3})},
        ),
        (
            ["policy=fractional_cmo", "handoff.sla_days=null"],
            {"policy": load_policy("fractional_cmo", {"handoff.sla_days": None})},
        ),
        (["policy.handoff={sla_days: 3}"], {"policy": load_policy("sales_led", {"handoff": {"sla_days": 3}})}),
        (["company.market.accounts=5000"], {"company": load_company("mid", {"market.accounts": 5000})}),
        (
            ["company.team.reps=3", "company.cures=[lane_crossing]"],
            {"company": load_company("mid", {"team.reps": 3, "cures": ["lane_crossing"]})},
        ),
        (
            ["behaviour.memory.monthly_retention=0.7"],
            {"behaviour": load_behaviour("default", {"memory.monthly_retention": 0.7})},
        ),
        (["without=blame"], {"without": "blame"}),
        (["without=[patience,blame]"], {"without": ["patience", "blame"]}),
        (["without=[capacity]", "company=small"], {"company": "small", "without": ("capacity",)}),
        (["detail=activities"], {}),
        (["experiment=late_cure", "years=2"], {"policy": "fractional_cmo", "years": 2, "warmup_years": 2}),
    ],
)
def test_python_and_the_command_line_run_the_same(words, arguments, stand_in, shown):
    assert main(words) == 0
    assert stand_in.ran == [sim.experiment(**arguments)]
    assert [run.spec for run in shown] == stand_in.ran


@pytest.mark.parametrize(("words", "detail"), [(["years=1"], "moves"), (["detail=activities"], "activities")])
def test_a_single_run_writes_down_as_much_as_is_asked(words, detail, stand_in, shown):
    assert main(words) == 0
    assert [run.detail for run in shown] == [detail]


@pytest.mark.parametrize("name", ["sales_led.yaml", "a b, c.yaml", "folder/x.yaml", "it's.yaml"])
def test_files_of_ones_own_work_on_the_command_line(name, stand_in, shown, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    text = (CONFIGS / "policy" / "frictionless.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("name: frictionless", "name: mine"), encoding="utf-8")
    quoted = name.replace("'", "\\'")
    assert main([f"policy='{quoted}'", "handoff.sla_days=3"]) == 0
    assert stand_in.ran == [sim.experiment(policy=load_policy(name, {"handoff.sla_days": 3}))]
    assert stand_in.ran[0].timeline[0].policy.name == "mine"


def test_a_company_of_ones_own_works_on_the_command_line(stand_in, shown, tmp_path):
    text = (CONFIGS / "company" / "small.yaml").read_text(encoding="utf-8").partition("sources:")[0]
    (tmp_path / "mine.yaml").write_text(text.replace("reps: 4", "reps: 2"), encoding="utf-8")
    assert main(["company=mine.yaml"]) == 0
    assert stand_in.ran == [sim.experiment(company="mine.yaml")]
    assert stand_in.ran[0].company.team.reps == 2


def test_a_sweep_leaves_one_dataset_and_nothing_else(stand_in, tmp_path, capsys):
    assert main(["-m", "company=small,mid", "replications=3", "seed=5", "years=2"]) == 0
    (folder,) = (tmp_path / "results" / "local").iterdir()
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert len(list(folder.glob("*.parquet"))) == 2
    assert len(files(folder)) == 3  # and Hydra's record, which readers of a dataset pass over
    rows = pd.read_parquet(folder)
    assert list(rows.columns) == schema().names
    assert len(rows) == 2 * 3 * 24
    ids = rows[["company", "policy", "replication", "seed"]].drop_duplicates()
    assert sorted(ids.itertuples(index=False, name=None)) == [
        (company, "sales_led", number, 5 + number) for company in ("mid", "small") for number in range(3)
    ]
    assert [spec.seed for spec in stand_in.ran] == [5, 6, 7] * 2
    assert f"Dataset in {folder.relative_to(tmp_path)}, 144 rows" in capsys.readouterr().out


def test_the_same_command_writes_the_same_files_again(stand_in, tmp_path):
    contents = []
    for _ in range(2):
        assert main(["replications=2", "years=1"]) == 0
        contents.append({name: (tmp_path / name).read_bytes() for name in files(tmp_path)})
    assert contents[0] == contents[1]


def test_mechanisms_are_swept_over_like_anything_else(stand_in, tmp_path, capsys):
    assert main(["-m", "without=[patience,ramp],[]", "years=1", "out=here"]) == 0
    assert stand_in.ran == [sim.experiment(years=1, without=names) for names in (["patience", "ramp"], [])]
    rows = pd.read_parquet(tmp_path / "here")
    assert set(rows["changes"]) == {"without=[]; years=1", "without=[patience,ramp]; years=1"}


def test_the_table_tells_what_differs_and_an_interval(stand_in, capsys):
    assert main(["-m", "handoff.sla_days=1,2", "years=1", "seed=1000", "replications=3"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "mid sales_led handoff.sla_days=1 3 12 12 to 12" in printed
    assert "mid sales_led handoff.sla_days=2 less 0 0 to 0 handoff.sla_days=1" in printed
    assert "years=1" not in printed


def test_policies_are_compared_with_the_first_pair_by_pair(stand_in, monkeypatch, capsys):
    def revenue(model):
        return 1e3 * model.spec.seed + 5e3 * (model.spec.timeline[0].policy.name == "fractional_cmo")

    months = StandIn.monthly.fget
    monkeypatch.setattr(StandIn, "monthly", property(lambda model: months(model).assign(revenue=revenue(model))))
    assert main(["-m", "policy=sales_led,fractional_cmo", "years=1", "replications=3"]) == 0
    assert "mid fractional_cmo less sales_led 60 60 to 60" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("words", [["policy=sales_led,lane_crossing"], ["handoff.sla_days=1,2", "replications=2"]])
def test_without_pairs_of_policies_nothing_is_compared(words, stand_in, capsys):
    assert main(["-m", "years=1", *words]) == 0
    assert "first policy" not in capsys.readouterr().out


@pytest.mark.parametrize("module", ["sim", "experiments.cost_of_feud", "experiments.levers_act"])
def test_a_reader_of_the_help_who_stops_early_gets_no_traceback(module):
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", module, "--help"]
    told = subprocess.run(words, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (told.returncode, told.stderr) == (0, "")


def test_many_runs_of_one_cell_need_no_sweep(stand_in, tmp_path):
    assert main(["company=small", "replications=2", "out=here"]) == 0
    assert [Path(name).suffix for name in files(tmp_path / "here")] == [".yaml", ".parquet"]
    assert [spec.seed for spec in stand_in.ran] == [7, 8]


def test_a_pattern_stands_for_the_names_that_it_fits():
    (argument,) = arguments(["policy=glob(f*)"], sweep=True)
    assert argument.values == tuple(name for name in names("policy") if name.startswith("f"))


def test_a_cell_that_fails_leaves_the_others_and_an_exit_code(stand_in, tmp_path, capsys):
    stand_in.broken = "lane_crossing"
    assert main(["-m", "policy=lane_crossing,sales_led", "years=1", "out=here"]) == 1
    assert list(pd.read_parquet(tmp_path / "here")["policy"].unique()) == ["sales_led"]
    told = capsys.readouterr()
    assert "broken on purpose" in told.err
    assert "sales_led" in told.out


def test_a_sweep_leaves_the_process_as_it_was(stand_in, tmp_path):
    from hydra.core.global_hydra import GlobalHydra

    before = (list(sys.argv), Path.cwd())
    assert main(["-m", "out=it's here/[b] {c}"]) == 2
    assert main(["-m", "years=1", "out='it\\'s here/[b] {c}'"]) == 0
    assert (list(sys.argv), Path.cwd()) == before
    assert not GlobalHydra.instance().is_initialized()
    assert len(list((tmp_path / "it's here" / "[b] {c}").glob("*.parquet"))) == 1


def test_a_real_run_is_printed_and_saved_and_equals_the_one_from_python(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["company=small", "policy=lane_crossing", "years=1", "warmup_years=0", "detail=activities"]
    assert main([*words, "company.market.accounts=600", "company.market.customers=50", "team.marketers=1"]) == 0
    printed = capsys.readouterr().out
    for word in (
        "Each team in the other's lane",
        "passed on to sales",
        "Moves of the measured years count",
        "sales in leads",
        "Revenue by quarter  ",
        "Most is lost ",
        "; company.market.accounts=600; company.market.customers=50; policy.team.marketers=1",
        "under contract",
        "results/local/small-lane_crossing-7-",
    ):
        assert word in printed
    company = load_company("small", {"market.accounts": 600, "market.customers": 50})
    run = sim.simulate(company, load_policy("lane_crossing", {"team.marketers": 1}), 1, warmup_years=0)
    (saved,) = (tmp_path / "results" / "local").glob("small-lane_crossing-7-*")
    pd.testing.assert_frame_equal(pd.read_parquet(saved / "books.parquet"), run.books)
    pd.testing.assert_frame_equal(pd.read_parquet(saved / "moves.parquet"), run.moves)
    assert pd.read_parquet(saved / "activities.parquet")["activity"].eq("call").sum() == run.days["calls"].sum() > 0
