"""What null models are asked: sums of a run as they are, and facts whose answers are known for a made-up chain."""

import numpy as np
import pandas as pd
import pytest

from sim.nulls.history import history
from sim.nulls.semi_markov import fit
from sim.nulls.ways import OPPORTUNITIES, STATES, WAYS
from sim.spec.experiment import CALENDAR
from sim.spec.facts import load_facts
from sim.study.pooled import POOLED
from sim.study.questions import ANSWERS, SUMS, VALUES, answer, total


class Known:
    """A null model with stated chances: deals end after 10 or 30 days, calls at once, half of the leads are called."""

    def kernels(self, days):
        ends = {"won": 0.2, "lost_to_competitor": 0.4, "lost_to_no_decision": 0.3, "not_renewed": 0.1}
        deal = {reason: np.eye(1, 31, 10)[0] * chance for reason, chance in ends.items()}
        deal["won"] = np.eye(1, 31, 10)[0] * 0.1 + np.eye(1, 31, 30)[0] * 0.1
        now = np.ones(1)
        ways = {
            "inquiry": {"marketing_qualified": 0.8 * now},
            "marketing_qualified": {"called": 0.5 * now, "chased": 0.1 * now},
            "called": {"opportunity_inbound": 0.5 * now},
            "chased": {"opportunity_inbound": 0.25 * now},
            "contacted": {"opportunity_prospecting": now},
            "opportunity_expansion": {"won": 0.6 * now, "expansion_lost": 0.2 * now, "not_renewed": 0.2 * now},
        }
        return {state: ways.get(state, deal) for state in STATES}


def course():
    """Four years with a win and two opportunities a day, and books that grow by a tenth a year."""
    day = np.arange(1040)
    columns = {name: 1.0 for columns in SUMS.values() for name in columns}
    growth = 1.1 ** ((day - 259) / 260.0)
    frame = pd.DataFrame({"day": day, **columns, "to_opportunity_prospecting": 3.0, "recurring": 1000.0 * growth})
    return frame.assign(revenue=4.0)


def test_a_sum_is_over_measured_years_both_included():
    days = pd.DataFrame({"day": range(1040), "a": 1.0, "b": np.arange(1040) // 260})
    assert total(days, ("a",), 1, 3) == 780.0
    assert total(days, ("a", "b"), 3, 3) == 260.0 + 780.0
    assert total(days, ("a",), 0, 0) == 260.0


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("T0_revenue", 4.0 * 260 / 0.5),
        ("T0_growth", 0.1),
        ("T0_new_business", 0.25),
        ("T1", 0.5 * 0.2),
        ("T2", 0.8 * (0.5 * 0.5 + 0.1 * 0.25) * 0.2),
        ("T4_cv", 10.0 / 20.0),
        ("T4_median", 10.0 / CALENDAR),
        ("T6", 0.2 / 0.9),
        ("T8", 0.75 / (0.2 / 0.9)),
        ("T16", 0.3 / 0.7),
        ("T17", 0.25),
    ],
)
def test_facts_of_a_known_chain(fact, expected):
    assert answer(fact, Known(), course(), 0.5) == pytest.approx(expected)


@pytest.mark.parametrize("fact", ["T9", "T11_median", "T12_misaligned", "T18", "T5_sigma", "T3_sigma"])
def test_of_what_a_model_has_no_notion_it_cannot_say(fact):
    assert np.isnan(answer(fact, Known(), course(), 1.0))


def test_only_facts_that_may_be_tuned_for_are_answered():
    roles = {fact.id: fact.role for fact in load_facts()}
    assert {roles[name] for name in (*ANSWERS, *VALUES)} == {"calibrate"}


def test_what_single_deals_are_worth_is_what_a_semi_markov_funnel_saw(catalogue_run):
    seen = history(catalogue_run("mid", "sales_led"))
    for fact in VALUES:
        assert answer(fact, fit([seen]), course(), 1.0) == pytest.approx(POOLED[fact](seen.values))


def test_sums_are_of_columns_that_a_null_model_and_a_history_have(catalogue_run):
    seen = history(catalogue_run("mid", "sales_led"))
    predicted = fit([seen]).predict(seen.spec)
    for columns in SUMS.values():
        assert set(columns) <= set(seen.days) & set(predicted)
    assert set(SUMS["opportunities"]) == {f"to_{state}" for state in OPPORTUNITIES.values()}
    assert set(SUMS["wins"]) == {f"won_{way}" for way in WAYS}
