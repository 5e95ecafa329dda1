"""How many of those who came got further: the counting rule, on moves made up and on a run's."""

import math

import pandas as pd
import pytest

from sim.records.funnel import WAYS, conversions
from sim.records.run import Run
from tests import builders

STEPS = [
    *((day, "campaign", "inquiry", "responded") for day in (3, 10, 11, 12, 13)),
    *((day, "campaign", "marketing_qualified", "scored_in") for day in (10, 11, 12, 13)),
    (14, "campaign", "sales_accepted", "called"),
    (15, "hand_raise", "sales_accepted", "called"),  # it came as an inquiry before the first day that counts
    (20, "campaign", "opportunity", "qualified"),
    (40, "campaign", "customer", "won"),
    (12, "prospecting", "sales_accepted", "contacted"),
    (12, "prospecting", "opportunity", "qualified"),
    (30, "expansion", "opportunity", "hand_raised"),
    (50, "expansion", "customer", "expansion_lost"),  # back to what it was, and no deal won
]


@pytest.fixture
def table() -> pd.DataFrame:
    moves = pd.DataFrame(STEPS, columns=["day", "source", "to", "reason"])
    return conversions(moves, 10).set_index(["way", "stage"])


def test_moves_count_from_the_first_day_on_whenever_the_account_set_out(table: pd.DataFrame) -> None:
    assert table.loc["inquiries", "entered"].tolist() == [4, 4, 2, 1, 1]
    assert table.loc["prospecting", "entered"].tolist() == [1, 0]
    assert table.loc["expansion", "entered"].tolist() == [1, 0]


def test_parts_are_of_the_stage_before_and_of_the_first(table: pd.DataFrame) -> None:
    step, cumulative = (table.loc["inquiries", name].tolist() for name in ("step", "cumulative"))
    assert math.isnan(step[0])
    assert step[1:] == [1.0, 0.5, 0.5, 1.0]
    assert cumulative == [1.0, 1.0, 0.5, 0.25, 0.25]


def test_where_nobody_came_there_is_no_part() -> None:
    nothing = conversions(pd.DataFrame([], columns=["day", "source", "to", "reason"]), 0)
    assert nothing["entered"].sum() == 0
    assert nothing[["step", "cumulative"]].isna().all(axis=None)


def test_a_run_s_deals_are_those_of_its_ways() -> None:
    run: Run = builders.run("toy", "lane_crossing", warmup_years=1)
    deals = run.moves.query("to == 'opportunity' and day >= @run.spec.warmup_days")
    table = run.conversions.set_index(["way", "stage"])["entered"]
    assert sum(table[way, "opportunity"] for way in WAYS) == len(deals) > 0
    won = run.moves.query("reason == 'won' and day >= @run.spec.warmup_days")
    assert sum(table[way, "customer"] for way in WAYS) == len(won) > 0
