"""From runs to the files of the headline, without a model: the months are made up."""

import base64
import io
import json
import re
from functools import cache

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup

import sim
from sim.report.feud import FeudResults
from sim.report.feud_files import STORED
from sim.report.feud_files import files as files_of
from sim.report.manifest import assumptions, caption, manifest
from sim.report.words import money, money_range
from sim.study.contest import Contest, at_equal_budget, policies_of
from sim.study.feud import COLUMNS
from sim.study.replicas import replicas
from tests import builders
from tests.report.fact_rows import rows as fact_rows
from tests.study.frames import both, kept, noisy

SMALL, MID = ("founder_led", "distinct_marketing"), ("sales_led", "fractional_cmo")
HOSTILE = "=1+1 <script>alert('x')</script> $a^b$ | \"& [link](x)"


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
    return FeudResults(held("small") + held("mid"), chosen, kept(runs), 0.005, "python -m this")


@pytest.fixture(scope="module")
def files(results):
    return files_of(results)


@pytest.fixture(scope="module")
def page(files):
    return BeautifulSoup(files["page.html"], "html.parser")


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
    stored = {f"{name}.parquet" for name in STORED.values()}
    tables = {"table.csv", "table.xlsx", "answer.json"}
    assert set(files) == stored | tables | {"page.html", "report.md", "manifest.json", "cost.png", "slide.png"}
    again = FeudResults(results.contests, results.chosen, results.kept, results.goal, results.made_by)
    assert files_of(again) == files


def test_the_csv_has_the_columns_and_a_row_a_contest_and_period(files):
    lines = files["table.csv"].decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + 3 * 3
    assert lines[1].startswith("small,founder_led,distinct_marketing,as it comes,True,year 1,12,")
    assert lines[4].startswith('small,founder_led+reps,distinct_marketing,"equal, the rest in reps",True,year 1,12,')


def test_the_parquet_files_hold_what_was_kept_and_give_the_same_files(results, files, tmp_path):
    for name in STORED.values():
        (tmp_path / name).write_bytes(files[f"{name}.parquet"])
    read = {table: pd.read_parquet(tmp_path / name) for table, name in STORED.items()}
    for table, rows in read.items():
        pd.testing.assert_frame_equal(rows, results.kept[table])
    written = json.loads(files["manifest.json"])
    stored = FeudResults(results.contests, results.chosen, read, results.goal, results.made_by, written=written)
    assert files_of(stored) == files


# ---------------------------------------------------------------------- the same numbers everywhere


def numbers(rows):
    """Every integer as a float; yes and no as they are."""
    return [[float(value) if type(value) is int else value for value in row] for row in rows]


