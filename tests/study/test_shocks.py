"""What changes for good on the first measured day, and that nothing else does."""

import numpy as np
import pytest

from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_WEEK
from sim.spec.load import experiment
from sim.study.shocks import NONE, Shock, run_shocked

SPEC = experiment("mid", "sales_led", years=1, warmup_years=1, scale=0.1)
FIRST = SPEC.warmup_days


@pytest.fixture(scope="module")
def usual():
    return FunnelModel(SPEC, detail="activities").run()


def shocked(what, times):
    """A run with activities."""
    return run_shocked(SPEC, Shock(what, times), "activities")


def hours(run: Run, role, first=FIRST):
    """Hours planned by week and person, meetings among them, from a day on."""
    people = run.people[run.people["role"].eq(role) & run.people["week"].ge(first // DAYS_PER_WEEK)]
    return people.filter(like="hours_").sum(axis=1).to_numpy()


def test_without_a_shock_nothing_changes(usual):
    for shock in (NONE, Shock("browsing", 1.0)):
        run = run_shocked(SPEC, shock, "activities")
        assert all(run.tables[name].equals(usual.tables[name]) for name in usual.tables)


@pytest.mark.parametrize("shock", [Shock("selling", 1.25), Shock("marketing", 0.8), Shock("browsing", 4.0)])
def test_the_warm_up_is_common(usual, shock):
    run = run_shocked(SPEC, shock, "activities")
    for name in ("moves", "books", "activities"):
        before, same = (frame[frame["day"] < FIRST] for frame in (getattr(usual, name), getattr(run, name)))
        assert same.equals(before), name
    assert not run.moves.equals(usual.moves)


def test_selling_hours_change_and_nobody_else_s(usual):
    run = shocked("selling", 1.25)
    assert hours(run, "rep").sum() == pytest.approx(1.25 * hours(usual, "rep").sum(), rel=1e-9)
    assert hours(run, "marketer") == pytest.approx(hours(usual, "marketer"))
    wages = [frame[["wages_sales", "wages_marketing"]].to_numpy() for frame in (run.books, usual.books)]
    assert np.array_equal(*wages)


def test_marketing_s_hours_and_money_change_and_nobody_else_s(usual):
    run = shocked("marketing", 0.8)
    assert hours(run, "marketer").sum() == pytest.approx(0.8 * hours(usual, "marketer").sum(), rel=1e-9)
    assert hours(run, "rep").sum() == pytest.approx(hours(usual, "rep").sum(), rel=1e-9)
    programmes = [frame.loc[FIRST:].filter(like="programmes_").sum().sum() for frame in (run.books, usual.books)]
    assert programmes[0] == pytest.approx(0.8 * programmes[1], rel=1e-4)
    assert np.array_equal(run.books["wages_marketing"], usual.books["wages_marketing"])


def test_who_comes_after_the_shock_works_as_long(usual):
    run = run_shocked(SPEC.model_copy(update={"years": 3}), Shock("selling", 0.8))
    before = FunnelModel(SPEC.model_copy(update={"years": 3})).run()
    assert hours(run, "rep").sum() == pytest.approx(0.8 * hours(before, "rep").sum(), rel=1e-9)


def test_browsers_answer_more_often_and_buyers_as_often_at_most_always():
    few, many = (shocked("browsing", times) for times in (1.0, 8.0))
    answers = [run.moves[run.moves["reason"].eq("responded") & run.moves["day"].ge(FIRST)] for run in (few, many)]
    assert len(answers[1]) > 3 * len(answers[0])
    always = FunnelModel(SPEC)
    while always.day < FIRST:
        always.step()
    from sim.study import shocks

    shocks._EFFECTS["browsing"](always, 1e6)
    assert float(always.crowd.world.rules["inquiry_response_browsing"][0]) == 1.0
