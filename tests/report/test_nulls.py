"""The page and the tables of the null models: every verdict said as it is, and every sentence made from numbers."""

import base64
import io
import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.null_words import agents_told, answer, answered, facts_told, held, points, shown, summary
from sim.report.nulls import NullResults
from sim.report.words import records
from sim.study.nulls import COLUMNS, FACT, POLICY, SAMPLE, plan
from tests import builders
from tests.report.null_rows import rows

COMPANIES = ("mid", "large")


@pytest.fixture(scope="module")
def results():
    chosen = [job.replica for name, scale in zip(COMPANIES, (1.0, 0.5), strict=True) for job in plan(name, 6, 0, scale)]
    return NullResults(chosen, "python -m this", [builders.company(name) for name in COMPANIES], rows())


@pytest.fixture(scope="module")
def files(results):
    return results.files()


@pytest.fixture(scope="module")
def page(files):
    return BeautifulSoup(files["page.html"], "html.parser")


def row(kind, question, model="semi-Markov", company="mid"):
    table = rows()
    chosen = (table["kind"].eq(kind) & table["question"].eq(question) & table["model"].eq(model)) & table["company"].eq(
        company
    )
    (found,) = records(table[chosen])
    return found


# ---------------------------------------------------------------------- words


def test_the_answer_counts_what_each_model_does_as_well(results):
    table = rows()
    assert held(table, POLICY, "semi-Markov") == "5 of 10"
    assert held(table, SAMPLE, "stock and flow") == "0 of 14"
    assert results.answer == (
        "Fitted to the usual policy alone, the semi-Markov funnel is as good as the agents on 14 of 14 sums of runs "
        "that it has not seen, and on 5 of 10 changes under the cure; the stock-and-flow model is as good as the "
        "agents on 0 of 14 sums of runs that it has not seen, and on 0 of 10 changes under the cure; to say that "
        "nothing changes is as good on 0 of 10."
    )
    assert answer(table) == results.answer


def test_a_company_s_summary_says_who_is_right_on_what_and_who_is_farthest_off():
    told = summary(rows(), builders.company("mid"))
    assert told.startswith(
        "In a mid-size company the semi-Markov funnel is right on revenue, revenue of year 3, opportunities, wins and "
        "leads talked to; the stock-and-flow model is right on nothing and farthest off on revenue (-6.0 points); "
    )
    assert told.endswith("that nothing changes is right on nothing and farthest off on revenue (-2.0 points).")


def test_facts_are_counted_for_everybody_and_silence_apart():
    assert facts_told(rows()) == (
        "Of 6 judgements on facts that may be tuned for, the agents hold 4. The semi-Markov funnel cannot say 2; of "
        "the other 4 it holds 4, and holds or misses what the agents do in 2. The stock-and-flow model cannot say 2; "
        "of the other 4 it holds 2, and holds or misses what the agents do in 0."
    )


@pytest.mark.parametrize(
    ("which", "agents", "words"),
    [
        ((FACT, "T6", "stock and flow"), "25.0 (20.0 to 30.0) %", "33.0 %, ✗ 3 points too high"),
        ((FACT, "T12_misaligned"), "0.650 (0.600 to 0.700)", "cannot say"),
        ((FACT, "T0_revenue"), "$9.00M ($8.00M to $9.50M)", "$11.0M, as well"),
        ((POLICY, "wins"), "+2.0 (+1.0 to +3.0)", "+2.5, as well"),
        ((POLICY, "wins", "stock and flow"), "+2.0 (+1.0 to +3.0)", "-4.0, ✗ 6.0 too low"),
        ((POLICY, "wins", "unchanged"), "+2.0 (+1.0 to +3.0)", "0.0, ✗ 2.0 too low"),
        ((SAMPLE, "revenue"), "$2.0 million ($1.5 million to $2.5 million)", "$1.8 million, as well"),
        ((SAMPLE, "wins", "stock and flow"), "2,000,000 (1,500,000 to 2,500,000)", "3,000,000, ✗ 50.0 % too high"),
    ],
)
def test_numbers_are_told_in_their_units_with_the_verdict(which, agents, words):
    assert agents_told(row(*which)) == agents
    assert answered(row(*which)) == words


