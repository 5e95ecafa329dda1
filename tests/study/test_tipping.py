"""Two starts under one policy: which runs, and what known courses of trust are called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import FunnelModel
from sim.spec.load import load_behaviour
from sim.spec.switches import neutral
from sim.study.histories import Phase, lived, quarterly
from sim.study.tipping import (
    AFTER,
    AFTER_IN_GRID,
    CLOSING,
    FEUD,
    GRID,
    HARMONY,
    HISTORY,
    MEMORIES,
    MOST,
    ONE,
    OPEN,
    SMALL,
    STATE_COLUMNS,
    TEAMS,
    TWO,
    Lives,
    gone_in,
    grid,
    half_life,
    histories,
    runs,
    starts,
    states,
    verdict,
)
from sim.study.worlds import two_crossing
from tests import builders
from tests.study.courses import kept, learned, planned, quarters, relaxing

PLAN = planned()


def judged(course, **options):
    return states(Lives(quarters(PLAN, course, **options)), PLAN)


# ---------------------------------------------------------------------- which runs


def test_every_world_has_the_same_seeds_and_a_name_of_its_own():
    plan = planned(replications=6, seed=9)
    chosen = runs(plan)
    worlds = {}
    for replica in chosen:
        worlds.setdefault(replica.policy, []).append(replica.spec.seed)
        assert replica.spec.seed == 9 + replica.replication
    counts = {name: len(seeds) for name, seeds in worlds.items()}
    assert set(counts.values()) == {6, 3}
    assert len({(replica.policy, replica.spec.seed) for replica in chosen}) == len(chosen)
    specs = {replica.spec.model_copy(update={"seed": 0}).model_dump_json() for replica in chosen}
    assert len(specs) == len(worlds)


def test_the_two_starts_differ_in_their_history_alone():
    both = PLAN.both_starts(PLAN.contest.typical, AFTER)
    assert [phases[0].policy.name for phases in both] == [FEUD, HARMONY]
    assert [phases[0].quarters for phases in both] == [HISTORY, HISTORY]
    assert both[0][1:] == both[1][1:] == (Phase(PLAN.contest.typical, AFTER),)


def test_a_company_of_few_keeps_its_marketers_through_all_histories():
    small = PLAN.contest._replace(company=builders.company("small"), typical=two_crossing())
    assert {policy.team.marketers for policy in histories(small)} == {2}
    assert {policy.team.marketers for policy in PLAN.histories} == {None}


def test_the_grid_has_every_number_as_it_is_and_all_corners_of_the_ranges():
    first, *corners = grid(builders.behaviour())
    usual = builders.behaviour()
    assert tuple(first.values()) == (usual.belief.sharpness, usual.belief.bad, usual.belief.retreat)
    assert len(corners) == len({tuple(cell.values()) for cell in corners}) == 2 ** len(GRID)
    for key in GRID:
        assert {cell[key] for cell in corners} == {usual.sources[key].low, usual.sources[key].high}


# ---------------------------------------------------------------------- what they say


def test_a_gap_that_closes_is_one_state():
    table = judged(relaxing(0.4))
    assert tuple(table.columns) == STATE_COLUMNS
    assert len(table) == (3 * len(MEMORIES) + 9 * len(MEMORIES)) * len(TEAMS)
    assert set(table["verdict"]) == {ONE}
    alone = table[table["part"] == "policies"]
    assert alone["half_life"].between(1.0, 1.6).all()
    assert alone["left"].abs().max() < 0.02
    assert alone["closed_in"].median() > 4.0


def test_a_gap_that_never_closes_is_two_states():
    table = judged(kept)
    assert set(table["verdict"]) == {TWO}
    assert table["closed_in"].isna().all()
    feud = table["policy"] == FEUD
    assert table.loc[feud, "half_life"].isna().all()
    assert table.loc[feud, "left"].tolist() == pytest.approx([1.0] * feud.sum(), abs=0.02)


def test_a_gap_that_closes_slowly_is_still_closing():
    table = judged(relaxing(0.02))
    assert set(table.loc[table["part"] == "policies", "verdict"]) == {CLOSING}


def test_much_luck_leaves_it_open():
    assert OPEN in set(judged(relaxing(0.4), noise=1.0)["verdict"])


def test_what_only_the_score_keeps_is_gone_without_it():
    table = judged(learned)
    assert set(table.loc[table["without"] == "", "verdict"]) == {TWO}
    assert set(table.loc[table["without"] == "score_learning", "verdict"]) == {ONE}


def test_intervals_of_the_grid_hold_for_all_cells_together():
    table = judged(relaxing(0.4))
    usual = (table["policy"] == "sales_led") & (table[list(GRID)] == list(PLAN.cells[0].values())).all(axis=1)
    rows = table[usual & (table["without"] == "")].groupby("part")
    width = (rows["gap_start_high"].mean() - rows["gap_start_low"].mean()).to_dict()
    assert width["grid"] > width["policies"]
    assert table.groupby("part")["quarters"].unique().map(list).to_dict() == {
        "policies": [AFTER],
        "grid": [AFTER_IN_GRID],
    }


def test_starts_begin_with_the_last_quarter_of_the_histories():
    table = starts(Lives(quarters(PLAN, relaxing(0.4))), PLAN)
    rows = table.query("policy == 'sales_led' and team == 'sales' and without == ''")
    assert rows["quarter"].tolist() == list(range(AFTER + 1))
    first = rows.iloc[0]
    tracking = [builders.policy(name).handoff.tracking for name in (FEUD, HARMONY)]
    assert first["gap"] == pytest.approx(tracking[1] - tracking[0], abs=0.01)
    assert first["gap"] == pytest.approx(first["harmony"] - first["feud"])
    assert (rows["gap_low"] <= rows["gap"]).all()
    assert rows["gap"].iloc[-1] == pytest.approx(0.0, abs=0.01)


def ended(end, half, change=0.0, wide=0.01):
    ends = {"gap_end_low": end - half, "gap_end_high": end + half}
    return ends | {"gap_change_low": change - wide, "gap_change_high": change + wide}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ended(SMALL, 0.001), ONE),
        (ended(SMALL + 0.01, 0.009), TWO),
        (ended(SMALL + 0.01, 0.011), ONE),
        (ended(0.5, 0.1), TWO),
        (ended(0.5, 0.1, change=-0.07), CLOSING),
        (ended(0.5, 0.1, change=-0.07, wide=0.03), TWO),
        (ended(0.0, MOST - 0.001), ONE),
        (ended(0.0, MOST + 0.001), OPEN),
        (ended(-MOST, 0.1), OPEN),
        (ended(np.nan, 0.1), OPEN),
    ],
)
def test_the_rule_is_by_the_intervals(row, expected):
    assert verdict(row, 1.0) == expected
    assert verdict({name: 0.1 * value for name, value in row.items()}, 0.1) == expected


def test_a_difference_is_gone_when_no_interval_lies_above_nothing_any_more():
    luck = np.array([-1.0, 0.0, 1.0])[:, None]
    assert gone_in(np.array([9.0, 5.0, 2.0, 2.0]) + luck) == 2.0
    assert gone_in(np.array([9.0, 2.0, 3.0, 2.0]) + luck) == 3.0
    assert gone_in(np.array([0.0, 0.0]) + luck) == 0.0
    assert np.isnan(gone_in(np.array([0.0, 5.0]) + luck))


def test_half_lives_of_known_courses():
    assert half_life(0.8 * 0.5 ** (np.arange(9) / 2.0)) == pytest.approx(2.0)
    assert half_life(np.array([1.0, 0.6, 0.2])) == pytest.approx(1.25)
    assert np.isnan(half_life(np.array([1.0, 0.8, 0.6])))
    assert np.isnan(half_life(np.array([0.0, -1.0])))


@given(st.lists(st.floats(-1.0, 1.0, width=32), min_size=1, max_size=9))
def test_a_half_life_lies_where_the_mean_crosses_half_of_its_start(values):
    found = half_life(np.array(values))
    if not np.isnan(found):
        assert 0.0 < found <= len(values) - 1
        assert np.interp(found, np.arange(len(values)), values) == pytest.approx(values[0] / 2.0)


# ---------------------------------------------------------------------- what is not paired is refused


def test_other_seeds_and_unknown_worlds_are_refused():
    rows = quarters(PLAN, relaxing(0.4))
    with pytest.raises(ValueError, match="not paired"):
        starts(Lives(rows.assign(seed=rows["seed"] + 1)), PLAN)
    with pytest.raises(ValueError, match="mid: no runs of open_feud for 4 quarters, sales_led for 32"):
        starts(Lives(rows[~rows["policy"].str.startswith(FEUD)]), PLAN)


def test_without_beliefs_the_two_starts_cannot_differ():
    plan = planned("toy")
    behaviour = load_behaviour(plan.behaviour, neutral("beliefs")[0])
    feud, harmony = (
        quarterly(FunnelModel(lived(plan.contest.company, phases, 0, behaviour)).run())["quarters"]
        for phases in plan.both_starts(plan.contest.typical, 4)
    )
    assert feud[["sales", "marketing"]].equals(harmony[["sales", "marketing"]])
    assert not feud["worked"].equals(harmony["worked"])
