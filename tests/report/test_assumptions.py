"""From the changes found to the files of the study, without a model: the figures are made up."""

import io
import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from sim import __version__
from sim.report.assumptions import AssumptionResults
from sim.study.assumptions import COLUMNS, Plan
from tests import builders
from tests.study.frames import contest, turned

RIVALS, PATIENCE, REPS = "company.market.rivals", "behaviour.patience.exponent", "company.team.reps"
PLAN = Plan(
    contest(names=("sales_led", "fractional_cmo")),
    builders.behaviour(),
    screening=4,
    confirmed=30,
    top=2,
    seed=5,
    scale=0.5,
)


def made(**changes):
    """Three numbers were screened, and two of them confirmed."""
    screening = [turned(RIVALS, -0.05, 0.06), turned(PATIENCE, 0.03, 0.0), turned(REPS, 0.0, 0.0012345678)]
    confirmed = [turned(RIVALS, -0.03, 0.04), turned(PATIENCE, 0.005, 0.0)]
    table = pd.DataFrame([*confirmed, *(row | {"stage": "screening", "pairs": 4} for row in screening)])
    parts = {"plans": [PLAN], "table": table, "left_out": {"mid": {}}, "made_by": "python -m this"}
    return AssumptionResults(**{**parts, **changes})


@pytest.fixture(scope="module")
def results():
    return made()


@pytest.fixture(scope="module")
def text(results):
    """The page, its lines run together."""
    return " ".join(results.files()["report.md"].decode().split())


def test_files_are_the_promised_ones_and_equal_each_time(results):
    files = results.files()
    assert set(files) == {"table.csv", "page.html", "report.md", "manifest.json", "tornado.png"}
    assert made().files() == files
    assert json.loads(files["manifest.json"]) == results.manifest


def test_the_table_has_every_row_of_both_stages_to_a_millionth(results):
    lines = results.files()["table.csv"].decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + 2 + 3
    assert ",0.001235," in lines[-1]


def test_the_manifest_tells_the_usual_runs_of_both_stages(results):
    cells = results.manifest["cells"]
    assert [cell["policy"] for cell in cells] == ["sales_led", "fractional_cmo"]
    assert {(cell["replications"], *cell["seeds"], cell["scale"]) for cell in cells} == {(34, 5, 38, 0.5)}


def test_the_answer_names_the_ends_that_take_the_cost_furthest_and_counts_what_is_sure(results):
    assert results.sentences == [
        "mid: with every number as it is, sales_led against fractional_cmo costs 2.0 % of revenue. One number alone "
        f'takes this down to -1.0 % where "What {RIVALS} is" is 0.5 rivals, or up to 6.0 % where "What {RIVALS} is" '
        "is 4 rivals. Of 4 changes 2 are clear of 0; the feud costs nothing at 1 of the ends."
    ]
    page = results.files()["report.md"].decode()
    assert results.sentences[0] in page
    assert "from 2.0 % of revenue to anything between -1.0 and 6.0 % in mid." in page


def test_a_unit_that_says_nothing_is_left_out_of_the_answer():
    table = pd.DataFrame([turned(RIVALS, -0.03, 0.04, stage, unit="share") for stage in ("confirmed", "screening")])
    assert 'is" is 0.5, or up to' in made(table=table).sentences[0]


def test_the_page_tells_how_each_stage_was_run(text):
    assert "3 numbers have a plausible range. None was left out. 3 were screened with 4 pairs of runs" in text
    assert "(seeds 5 to 8), simulated at 0.5 of its size." in text
    assert "The 2 that moved the cost most were run again with 30 pairs under other seeds (9 to 38)" in text
    assert "reach 1.0 points or more to either side" in text
    assert "python -m this" in text


def test_the_page_tells_how_many_were_left_out_and_why():
    odd = {"company.revenue": "its range has no width", "company.team.quota": "its range has no width"}
    page = made(left_out={"mid": {**odd, "company.team.reps": "too many"}}).files()["report.md"].decode()
    told = "6 numbers have a plausible range. 3 were left out (2: its range has no width; 1: too many). 3 were screened"
    assert told in " ".join(page.split())


def test_what_was_confirmed_stands_with_its_intervals_and_what_the_screening_said(text):
    numbers = "-1.0 | -3.0 (-4.0 to -2.0) | 6.0 | 4.0 (3.0 to 5.0) | 6.0 | assumption: made up |"
    assert f"| What {RIVALS} is | {RIVALS} | 0.5 / 1 / 4 rivals | {numbers}" in text


def test_all_others_stand_with_what_the_screening_said(results):
    page = BeautifulSoup(results.files()["page.html"], "html.parser")
    (others,) = [table for table in page.find_all("table") if table.caption.text.startswith("All others")]
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in others.tbody.find_all("tr")]
    assert rows == [[f"What {REPS} is", REPS, "0.5 / 1 / 4 rivals", "0.0 (-1.0 to 1.0)", "0.1 (-0.9 to 1.1)"]]


def test_changes_on_the_page_carry_the_table_s_numbers(results):
    files = results.files()
    carried = {float(tag["value"]) for tag in BeautifulSoup(files["page.html"], "html.parser").find_all("data")}
    table = pd.read_csv(io.BytesIO(files["table.csv"]))
    assert carried <= set(table[["effect_low", "effect_high", "cost_at_low", "cost_at_high"]].to_numpy().ravel())
    assert len(carried) > 4


def test_the_picture_has_what_was_confirmed_and_tells_pairs_seeds_size_and_version(results, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "sim.report.assumptions.tornado", lambda rows, caption: drawn.append((rows, caption)) or Figure()
    )
    results.files()
    assert [rows["parameter"].tolist() for rows, _ in drawn] == [[RIVALS, PATIENCE]] * 2
    assert [caption for _, caption in drawn] == [
        "",  # on the page it stands below the picture
        "mid: n = 30 pairs at each end (seeds 9 to 38), simulated at 0.5 of its size\n"
        f"Truce {__version__}, configuration {results.manifest['config']}",
    ]