def test_html_csv_xlsx_and_json_have_the_same_numbers(files, page):
    csv = pd.read_csv(io.BytesIO(files["table.csv"]))
    expected = [[None if pd.isna(value) else value for value in row] for row in csv.astype(object).to_numpy().tolist()]
    sheet = openpyxl.load_workbook(io.BytesIO(files["table.xlsx"]))["comparisons"]
    head, *xlsx = ([*row] for row in sheet.iter_rows(values_only=True))
    assert head == list(COLUMNS)
    assert numbers(xlsx) == numbers(expected)
    told = json.loads(files["answer.json"])["comparisons"]
    assert [list(row) for row in told] == [list(COLUMNS)] * len(expected)
    assert numbers(row.values() for row in told) == numbers(expected)
    table = next(tag for tag in page.find_all("table") if tag.caption.text == "Every period of every comparison")
    assert [tag.text for tag in table.thead.find_all("th")] == list(COLUMNS)
    shown = [[cell(tag) for tag in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    texts = [[str(value) if isinstance(value, bool) else value for value in row] for row in numbers(expected)]
    assert shown == texts


def cell(tag):
    return float(tag.data["value"]) if tag.data else tag.text or None


def test_the_cards_say_what_the_table_says(results, page):
    cards = page.find_all("article")
    assert [card.h2.text for card in cards] == ["Small company", "Mid-size company"]
    for card, contest in zip(cards, results.main.values(), strict=True):
        row = results.whole(contest)
        cost, gain, payback = card.find_all("dd")
        assert float(cost.data["value"]) == row["cost_share"]
        assert cost.data.text == f"{100.0 * row['cost_share']:.1f} % of revenue"
        assert f"(95 %: {100 * row['cost_share_low']:.1f} to {100 * row['cost_share_high']:.1f} %)" in cost.text
        assert float(gain.data["value"]) == row["net_gain"]
        month = None if pd.isna(row["payback_month"]) else row["payback_month"]
        assert (float(payback.data["value"]) if payback.data else None) == month
        assert payback.strong.text == (f"in month {month}" if month else "not within 36 months")
        gained, cost = row["revenue_cure"] - row["revenue_typical"], row["cost_of_cure"]
        assert f"{money(gained)} more revenue, less {money(cost)} more spending" in gain.text
        texts = " ".join(tag.text for tag in card.find_all("p"))
        assert contest.cure.title[1:] in texts
        assert f"{money_range(row['net_gain_p05'], row['net_gain_p95']).replace(' to ', ' and ')}." in texts


def test_over_members_the_page_tells_what_is_luck_and_what_nobody_knows():
    runs = noisy(company="mid", names=MID, gain=20.0, replications=24)
    runs = runs.assign(member=runs["replication"] // 2)
    runs.loc[runs["policy"] == MID[1], "revenue"] += 10.0 * (runs["member"] % 2)
    results = FeudResults(held("mid"), planned("mid", 24), kept(runs), 0.005, "python -m this")
    page = BeautifulSoup(files_of(results)["page.html"], "html.parser")
    (row,) = [results.whole(contest) for contest in results.main.values()]
    assert results.members == row["members"] == 12
    low, high = (100.0 * row[f"cost_plausible_share_{end}"] for end in ("low", "high"))
    cost, gain, _ = page.find("article").find_all("dd")
    assert f"(plausible: {low:.1f} to {high:.1f} %)" in cost.text
    assert f"(plausible: {money_range(row['net_gain_plausible_low'], row['net_gain_plausible_high'])})" in gain.text
    table = next(tag for tag in page.find_all("table") if tag.caption.text.startswith("How much of it is"))
    *_, plausible, company, interval = [tag.text for tag in table.tbody.find("tr").find_all(["th", "td"])]
    assert plausible == f"{low:.1f} to {high:.1f}"
    ends = " to ".join(f"{100.0 * row[f'numbers_share_{end}']:.0f}" for end in ("low", "high"))
    assert company == f"{100.0 * row['numbers_share']:.0f} ({ends})"
    assert interval == f"{100.0 * row['numbers_share_of_interval']:.0f}"
    assert 0.0 < row["numbers_share"] < row["numbers_share_of_interval"] < 1.0
    assert "Intervals (95 %) cover luck and the numbers that nobody knows." in page.text
    assert f"nine in ten of 12 plausible sets of numbers say {low:.1f} to {high:.1f} %" in results.sentences[0]


def test_where_only_luck_was_varied_the_page_says_what_that_leaves_open(results, page):
    assert results.members is None
    assert "plausible" not in page.find("article").text
    assert "Intervals (95 %) cover luck alone." in page.text


def test_files_that_the_page_carries_are_those_beside_it(files, page):
    for name in ("table.csv", "table.xlsx", "answer.json"):
        address = page.find("a", download=name)["href"]
        assert base64.b64decode(address.partition(";base64,")[2]) == files[name]


# ---------------------------------------------------------------------- the page


def test_the_page_answers_how_much_which_by_when_how_sure_where_and_what_not(results, page):
    assert page.find("p", class_="answer").text == results.answer
    heads = [tag.text for tag in page.main.find_all("h2")]
    for part in (
        "Which policy pays, and when?",
        "How sure is this",
        "What this is not",
        "All numbers",
        "See it happen",
    ):
        assert [part in head for head in heads].count(True) == 1, part
    titles = [tag.text for tag in page.main.find_all("h3")]
    assert titles.count("Where buyers are lost") == titles.count("Where money is wasted") == 2
    assert titles.count("Trust") == 1  # founder_led has nobody who could trust
    assert "python -m this" in page.pre.text
    values = results.manifest["values"]
    assert f"{values['assumed']} of its {values['all']} values" in page.find("p", class_="caveat").text
    points = [tag.text for tag in page.main.find_all("li")]
    parts = [part for told in results.sentences for part in told.rstrip(".").split("; ")]
    assert [part for part in parts if f"{part[0].upper()}{part[1:]}." not in points] == []


def test_what_backs_it_is_told_where_it_was_measured(results, page):
    def told(page):
        return page.find("section", id="why-believe-it").text

    assert "has not been measured" in told(page)
    backed = FeudResults(results.contests, results.chosen, results.kept, 0.005, "python -m this", fact_rows())
    section = told(BeautifulSoup(files_of(backed)["page.html"], "html.parser"))
    assert "3 of 7 judgements hold; 4 miss, 3 of them clearly; 1 of 1 of those that were held back hold." in section
    assert "2.0 points too high" in section
    assert "has not been measured" not in section


def test_every_part_has_an_address_of_its_own(page):
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {tag["href"][1:] for tag in page.nav.find_all("a")} <= set(ids)


def test_the_page_is_small_and_its_pictures_have_n_seeds_and_configuration(results, files, page):
    assert len(files["page.html"]) < 3_000_000
    for picture in page.main.find_all("figcaption"):
        assert "n = 12 paired replications (seeds 0 to 11)" in picture.text
        assert results.manifest["config"] in picture.text


def test_what_changes_is_what_differs(page, results):
    table = next(tag for tag in page.find_all("table") if tag.caption.text.startswith("What fractional cmo changes"))
    rows = {row.find_all("td")[-1].text: [tag.text for tag in row.find_all("td")] for row in table.tbody.find_all("tr")}
    assert rows["handoff.sla_days"][:2] == ["null", "2"]
    assert "team.marketers" not in rows
    typical, cure = MID
    for key in rows:
        group, name = key.split(".")
        before, after = (getattr(getattr(builders.policy(policy), group), name) for policy in (typical, cure))
        assert before != after


def test_the_page_in_markdown_has_the_answer_the_cards_and_the_limits(results, files):
    text = files["report.md"].decode()
    assert f"**{results.answer}**" in text
    assert "| Small company | " in text
    assert "](cost.png)" in text
    assert "calibrated to facts of real firms" in text
    assert "    python -m this" in text
    assert "{" not in text
    assert re.search(r"^\| mid \(at 0.5 of its size\): sales led → fractional cmo \|", text, re.MULTILINE)


@pytest.fixture(scope="module")
def hostile(results):
    """The same study with hostile names of a company, a policy and a path."""
    (plain,) = held("mid")
    company = plain.company.model_copy(update={"name": HOSTILE, "title": f"{HOSTILE}, {HOSTILE}"})
    cure = builders.policy("fractional_cmo", {"name": HOSTILE, "title": HOSTILE})
    contest = plain._replace(company=company, cure=cure)
    runs = noisy(company=HOSTILE, names=("sales_led", HOSTILE), cost=50.0)
    chosen = replicas(company, policies_of([contest]), 12, 0)
    return files_of(FeudResults([contest], chosen, kept(runs), 0.005, f"python -m this out={HOSTILE}"))


def test_hostile_names_are_shown_as_text(hostile):
    page = BeautifulSoup(hostile["page.html"], "html.parser")
    assert len(page.find_all("script")) == 2  # the replay and its data
    assert page.article.h2.text == HOSTILE
    assert HOSTILE in page.pre.text
    assert json.loads(page.find("script", id="replay-data").text)["companies"][0]["contests"] == [
        ["sales led", HOSTILE.replace("+", " + ")]
    ]
    assert "<script>" not in hostile["report.md"].decode()


def test_hostile_names_are_no_formulas(hostile):
    table = pd.read_csv(io.BytesIO(hostile["table.csv"]))
    assert set(table["company"]) == set(table["cure"]) == {f"'{HOSTILE}"}
    sheet = openpyxl.load_workbook(io.BytesIO(hostile["table.xlsx"]))["comparisons"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n", "b"}
    assert sheet.cell(2, 1).value == HOSTILE


# ---------------------------------------------------------------------- what it was made of


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
    together = manifest(planned("small", 3) + planned("mid", 4) + planned("large", 3))
    assert caption(together).startswith("small and large: n = 3 paired replications (seeds 0 to 2); mid: n = 4 paired ")
    assert caption(apart, "mid").startswith("n = 4 paired replications (seeds 0 to 3); ")
    mixed = manifest(planned("mid", 3) + planned("mid", 5)[-1:])
    assert caption(mixed).startswith("n = 3 to 4 paired replications (seeds 0 to 4); ")
