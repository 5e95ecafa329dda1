"""Runs at points: what they say, and that nothing is run twice or mixed up."""

import numpy as np
import pytest

from sim.spec.errors import SpecError
from sim.study import trials
from sim.study.facts import contributions, plan
from sim.study.parameters import changed
from sim.study.space import space
from sim.study.targets import targets
from sim.study.trials import Stage, Trials, can_be_run, carried_out
from tests.study.made_up_runs import TARGETS, WHERE, read

STAGE = Stage("wave 0", np.random.default_rng(1).random((5, len(WHERE.names))), [7, 8, 9, 10, 11], (1.0, 1.0))


@pytest.fixture
def seen(monkeypatch):
    """The seeds that were run, two at once."""
    seeds = []

    def noted(trial):
        seeds.append(trial.seed)
        return read(trial)

    monkeypatch.setattr(trials, "_read", noted)
    monkeypatch.setattr(trials, "AT_ONCE", 2)
    return seeds


def all_of(growing):
    """Each that a generator hands over."""
    return list(growing)


def test_trials_grow_a_few_at_a_time(seen):
    found = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))
    assert [len(done.seeds) for done in found] == [2, 4, 5]
    assert seen == STAGE.seeds
    assert np.array_equal(found[-1].points, STAGE.points)
    assert found[-1].readings.shape == (5, len(TARGETS))


def test_what_is_done_is_not_done_again(seen):
    first, *_ = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))
    whole = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))[-1]
    seen.clear()
    resumed = all_of(carried_out(WHERE, STAGE, first, 1))[-1]
    assert seen == [9, 10, 11]
    assert all(np.array_equal(one, other) for one, other in zip(resumed, whole, strict=True))
    assert all_of(carried_out(WHERE, STAGE, resumed, 1)) == []


@pytest.mark.parametrize("change", [{"seeds": [7, 99, 9, 10, 11]}, {"points": STAGE.points[::-1]}])
def test_what_another_calibration_left_is_refused(seen, change):
    done = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))[1]
    with pytest.raises(SpecError, match="wave 0: what has been run of it is from another calibration"):
        all_of(carried_out(WHERE, STAGE._replace(**change), done, 1))


def test_a_table_holds_everything(seen):
    done = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))[-1]
    frame = done.frame(WHERE)
    assert list(frame)[:2] == ["stage", "seed"]
    assert list(frame)[2:] == [*WHERE.names, *(target.name for target in TARGETS)]
    back = Trials.framed(WHERE, frame)
    assert all(np.array_equal(one, other) for one, other in zip(back, done, strict=True))


def test_stages_can_be_picked(seen):
    done = all_of(carried_out(WHERE, STAGE, Trials.none(WHERE), 1))[-1]
    done = all_of(carried_out(WHERE, STAGE._replace(name="wave 1"), done, 1))[-1]
    assert [len(done.of(*names).seeds) for names in (("wave 1",), ("wave 0", "wave 1"), ("luck",))] == [5, 10, 0]


@pytest.mark.parametrize("number", [1, 2])
def test_runs_say_what_the_facts_say_of_them(number, monkeypatch):
    """At the catalogue's values, of real runs, against the study of facts."""
    monkeypatch.setattr(trials, "APART", 1)
    where = space(("mid",))
    stage = Stage("luck", where.centre[None], [3], (0.1,), {"mid": number})
    done = all_of(carried_out(where, stage, Trials.none(where), 1))[-1]
    jobs = plan("mid", number, 3, 0.1)
    specs = changed([job.replica.spec for job in jobs], where.values(where.centre, "mid"))
    jobs = [job._replace(replica=job.replica._replace(spec=spec)) for job, spec in zip(jobs, specs, strict=True)]
    found = contributions(jobs, 1)
    for target, reading in zip(targets(("mid",)), done.readings[0], strict=True):
        runs = np.concatenate(found[target.fact.id, "mid"])
        assert len(found[target.fact.id, "mid"]) == number
        assert reading == pytest.approx(target.read(runs), nan_ok=True)


def test_values_that_do_not_go_together_make_no_company():
    where = space(("mid",))
    point = where.centre.copy()
    assert can_be_run(where, point)
    for name in ("behaviour.mix.accepted_demand", "behaviour.mix.accepted_nurture"):
        point[where.names.index(name)] = 1.0
    assert not can_be_run(where, point)
