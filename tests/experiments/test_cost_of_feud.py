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
from experiments.cost_of_feud import contests, main, plan, settled
from sim.report.feud_files import STORED
from sim.spec.load import load_behaviour, names
from sim.spec.prices import annual_cost

TINY = ["companies=small", "replications=2", "years=1", "scale=0.02"]


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
    command = b"python -m experiments.cost_of_feud companies=small replications=2 years=1 scale=0.02\n"
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
        ([*TINY[:-1], "scale=0.03"], "are of another configuration; run again"),
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
        ("scale=0", "scale = 0: must be between 0.001 and 1"),
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
    assert main([*TINY, f"out={tmp_path / 'file'}"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


def test_help_shows_every_key(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [key for key in cost_of_feud.DEFAULTS if f"  {key}=" not in shown] == []


SMALL = [
    ("founder_led", "distinct_marketing"),
    ("lane_crossing_of_two", "distinct_marketing"),
    ("founder_led+reps", "distinct_marketing"),
    ("founder_led+programmes", "distinct_marketing"),
]
MID = [("sales_led", "fractional_cmo"), ("sales_led", "marketing_mandate")]
LARGE = [("silos", "dual_mandate")]


def named(held):
    """Who is held against whom."""
    return [(contest.typical.name, contest.cure.name) for contest in held]


@pytest.mark.parametrize(
    ("company", "expected"), [("small", SMALL), ("mid", MID), ("large", LARGE), ("enterprise", LARGE)]
)
def test_each_typical_policy_meets_its_cures_and_an_absence_two_more_ways(company, expected):
    held = contests(sim.load_company(company))
    assert named(held) == expected
    assert {contest.company.name for contest in held} == {company}


def test_only_nobody_s_marketing_is_an_absence_and_the_crossing_two_are_a_feud():
    small = contests(sim.load_company("small"))
    assert [contest.absence for contest in small] == [True, False, True, True]
    assert small[1].typical.team.marketers == 2
    assert small[1].typical.lanes == sim.load_policy("lane_crossing").lanes
    assert not any(
        contest.absence for name in ("mid", "large", "enterprise") for contest in contests(sim.load_company(name))
    )


def test_the_last_contests_of_a_small_company_are_held_at_the_cure_s_dollars():
    firm, usual = sim.load_company("small"), load_behaviour()
    for contest in contests(firm)[2:]:
        assert contest.budget.startswith("equal, the rest in ")
        costs = [annual_cost(firm, policy, usual) for policy in (contest.typical, contest.cure)]
        assert costs[0] == pytest.approx(costs[1], rel=0.0, abs=1e-6)


def runs(**given):
    """The first runs of a study, in the order in which its sizes come."""
    _, studies, goal = plan(settled(given))
    return [replica for of in studies.values() for replica in of(range(goal.fewest))]


def test_the_default_study_runs_every_policy_of_every_size_once_a_replication():
    held, _, goal = plan(settled({}))
    chosen = runs()
    assert named(held) == [*SMALL, *MID, *LARGE, *LARGE]
    cells = list(dict.fromkeys((replica.spec.company.name, replica.policy) for replica in chosen))
    assert cells == [
        *(("small", name) for name in ("founder_led", "distinct_marketing", *(typical for typical, _ in SMALL[1:]))),
        *(("mid", name) for name in ("sales_led", "fractional_cmo", "marketing_mandate")),
        *((company, name) for company in ("large", "enterprise") for name in LARGE[0]),
    ]
    assert len(chosen) == goal.fewest * len(cells)
    assert {replica.spec.scale for replica in chosen} == {1.0}
    assert {replica.spec.reading for replica in chosen} == {"switch"}


def test_it_goes_on_until_half_a_per_cent_of_revenue_unless_a_number_is_given():
    assert plan(settled({}))[2] == cost_of_feud.SURE == (0.005, 100, 1000)
    assert plan(settled({"replications": 7}))[2] == (math.inf, 7, 7)


def test_more_runs_go_on_where_the_first_ended():
    _, studies, _ = plan(settled({"companies": ("mid",), "seed": 9}))
    more = studies["mid"](range(2, 4))
    assert [(replica.replication, replica.spec.seed) for replica in more] == [(2, 11)] * 3 + [(3, 12)] * 3


def test_quick_is_a_few_pairs_of_small_companies_unless_something_else_is_said():
    def planned(**given):
        chosen = runs(companies=("mid",), quick=True, **given)
        return {replica.replication for replica in chosen}, {replica.spec.scale for replica in chosen}

    assert planned() == (set(range(cost_of_feud.QUICK_REPLICATIONS)), {arguments.QUICK_SCALE["mid"]})
    assert planned(scale=0.5, replications=2) == ({0, 1}, {0.5})
    assert planned(scale=1.0, replications=24) == (set(range(24)), {1.0})


def test_every_size_is_asked_and_has_a_cure():
    assert sorted(arguments.SIZES) == sorted(arguments.QUICK_SCALE) == sorted(names("company"))
    assert all(sim.load_company(name).cures for name in arguments.SIZES)
