"""Sensitivity of a difference: the published indices of Ishigami's function, and effects that are known."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.study import load
from sim.study.design import Range, crossed, points
from sim.study.sensitivity import INDICES, Sample, differences, morris, morris_effects, saltelli, sobol_indices
from sim.study.sweep import Sweep, local, swept

KEYS = ("handoff.sla_days", "handoff.tracking", "lanes.coordination")
POLICIES = ("first", "second")
WIDE = {key: Range(-math.pi, math.pi) for key in KEYS}


def ishigami(point):
    one, two, three = point.values()
    return math.sin(one) + 7.0 * math.sin(two) ** 2 + 0.1 * three**4 * math.sin(one)


def linear(point):
    one, two, three = point.values()
    return 2.0 * one - 5.0 * two + 0.0 * three


def tidy(sample, function, noise=0.0, replications=4, years=2):
    """What a sweep would leave if the second policy brought just ``function`` more, in two years."""
    rng, rows = np.random.default_rng(1), []
    for point in {tuple(point.values()): point for point in sample.design}.values():
        for replication in range(replications):
            luck = rng.normal(0.0, 100.0)
            for policy, more in zip(POLICIES, (0.0, function(point) + noise * rng.normal()), strict=True):
                named = {f"policy.{key}": value for key, value in point.items()} | {"policy": policy}
                rows += [
                    {**named, "replication": replication, "year": year, "revenue": luck + more / years, "spend": 3.0}
                    for year in range(years)
                ]
    return pd.DataFrame(rows).sample(frac=1.0, random_state=2)


def test_the_published_indices_of_ishigami_s_function_come_out():
    """Saltelli and others (2008), "Global Sensitivity Analysis", with a = 7 and b = 0.1."""
    sample = saltelli(WIDE, 1024, 0)
    table = sobol_indices(sample, differences(tidy(sample, ishigami, replications=1, years=1), POLICIES, sample))
    assert table.columns.tolist() == list(INDICES)
    assert table["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert table["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert ((table["first_low"] < [0.3139, 0.4424, 0.0]) & (table["first_high"] > [0.3139, 0.4424, 0.0])).all()


def test_luck_is_told_and_is_what_no_number_explains():
    sample = saltelli(WIDE, 256, 3)
    outcomes = differences(tidy(sample, ishigami, noise=4.0), POLICIES, sample)
    share = sobol_indices(sample, outcomes)["luck_share"].iloc[0]
    assert share == pytest.approx(4.0 / (4.0 + 13.84), abs=0.05)  # 16 over 4 replications; 13.84 is the function's own


def test_the_effects_of_a_linear_function_are_its_slopes():
    sample = morris(WIDE, 6, 0)
    assert len(sample.design) == 6 * 4
    table = morris_effects(sample, differences(tidy(sample, linear), POLICIES, sample))
    assert table["mean"].tolist() == pytest.approx([2.0 * 2 * math.pi, -5.0 * 2 * math.pi, 0.0], abs=1e-6)
    assert table["mean_size"].tolist() == pytest.approx([4.0 * math.pi, 10.0 * math.pi, 0.0], abs=1e-6)
    assert table["spread"].tolist() == pytest.approx([0.0] * 3, abs=1e-6)


@pytest.mark.parametrize("draw", [saltelli, morris])
def test_equal_seeds_give_equal_samples_zero_too(draw):
    for seed in (0, 1):
        assert draw(WIDE, 8, seed).design == draw(WIDE, 8, seed).design
    assert draw(WIDE, 8, 0).design != draw(WIDE, 8, 1).design


def test_points_that_were_not_run_are_missed():
    sample = saltelli(WIDE, 8, 0)
    runs = tidy(sample, linear)
    others = runs[runs["policy.handoff.sla_days"] != sample.design[0]["handoff.sla_days"]]
    with pytest.raises(ValueError, match="1 points of the sample are not there under first and second"):
        differences(others, POLICIES, Sample(WIDE, sample.shares[:1]))


def test_a_real_sweep_goes_the_same_way(tmp_path):
    ranges = {"company.market.rivals": Range(0.5, 4.0), "company.effort.hours_per_contact": Range(0.3, 2.0)}
    sample = saltelli(ranges, 2, 0)
    fixed = [{"company": "small", "policy": policy, "scale": 0.02, "years": 1} for policy in ("silos", "open_feud")]
    distinct = list({tuple(point.values()): point for point in sample.design}.values())
    swept(Sweep(points(crossed(fixed, distinct), 0, 2), 2), tmp_path, local(1))
    outcomes = differences(load(tmp_path), ("silos", "open_feud"), sample)
    assert len(outcomes.mean) == 8
    assert np.isfinite(outcomes.luck).all()
    assert len(sobol_indices(sample, outcomes)) == 2
