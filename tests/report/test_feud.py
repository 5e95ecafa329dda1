"""From runs to the files of the headline, without a model: the months are made up."""

import json
from functools import cache

import pandas as pd
import pytest

import sim
from sim.report.feud import FeudResults
from sim.report.manifest import assumptions, manifest
from sim.report.page import caption
from sim.study.feud import COLUMNS, Contest, at_equal_budget, policies_of
from sim.study.replicas import replicas
from tests import builders
from tests.study.frames import both, noisy

SMALL, MID = ("founder_led", "distinct_marketing"), ("sales_led", "fractional_cmo")


@cache
def held(company):
    """A contest as it comes; in a small company also at equal budget, the rest in reps."""
    typical, cure = SMALL if company == "small" else MID
    plain = Contest(builders.company(company), builders.policy(typical), builders.policy(cure))
    return [plain, at_equal_budget(plain, builders.behaviour())[0]] if company == "small" else [plain]


@cache
def planned(company, replications=12, **options):
    return replicas(builders.company(company), policies_of(held(company)), replications, 0, **options)


@pytest.fixture(scope="module")
def results():
    small = noisy(company="small", names=SMALL, gain=100.0)
    more = noisy(company="small", names=("founder_led+reps", SMALL[1]), gain=100.0)
    runs = both(both(small, more[more["policy"] == "founder_led+reps"]), noisy(company="mid", names=MID, cost=50.0))
    chosen = planned("small") + planned("mid", scale=0.5)
    return FeudResults(held("small") + held("mid"), chosen, runs, "python -m this")


@pytest.fixture(scope="module")
def files(results):
    return results.files()


def test_there_is_one_sentence_for_each_contest_in_its_order(results):
    assert ["small company" in told for told in results.sentences] == [True, True, False]
    assert ["mid-size company" in told for told in results.sentences] == [False, False, True]
    assert ["(budget equal, the rest in reps)" in told for told in results.sentences] == [False, True, False]
    assert ["doing without marketing" in told for told in results.sentences] == [True, True, False]


def test_the_table_tells_contests_budgets_and_sizes_apart(results):
    whole = results.table[results.table["period"] == "years 1-3"]
    assert whole[["company", "typical", "cure"]].to_numpy().tolist() == [
        ["small", *SMALL],
        ["small", "founder_led+reps", SMALL[1]],
        ["mid", *MID],
    ]
    assert whole["budget"].tolist() == ["as it comes", "equal, the rest in reps", "as it comes"]
    assert whole["absence"].tolist() == [True, True, False]
    assert whole["scale"].tolist() == [1.0, 1.0, 0.5]


def test_files_are_the_promised_ones_and_equal_each_time(results, files):
    expected = {"table.csv", "runs.parquet", "report.md", "manifest.json", "cost.png", "net_gain.png"}
    assert set(files) == expected
    assert FeudResults(results.contests, results.chosen, results.runs, results.made_by).files() == files


def test_the_csv_has_the_columns_and_a_row_a_contest_and_period(files):
    lines = files["table.csv"].decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + 3 * 3
    assert lines[1].startswith("small,founder_led,distinct_marketing,as it comes,True,year 1,12,")
    assert lines[4].startswith('small,founder_led+reps,distinct_marketing,"equal, the rest in reps",True,year 1,12,')


def test_the_parquet_file_holds_the_runs(results, files, tmp_path):
    path = tmp_path / "runs.parquet"
    path.write_bytes(files["runs.parquet"])
    pd.testing.assert_frame_equal(pd.read_parquet(path), results.runs)


def test_the_page_has_the_answer_the_figures_the_limits_and_the_command(results, files):
    text = files["report.md"].decode()
    parts = [
        *results.sentences,
        "](cost.png)",
        "](net_gain.png)",
        "not calibrated",
        "python -m this",
        "cost of feud, %",
    ]
    assert [part for part in parts if part not in text] == []
    assert "{" not in text
    values = results.manifest["values"]
    assert f"{values['assumed']} of its {values['all']} values" in text


def test_the_page_has_a_line_a_contest_and_a_table_a_contest(files):
    text = files["report.md"].decode()
    summary = text.partition("## In numbers")[2].partition("## By period")[0]
    assert [line.split(" | ")[0] for line in summary.splitlines() if line.startswith("| ")] == [
        "| all years, 95 % intervals in brackets",
        "| ---",
        "| small: founder_led -> distinct_marketing",
        "| small: founder_led+reps -> distinct_marketing",
        "| mid (at 0.5 of its size): sales_led -> fractional_cmo",
    ]
    assert text.count("\n**small: ") == 2
    assert text.count("\n**mid: ") == 1


def test_the_manifest_names_versions_seeds_and_hashes(files):
    told = json.loads(files["manifest.json"])
    assert told["package"] == {"truce": sim.__version__}
    assert {"mesa", "numpy", "numba"} <= told["libraries"].keys()
    assert [(cell["company"], cell["policy"]) for cell in told["cells"]] == [
        ("small", "founder_led"),
        ("small", "distinct_marketing"),
        ("small", "founder_led+reps"),
        ("mid", "sales_led"),
        ("mid", "fractional_cmo"),
    ]
    assert all(cell["seeds"] == [0, 11] and cell["replications"] == 12 for cell in told["cells"])
    assert [cell["scale"] for cell in told["cells"]] == [1.0, 1.0, 1.0, 0.5, 0.5]
    assert len({cell["config"] for cell in told["cells"]}) == 5


def test_the_configuration_changes_with_anything_that_changes_results():
    hashes = [
        manifest(chosen)["config"]
        for chosen in (planned("small"), planned("small", 13), planned("small", years=2), planned("small", scale=0.5))
    ]
    assert len(set(hashes)) == 4
    assert manifest(planned("small"))["config"] == hashes[0]


def test_assumptions_are_counted_once_however_often_they_are_used():
    once = planned("small", 2)[:1]
    spec = once[0].spec
    sources = [*spec.company.sources.values(), *spec.behaviour.sources.values(), *spec.typical.sources.values()]
    expected = sum(value.source.startswith("assumption") for value in sources), len(sources)
    assert assumptions([spec]) == expected == assumptions([spec, spec])
    assert 0 < expected[0] < expected[1]


def test_the_caption_tells_n_seeds_and_configuration():
    alike = manifest(planned("small") + planned("mid"))
    assert caption(alike).startswith("n = 12 paired replications (seeds 0 to 11); Truce ")
    assert alike["config"] in caption(alike)
    apart = manifest(planned("small", 3) + planned("mid", 4))
    assert caption(apart).startswith(
        "small: n = 3 paired replications (seeds 0 to 2); mid: n = 4 paired replications (seeds 0 to 3); "
    )
