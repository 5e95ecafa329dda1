"""The search for policies that nothing dominates: its space, its front on a known world, and its judgement."""

import numpy as np
import optuna
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim.spec.load import load_company, load_policy, names
from sim.study import best_policy
from sim.study.best_policy import (
    COLUMNS,
    Found,
    Settings,
    as_yaml,
    catalogue,
    dominated,
    judged,
    proposal,
    search,
    spread,
)
from sim.study.league import YARDSTICK
from tests import builders

MID = load_company("mid")
SMALL = Settings(MID, 12, 3, 2, 0, 1, 0.02)


def test_every_trial_proposes_a_policy_and_those_of_the_catalogue_come_back():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    for _ in range(60):
        best_policy.suggested(study.ask(), MID)
    for policy in catalogue():
        study.enqueue_trial(proposal(policy, MID))
        back = best_policy.suggested(study.ask(), MID)
        for group in ("lanes", "lead", "feedback", "mandate", "evidence", "handoff"):
            assert getattr(back, group) == getattr(policy, group)
        assert back.budget.brand_share == pytest.approx(policy.budget.brand_share)
        assert back.incentives.revenue == pytest.approx(policy.incentives.revenue)


def test_the_catalogue_of_a_search_is_what_can_be_bought():
    assert [policy.name for policy in catalogue()] == [name for name in names("policy") if name != YARDSTICK]


def known(spec):
    """More tracking costs and brings trust; more extra reps cost and bring revenue; all else only costs."""
    policy = spec.timeline[0].policy
    waste = abs(policy.lanes.coordination - 0.5) + (policy.leader.kind == "cmo")
    return (
        1e6 * policy.team.extra_reps,
        4e5 * policy.team.extra_reps + 1e5 * waste,
        policy.handoff.tracking - 0.01 * waste,
    )


def test_the_search_nears_the_known_front_and_is_the_same_on_any_number_of_workers(monkeypatch):
    monkeypatch.setattr(best_policy, "_figures", known)
    settings = SMALL._replace(population=24, generations=12)
    front = search(settings, 1)
    assert [found.revenue for found in front] == sorted((found.revenue for found in front), reverse=True)
    assert max(found.trust for found in front) > 0.93
    assert max(found.policy.team.extra_reps for found in front) > 2.5
    assert np.median([abs(found.policy.lanes.coordination - 0.5) for found in front]) < 0.15
    assert search(settings, 1) == front


def test_two_workers_find_the_same():
    assert search(SMALL._replace(population=4, generations=2, replications=1), 2) == search(
        SMALL._replace(population=4, generations=2, replications=1), 1
    )


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=12))
def test_what_is_dominated_is_and_somebody_is_not(points):
    found = dominated(np.array(points, dtype=float))
    for one, beaten in zip(points, found, strict=True):
        others = [other for other in points if other != one and all(a >= b for a, b in zip(other, one, strict=True))]
        assert beaten == bool(others)
    assert not all(found)


def front(number):
    policy = builders.policy("silos")
    names = [f"found_{n}" for n in range(number)]
    named = [policy.model_copy(update={"name": name}) for name in names]
    return [Found(one, 100.0 - n, 50.0 - 2 * n, 0.5, float(n)) for n, one in enumerate(named)]


def test_a_long_front_is_thinned_evenly_and_keeps_what_leaves_most():
    assert spread(front(5)) == front(5)
    thin = spread(front(40), 6)
    assert 5 <= len(thin) <= 6
    assert thin[0] == front(40)[0]
    assert thin[-1] == front(40)[-1]


def test_fresh_runs_judge_and_the_search_s_luck_is_told():
    rng = np.random.default_rng(0)
    luck, rows = rng.normal(0.0, 1.0, 10), []
    for name, revenue, spend, trust in (
        ("silos", 100.0, 40.0, 0.3),
        ("found_0", 120.0, 40.0, 0.4),
        ("open_feud", 90.0, 50.0, 0.2),
    ):
        rows += [
            {"policy": name, "replication": r, "revenue": revenue + luck[r], "spend": spend, "trust": trust}
            for r in range(10)
        ]
    found = Found(load_policy("silos", {"name": "found_0"}), 150.0, 40.0, 0.4, 50.0)
    table = judged(pd.DataFrame(rows), [found], "silos").set_index("policy")
    assert set(COLUMNS[1:]) <= set(table.columns)
    assert table["dominated"].to_dict() == {"found_0": False, "silos": True, "open_feud": True}
    assert table.loc["found_0", "net_gain"] == pytest.approx(20.0)
    assert table.loc["found_0", "net_gain_searched"] - table.loc["found_0", "net_gain"] == pytest.approx(30.0)
    assert table.loc["found_0", "handoff.tracking"] == found.policy.handoff.tracking
    assert np.isnan(table.loc["silos", "net_gain_searched"])


def test_what_is_found_can_be_kept_as_a_file(tmp_path):
    policy = load_policy("silos", {"handoff.tracking": 0.37})
    (tmp_path / "mine.yaml").write_bytes(as_yaml(policy, "mine", "Mine"))
    again = load_policy(tmp_path / "mine.yaml")
    assert again.same_levers(policy)
    assert (again.name, again.title) == ("mine", "Mine")
    assert "sources" not in yaml.safe_load((tmp_path / "mine.yaml").read_text())
