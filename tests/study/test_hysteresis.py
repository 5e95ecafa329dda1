"""To the cure and back, and truces: known courses of trust are found for what they are."""

import numpy as np
import pytest

from sim.study.hysteresis import (
    CLIMBED,
    GAINED,
    LAG,
    LOOP,
    NO_LOOP,
    loop_verdict,
    loops,
    ramp,
    truce,
    truces,
)
from sim.study.tipping import LENGTHS, MEMORIES, OPEN, PACES, STEPS, WATCHED, Lives
from tests.study.courses import kept, learned, planned, quarters, relaxing

PLAN = planned(replications=8)
TYPICAL, CURE = 0.2, 0.85
"""``handoff.tracking`` under the two policies, which made-up trust follows."""


@pytest.fixture(scope="module")
def lag():
    return Lives(quarters(PLAN, relaxing(0.3)))


@pytest.fixture(scope="module")
def memory():
    return Lives(quarters(PLAN, kept))


def test_trust_that_follows_slowly_is_lag(lag):
    table = loops(lag, PLAN)
    assert len(table) == len(MEMORIES) * len(CLIMBED)
    assert set(table["verdict"]) == {LAG}
    assert (table["slow"] < table["fast"]).all()
    assert table["change"].tolist() == pytest.approx((table["slow"] - table["fast"]).tolist())
    assert set(table["replications"]) == {PLAN.fewer}


def test_trust_that_stays_is_a_second_state(memory):
    table = loops(memory, PLAN)
    assert set(table["verdict"]) == {LOOP}
    expected = np.mean([CURE - (TYPICAL + part * (CURE - TYPICAL)) for part in STEPS[:-1]])
    assert table["slow"].tolist() == pytest.approx([expected] * len(table), abs=0.01)


def test_trust_that_follows_at_once_leaves_nothing():
    assert NO_LOOP in set(loops(Lives(quarters(PLAN, relaxing(1.0))), PLAN)["verdict"])


def test_what_the_score_keeps_is_lag_without_it():
    table = loops(Lives(quarters(PLAN, learned)), PLAN)
    assert set(table.loc[table["without"] == "", "verdict"]) == {LOOP}
    assert LOOP not in set(table.loc[table["without"] != "", "verdict"])


def test_each_step_is_measured_at_its_end_against_a_company_that_stays(memory):
    table = ramp(memory, PLAN)
    assert len(table) == len(MEMORIES) * len(PACES) * len(CLIMBED) * len(STEPS)
    rows = table.query("without == '' and measure == 'sales' and pace == 4")
    assert rows["part"].tolist() == list(STEPS)
    assert rows["up"].tolist() == pytest.approx([part * (CURE - TYPICAL) for part in STEPS], abs=0.01)
    assert rows["down"].tolist() == pytest.approx([CURE - TYPICAL] * len(STEPS), abs=0.01)
    assert rows["difference"].tolist() == pytest.approx((rows["down"] - rows["up"]).tolist())
    top = rows.iloc[-1]
    assert (top["difference"], top["difference_low"], top["difference_high"]) == (0.0, 0.0, 0.0)


def measured(fast, slow, change, half=0.1):
    means = {"fast": fast, "slow": slow, "change": change}
    return {
        f"{name}_{end}": mean + sign * half for name, mean in means.items() for end, sign in (("low", -1), ("high", 1))
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (measured(0.5, 0.2, -0.3), LAG),
        (measured(0.5, 0.45, -0.05), LOOP),
        (measured(0.5, 0.6, 0.1), LOOP),
        (measured(0.05, -0.05, -0.1), NO_LOOP),
        (measured(0.15, 0.05, -0.09), OPEN),
        (measured(0.05, 0.15, 0.1), OPEN),
    ],
)
def test_the_rule_is_by_the_intervals(row, expected):
    assert loop_verdict(row) == expected


def test_a_gain_that_halves_has_its_half_life_and_is_gone(lag):
    table = truces(lag, PLAN)
    assert len(table) == len(MEMORIES) * len(LENGTHS) * len(GAINED)
    trust = table[table["measure"] == "sales"]
    expected = [(CURE - TYPICAL) * (1.0 - 0.7**length) for length in LENGTHS]
    assert trust.loc[trust["without"] == "", "gain_start"].tolist() == pytest.approx(expected, abs=0.01)
    assert trust["half_life"].tolist() == pytest.approx([np.log(0.5) / np.log(0.7)] * len(trust), abs=0.2)
    assert trust["gain_end"].abs().max() < 0.02


def test_a_gain_that_stays_is_never_gone(memory):
    table = truces(memory, PLAN)
    assert table["gone_in"].isna().all()
    assert table["half_life"].isna().all()


def test_revenue_is_told_as_a_share_of_the_company_that_never_changed(memory):
    table = truce(memory, PLAN)
    rows = table.query("without == '' and measure == 'revenue' and length == 8")
    assert rows["quarter"].tolist() == list(range(WATCHED + 1))
    assert rows["gain"].tolist() == pytest.approx([(CURE - TYPICAL) / (1.0 + TYPICAL)] * len(rows), abs=0.03)
