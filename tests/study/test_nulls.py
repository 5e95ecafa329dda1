"""Null models held against the agents: which runs, which facts, whose numbers enter a fit, and the fixed verdict."""

import numpy as np
import pytest
from scipy import stats

from sim.spec.facts import load_facts
from sim.study import nulls
from sim.study.nulls import (
    AS_WELL,
    CANNOT_SAY,
    CHANGES,
    COLUMNS,
    FACT,
    FAILS,
    POLICY,
    SAMPLE,
    TALKED_TO,
    TOO_LITTLE,
    UNCHANGED,
    Seen,
    asked,
    null_table,
    plan,
    verdict,
    watched,
    worlds,
)
from sim.study.pairs import share_interval
from sim.study.questions import SUMS, TALKED, total
from sim.study.replicas import policy_label
from tests import builders

ROLES = {fact.id: fact.role for fact in load_facts()}
SIZE, SCALE = "mid", 0.1


@pytest.fixture(scope="module")
def seen():
    """Four pairs of a tenth of a mid company."""
    return watched(plan(SIZE, 4, 3, SCALE), 1)


@pytest.fixture(scope="module")
def table(seen):
    return null_table(seen, [SIZE])


# ---------------------------------------------------------------------- which runs and questions


@pytest.mark.parametrize("size", ["small", "mid", "large", "enterprise"])
def test_both_worlds_have_marketers_and_share_their_warm_up(size):
    company = builders.company(size)
    typical, cure = worlds(company, 5, 0.5)
    assert typical.policy_on(0) == typical.policy_on(typical.days - 1) == cure.policy_on(cure.warmup_days - 1)
    assert cure.policy_on(cure.days - 1).name == company.cures[0]
    assert policy_label(typical) == ("lane_crossing_of_two" if size == "small" else company.typical)
    assert (typical.seed, cure.seed, cure.scale, cure.years, cure.warmup_years) == (5, 5, 0.5, 3, 1)


def test_facts_are_asked_in_the_world_that_they_are_about_and_held_back_ones_nowhere():
    for size in ("small", "mid", "large", "enterprise"):
        typical, cure = asked(size)
        assert {ROLES[fact.id] for fact in (*typical, *cure)} == {"calibrate"}
        assert {fact.policy for fact in cure} <= {"cure"}
    names = [fact.id for fact in asked("small")[0]]
    assert {"T1", "T2", "T17"} <= set(names)
    assert "T6" not in names  # it is about the founder-led company
    assert asked("small")[1] == []  # likewise: that company's cure warms up under another policy
    assert {"T0_growth", "T6", "T12_misaligned"} <= {fact.id for fact in asked("mid")[0]}
    assert [fact.id for fact in asked("mid")[1]] == ["T11_never_cure", "T12_feedback"]


def test_replications_of_both_worlds_have_one_seed():
    jobs = plan("small", 3, 7, 0.2)
    assert [job.replica.spec.seed for job in jobs] == [7, 7, 8, 8, 9, 9]
    assert [job.replica.replication for job in jobs] == [0, 0, 1, 1, 2, 2]
    assert [job.replica.policy for job in jobs[:2]] == ["lane_crossing_of_two", "distinct_marketing"]
    assert {job.replica.spec.scale for job in jobs} == {0.2}


# ---------------------------------------------------------------------- the verdict


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.2, 0.0, 0.4), AS_WELL),
        ((0.0, 0.0, 0.4), AS_WELL),
        ((0.5, 0.0, 0.4), FAILS),
        ((-0.1, 0.0, np.inf), FAILS),
        ((np.nan, 0.0, 0.4), CANNOT_SAY),
        ((0.2, np.nan, np.nan), TOO_LITTLE),
    ],
)
def test_an_answer_between_the_ends_is_as_good(ends, said):
    assert verdict(*ends) == said


