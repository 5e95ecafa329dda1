"""Every lever has a trial: values that it may have, a figure of a run that it moves, records that it acts on."""

import math

import pytest

from sim.contract import ACTIVITIES, REASONS, SPENDING, TABLES, TOUCHES
from sim.records.run import Run
from sim.spec.errors import SpecError
from sim.spec.keys import values
from sim.spec.load import load_policy
from sim.spec.policy import PolicySpec, acts_on
from sim.study import mechanisms
from sim.study.mechanisms import TRIALS, with_lever
from tests import builders

INCENTIVES = [key for key in TRIALS if key.startswith("incentives.")]


def lever(policy, key):
    """The value of a lever."""
    group, _, name = key.partition(".")
    return getattr(getattr(policy, group), name)


# ---------------------------------------------------------------------- the list of trials


def test_every_lever_is_tried_and_nothing_else():
    assert sorted(TRIALS) == sorted(values(PolicySpec))


@pytest.mark.parametrize("key", TRIALS)
def test_a_trial_has_two_values_and_says_what_it_measures(key):
    trial = TRIALS[key]
    assert trial.low != trial.high
    assert trial.measure
    assert trial.unit
    assert all(values_of is not None for values_of in (trial.low, trial.high))


@pytest.mark.parametrize("name", builders.POLICIES)
def test_both_values_of_each_trial_are_allowed_under_every_policy(name):
    for key, trial in TRIALS.items():
        base = load_policy(builders.policy(name), dict(trial.besides))
        for value in (trial.low, trial.high):
            assert lever(with_lever(base, key, value), key) == value


@pytest.mark.parametrize("key", TRIALS)
def test_what_is_set_besides_is_no_value_of_the_lever_itself(key):
    assert not any(name.partition(".")[0] == key or name == key for name in TRIALS[key].besides)


# ---------------------------------------------------------------------- one lever changed


@pytest.mark.parametrize("key", [key for key in TRIALS if key not in INCENTIVES])
def test_one_lever_is_changed_and_no_other(key):
    policy, trial = builders.policy(), TRIALS[key]
    value = trial.high if lever(policy, key) != trial.high else trial.low
    changed = with_lever(policy, key, value)
    assert changed != policy
    assert with_lever(changed, key, lever(policy, key)) == policy


@pytest.mark.parametrize("value", [0.0, 0.3, 0.8, 1.0])
@pytest.mark.parametrize("key", INCENTIVES)
@pytest.mark.parametrize("name", builders.POLICIES)
def test_incentives_go_on_summing_to_one_and_give_way_in_proportion(name, key, value):
    policy = builders.policy(name)
    before, after = (each.incentives.model_dump() for each in (policy, with_lever(policy, key, value)))
    assert math.fsum(after.values()) == pytest.approx(1.0, abs=1e-12)
    mine = key.partition(".")[2]
    assert after.pop(mine) == value
    others = 1.0 - before.pop(mine)
    expected = {other: part / others * (1.0 - value) for other, part in before.items()}
    assert after == pytest.approx(expected, abs=1e-12)


def test_where_all_pay_is_for_one_thing_the_others_share_what_it_leaves():
    policy = builders.policy(
        "sales_led", {"incentives": {"brand": 1.0, "volume": 0.0, "accepted": 0.0, "revenue": 0.0}}
    )
    expected = {"brand": 0.4, "volume": 0.2, "accepted": 0.2, "revenue": 0.2}
    assert with_lever(policy, "incentives.brand", 0.4).incentives.model_dump() == pytest.approx(expected)


def test_a_value_that_a_lever_may_not_have_is_refused():
    with pytest.raises(SpecError, match=r"policy\.lanes\.coordination = 2\.0: must be between 0 and 1"):
        with_lever(builders.policy(), "lanes.coordination", 2.0)
    with pytest.raises(SpecError, match=r"policy\.incentives\.brand = 1\.5: must be between 0 and 1"):
        with_lever(builders.policy(), "incentives.brand", 1.5)


# ---------------------------------------------------------------------- what levers declare


@pytest.mark.parametrize("key", TRIALS)
def test_a_lever_acts_on_records_that_runs_leave(key):
    there = {f"{table}.{column.name}" for table, columns in TABLES.items() for column in columns}
    there |= {f"moves.{reason}" for reason in REASONS} | {f"activities.{touch}" for touch in TOUCHES}
    assert acts_on(key)
    assert set(acts_on(key)) <= there
    assert len(set(acts_on(key))) == len(acts_on(key))


# ---------------------------------------------------------------------- figures


