"""The headline from the command line: refused at once or carried out, with the same bytes each time."""

import contextlib
import io
import math
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

import sim
from experiments import arguments, cost_of_feud
from experiments.arguments import RESULTS
from experiments.cost_of_feud import DEFAULTS, Settings, main, plan
from sim.report.feud_files import STORED
from sim.spec import ensemble
from sim.spec.load import names, validated
from sim.study.contest import contests_of

TINY = ["companies=small", "replications=2", "years=1", "scale=0.02", "uncertainty=luck"]


def written(folder):
    """The files in ``folder`` with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def headline(tmp_path_factory):
    """Exit code, folder, files and output of a tiny headline."""
    folder, out = tmp_path_factory.mktemp("headline") / "new", io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*TINY, "workers=1", f"out={folder}"])
    return SimpleNamespace(code=code, folder=folder, files=written(folder), out=out.getvalue())


def test_a_tiny_headline_leaves_whole_files(headline):
    assert headline.code == 0
    tables = {"table.csv", "table.xlsx", "answer.json", *(f"{name}.parquet" for name in STORED.values())}
    assert set(headline.files) == tables | {"page.html", "report.md", "manifest.json", "cost.png", "slide.png"}
    assert headline.files["table.csv"].count(b"\n") == 1 + 4
    command = b"python -m experiments.cost_of_feud companies=small replications=2 years=1 scale=0.02 uncertainty=luck\n"
    assert command in headline.files["report.md"]
    assert command.rstrip() in headline.files["page.html"]


def test_everything_is_drawn_again_from_what_is_stored(headline, tmp_path, monkeypatch):
    for name, content in headline.files.items():
        if name.endswith((".parquet", "manifest.json")):
            (tmp_path / name).write_bytes(content)
    monkeypatch.setattr("sim.study.workers.run_all", None)  # nothing may run
    assert main([*TINY, "redraw=true", f"out={tmp_path}"]) == 0
    assert written(tmp_path) == headline.files


def test_the_published_page_follows_from_the_published_runs(tmp_path):
    published = RESULTS / "cost_of_feud"
    shutil.copytree(published, tmp_path / "again")
    for path in (tmp_path / "again").iterdir():
        if path.suffix != ".parquet" and path.name != "manifest.json":
            path.unlink()
    assert main(["redraw=true", f"out={tmp_path / 'again'}"]) == 0
    assert written(tmp_path / "again") == written(published)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([*TINY[:3], "scale=0.03", "uncertainty=luck"], "are of another configuration; run again"),
        ([*TINY, "seed=1"], "are of another configuration; run again"),
    ],
)
def test_what_other_settings_made_is_not_drawn_as_these(headline, words, told, capsys):
    assert main([*words, "redraw=true", f"out={headline.folder}"]) == 2
    assert told in capsys.readouterr().err
    assert written(headline.folder) == headline.files


def test_where_nothing_whole_is_stored_nothing_is_drawn(headline, tmp_path, capsys):
    assert main([*TINY, "redraw=true", f"out={tmp_path}"]) == 2
    assert "has no whole results" in capsys.readouterr().err
    (tmp_path / "runs.parquet").write_bytes(headline.files["runs.parquet"][:100])
    assert main([*TINY, "redraw=true", f"out={tmp_path}"]) == 2
    assert "has no whole results" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["runs.parquet"]


def test_it_prints_sentences_tables_and_the_place(headline):
    assert headline.out.startswith("In this model the feud between marketing and sales costs ")
    assert headline.out.count("Over 1 year, ") == headline.out.count("cost of feud, %") == 4
    assert headline.out.endswith(f"Written to {headline.folder}; the page to read is {headline.folder / 'page.html'}\n")


@pytest.mark.slow
def test_two_processes_with_another_hash_seed_give_the_same_bytes(headline, tmp_path):
    words = [*TINY, "workers=2", f"out={tmp_path}"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "experiments.cost_of_feud", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=RESULTS.parent)
    assert written(tmp_path) == headline.files


def settled(given):
    """The settings of a study."""
    return validated(Settings, "", {**DEFAULTS, **given})


def runs(**given):
    """The first runs of a study, in the order in which its sizes come."""
    _, studies, goal = plan(settled(given))
    return [replica for of in studies.values() for replica in of(range(goal.fewest))]


def test_the_default_study_runs_every_policy_of_every_size_once_a_replication():
    held, _, goal = plan(settled({}))
    chosen = runs()
    companies = ("small", "mid", "large", "enterprise")
    assert held == [contest for company in map(sim.load_company, companies) for contest in contests_of(company)]
    cells = list(dict.fromkeys((replica.spec.company.name, replica.policy) for replica in chosen))
    small = ("founder_led", "distinct_marketing", "lane_crossing_of_two", "founder_led+reps", "founder_led+programmes")
    assert cells == [
        *(("small", name) for name in small),
        *(("mid", name) for name in ("sales_led", "fractional_cmo", "marketing_mandate")),
        *((company, name) for company in ("large", "enterprise") for name in ("silos", "dual_mandate")),
    ]
    assert len(chosen) == goal.fewest * len(cells)
    assert {replica.spec.scale for replica in chosen} == {1.0}
    assert {replica.spec.reading for replica in chosen} == {"switch"}


def test_it_goes_on_until_half_a_per_cent_of_revenue_unless_a_number_is_given():
    assert plan(settled({"uncertainty": "luck"}))[2] == cost_of_feud.SURE == (0.005, 100, 1000)
    assert plan(settled({"replications": 7}))[2] == (math.inf, 7, 7)


@pytest.fixture
def many_members(tmp_path, monkeypatch):
    """An ensemble of 70, which differ in how strong the rivals of a small company are."""
    path = tmp_path / "ensemble.csv"
    values = "\n".join(str(0.5 + 0.01 * number) for number in range(70))
    path.write_text(f"small.market.rivals\n{values}\n", encoding="utf-8")
    monkeypatch.setattr(ensemble, "ENSEMBLE", path)


def test_every_member_of_the_ensemble_takes_its_turn(many_members):
    given = {"companies": ("small",)}
    assert plan(settled(given))[2] == (0.005, 140, 1000)
    chosen = runs(**given)
    assert {replica.member for replica in chosen} == set(range(70))
    assert len({replica.spec.company.market.rivals for replica in chosen}) == 70
    assert plan(settled(given | {"replications": 4}))[2] == (math.inf, 4, 4)


def test_a_tiny_headline_over_members_can_be_drawn_again(many_members, tmp_path, capsys, monkeypatch):
    words = ["companies=small", "replications=4", "years=1", "scale=0.02"]
    folder, again = tmp_path / "new", tmp_path / "again"
    assert main([*words, "workers=1", f"out={folder}"]) == 0
    assert "plausible sets of numbers say" in capsys.readouterr().out
    page = (folder / "page.html").read_text()
    assert "How much of it is that nobody knows the numbers" in page
    assert "of 2 plausible sets of numbers" in page
    again.mkdir()
    for name in (*(f"{table}.parquet" for table in STORED.values()), "manifest.json"):
        shutil.copy(folder / name, again)
    monkeypatch.setattr("sim.study.workers.run_all", None)  # nothing may run
    assert main([*words, "redraw=true", f"out={again}"]) == 0
    assert written(again) == written(folder)
    assert main([*words, "uncertainty=luck", "redraw=true", f"out={again}"]) == 2
    assert "are of another configuration; run again" in capsys.readouterr().err


def test_more_runs_go_on_where_the_first_ended():
    _, studies, _ = plan(settled({"companies": ("mid",), "seed": 9}))
    more = studies["mid"](range(2, 4))
    assert [(replica.replication, replica.spec.seed) for replica in more] == [(2, 11)] * 3 + [(3, 12)] * 3


def test_quick_is_a_few_pairs_of_small_companies_unless_something_else_is_said():
    def planned(**given):
        chosen = runs(companies=("mid",), quick=True, uncertainty="luck", **given)
        return {replica.replication for replica in chosen}, {replica.spec.scale for replica in chosen}

    assert planned() == (set(range(cost_of_feud.QUICK_REPLICATIONS)), {arguments.QUICK_SCALE["mid"]})
    assert planned(scale=0.5, replications=2) == ({0, 1}, {0.5})
    assert planned(scale=1.0, replications=24) == (set(range(24)), {1.0})


def test_every_size_is_asked_and_has_a_cure():
    assert sorted(arguments.SIZES) == sorted(arguments.QUICK_SCALE) == sorted(names("company"))
    assert all(sim.load_company(name).cures for name in arguments.SIZES)
