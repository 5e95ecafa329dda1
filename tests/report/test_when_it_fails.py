"""Where a cure loses and pays, in words and on the page."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.report.when_it_fails import WhenItFailsResults
from sim.study.contest import main_contest_of
from sim.study.sensitivity import Outcomes, Sample
from sim.study.when_it_fails import found, numbers
from tests import builders

OPTIONS = {"years": 3, "scale": 0.5}


def results(chance, number=800):
    """A search over five numbers of the mid company; ``chance`` gives that of losing, of the worlds' shares."""
    of, rng = main_contest_of(builders.company("mid")), np.random.default_rng(0)
    ones = numbers(of)[:5]
    shares = rng.random((number, len(ones)))
    gains = np.where(rng.random(number) < chance(shares), -1e5, 1e5)
    sample, outcomes = Sample({one.key: one for one in ones}, shares), Outcomes(gains, np.full(number, 1e8))
    runs = SimpleNamespace(replications=2, seed=0)
    return WhenItFailsResults(of, runs, sample, outcomes, found(sample, outcomes), OPTIONS, "python -m this")


@pytest.fixture(scope="module")
def clear():
    """A search in which the first number decides."""
    return results(lambda shares: np.where(shares[:, 0] < 0.4, 0.1, 0.8))


def test_the_answer_says_where_it_loses_and_where_it_pays(clear):
    first = next(iter(clear.sample.ranges.values()))
    told = f'"{first.meaning}" ({first.key.partition(".")[2]}) is at '
    lead, loses, pays = clear.answer.split(" Where ")
    assert lead.startswith("In a mid-size company fractional_cmo loses against sales_led in ")
    assert f"{told}least " in loses
    assert ", it loses in " in loses
    assert f"{told}most " in pays
    assert ", it pays in " in pays


def test_the_page_has_every_box_and_limit_and_the_picture(clear):
    files = clear.files()
    assert {"boxes.png", "worlds.csv", "page.html", "answer.json"} <= set(files)
    report = files["report.md"].decode()
    assert report.count("| loses |") + report.count("| pays |") == clear.table["box"].nunique()
    assert all(f"{key}: " in report for key in clear.table["parameter"])


def test_where_nothing_decides_the_answer_says_so():
    nothing = results(lambda shares: np.full(len(shares), 1.0), 100)
    assert nothing.answer.endswith("; no box of numbers tells where, clear of luck.")
    files = nothing.files()
    assert "boxes.png" not in files
    assert "No box was found" in files["report.md"].decode()
