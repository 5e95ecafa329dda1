"""Designs: which points, and that all of them can be run before any is."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records.run import config_hash
from sim.spec.errors import SpecError
from sim.spec.load import experiment, load_company, load_policy
from sim.study.design import (
    Range,
    crossed,
    expected_seconds,
    grid,
    latin_hypercube,
    one_at_a_time,
    paired,
    points,
    sobol,
    specified,
    united,
)
from sim.study.designed import designed

AXES = {"company": ["small", "mid"], "handoff.sla_days": [1.0, 5.0, 20.0]}


def test_a_grid_has_every_combination_and_one_at_a_time_every_value_once():
    assert len(grid(AXES)) == 6
    assert grid(AXES)[1] == {"company": "small", "handoff.sla_days": 5.0}
    alone = one_at_a_time(AXES)
    assert [tuple(point.values()) for point in alone] == [("small", 1.0), ("mid", 1.0), ("small", 5.0), ("small", 20.0)]


def test_pairs_lie_side_by_side():
    design = paired({"company": ["small", "mid"], "policy": ["silos", "sales_led"], "years": [1]})
    assert design == [
        {"company": "small", "policy": "silos", "years": 1},
        {"company": "mid", "policy": "sales_led", "years": 1},
    ]
    with pytest.raises(SpecError, match=r"^years: 3 values; a paired design needs 3 of each key, or one|^company: 2"):
        paired({"company": ["small", "mid"], "years": [1, 2, 3]})


@given(number=st.integers(1, 60), seed=st.integers(0, 5))
def test_a_latin_hypercube_hits_each_part_of_each_range_once(number, seed):
    design = latin_hypercube({"a": Range(2.0, 4.0), "b": Range(0.0, 1.0)}, number, seed)
    for key, low, width in (("a", 2.0, 2.0), ("b", 0.0, 1.0)):
        parts = [int((point[key] - low) / width * number) for point in design]
        assert sorted(parts) == list(range(number))


def test_sobol_points_are_even_and_a_power_of_two():
    design = sobol({"a": Range(0.0, 1.0), "b": Range(0.0, 1.0)}, 64, 0)
    quarters = np.array([[int(2 * point["a"]), int(2 * point["b"])] for point in design])
    assert np.bincount(2 * quarters[:, 0] + quarters[:, 1]).tolist() == [16] * 4
    assert design == sobol({"a": Range(0.0, 1.0), "b": Range(0.0, 1.0)}, 64, 0)
    with pytest.raises(SpecError, match="points = 60: must be a power of two"):
        sobol({"a": Range(0.0, 1.0)}, 60, 0)


def test_whole_numbers_are_drawn_as_often_as_each_other_ends_included():
    drawn = [Range(1, 4, whole=True).at(share) for share in np.linspace(0.0, 1.0, 4001)]
    assert np.bincount(drawn)[1:].tolist() == pytest.approx([1000] * 4, abs=1)
    assert {type(value) for value in drawn} == {int}


def test_unions_have_each_point_once_and_crossings_every_pair():
    assert united([grid(AXES), grid({**AXES, "company": ["mid"]})]) == grid(AXES)
    assert crossed([{"a": 1}, {"a": 2}], [{"b": 3}, {"b": 4}])[2] == {"a": 2, "b": 3}


def test_a_point_tells_its_whole_specification_but_the_seed():
    (point,) = points([{"company": "small", "handoff.sla_days": 3.0, "company.team.reps": 6, "years": 1}], 4, 10)
    company = load_company("small", {"team.reps": 6})
    spec = experiment(company, load_policy(company.typical, {"handoff.sla_days": 3.0}), 1, 4)
    assert config_hash(spec) == point.config
    assert specified(point.choices, 9) == spec.model_copy(update={"seed": 9})
    assert (point.company, point.policy, point.seconds) == ("small", company.typical, expected_seconds(spec))
    assert json.loads(point.choices)["policy.handoff.sla_days"] == 3.0


def test_all_that_cannot_be_run_is_told_at_once_before_anything_runs():
    design = grid({"policy": ["silos", "siloss"], "handoff.sla_days": [2.0, 900.0], "company": ["mid", "mide"]})
    with pytest.raises(SpecError) as refused:
        points(design, 0, 2)
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("company = 'mide': unknown; nearest is mid")
    assert lines[1].startswith("policy.handoff.sla_days = 900.0: must be between 0.25 and 60 business days")
    assert lines[2].startswith("policy = 'siloss': unknown; nearest is silos")


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ([], "the design has no points"),
        ([{"handoff.sla_day": 3}], "policy.handoff.sla_day: unknown key; nearest is handoff.sla_days"),
        ([{"yeers": 3}], "yeers: unknown key; nearest is years"),
        ([{"years": 0}], "years = 0: must be a whole number between 1 and 30"),
        ([{"policy": "silos"}, {"policy": "silos"}], "two points are both mid, silos"),
        ([{"company": {"name": "mine"}}, {}], "company.title: missing"),
        ([{"handoff.tracking": float("nan")}], "policy.handoff.tracking = nan"),
    ],
)
def test_points_that_make_no_sense_are_refused(design, told):
    with pytest.raises(SpecError) as refused:
        points(design, 0, 2)
    assert told in str(refused.value)


def test_the_highest_seed_counts():
    with pytest.raises(SpecError, match="seed = "):
        points([{}], 2**63 - 3, 10)


# ---------------------------------------------------------------------- in words


def test_words_make_a_grid_unless_they_say_otherwise():
    assert designed({"companies": ["small", "mid"], "handoff.sla_days": [1, 5], "years": 1}, 0) == grid(
        {"company": ["small", "mid"], "policy.handoff.sla_days": [1, 5], "years": [1]}
    )
    assert len(designed({"design": "one_at_a_time", "companies": ["small", "mid"], "years": [1, 2]}, 0)) == 3


def test_what_has_no_range_is_gone_through_at_each_drawn_point():
    words = {"design": "sobol", "points": 8, "policies": ["silos", "dual_mandate"], "handoff.sla_days": [1, 20]}
    design = designed({**words, "team.extra_reps": [0, 3], "company.team.reps": [4, 9]}, 3)
    assert len(design) == 16
    silos, mandate = design[:8], design[8:]
    assert [point["policy.handoff.sla_days"] for point in silos] == [
        point["policy.handoff.sla_days"] for point in mandate
    ]
    assert {type(point["company.team.reps"]) for point in design} == {int}
    assert {type(point["policy.team.extra_reps"]) for point in design} == {float}
    assert all(1.0 <= point["policy.handoff.sla_days"] <= 20.0 for point in design)


def test_plausible_is_the_range_that_the_source_gives_by_company():
    words = {
        "design": "latin_hypercube",
        "points": 5,
        "companies": ["small", "mid"],
        "company.market.rivals": "plausible",
    }
    drawn = {(point["company"], point["company.market.rivals"]) for point in designed(words, 0)}
    for name in ("small", "mid"):
        source = load_company(name).sources["market.rivals"]
        assert all(source.low <= value <= source.high for company, value in drawn if company == name)
    assert len(points(designed(words, 0), 0, 1)) == 10


def test_a_union_shares_what_stands_beside_it():
    words = {"years": 1, "union": [{"companies": ["small"]}, {"companies": ["small", "mid"]}]}
    assert designed(words, 0) == [{"company": "small", "years": 1}, {"company": "mid", "years": 1}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"design": "gird"}, "design = 'gird': unknown; nearest is grid"),
        ({"points": 5}, "points = 5: only latin_hypercube and sobol have a number of points"),
        ({"design": "sobol", "handoff.sla_days": [1, 5]}, "points = null: must be a whole number between 1 and"),
        ({"design": "sobol", "points": 8}, "nothing to draw"),
        ({"design": "sobol", "points": 8, "handoff.sla_days": [5, 1]}, "must be the two ends of a range"),
        ({"design": "sobol", "points": 8, "handoff.sla_days": "plausible"}, "policy.handoff.sla_days = plausible"),
        ({"handoff.sla_days": []}, "handoff.sla_days: an empty list has no values"),
        ({"handoff": {"sla_days": 3}}, "handoff = {'sla_days': 3}: must be a value"),
        ({"union": 3}, "union = 3: must be a list of designs"),
        ({"hadoff.sla_days": 3}, "hadoff.sla_days: unknown key; nearest is policy.handoff.sla_days"),
    ],
)
def test_words_that_make_no_design_are_refused(words, told):
    with pytest.raises(SpecError) as refused:
        designed(words, 0)
    assert told in str(refused.value)
