"""From runs to the files of the league, without a model: the months are made up."""

import base64
import io
import json

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sim.report.league import COLUMNS as READ
from sim.report.league import LeagueResults
from sim.report.league_words import answer, chance, signed, significance, summary, unsure, verdict
from sim.spec.load import names
from sim.study.league import COLUMNS, EQUAL, KEPT, YARDSTICK, Roster
from sim.study.replicas import replicas
from tests import builders
from tests.study.frames import contenders

HOSTILE = '=1 <script>x</script> $a_b$ |"&[x](y)'
BEST = {"small": "founder_led", "mid": "fractional_cmo"}


def worlds(company, best, **renamed):
    """A world a policy of the catalogue, of which ``best`` earns most of those that can be bought."""
    gains = {policy: -float(place) for place, policy in enumerate(names("policy"))}
    runs = contenders({**gains, best: 20.0, YARDSTICK: 90.0}, company=company)
    return runs[["company", "policy", "replication", "seed", *KEPT]]


def planned(company, scale=1.0):
    return replicas(company, names("policy"), 12, 0, scale=scale)


@pytest.fixture(scope="module")
def results():
    months = pd.concat([worlds(name, best) for name, best in BEST.items()], ignore_index=True)
    chosen = planned("small") + planned("mid", 0.5)
    return LeagueResults(chosen, "python -m this", [builders.company(name) for name in BEST], rosters(), months)


def rosters(budget="as it comes"):
    return [Roster(name, budget, names("policy"), builders.company(name).typical) for name in BEST]


@pytest.fixture(scope="module")
def files(results):
    return results.files()


@pytest.fixture(scope="module")
def page(files):
    return BeautifulSoup(files["page.html"], "html.parser")


def test_files_are_the_promised_ones_and_equal_each_time(results, files):
    tables = {"table.csv", "table.xlsx", "answer.json"}
    assert set(files) == {"runs.parquet", *tables, "page.html", "report.md", "manifest.json", "heatmap.png"}
    again = LeagueResults(results.chosen, results.made_by, results.companies, rosters(), results.months)
    assert again.files() == files
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(files["runs.parquet"])), results.months)


def test_there_is_a_row_a_size_and_policy(results):
    assert results.table.columns.tolist() == [*COLUMNS[:1], "budget", *COLUMNS[1:]]
    assert len(results.table) == 2 * len(names("policy"))
    assert results.table.groupby("company", sort=False)["policy"].first().to_dict() == BEST
    assert results.table.groupby("company", sort=False)["scale"].first().tolist() == [1.0, 0.5]


def numbers(row):
    """Every integer as a float; yes and no as they are."""
    return [float(value) if type(value) is int else value for value in row]