def test_verdict_and_error_follow_from_the_numbers_of_the_row(table):
    for row in table.to_dict("records"):
        assert row["verdict"] == verdict(row["answer"], row["low"], row["high"])
        if row["verdict"] == FAILS:
            above = row["answer"] > row["high"]
            nearest = row["agents"] if row["kind"] != FACT else row["high"] if above else row["low"]
            assert row["error"] == pytest.approx(row["answer"] - nearest)
            assert (row["error"] > 0.0) == above
        else:
            assert np.isnan(row["error"])


# ---------------------------------------------------------------------- the table


def test_there_is_a_row_a_question_and_model(table):
    assert table.columns.tolist() == list(COLUMNS)
    counts = table.groupby(["kind", "model"], sort=False).size().unstack()
    assert counts.loc[POLICY].tolist() == [len(CHANGES) + 1] * 3
    assert counts.loc[SAMPLE].dropna().tolist() == [len(SUMS)] * 2
    assert counts.loc[FACT].dropna().tolist() == [sum(map(len, asked(SIZE)))] * 2
    assert set(table["company"]) == {SIZE}
    assert set(table["replications"]) == {4}
    assert set(table["scale"]) == {SCALE}


def numbers(seen, columns, first=1):
    """Sums of the typical runs and of the cured ones."""
    return [np.array([total(each.history.days, columns, first, 3) for each in seen[world::2]]) for world in (0, 1)]


def test_the_agents_changes_are_paired(table, seen):
    rows = table[table["kind"].eq(POLICY)].drop_duplicates("question").set_index("question")
    before, after = numbers(seen, SUMS["revenue"], 3)
    expected = share_interval(after - before, before)
    assert rows.loc["revenue of year 3", ["agents", "low", "high"]].tolist() == pytest.approx(expected)
    talked, leads = numbers(seen, TALKED), numbers(seen, SUMS["marketing leads"])
    change = talked[1].sum() / leads[1].sum() - talked[0].sum() / leads[0].sum()
    assert rows.loc[TALKED_TO, "agents"] == pytest.approx(change)


def test_that_nothing_changes_says_so(table):
    naive = table[table["model"].eq(UNCHANGED)]
    assert set(naive["kind"]) == {POLICY}
    assert (naive["answer"] == 0.0).all()


def test_no_number_of_a_cured_run_enters_an_answer(table, seen):
    """The same study with other cured runs asks the same nulls: their answers stay, the agents' do not."""

    def doubled(each: Seen) -> Seen:
        days = each.history.days.drop(columns="day") * 2.0
        return each._replace(history=each.history._replace(days=days.assign(day=each.history.days["day"])))

    other = null_table([doubled(each) if number % 2 else each for number, each in enumerate(seen)], [SIZE])
    assert other["answer"].tolist() == pytest.approx(table["answer"].tolist(), nan_ok=True)
    changed = table["kind"].eq(POLICY) & table["question"].ne(TALKED_TO)
    assert (other.loc[changed, "agents"] > table.loc[changed, "agents"] + 0.5).all()


def test_the_sample_is_the_half_that_was_not_fitted(table, seen):
    rows = table[table["kind"].eq(SAMPLE)].drop_duplicates("question").set_index("question")
    typical, _ = numbers(seen, SUMS["wins"])
    assert rows.loc["wins", "agents"] == pytest.approx(typical[2:].mean())
    half = stats.ttest_ind(typical[2:], typical[:2], equal_var=False).confidence_interval().high
    assert rows.loc["wins", "high"] == pytest.approx(
        typical[2:].mean() + half - (typical[2:].mean() - typical[:2].mean())
    )


def test_halves_that_do_not_vary_have_no_interval():
    mean, low, high = nulls._between(np.zeros(2), np.zeros(3))
    assert mean == 0.0
    assert np.isnan([low, high]).all()


def test_the_null_models_foretell_the_runs_of_their_fit(table):
    """In the mean, nearly: what they cannot is what a cure changes, not what they were fitted to."""
    sums = table[table["kind"].eq(SAMPLE) & table["question"].isin(["inquiries", "opportunities", "revenue"])]
    assert (sums["answer"] / sums["agents"]).between(0.6, 1.6).all()