def test_a_fact_s_error_in_another_unit_than_a_share_is_told_in_that():
    low = {**row(FACT, "T0_revenue"), "answer": 9e6, "verdict": "fails", "error": -1e6}
    assert answered(low) == "$9.00M, ✗ $1.00M too low"
    assert points(-0.0321) == "-3.2 points"
    assert shown(row(POLICY, "wins"), 0.0) == "0.0"


# ---------------------------------------------------------------------- files


def test_files_are_the_promised_ones_and_equal_each_time(results, files):
    tables = {"table.csv", "table.xlsx", "answer.json"}
    pictures = {"changes.png", "other_half.png"}
    assert set(files) == {*tables, *pictures, "page.html", "report.md", "manifest.json"}
    assert NullResults(results.chosen, results.made_by, results.companies, results.table).files() == files
    assert pd.read_csv(io.BytesIO(files["table.csv"])).columns.tolist() == list(COLUMNS)
    told = json.loads(files["answer.json"])
    assert told["answer"] == results.answer
    assert len(told["answers"]) == len(results.table)


def test_the_page_has_every_table_with_the_values_behind_its_words(results, page):
    tables = {tag.caption.text: tag for tag in page.find_all("table")}
    mid, large = [tag for name, tag in tables.items() if name.endswith("change under the cure, %")]
    assert "simulated at 0.5 of its size" in large.caption.text
    line = mid.tbody.find_all("tr")[0]
    assert line.th.text == "revenue"
    assert [float(tag.data["value"]) for tag in line.find_all("td")] == [0.02, 0.025, -0.04, 0.0]
    facts = tables["Facts; ✗ misses"].tbody.find_all("tr")
    assert facts[0].th.text == "T6 mid: One in four is won (share)"
    assert [tag.text for tag in facts[1].find_all("td")][-2:] == ["cannot say", "cannot say"]
    assert len(facts) == 6
    sums = tables["Sums over the measured years, mean of a replication"].tbody.find_all("tr")
    assert [sums[0].th.text, len(sums)] == ["mid: inquiries", 14]


def test_the_cards_show_the_last_year_s_revenue_as_each_model_has_it(results, page):
    mid, large = page.find_all("article")
    agents, chain, stocks = mid.find_all("dd")
    assert [float(tag.data["value"]) for tag in (agents, chain, stocks)] == [0.02, 0.025, -0.04]
    assert "+1.0 to +3.0 %" in agents.text
    assert "as well" in chain.text
    assert "-6.0 points" in stocks.text
    assert "In a large company" in large.text


def test_the_page_says_how_it_was_made_what_holds_and_what_not(results, page):
    assert page.find("p", class_="answer").text == results.answer
    for part in (
        "Aalen-Johansen",
        "every lead passed on is called",
        "held back",
        "python -m this",
        "calibrated to facts",
    ):
        assert part in page.text, part
    assert facts_told(results.rounded) in page.text
    assert not page.find_all("script")
    for name in ("table.csv", "table.xlsx", "answer.json"):
        address = page.find("a", download=name)["href"]
        assert base64.b64decode(address.partition(";base64,")[2]) == results.files()[name]


def test_pictures_have_n_and_seeds(results, page):
    captions = [picture.text for picture in page.main.find_all("figcaption")]
    assert len(captions) == 2
    for text in captions:
        assert "n = 6 paired replications (seeds 0 to 5)" in text
        assert results.manifest["config"] in text


def test_the_page_in_markdown_has_answer_tables_and_pictures(results, files):
    text = files["report.md"].decode()
    assert f"**{results.answer}**" in text
    assert "](changes.png)" in text
    assert "](other_half.png)" in text
    assert "| wins | +2.0 (+1.0 to +3.0) | +2.5, as well | -4.0, ✗ 6.0 too low | 0.0, ✗ 2.0 too low |" in text
