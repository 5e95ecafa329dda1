"""Levers turned alone in a toy company: what they touch first, what they move, and what becomes of revenue."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.model import FunnelModel
from sim.spec.load import experiment
from sim.spec.policy import acts_on
from sim.study import levers
from sim.study.levers import Setting, inert, on_revenue, tried
from sim.study.mechanisms import TRIALS, with_lever
from tests import builders

CHASE, EXTRA = "lanes.marketing_chase", "budget.extra"
"""Levers that surely act, whatever the luck."""


def setting(typical="sales_led", cure="fractional_cmo", scale=0.2, **team):
    """Two pairs of runs, of a year each, in a part of the toy company."""
    where = builders.company("toy", {f"team.{name}": number for name, number in team.items()})
    return Setting(where, builders.policy(typical), builders.policy(cure), pairs=2, seed=3, scale=scale, years=1)


@pytest.fixture(scope="module")
def table():
    """What comes of two levers, by lever."""
    with pytest.MonkeyPatch.context() as only:
        only.setattr(levers, "TRIALS", {key: TRIALS[key] for key in (CHASE, EXTRA)})
        return tried(setting(), 1).set_index("lever")


def run(place, policy, number):
    """One run of a setting, with the catalogue's behaviour."""
    return FunnelModel(experiment(place.company, policy, 1, place.seed + number, scale=place.scale)).run()


def last_year(place, policy, number):
    """Last year's revenue of one run of a setting."""
    return run(place, policy, number).annual["revenue"].iloc[-1]


# ---------------------------------------------------------------------- first records and mechanisms


@pytest.mark.parametrize("key", TRIALS)
def test_the_first_record_that_a_lever_changes_is_one_that_it_declares(key):
    place = setting(scale=1.0)
    first = levers._first((place, *levers._worlds(place.typical, key)))
    assert first is not None
    day, kinds = first
    assert 0 <= day < levers.DAYS_WATCHED
    assert kinds & set(acts_on(key))


def test_a_row_tells_values_first_record_and_what_is_measured(table):
    assert table.index.tolist() == [CHASE, EXTRA]
    row = table.loc[EXTRA]
    assert (row["company"], row["policy"], row["besides"]) == ("toy", "sales_led", "")
    assert (row["low"], row["high"]) == (TRIALS[EXTRA].low, TRIALS[EXTRA].high)
    assert (row["first_day"], row["first_record"], row["as_declared"]) == (0, "books.programmes_brand", True)
    assert row["declared"].split() == list(acts_on(EXTRA))
    assert (row["measure"], row["unit"]) == (TRIALS[EXTRA].measure, TRIALS[EXTRA].unit)


def test_a_figure_is_the_mean_over_runs_of_a_measured_year_after_a_warm_up(table):
    place, row = setting(), table.loc[CHASE]
    for name, value in (("at_low", TRIALS[CHASE].low), ("at_high", TRIALS[CHASE].high)):
        policy = with_lever(place.typical, CHASE, value)
        runs = [run(place, policy, number) for number in (0, 1)]
        assert row[name] == pytest.approx(sum(map(TRIALS[CHASE].figure, runs)) / 2)
    assert row["effect"] == pytest.approx(row["at_high"] - row["at_low"])


def test_a_lever_acts_if_the_whole_interval_of_its_effect_lies_on_the_side_declared(table):
    assert (table["effect_low"] <= table["effect"]).all()
    assert (table["effect"] <= table["effect_high"]).all()
    assert table.loc[EXTRA, "acts"]
    assert table["acts"].tolist() == (table["effect_low"] > 0.0).tolist()


@pytest.mark.parametrize(
    ("rises", "effects", "acts"),
    [
        (True, (4.0, 5.0), True),
        (True, (-2.0, 3.0), False),
        (True, (-4.0, -5.0), False),
        (False, (-4.0, -5.0), True),
        (False, (-4.0, 4.0), False),
        (False, (4.0, 5.0), False),
    ],
)
def test_an_effect_must_be_sure_and_have_its_sign(rises, effects, acts, monkeypatch):
    trial = dataclasses.replace(TRIALS[EXTRA], rises=rises)
    monkeypatch.setattr(levers, "TRIALS", {EXTRA: trial})
    at_low, at_high = np.full(20, 1.0), 1.0 + np.tile(effects, 10)
    row = levers._row(setting(), EXTRA, None, at_low, at_high)
    assert row["acts"] is acts
    assert (row["at_low"], row["effect"]) == pytest.approx((1.0, sum(effects) / 2))


