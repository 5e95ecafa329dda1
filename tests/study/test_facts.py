"""Replications and runs meet: estimates with intervals, comparisons of runs, a row a fact and size."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.model import FunnelModel
from sim.spec.facts import load_facts
from sim.study import facts
from sim.study.facts import COLUMNS, Job, Part, contributions, estimate, fact_table, plan
from sim.study.measures import MEASURES
from sim.study.shocks import NONE

FACTS = {fact.id: fact for fact in load_facts()}
SIZES = ("small", "mid", "large", "enterprise")
HELD_BACK = [fact.id for fact in FACTS.values() if fact.role == "validate"]
TUNED = {fact.id for fact in FACTS.values() if fact.role in facts.TUNED}
ALL_ROLES = ("calibrate", "validate", "seen")
RNG = np.random.default_rng(11)


def each(*values):
    """One number a replication."""
    return [np.array([value]) for value in values]


# ---------------------------------------------------------------------- estimates


def test_a_mean_has_student_s_interval_without_the_runs_that_had_nothing_to_count():
    known = stats.ttest_1samp([0.1, 0.2, 0.4], 0.0).confidence_interval(0.95)
    expected = pytest.approx((0.7 / 3, known.low, known.high))
    assert estimate(FACTS["T6"], each(0.1, 0.2, 0.4)) == expected
    assert estimate(FACTS["T6"], each(0.1, math.nan, 0.2, 0.4)) == expected


@pytest.mark.parametrize("name", ["T6", "T4_median"])
def test_too_little_gives_no_answer(name):
    few = each(0.3, math.nan) if name == "T6" else [np.array([]), np.array([5.0])]
    assert np.isnan(estimate(FACTS[name], few)).all()


def test_a_pool_lays_samples_of_any_length_end_to_end():
    runs = [np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0]), np.array([])]
    assert estimate(FACTS["T4_median"], runs)[0] == 3.0


def test_a_pool_s_interval_comes_from_whole_replications():
    """All within a replication is alike, so that there are as many observations as replications, not values."""
    centres = RNG.normal(100.0, 10.0, size=16)
    runs = [np.full(500, centre) for centre in centres]
    model, low, high = estimate(FACTS["T4_median"], runs)
    assert low < model < high
    assert 0.5 < (high - low) / (2 * 1.96 * 1.25 * 10.0 / 4.0) < 1.6  # the median's standard error of 16 values


def test_a_ratio_of_sums_has_about_the_interval_of_the_delta_method():
    wins = RNG.poisson(40.0, size=(40, 1)).astype(float)
    runs = [np.array([[row[0], 80.0, 20.0, 100.0]]) for row in wins]
    model, low, high = estimate(FACTS["T8"], runs)
    assert model == pytest.approx(wins.mean() / 80.0 / 0.2)
    assert (high - low) == pytest.approx(2 * 1.96 * wins.std() / math.sqrt(40) / 16.0, rel=0.15)


def test_a_ratio_over_nothing_is_unknown():
    never_won = [np.array([[3.0, 10.0, 0.0, 10.0]])] * 4
    assert np.isnan(estimate(FACTS["T8"], never_won)).all()


def test_equal_contributions_give_equal_answers():
    runs = [RNG.lognormal(size=30) for _ in range(5)]
    assert estimate(FACTS["T5_sigma"], runs) == estimate(FACTS["T5_sigma"], runs)


# ---------------------------------------------------------------------- which runs


def asked(size):
    """The facts that are measured in a size, by policy, of two replications."""
    jobs = plan(size, 2, 5, 0.1)
    assert [job.replica.spec.seed for job in jobs] == sorted([5, 6] * (len(jobs) // 2))
    assert {(job.replica.spec.years, job.replica.spec.scale) for job in jobs} == {(3, 0.1)}
    assert {job.shock for job in jobs} == {NONE}
    return {job.replica.policy: {part.fact for part in job.parts} for job in jobs}, jobs


def test_a_small_company_is_looked_at_in_three_worlds():
    found, jobs = asked("small")
    where = {
        world: {fact.id for fact in FACTS.values() if world in (fact.policy, fact.against)} & TUNED
        for world in ("typical", "typical_with_marketing", "cure")
    }
    assert found == {
        "founder_led": where["typical"],
        "lane_crossing_of_two": where["typical_with_marketing"],
        "distinct_marketing": where["cure"],
    }
    crossing = next(job.replica.spec for job in jobs if job.replica.policy == "lane_crossing_of_two")
    cure = next(job.replica.spec for job in jobs if job.replica.policy == "distinct_marketing")
    assert crossing.policy_on(0).team.marketers == 2
    assert (cure.policy_on(0).name, cure.policy_on(cure.days - 1).name) == ("founder_led", "distinct_marketing")


@pytest.mark.parametrize(
    ("size", "typical", "cure"), [("mid", "sales_led", "fractional_cmo"), ("enterprise", "silos", "dual_mandate")]
)
def test_where_there_is_marketing_two_worlds_are_one(size, typical, cure):
    found, _ = asked(size)
    assert list(found) == [typical, cure]
    assert ("T1" in found[typical]) == (size == "mid")
    assert set.union(*found.values()) | {"T1"} == TUNED


def test_what_is_held_back_is_measured_only_if_that_is_asked_for():
    assert not {part.fact for job in plan("small", 1, 0, 0.1) for part in job.parts} & set(HELD_BACK)
    parts = {part.fact for job in plan("small", 1, 0, 0.1, ALL_ROLES) for part in job.parts}
    assert parts == {name for name in MEASURES if FACTS[name].sign or FACTS[name].range_for("small")}


def test_beside_what_is_judged_facts_are_measured_of_which_nothing_is_known_in_a_size():
    def asked(beside):
        return {part.fact for job in plan("large", 1, 0, 0.1, ALL_ROLES, beside) for part in job.parts}

    assert asked(True) == set(MEASURES)
    assert asked(True) - asked(False) == {name for name in MEASURES if not _known(FACTS[name], "large")}


def _known(fact, size):
    return fact.sign is not None or fact.range_for(size) is not None


def test_a_fact_that_compares_runs_is_measured_in_each_of_them():
    jobs = plan("mid", 1, 0, 0.1, ["validate", "seen"])
    where = {}
    for job in jobs:
        for part in job.parts:
            where.setdefault(part.fact, {})[part.place] = (job.replica.policy, job.shock.what, job.shock.times)
    usual, cure = "sales_led", "fractional_cmo"
    assert where["T13_selling_revenue"] == {0: (usual, "selling", 1.25), 1: (usual, "selling", 0.8)}
    assert where["T13_marketing_lasting"] == {0: (usual, "marketing", 1.25), 1: (usual, "marketing", 0.8)}
    assert where["T14_flattens"] == {0: (usual, "selling", 1.0), 1: (usual, "browsing", 2.0)}
    assert where["T14_lowers"] == {0: (usual, "selling", 1.0), 1: (usual, "browsing", 16.0)}
    assert where["T15_growth"] == where["T15_conversion"] == {0: (cure, "selling", 1.0), 1: (usual, "selling", 1.0)}
    assert where["T19_quota"] == {0: (usual, "selling", 1.0)}
    assert len({(job.replica.policy, job.shock) for job in jobs}) == len(jobs) == 2 + 2 + 2 + 2


def test_a_small_company_s_feud_stands_in_where_its_marketing_is_looked_at():
    jobs = plan("small", 1, 0, 0.1, ["validate"])
    shocked = {(job.replica.policy, job.shock.what) for job in jobs if job.shock != NONE}
    assert shocked == {
        ("founder_led", "selling"),
        ("lane_crossing_of_two", "marketing"),
        ("lane_crossing_of_two", "browsing"),
    }


def test_runs_that_are_compared_meet_within_a_replication(monkeypatch):
    def told(job):
        first = 10.0 * job.replica.spec.seed + (job.replica.policy == "fractional_cmo")
        return {part: np.array([[first]]) for part in job.parts if part.fact.startswith("T15")}

    monkeypatch.setattr(facts, "run_all", lambda jobs, workers, task, label: [told(job) for job in jobs])
    found = contributions(plan("mid", 2, 7, 0.1, ["seen"]), 1)
    assert [runs.tolist() for runs in found["T15_conversion", "mid"]] == [[[71.0, 70.0]], [[81.0, 80.0]]]
    assert [runs.tolist() for runs in found["T15_growth", "mid"]] == [[[1.0]], [[1.0]]]


def test_runs_contribute_in_their_order_whatever_the_number_of_processes(monkeypatch):
    monkeypatch.setattr(facts, "run_all", lambda jobs, workers, task, label: [task(job) for job in jobs])
    monkeypatch.setattr(facts, "measured", lambda job: {Part("T6"): np.array([float(job.replica.spec.seed)])})
    found = contributions(plan("mid", 3, 7, 0.1), 2)
    assert np.concatenate(found["T6", "mid"]).tolist() == [7, 7, 8, 8, 9, 9]


def test_a_run_contributes_to_the_facts_that_it_is_asked_for():
    replica = next(job.replica for job in plan("small", 1, 3, 0.05) if job.replica.policy == "lane_crossing_of_two")
    found = contributions([Job(replica, (Part("T2"), Part("T11_median")))], 1)
    run = FunnelModel(replica.spec).run()
    assert list(found) == [("T2", "small"), ("T11_median", "small")]
    for (name, _), replications in found.items():
        assert np.concatenate(replications) == pytest.approx(np.atleast_1d(MEASURES[name](run)))


# ---------------------------------------------------------------------- the table


@pytest.fixture(scope="module")
def table():
    """Made-up answers to three facts."""
    found = {("T6", size): each(0.26, 0.27, 0.28) for size in SIZES}
    for size, share, days in zip(SIZES, (0.5, 0.4, 0.3, 0.2), (45.0, 44.0, 120.0, 200.0), strict=True):
        found["T17", size] = each(share - 0.01, share + 0.01)
        found["T4_median", size] = [np.full(9, days)] * 2
    return fact_table(found, SIZES)


def rows(table, name):
    return table[table["fact"] == name].set_index("company")


def test_rows_are_in_the_order_of_the_facts_and_sizes_and_have_the_agreed_columns(table):
    assert table.columns.tolist() == list(COLUMNS)
    assert table["fact"].drop_duplicates().tolist() == [name for name in FACTS if name != "C4"]
    assert rows(table, "T6").index.tolist() == list(SIZES)
    assert rows(table, "T1").index.tolist() == ["small", "mid"]
    assert rows(table, "T17").index.tolist() == [*SIZES, "all"]


def test_a_fact_is_met_where_its_estimate_lies_in_the_range(table):
    found = rows(table, "T6")
    assert found["model"].tolist() == pytest.approx([0.27] * 4)
    assert found["met"].tolist() == [True, True, False, False]
    assert found.loc["small", ["low", "high"]].tolist() == [0.22, 0.34]
    assert (found["model_low"] < 0.27).all()
    assert found.loc["mid", "quantity"] == f"{FACTS['T6'].title} [share]"
    assert found.loc["mid", "source"] == FACTS["T6"].source


def test_a_trend_has_a_row_of_its_own(table):
    falls, mixed = rows(table, "T17").loc["all"], rows(table, "T4_median").loc["all"]
    assert falls[["low", "high", "model", "met"]].tolist() == [-1.0, -1.0, -1.0, True]
    assert mixed[["low", "high", "model", "met"]].tolist() == [1.0, 1.0, 0.0, False]


def test_a_sign_holds_where_the_interval_is_clear_of_nothing():
    lower, open_ = ([np.array([[100.0, end]]) for end in ends] for ends in ((90.0, 80.0, 85.0), (90.0, 115.0)))
    found = rows(fact_table({("T14_lowers", "mid"): lower, ("T14_lowers", "large"): open_}, SIZES), "T14_lowers")
    assert found.loc["mid", ["low", "high", "model", "model_low", "model_high", "met"]].tolist() == [-1.0] * 5 + [True]
    assert found.loc["large", ["model", "model_low", "model_high", "met"]].tolist() == [0.0, -1.0, 1.0, False]
    assert found.loc["mid", "estimate"] == pytest.approx(-0.15)
    assert -0.2 <= found.loc["mid", "estimate_low"] < -0.15 < found.loc["mid", "estimate_high"] < -0.09
    assert found.loc[["small", "enterprise"], "met"].isna().all()


@pytest.mark.parametrize("name", HELD_BACK)
def test_what_is_held_back_has_its_range_and_no_answer(table, name):
    found = rows(table, name)
    assert found[["model", "model_low", "model_high", "met"]].isna().all(axis=None)
    assert (found["low"] <= found["high"]).all()
    assert (found["role"] == "validate").all()
    if FACTS[name].sign:
        assert found["low"].tolist() == found["high"].tolist() == [FACTS[name].sign] * 4


def test_what_was_not_measured_is_neither_met_nor_missed(table):
    found = rows(table, "T2")
    assert found[["model", "met"]].isna().all(axis=None)
    assert pd.isna(fact_table({}, ["mid"]).query("fact == 'T17' and company == 'all'")["met"]).all()


def test_where_nothing_is_known_there_is_a_number_and_no_judgement():
    found = rows(fact_table({("T1", "large"): each(0.1, 0.2)}, SIZES), "T1")
    assert found.index.tolist() == ["small", "mid", "large"]
    assert found.loc["large", ["model", "estimate"]].tolist() == pytest.approx([0.15, 0.15])
    assert found.loc["large", ["low", "high", "met"]].isna().all()


def test_an_open_range_is_written_as_infinite(table):
    (line,) = [line for line in table.to_csv(index=False).splitlines() if line.startswith("T0_revenue,enterprise,")]
    assert "[dollars a year],200000000.0,inf,,,,calibrate,," in line
