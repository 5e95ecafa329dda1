"""What is left of a calibration: members, what is known of each number, and the point that stands for all."""

import numpy as np
import pytest

from experiments.arguments import RESULTS, SIZES
from sim.spec.ensemble import ENSEMBLE, load_ensemble
from sim.study.calibrate import Candidates
from sim.study.ensemble import FACTS, NARROWED, NUMBERS, PRIOR_SPREAD, met, numbers, values
from sim.study.search import believable
from sim.study.space import space
from tests.study.made_up_runs import PLAN, TARGETS, WHERE

LOW, HIGH = np.clip(believable(TARGETS), -50.0, 50.0)
RNG = np.random.default_rng(2)
POINTS = RNG.random((40, len(WHERE.names)))
POINTS[:, 1] = RNG.normal(0.7, 0.05, 40)
READINGS = np.tile((LOW + HIGH) / 2.0, (40, PLAN.replications, 1))
READINGS[::2, :, 3] = HIGH[3] + 9.0 * (HIGH[3] - LOW[3])
PROPOSED = Candidates(POINTS, READINGS)


def test_values_are_in_the_numbers_own_units():
    found = values(WHERE, POINTS[:3])
    assert list(found) == WHERE.names
    for name, one, shares in zip(WHERE.names, WHERE.parameters, POINTS[:3].T, strict=True):
        assert found[name].tolist() == [one.at(share) for share in shares]


def test_what_is_known_of_a_number_is_told_in_its_unit():
    found = numbers(WHERE, POINTS, [WHERE.names[1]])
    assert tuple(found.columns) == NUMBERS
    row, one = found.iloc[1], WHERE.parameters[1]
    assert (row["low"], row["high"], row["default"]) == (one.low, one.high, one.default)
    low, mid, high = np.percentile(POINTS[:, 1], [5.0, 50.0, 95.0])
    assert [row["member_low"], row["member_mid"], row["member_high"]] == pytest.approx(
        [one.at(low), one.at(mid), one.at(high)]
    )
    assert row["width"] == pytest.approx(POINTS[:, 1].std(ddof=1) * 12.0**0.5)
    assert found["identifiable"].tolist() == [place == 1 for place in range(len(found))]


def test_what_members_say_of_a_fact_is_told_in_its_unit():
    found = met(PLAN, PROPOSED)
    assert tuple(found.columns) == FACTS
    assert found["met"].tolist() == [0.5 if number == 3 else 1.0 for number in range(len(TARGETS))]
    row = found[(found["fact"] == "T6") & (found["company"] == "mid")].iloc[0]
    assert row[["low", "high"]].tolist() == pytest.approx([0.18, 0.30])
    assert row["member_low"] == pytest.approx(row["mean"]) == pytest.approx(row["member_high"])


def test_the_ensemble_in_use_is_the_one_that_the_calibration_left():
    assert ENSEMBLE.read_bytes() == (RESULTS / "calibrate" / ENSEMBLE.name).read_bytes()


def test_the_catalogue_has_one_member_s_numbers_wherever_the_facts_tell_and_says_so():
    where, members = space(SIZES), load_ensemble()
    assert len(members) >= 50
    assert all(list(member) == where.names for member in members)
    named = dict(zip(where.names, where.parameters, strict=True))
    points = np.array([[one.share(member[name]) for name, one in named.items()] for member in members])
    spread = points.std(axis=0, ddof=1) / PRIOR_SPREAD
    calibrated = {name for name, one in named.items() if one.source.endswith("; calibrated")}
    assert {name for name, width in zip(named, spread, strict=True) if width < NARROWED} <= calibrated

    def has(member):
        return all(named[name].default == pytest.approx(member[name], rel=0.005) for name in calibrated)

    assert sum(map(has, members)) == 1