def test_html_csv_xlsx_and_json_have_the_same_numbers(files, page):
    csv = pd.read_csv(io.BytesIO(files["table.csv"])).astype(object)
    expected = [numbers(None if pd.isna(value) else value for value in row) for row in csv.to_numpy().tolist()]
    head, *xlsx = openpyxl.load_workbook(io.BytesIO(files["table.xlsx"]))["policies"].iter_rows(values_only=True)
    assert set(head) == {"budget", *COLUMNS}
    assert [numbers(row) for row in xlsx] == expected
    told = json.loads(files["answer.json"])
    assert [numbers(row.values()) for row in told["policies"]] == expected
    table = next(tag for tag in page.find_all("table") if tag.caption.text == "Every policy in every size")
    shown = [[cell(tag) for tag in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    assert shown == [[str(value) if isinstance(value, bool) else value for value in row] for row in expected]


def cell(tag):
    return float(tag.data["value"]) if tag.data else tag.text or None


def test_the_league_that_is_read_carries_the_table_s_values(results, page):
    for company, scale in zip(results.companies, ("", ", simulated at 0.5 of its size"), strict=True):
        table = next(tag for tag in page.find_all("table") if tag.caption.text == company.title + scale)
        assert [tag.text for tag in table.thead.find_all("th")] == list(READ)
        lines = table.tbody.find_all("tr")
        assert lines[0].th.text.startswith(BEST[company.name])
        assert lines[-1].th.text == f"{YARDSTICK} (yardstick)"
        for line, row in zip(lines, results.rows(company), strict=True):
            net, revenue, gain, share, clear, regret, best, maybe = line.find_all("td")
            values = [float(tag.data["value"]) for tag in (net, revenue, gain, share, regret)]
            assert values == [row[name] for name in ("net", "revenue", "gain", "gain_share", "regret")]
            assert maybe.text == ("yes" if row["may_be_best"] else "no" if row["buyable"] else "")
            assert clear.text == ("" if row["typical"] else "yes" if row["significant"] else "no")
            assert (float(best.data["value"]) if best.data else None) == (
                row["chance_of_best"] if row["buyable"] else None
            )


def test_the_best_of_each_year_alone_is_that_of_its_months(results, page):
    months = results.months
    early = months[months["policy"].eq("sales_led") & months["month"].le(12)].index
    changed = months.assign(revenue=months["revenue"].add(pd.Series(500.0, index=early), fill_value=0.0))
    other = LeagueResults(results.chosen, "", results.companies, rosters(), changed)
    assert [[best["policy"] for best in year] for year in other.by_year] == [
        ["sales_led", "sales_led"],
        list(BEST.values()),
        list(BEST.values()),
    ]
    table = next(tag for tag in page.find_all("table") if tag.caption.text.startswith("What leaves most in each year"))
    small, mid = table.tbody.find_all("tr")
    assert [tag.text for tag in small.find_all("td")] == ["founder_led: usual; 100 %"] * 3
    shown = [float(tag.data["value"]) for tag in mid.find_all("td")]
    assert shown == [year[1]["gain"] for year in results.by_year]


def test_the_cards_say_what_the_table_says(results, page):
    small, mid = page.find_all("article")
    assert small.h2.text == "Small company"
    assert small.find_all("dd")[0].strong.text == "founder_led"
    assert "it is the usual policy" in small.find_all("dd")[1].text
    assert [tag.data["value"] for tag in small.find_all("dd")[1:]] == ["0.0", "0.0"]
    row = results.rows(results.companies[1])[0]
    best, gain, share = mid.find_all("dd")
    assert best.strong.text == "fractional_cmo"
    assert "chance of being best: 100 %" in best.text
    assert float(gain.data["value"]) == row["gain"]
    assert float(share.data["value"]) == row["gain_share"]
    assert "clear of luck (Holm, 10 comparisons)" in share.text
    assert "simulated at 0.5 of its size" in mid.text


def test_the_page_answers_which_how_sure_and_what_not(results, page):
    assert page.find("p", class_="answer").text == results.answer
    assert "under founder_led in a small company (100 %, its usual policy)" in results.answer
    assert "under fractional_cmo in a mid-size company (100 %)" in results.answer
    for part in ("Holm", "nobody can buy", "cannot be best", "calibrated to facts", "luck alone", "python -m this"):
        assert part in page.text, part
    assert "at 0.5 of its size" in str(page.figure.svg)


def test_the_page_carries_its_files_and_has_an_address_for_every_part(files, page):
    for name in ("table.csv", "table.xlsx", "answer.json"):
        address = page.find("a", download=name)["href"]
        assert base64.b64decode(address.partition(";base64,")[2]) == files[name]
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {tag["href"][1:] for tag in page.nav.find_all("a")} <= set(ids)
    assert not page.find_all("script")
    assert len(files["page.html"]) < 500_000


def test_pictures_have_n_seeds_and_configuration(results, page):
    captions = [picture.text for picture in page.main.find_all("figcaption")]
    assert len(captions) == 2
    for text in captions:
        assert "n = 12 paired replications (seeds 0 to 11)" in text
        assert results.manifest["config"] in text


def test_the_page_in_markdown_has_the_answer_and_the_leagues(results, files):
    text = files["report.md"].decode()
    assert f"**{results.answer}**" in text
    assert "](heatmap.png)" in text
    assert "| founder_led (usual) | " in text
    assert "{" not in text


def test_policies_at_equal_budget_have_a_league_of_their_own(results):
    richer = results.months.assign(policy=results.months["policy"] + "+reps")
    richer["revenue"] += 500.0 * richer["policy"].eq("silos+reps")
    equal = [
        each._replace(
            budget=EQUAL, policies=tuple(f"{name}+reps" for name in each.policies), typical=f"{each.typical}+reps"
        )
        for each in rosters()
    ]
    months = pd.concat([results.months, richer], ignore_index=True)
    both = LeagueResults(results.chosen, "", results.companies, [*rosters(), *equal], months)
    pd.testing.assert_frame_equal(both.table, results.table)
    assert [both.rows(company, EQUAL)[0]["policy"] for company in both.companies] == ["silos+reps"] * 2
    page = BeautifulSoup(both.files()["page.html"], "html.parser")
    told = page.find(id="equal-budget").text
    assert "Mid-size company: silos+reps is best" in told
    assert "at equal budget:" in page.text
    assert "At equal budget" not in BeautifulSoup(results.files()["page.html"], "html.parser").text


def test_hostile_names_are_shown_as_text_and_are_no_formulas():
    company = builders.company("mid").model_copy(update={"name": HOSTILE, "title": f"{HOSTILE}, {HOSTILE}"})
    policies = ["sales_led", builders.policy("silos", {"name": HOSTILE})]
    months = contenders({"sales_led": 0.0, HOSTILE: 30.0}, company=HOSTILE)
    roster = Roster(HOSTILE, "as it comes", ("sales_led", HOSTILE), "sales_led")
    chosen = replicas(company, policies, 12, 0)
    found = LeagueResults(chosen, f"python -m this out={HOSTILE}", [company], [roster], months).files()
    page = BeautifulSoup(found["page.html"], "html.parser")
    assert not page.find_all("script")
    assert page.article.h2.text == HOSTILE
    assert page.article.dd.strong.text == HOSTILE
    assert "<script>" not in found["report.md"].decode()
    assert set(pd.read_csv(io.BytesIO(found["table.csv"]))["company"]) == {f"'{HOSTILE}"}


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.998, "> 99 %"), (1.0, "100 %"), (float("nan"), "")],
)
def test_a_chance_that_is_not_none_or_all_does_not_read_as_if_it_were(share, words):
    assert chance(share) == words


