"""Which numbers a fact answers to, on made-up runs of which that is known."""

import numpy as np
import pytest

from sim.study import trials
from sim.study.screening import COLUMNS, SCREENING, Screening, effects, screened
from sim.study.trials import Trials
from tests.study.made_up_runs import LUCK, TARGETS, WHERE, read

PLAN = Screening(WHERE, (1.0, 1.0), 6, 100)


@pytest.fixture(scope="module")
def done():
    """All trajectories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "_read", read)
        *_, ran = screened(PLAN, Trials.none(WHERE), 1)
    return ran


@pytest.fixture(scope="module")
def table(done):
    widths = np.array([np.diff(np.clip(target.ends, -50.0, 50.0))[0] for target in TARGETS])
    return effects(PLAN, done, LUCK * widths)


def test_a_trajectory_moves_one_number_after_the_other_under_one_seed(done):
    ran = done.of(SCREENING)
    steps = len(WHERE.slots) + 1
    assert len(ran.seeds) == PLAN.trajectories * steps
    for number in range(PLAN.trajectories):
        path = ran.points[number * steps : (number + 1) * steps]
        moved = np.diff(path, axis=0) != 0.0
        assert [len({WHERE.parameters[place].key for place in np.flatnonzero(step)}) for step in moved] == [1] * (
            steps - 1
        )
        assert set(ran.seeds[number * steps : (number + 1) * steps]) == {PLAN.seed + number}


def test_there_is_a_row_a_fact_size_and_number(table):
    assert tuple(table.columns) == COLUMNS
    assert len(table) == len(TARGETS) * len(WHERE.slots)


def test_facts_answer_to_what_they_hang_on_and_to_nothing_else(table):
    """Luck is the same all along a trajectory, so that it drops out of these effects."""
    first, second = WHERE.slots[:2]
    for number, target in enumerate(TARGETS):
        if not np.isfinite(target.ends).all():
            continue
        rows = table[(table["fact"] == target.fact.id) & (table["size"] == target.size)].set_index("parameter")
        expected = {0: {first}, 1: {second}, 2: set()}[number % 3]
        assert set(rows.index[rows["answers"]]) == expected
        for name in expected:
            assert rows.loc[name, "mu_star"] == pytest.approx({first: 2.0, second: 3.0}[name])


def test_an_effect_no_larger_than_luck_is_no_answer(done):
    widths = np.array([np.diff(np.clip(target.ends, -50.0, 50.0))[0] for target in TARGETS])
    assert not effects(PLAN, done, 5.0 * widths)["answers"].any()