@pytest.mark.parametrize(
    ("first", "shown", "as_declared"),
    [
        ((3, frozenset({"books.programmes_brand", "days.lost"})), "books.programmes_brand days.lost", True),
        ((3, frozenset({"days.lost"})), "days.lost", False),
        (None, "", False),
    ],
)
def test_a_first_record_is_as_declared_if_one_of_its_kinds_is(first, shown, as_declared):
    row = levers._row(setting(), EXTRA, first, np.zeros(3), np.zeros(3))
    assert (row["first_record"], row["as_declared"]) == (shown, as_declared)
    assert row["first_day"] == (first[0] if first else None)


def test_the_interval_of_an_effect_holds_ninety_nine_per_cent():
    effects = np.array([1.0, 2.0, 4.0, 8.0])
    row = levers._row(setting(), EXTRA, None, np.zeros(4), effects)
    expected = stats.ttest_1samp(effects, 0.0).confidence_interval(0.99)
    assert (row["effect_low"], row["effect_high"]) == pytest.approx((expected.low, expected.high))


def test_what_a_trial_sets_besides_holds_in_both_worlds():
    for key, trial in TRIALS.items():
        for policy in levers._worlds(builders.policy(), key):
            for name, value in trial.besides.items():
                there = getattr(policy, name.partition(".")[0])
                assert (getattr(there, name.partition(".")[2]) if "." in name else there.model_dump()) == value


# ---------------------------------------------------------------------- revenue


PROSPECTING = "lanes.sales_prospecting"


@pytest.fixture(scope="module")
def two_apart():
    """A cure that differs from the typical policy in two levers, and what becomes of revenue, by lever."""
    cure = builders.policy("sales_led", {"name": "cure", PROSPECTING: 0.0, EXTRA: 8e5})
    place = setting()._replace(cure=cure)
    return place, on_revenue(place, 1).set_index("lever")


def test_only_levers_that_the_policies_set_apart_are_held_against_revenue(two_apart):
    place, table = two_apart
    assert table.index.tolist() == [PROSPECTING, EXTRA]
    assert table["typical"].tolist() == [place.typical.lanes.sales_prospecting, 0.0]
    assert table["cure"].tolist() == [0.0, 8e5]


def test_alone_and_all_are_shares_of_the_typical_policy_s_last_year(two_apart):
    place, table = two_apart
    alone = with_lever(place.typical, PROSPECTING, 0.0)
    typical, one, all_of_it = (
        sum(last_year(place, policy, number) for number in range(2)) for policy in (place.typical, alone, place.cure)
    )
    row = table.loc[PROSPECTING]
    assert row["alone"] == pytest.approx((one - typical) / typical)
    assert row["all"] == pytest.approx((all_of_it - typical) / typical)
    assert row["alone"] != row["all"]


def test_of_two_levers_each_is_last_where_the_other_was_alone(two_apart):
    _, table = two_apart
    one, other = table.iloc[0], table.iloc[1]
    assert one["all"] == other["all"]
    assert one["last"] == pytest.approx(one["all"] - other["alone"])
    assert other["last"] == pytest.approx(one["all"] - one["alone"])
    for part in ("alone", "last", "all"):
        assert (table[f"{part}_low"] <= table[part]).all()
        assert (table[part] <= table[f"{part}_high"]).all()


# ---------------------------------------------------------------------- inert levers


def test_a_lever_is_inert_where_it_changes_no_record(monkeypatch):
    monkeypatch.setattr(levers, "TRIALS", {key: TRIALS[key] for key in ("lead.routing", EXTRA)})
    alone = setting(scale=1.0, reps=1)
    assert inert([setting(scale=1.0), alone], 1) == {"lead.routing": [alone.company.name]}
