"""From runs to the files of the study of floods: the runs are made up, so that what a flood does is known."""

import io

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.lead_flood import FloodResults
from sim.study.lead_flood import COLUMNS, FLOODS, flood_table, plan
from tests import builders

RNG = np.random.default_rng(6)


def seen(company, effect, replications=8, noise=0.0):
    """A world in which a flood of so many times changes expected bookings by ``effect`` a doubling."""
    rows = []
    for replication in range(replications):
        luck = np.exp(RNG.normal(0.0, 0.2))
        for times in FLOODS:
            worth = 2000.0 * luck * (1.0 + effect * np.log2(times)) + RNG.normal(0.0, noise)
            ids = {"company": company, "times": times, "replication": replication, "seed": replication, "scale": 1.0}
            counts = {"leads": 200.0 * luck * times, "called": 100.0 * luck}
            rows.append(ids | counts | {"from_leads": worth - 1000.0 * luck, "expected": worth, "signed": 1.1 * worth})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def results():
    each = [seen("small", -0.05), seen("mid", 0.02), seen("large", 0.0, noise=300.0)]
    chosen = [job.replica for company in ("small", "mid", "large") for job in plan(company, 8, 0, 1.0)]
    companies = [builders.company(name) for name in ("small", "mid", "large")]
    return FloodResults(chosen, "python -m this", companies, pd.concat(each, ignore_index=True))


@pytest.fixture(scope="module")
def files(results):
    return results.files()


def test_a_row_says_what_a_flood_adds_and_changes_a_year():
    table = flood_table(seen("small", -0.05)).set_index("times")
    assert tuple(table.reset_index()[list(COLUMNS)].columns) == COLUMNS
    assert table["change"].tolist() == pytest.approx([0.0, -0.05, -0.1, -0.15, -0.2])
    assert table["signed_change_high"].tolist() == pytest.approx(table["change"].tolist())
    assert table.loc[16.0, "leads"] == pytest.approx(16.0 * table.loc[1.0, "leads"])
    assert table.loc[1.0, "added"] == pytest.approx(5.0)
    assert table.loc[4.0, "added"] == pytest.approx(-0.05 * 2000.0 / 400.0)


def test_the_answer_says_where_a_flood_lowers_and_where_that_is_open(results):
    assert results.answer == (
        "In this model 16 times as much curiosity, with nobody hired to work the leads, lowers new bookings in a small "
        "company, may or may not change new bookings in a large company and raises new bookings in a mid-size company."
    )
    assert results.summary(builders.company("small")).endswith("change by -20.0 (-20.0 to -20.0) %")


def test_the_files_are_the_promised_ones_and_say_the_same(results, files):
    assert set(files) == {
        *("table.csv", "table.xlsx", "answer.json", "page.html", "report.md", "manifest.json", "flood.png"),
    }
    assert pd.read_csv(io.BytesIO(files["table.csv"]))["change"].tolist() == results.rounded["change"].tolist()
    page = BeautifulSoup(files["page.html"], "html.parser")
    titles = [tag.caption.text for tag in page.find_all("table")]
    assert titles[:3] == [builders.company(name).title for name in ("small", "mid", "large")]
    assert "16 times" in page.find("table").text
    assert results.manifest["cells"][0]["replications"] == 8


def test_equal_studies_give_equal_files(results, files):
    assert FloodResults(results.chosen, results.made_by, results.companies, results.seen).files() == files


def test_floods_come_over_a_small_company_that_has_marketers():
    jobs = plan("small", 2, 7, 0.1)
    assert [(job.replica.policy, job.shock.times) for job in jobs[:5]] == [("lane_crossing_of_two", t) for t in FLOODS]
    assert {job.shock.what for job in jobs} == {"browsing"}
    assert [job.replica.spec.seed for job in jobs] == [7] * 5 + [8] * 5