@pytest.fixture(scope="module")
def run():
    """A year after a warm-up with something in every table."""
    return builders.run("toy", "lane_crossing", warmup_years=1)


def measured(run, table):
    """The rows of the measured year."""
    frame = getattr(run, table)
    day = frame["week"] * 5 if table == "people" else frame["day"]
    return frame[day >= 260]


def test_hours_are_a_part_of_all_hours_that_a_role_planned(run):
    people = measured(run, "people")
    reps = people[people["role"] == "rep"]
    every = sum(reps[f"hours_{name}"].sum() for name in ACTIVITIES)
    expected = (reps["hours_leads"].sum() + reps["hours_meetings"].sum()) / every
    assert mechanisms.hours("rep", "leads", "meetings")(run) == pytest.approx(expected)
    assert mechanisms.hours("rep", *ACTIVITIES)(run) == pytest.approx(1.0)
    assert mechanisms.hours("rep", "brand")(run) == 0.0


def test_what_is_felt_is_the_mean_of_a_role(run):
    people = measured(run, "people")
    expected = people.loc[people["role"] == "marketer", "trust"].mean()
    assert mechanisms.felt("marketer", "trust")(run) == pytest.approx(expected)


def test_counts_and_dollars_are_those_of_the_measured_time(run):
    days, books = measured(run, "days"), measured(run, "books")
    assert mechanisms.counted("chases", "calls")(run) == days["chases"].sum() + days["calls"].sum() > 0.0
    assert mechanisms.spent("wages_sales", "tools")(run) == pytest.approx(
        run.annual["wages_sales"][0] + run.annual["tools"][0]
    )
    assert mechanisms.spent(*SPENDING)(run) == pytest.approx(books[list(SPENDING)].to_numpy().sum() / 100.0)


def test_each_is_a_total_by_what_it_is_the_total_of(run):
    days = measured(run, "days")
    touches = days["brand_touches"].sum() + days["demand_touches"].sum()
    expected = days["campaign_need"].sum() / touches
    assert mechanisms.each("campaign_need", "brand_touches", "demand_touches")(run) == pytest.approx(expected)


def test_each_of_nothing_is_nothing():
    desert = builders.run(team=builders.DESERTED, scale=0.2)
    assert mechanisms.each("contact_need", "contacts")(desert) == 0.0


def test_scored_in_is_the_part_of_the_scored_that_is_passed_on(run):
    reasons = measured(run, "moves")["reason"]
    passed, stuck = (reasons == "scored_in").sum(), (reasons == "scored_out").sum()
    assert 0.0 < mechanisms.scored_in(run) == passed / (passed + stuck) < 1.0
    assert mechanisms.scored_in(builders.run(levers={"team.marketers": 0}, scale=0.2)) == 0.0


def test_days_to_a_call_count_from_when_a_lead_was_passed_on(run):
    passed_on: dict[int, int] = {}
    waits = []
    for move in measured(run, "moves").itertuples():
        if move.to == "marketing_qualified":
            passed_on[move.prospect] = move.day
        elif move.reason == "called" and move.prospect in passed_on:
            waits.append(move.day - passed_on.pop(move.prospect))
    assert waits
    assert mechanisms.days_to_call(run) == pytest.approx(sum(waits) / len(waits))


LEFT_LYING = {"handoff.tracking": 0.0}


def test_queues_are_uneven_by_what_lies_on_the_desks():
    model = builders.model(levers=LEFT_LYING, habits={"career.turnover": 0.0})
    uneven = []
    while model.day < model.spec.days:
        model.step()
        queues = [len(desk.queue) for desk in model.crowd.desks]
        uneven.append(max(queues) - min(queues))
    run = Run(model.spec, model.recorder.tables())
    assert max(uneven) > 1
    assert mechanisms.uneven_queues(run) == pytest.approx(sum(uneven) / len(uneven))


def test_a_lead_lies_in_one_queue_until_it_leaves_whoever_has_come_and_gone():
    run = builders.run(levers=LEFT_LYING, habits={"career.turnover": 2.0})
    uneven, moves, lies_with = [], run.moves, {}
    for day in range(run.spec.days):
        for move in moves[moves["day"] == day].itertuples():
            lies_with.pop(move.prospect, None)
            if move.to == "marketing_qualified":
                lies_with[move.prospect] = move.rep
        queues = [list(lies_with.values()).count(rep) for rep in range(3)]
        uneven.append(max(queues) - min(queues))
    assert (run.books["hiring"] > 0).any()
    assert mechanisms.uneven_queues(run) == pytest.approx(sum(uneven) / len(uneven))
