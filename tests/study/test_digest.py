"""What is kept of a run says what the run says."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.records.leaks import month_of
from sim.records.run import Run
from sim.study.digest import MONEY, TRUST, WAITED_IN, digest, stays
from tests import builders


@pytest.fixture(scope="module")
def run():
    return builders.run(years=1)


def test_months_have_the_money_the_trust_and_the_stocks(run):
    months = digest(run)["months"]
    pd.testing.assert_frame_equal(months[list(MONEY)], run.monthly[list(MONEY)].round({"wasted": 2}))
    assert months["month"].tolist() == list(range(1, 13))
    first = run.spec.warmup_days
    weeks = run.trust[month_of(run.trust["week"] * 5, first) == 4]
    days = run.days[month_of(run.days["day"], first) == 4]
    row = months[months["month"] == 4].iloc[0]
    assert [row[team] for team in TRUST] == pytest.approx([weeks[team].mean() for team in TRUST], abs=6e-4)
    assert row["leads_waiting"] == pytest.approx(days["marketing_qualified"].mean(), abs=6e-4)
    assert row["deals_open"] == pytest.approx(days["opportunity"].mean(), abs=6e-4)


def test_leaks_and_funnel_are_those_of_the_run(run):
    kept = digest(run)
    leaks = kept["leaks"].set_index("cause")
    expected = run.leaks.groupby("cause")[["dollars", "hours", "value"]].sum()
    assert leaks.index.is_unique
    for name in expected:
        assert leaks[name].to_dict() == pytest.approx(expected[name].to_dict(), abs=0.006)
    pd.testing.assert_frame_equal(kept["funnel"], run.conversions[["way", "stage", "entered"]])


def made_up(run, moves):
    """``run`` with other moves: (prospect, day counted from the first measured one, stage entered)."""
    kinds = run.moves["to"].cat.categories
    frame = pd.DataFrame(moves, columns=["prospect", "day", "to"]).sort_values("day", kind="stable")
    frame["day"] += run.spec.warmup_days
    frame["to"] = pd.Categorical(frame["to"], categories=kinds)
    return Run(run.spec, {**run.tables, "moves": pa.Table.from_pandas(frame)})


def test_a_stay_lasts_from_the_move_in_to_the_next_move(run):
    rows = stays(
        made_up(
            run,
            [
                (1, 0, "marketing_qualified"),
                (1, 4, "sales_accepted"),
                (1, 4, "opportunity"),
                (1, 64, "customer"),
                (2, 10, "marketing_qualified"),
                (2, 16, "recycled"),
                (3, -3, "marketing_qualified"),  # began in the warm-up
                (3, 30, "market"),
                (4, 50, "marketing_qualified"),  # has not ended
            ],
        )
    ).set_index("stage")
    assert list(rows.index) == list(WAITED_IN)
    assert rows["left"].tolist() == [2, 1, 1]
    assert rows.loc["marketing_qualified", ["q05", "q25", "q50", "q75", "q95"]].tolist() == pytest.approx(
        [4.1, 4.5, 5.0, 5.5, 5.9]
    )
    assert rows["q50"].tolist() == [5.0, 0.0, 60.0]


def test_a_stage_that_nobody_left_has_no_times(run):
    rows = stays(made_up(run, [(1, 0, "inquiry"), (1, 0, "market")]))
    assert rows["left"].tolist() == [0] * len(WAITED_IN)
    assert np.isnan(rows["q50"]).all()
