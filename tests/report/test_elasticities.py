"""From runs to the files of the study of effort: the runs are made up, so that the elasticities are known."""

import io

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.elasticities import ElasticityResults
from sim.spec.facts import load_facts
from sim.study.elasticities import COLUMNS, elasticities, plan

RNG = np.random.default_rng(5)
KNOWN = {"selling": 0.4, "marketing": 0.1}


def seen(company="mid", replications=6):
    """A world in which bookings and revenue follow effort by a power, but for luck that all efforts share."""
    rows = []
    for replication in range(replications):
        luck = np.exp(RNG.normal(0.0, 0.3))
        for effort, power in KNOWN.items():
            for times in (0.8, 1.0, 1.25):
                for year in (1, 2, 3):
                    ids = {"company": company, "effort": effort, "times": times, "replication": replication}
                    sold = 100.0 * luck * times ** (power * (1.0 if year < 3 else 2.0))
                    money = {"revenue": 10.0 * sold, "new_bookings": sold, "expected_bookings": 2.0 * sold}
                    rows.append(ids | {"seed": replication, "scale": 0.5, "year": year} | money)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def results():
    chosen = [job.replica for company in ("small", "mid") for job in plan(company, 6, 0, 0.5)]
    both = pd.concat([seen("small"), seen("mid")], ignore_index=True)
    return ElasticityResults(chosen, "python -m this", both, load_facts())


@pytest.fixture(scope="module")
def files(results):
    return results.files()


def test_elasticities_are_those_of_the_made_up_worlds():
    table = elasticities(seen())
    assert tuple(table.columns) == COLUMNS
    single = table[table["period"].isin(["year 1", "year 2"])]
    assert single["elasticity"].to_numpy() == pytest.approx(single["effort"].map(KNOWN).to_numpy())
    assert single["elasticity_low"].to_numpy() == pytest.approx(single["elasticity"].to_numpy())  # luck drops out
    late = table[table["period"].eq("year 3")]
    assert late["elasticity"].to_numpy() == pytest.approx(2.0 * late["effort"].map(KNOWN).to_numpy())
    assert len(table) == 2 * 3 * 4 * 3


def test_luck_that_worlds_do_not_share_widens_the_interval():
    noisy = seen(replications=40)
    noisy["new_bookings"] *= np.exp(RNG.normal(0.0, 0.1, len(noisy)))
    table = elasticities(noisy)
    row = table[table["quantity"].eq("new_bookings") & table["period"].eq("year 1")].iloc[0]
    error = 0.1 * np.sqrt(2.0 / 40.0) / np.log(1.25 / 0.8)
    assert row["elasticity_high"] - row["elasticity_low"] == pytest.approx(2 * 2.02 * error, rel=0.4)
    assert row["elasticity_low"] < KNOWN["selling"] + 2.0 * error
    assert row["elasticity_high"] > KNOWN["selling"] - 2.0 * error


def test_the_files_are_the_promised_ones_and_say_the_same(results, files):
    assert set(files) == {
        *("table.csv", "table.xlsx", "answer.json", "page.html", "report.md", "manifest.json", "elasticities.png"),
    }
    assert pd.read_csv(io.BytesIO(files["table.csv"]))["elasticity"].tolist() == results.rounded["elasticity"].tolist()
    assert results.answer == (
        "In this model one per cent more selling brings 0.53 to 0.53 % more new bookings and 0.80 to 0.80 % more "
        "revenue in year 3, by size of company; one per cent more marketing brings 0.10 to 0.10 % more new bookings in "
        "the first year and 0.20 to 0.20 % more in year 3."
    )


def test_the_page_has_a_table_a_panel_and_the_range_that_is_believable(results, files):
    page = BeautifulSoup(files["page.html"], "html.parser")
    titles = [tag.caption.text for tag in page.find_all("table")]
    assert [title.startswith("Elasticity of ") for title in titles] == [True, True, True, False]
    text = str(page.find("table"))
    assert "small (at 0.5 of its size)" in text
    assert "0.80 (0.80 to 0.80)" in text
    assert results.manifest["cells"][0]["replications"] == 6
    assert "python -m this" in page.pre.text


def test_equal_studies_give_equal_files(results, files):
    again = ElasticityResults(results.chosen, results.made_by, results.seen, results.facts)
    assert again.files() == files


def test_each_effort_is_changed_in_its_own_world_of_a_small_company():
    jobs = plan("small", 2, 7, 0.1)
    settings = [(job.replica.policy, job.shock.what, job.shock.times) for job in jobs[:6]]
    assert settings == [
        *(("founder_led", "selling", times) for times in (0.8, 1.0, 1.25)),
        *(("lane_crossing_of_two", "marketing", times) for times in (0.8, 1.0, 1.25)),
    ]
    assert [job.replica.spec.seed for job in jobs] == [7] * 6 + [8] * 6
