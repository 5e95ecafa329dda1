"""What came of each move: the next one of the same prospect, and the win at the end of the whole way."""

import pandas as pd
import pytest

from sim.records.journeys import journeys
from tests import builders

STEPS = [
    (1, 7, "inquiry", "hand_raised"),
    (1, 4, "inquiry", "responded"),
    (1, 7, "marketing_qualified", "scored_in"),
    (1, 4, "market", "scored_out"),
    (3, 7, "sales_accepted", "called"),
    (5, 4, "sales_accepted", "contacted"),
    (5, 4, "opportunity", "qualified"),
    (9, 7, "opportunity", "qualified"),
    (30, 7, "customer", "won"),
    (40, 4, "customer", "won"),
    (50, 7, "opportunity", "hand_raised"),
    (60, 7, "customer", "expansion_lost"),
]


@pytest.fixture
def table() -> pd.DataFrame:
    return journeys(pd.DataFrame(STEPS, columns=["day", "prospect", "to", "reason"])).set_index(["prospect", "day"])


def test_moves_stand_by_prospect_in_their_order_each_with_the_next_one(table: pd.DataFrame) -> None:
    assert table.loc[4, "to"].tolist() == ["inquiry", "market", "sales_accepted", "opportunity", "customer"]
    assert table.loc[4, "then"].tolist()[:-1] == ["market", "sales_accepted", "opportunity", "customer"]
    assert table.loc[4, "then_day"].tolist()[:-1] == [1, 5, 5, 40]
    assert table.loc[4, "then_reason"].tolist()[:-1] == ["scored_out", "contacted", "qualified", "won"]
    assert table.loc[[(4, 40), (7, 60)], ["then", "then_reason", "then_day"]].isna().all(axis=None)


def test_a_win_belongs_to_every_stage_on_its_way_and_to_no_inquiry_before_a_detour(table: pd.DataFrame) -> None:
    assert table.loc[7, "won_day"].tolist()[:5] == [30.0] * 5
    assert table.loc[7, "won_day"].isna().tolist()[5:] == [True, True]
    assert table.loc[4, "won_day"].isna().tolist() == [True, True, False, False, False]
    assert table.loc[(4, 5), "won_day"].tolist() == [40.0, 40.0]


def test_a_run_s_wins_all_belong_to_an_opportunity_and_to_one_inquiry_at_most() -> None:
    run = builders.run("toy", "lane_crossing", warmup_years=1)
    wins = int(run.moves["reason"].eq("won").sum())
    won = run.journeys[run.journeys["won_day"].notna()]["to"].value_counts()
    assert len(run.journeys) == len(run.moves)
    assert won["opportunity"] == won["customer"] == wins > won["marketing_qualified"] > 0
    assert won["sales_accepted"] >= won["marketing_qualified"] == won["inquiry"]