def test_a_share_has_its_sign_and_nothing_has_none():
    assert [signed(share) for share in (0.012, -0.0123, 0.0004, -0.0004)] == ["+1.2", "-1.2", "0.0", "0.0"]


def test_one_answer_names_sizes_of_one_best_policy_together_and_the_last_year_alone():
    companies = [builders.company(name) for name in ("large", "enterprise")]
    best = {"policy": "dual_mandate", "typical": False, "chance_of_best": 0.75}
    usual = {"policy": "silos", "typical": True, "chance_of_best": 1.0}
    told = (
        "Over {}, most is left after all spending, with the chance of being best in brackets, under dual_mandate in a "
        "large company (75 %) and an enterprise (75 %)"
    )
    assert answer([best, best], [best, best], companies, 1) == f"{told.format('1 year')}."
    assert answer([best, best], [best, usual], companies, 3) == (
        f"{told.format('3 years')}; in year 3 alone, under dual_mandate in a large company (75 %) and under silos in "
        "an enterprise (100 %, its usual policy)."
    )


def test_luck_is_told_as_what_may_explain_a_gain():
    assert significance({"significant": False}, 10) == "luck alone may explain it (Holm, 10 comparisons)"
    assert significance({"significant": True}, 1) == "clear of luck"


def test_who_else_may_be_best_and_what_a_choice_may_cost_is_told():
    best = {"policy": "a", "buyable": True, "may_be_best": True, "lead_low": -5e4, "typical": False, "gain": 2e6}
    best |= {"gain_low": 1e6, "gain_high": 3e6, "significant": True, "chance_of_best": 0.8}
    rival = {"policy": "b", "buyable": True, "may_be_best": True}
    out = {"policy": "c", "buyable": True, "may_be_best": False}
    yardstick = {"policy": "y", "buyable": False, "may_be_best": False}
    told = "b may also be best; whoever chooses a gives away at most $50 thousand (95 %)."
    assert unsure([best, rival, out, yardstick]) == told
    assert unsure([best, out, yardstick]) == "No other policy may be best (95 %)."
    assert verdict([best, rival]) == (
        f"a is best, $2.0 million over the usual policy (95 %: $1.0 to $3.0 million; clear of luck), with a chance of "
        f"80 %. "
        f"{told}"
    )


def row(policy, regret, **more):
    ends = {"regret": regret, "regret_low": regret - 1e4, "regret_high": regret + 1e4}
    money = {"revenue": 5e6, "net": 1e6 - regret}
    return {"policy": policy, "typical": False, "buyable": True, **ends, **money, **more}


def test_behind_the_best_are_where_its_gain_is_from_the_next_and_the_yardstick():
    usual = row("c", 9e4, typical=True, revenue=5.5e6)
    rows = [row("a", 0.0), row("b", 5e4), usual, row("y", -3e6, buyable=False)]
    assert summary(rows) == (
        "It earns $500 thousand less than c, the usual policy, and spends $590 thousand less. Next is b, $50 thousand "
        "behind (95 %: $40 to $60 thousand). The yardstick, y, is $3.0 million ahead of a."
    )


def test_the_usual_policy_is_not_held_against_itself_and_a_yardstick_may_be_behind():
    rows = [row("a", 0.0, typical=True), row("b", 5e4), row("y", 3e6, buyable=False)]
    assert summary(rows) == (
        "Next is b, $50 thousand behind (95 %: $40 to $60 thousand). The yardstick, y, is $3.0 million behind a."
    )
