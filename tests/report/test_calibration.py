"""From trials to the files of a calibration, without a model: the runs are made up."""

import io
import re

import pandas as pd
import pytest

from sim.report.calibration import CalibrationResults
from sim.study import trials
from sim.study.calibrate import candidates, explored, proposed, searched
from sim.study.facts import plan as worlds
from sim.study.recovery import recovery, shifted
from sim.study.screening import Screening, screened
from sim.study.search import Chains
from sim.study.trials import Trials
from tests.study.made_up_runs import PLAN, TARGETS, WHERE, read


@pytest.fixture(scope="module")
def results():
    """A whole calibration of made-up runs."""
    screening = Screening(WHERE, PLAN.scales, 3, 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "_read", read)
        *_, done = explored(PLAN, Trials.none(WHERE), 1)
        search = searched(PLAN, done, PLAN.waves + 1, 1)
        *_, done = proposed(PLAN, search, done, 1)
        *_, done = screened(screening, done, 1)
    ran = candidates(PLAN, done)
    chains = Chains(ran.points[:20], 8, 1)
    recovered = recovery(search, ran.points[:3], ran.readings[:3], ran.luck, chains, 1)
    moved = shifted(search, chains, 1)
    chosen = [job.replica for size in WHERE.own for job in worlds(size, 1, 0, 1.0)]
    return CalibrationResults(PLAN, screening, done, recovered, moved, chosen, "python -m this")


@pytest.fixture(scope="module")
def files(results):
    return results.files()


def test_files_are_the_promised_ones(files):
    tables = {"ensemble.csv", "table.csv", "facts.csv", "recovery.csv", "answers.csv"}
    assert set(files) == {*tables, "ranges.png", "page.html", "report.md", "manifest.json"}


def test_members_are_named_by_their_numbers(results, files):
    members = pd.read_csv(io.BytesIO(files["ensemble.csv"]))
    assert list(members) == WHERE.names
    assert len(members) == len(results.members) >= 1


def test_the_numbers_that_facts_answer_to_are_those_of_the_made_up_runs(results):
    assert results.identifiable == WHERE.names[:2]


def test_coverage_counts_identifiable_numbers_alone(results):
    rows = results.recovered[results.recovered["parameter"].isin(WHERE.names[:2])]
    assert results.coverage == (rows["covered"].mean(), (rows["high"] - rows["low"]).mean(), len(rows))


def test_the_page_says_what_passed_what_is_known_and_how_well(results, files):
    page = " ".join(files["report.md"].decode().split())
    ran = candidates(PLAN, results.done)
    assert f"{len(results.members)} of {len(ran.points)} candidates pass" in page
    assert "no fact lies more than 3 standard errors outside of its range" in page
    assert "at least 90 % of the facts" in page
    assert f"No fact answers to {len(WHERE.names) - 2} numbers" in page
    assert "3 synthetic companies" in page
    assert "python -m this" in page
    for fact in {target.fact.id for target in TARGETS}:
        assert f"| {fact}: " in page


def test_the_three_numbers_that_move_most_are_named_for_each_fact(results, files):
    answers = pd.read_csv(io.BytesIO(files["answers.csv"]))
    assert answers.groupby("fact").size().max() <= 3
    assert ((answers["moved_low"] > 0.0) | (answers["moved_high"] < 0.0)).all()
    facts = {target.fact.id for target in results.plan.targets}
    page = files["report.md"].decode()
    told = re.search(r"No single number follows (.*) clear of luck in the search\.", page)
    assert set(re.findall(r"T\d+\w*", told[1] if told else "")) == facts - set(answers["fact"])
    for _, rows in answers.groupby("fact"):
        assert rows["moved"].abs().is_monotonic_decreasing


def test_equal_calibrations_give_equal_bytes(results, files):
    again = CalibrationResults(
        *(getattr(results, name) for name in ("plan", "screening", "done", "recovered", "shifted", "chosen", "made_by"))
    )
    assert again.files() == files
