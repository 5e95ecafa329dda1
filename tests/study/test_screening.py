"""Which numbers a fact answers to, on made-up runs of which that is known."""

import numpy as np
import pandas as pd
import pytest

from sim.study import trials
from sim.study.screening import COLUMNS, SCREENING, SEEDS, Screening, effects, identifiable, screened
from sim.study.space import space
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
    return effects(PLAN, done)


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
        assert set(ran.seeds[number * steps : (number + 1) * steps]) == {PLAN.seed + SEEDS + number}


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


def test_luck_is_what_runs_of_one_point_differ_by(table):
    """In a trajectory's two thirds of a range, two runs differ by 2 / sqrt(pi) of luck's standard deviation."""
    assert table["luck"].mean() == pytest.approx(LUCK * 2.0 / np.sqrt(np.pi) * 1.5, rel=0.3)


def test_an_effect_no_larger_than_luck_is_no_answer(done):
    loud = done.readings + np.where(done.stages == SCREENING, 0.0, 1e3)[:, None]
    assert not effects(PLAN, done._replace(readings=loud))["answers"].any()


def test_a_size_s_own_number_is_identifiable_by_the_facts_of_that_size():
    where = space(("small", "mid"), 5)
    own = next(name for name in where.names if name.startswith("mid."))
    key = where.parameters[where.names.index(own)].key
    shared = where.names[0]
    rows = [("T6", "mid", key, True), ("T6", "small", key, False), ("T6", "small", shared, True)]
    table = pd.DataFrame(rows, columns=["fact", "size", "parameter", "answers"])
    assert identifiable(where, table) == [shared, own]
