"""Of two runs that differ a little, the first record in which they do: which day, and what comes first on it."""

from typing import Any

import pytest

from sim.contract import BOOKS, SPENDING, WORDS
from sim.model import FunnelModel
from sim.records.difference import PHASES, first_difference
from sim.records.recorder import Recorder
from sim.records.run import Run
from sim.spec.errors import SpecError
from tests import builders
from tests.records.made_up import MARKETER, REP, SPEC, told


def found(one: Run, other: Run) -> tuple[int, set[str]] | None:
    """The first difference, which must be the same from both sides."""
    there, back = first_difference(one, other), first_difference(other, one)
    assert there == back
    return there and (there[0], set(there[1]))


# ---------------------------------------------------------------------- runs that do not differ


def test_equal_runs_do_not_differ() -> None:
    events = [(1, "rested"), (7, "hand_raised")]
    assert found(told(events, [(3, "brand")]), told(events, [(3, "brand")])) is None
    assert found(told(), told()) is None


def test_a_run_does_not_differ_from_itself_run_again() -> None:
    one, other = (_watched(40) for _ in range(2))
    assert found(one, other) is None


def _watched(days: int, **options: Any) -> Run:
    model = FunnelModel(builders.spec(**options), detail="activities")
    for _ in range(days):
        model.step()
    return Run(model.spec, model.recorder.tables())


def test_runs_under_other_luck_differ_at_once() -> None:
    difference = found(_watched(5), _watched(5, seed=8))
    assert difference is not None
    assert difference[0] == 0


def test_a_run_that_did_not_write_down_its_activities_is_refused() -> None:
    with pytest.raises(SpecError, match="this run has no activities"):
        first_difference(told(), Run(SPEC, Recorder().tables()))


# ---------------------------------------------------------------------- one difference alone


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"moves": [(4, "rested")]}, (4, {"moves.rested"})),
        ({"touches": [(6, "chase")]}, (6, {"activities.chase"})),
        ({"spent": {(2, "tools"): 5}}, (2, {"books.tools"})),
        ({"counts": {(8, "recycled"): 1}}, (8, {"days.recycled"})),
        ({"counts": {(8, "reports"): 1}}, (8, {"days.reports"})),
        ({"hours": {(1, "rep", "leads"): 2.0}}, (5, {"people.hours_leads"})),
        ({"trust": 0.6}, (0, {"people.trust"})),
    ],
    ids=["a move", "a touch", "a cost", "a stage", "a count", "a plan", "a belief"],
)
def test_what_differs_is_named_with_its_day(changed: dict[str, Any], expected: tuple[int, set[str]]) -> None:
    assert found(told(), told(**changed)) == expected


def test_what_is_earned_is_no_difference_of_its_own() -> None:
    earned = [column.name for column in BOOKS if column.name not in SPENDING and column.name != "day"]
    assert found(told(), told(spent={(0, name): 7 for name in earned})) is None


def test_of_two_ways_on_a_day_both_are_named() -> None:
    assert found(told([(4, "scored_in")]), told([(4, "scored_out")])) == (4, {"moves.scored_in", "moves.scored_out"})
    assert found(told([(4, "won")]), told([(5, "won")])) == (4, {"moves.won"})


def test_what_comes_after_the_last_common_record_counts() -> None:
    both = [(2, "brand"), (3, "brand")]
    assert found(told(touches=both), told(touches=[*both, (3, "demand")])) == (3, {"activities.demand"})


def test_of_a_page_only_the_first_column_counts() -> None:
    assert found(told(), told(spent={(2, "leadership"): 5, (2, "tools"): 5})) == (2, {"books.leadership"})


# ---------------------------------------------------------------------- plans


def test_of_a_plan_the_activity_counts_whose_hours_differ_most() -> None:
    other = told(hours={(0, "rep", "leads"): 1.5, (0, "rep", "prospecting"): 4.0, (0, "rep", "opportunities"): 0.0})
    assert found(told(), other) == (0, {"people.hours_prospecting"})


def test_equally_different_hours_count_both() -> None:
    other = told(hours={(0, "marketer", "brand"): 0.25, (0, "marketer", "demand"): 1.75})
    assert found(told(), other) == (0, {"people.hours_brand", "people.hours_demand"})


def test_the_first_person_who_plans_otherwise_counts() -> None:
    other = told(hours={(1, "rep", "leads"): 1.1, (1, "marketer", "brand"): 9.0})
    assert found(told(), other) == (5, {"people.hours_leads"})


@pytest.mark.parametrize(
    ("people", "more"),
    [
        ((REP, MARKETER), (REP, (1, "rep"), MARKETER)),
        ((REP, MARKETER), (REP, MARKETER, (1, "marketer"))),
        ((REP,), (REP, (1, "rep"))),
        ((), (MARKETER,)),
    ],
    ids=["a rep more", "a marketer more", "a rep more without marketers", "anybody at all"],
)
def test_another_person_is_no_other_plan(people: Any, more: Any) -> None:
    hours = {(1, "rep", "leads"): 2.0}
    assert found(told(people=people), told(people=more, hours=hours)) == (0, {"people.person"})


def test_who_sits_on_another_seat_is_another_person() -> None:
    vacant = told(people=((1, "rep"), MARKETER))
    filled = told(people=(REP, (1, "rep"), MARKETER), hours={(0, "rep", "leads"): 2.0})
    assert found(vacant, filled) == (0, {"people.person"})


# ---------------------------------------------------------------------- several differences


def test_the_earliest_day_decides_whatever_comes_first_on_a_day() -> None:
    late = told([(6, "rested")], spent={(6, "tools"): 5}, hours={(1, "rep", "leads"): 2.0}, counts={(4, "lost"): 1})
    assert found(told(), late) == (4, {"days.lost"})
    later = told([(6, "rested")], [(2, "chase")], spent={(3, "tools"): 5})
    assert found(told(), later) == (2, {"activities.chase"})


def test_on_a_day_plans_come_before_spending_and_spending_before_what_happens() -> None:
    everything: dict[str, Any] = {
        "moves": [(0, "rested")],
        "touches": [(0, "brand")],
        "hours": {(0, "rep", "leads"): 2.0},
        "spent": {(0, "tools"): 5},
        "counts": {(0, "market"): 1},
    }
    for first, kinds in (
        ("hours", {"people.hours_leads"}),
        ("spent", {"books.tools"}),
        ("moves", {"moves.rested"}),
        ("touches", {"activities.brand"}),
        ("counts", {"days.market"}),
    ):
        assert found(told(), told(**everything)) == (0, kinds)
        del everything[first]
    assert found(told(), told(**everything)) is None


def _event(kind: str) -> dict[str, Any]:
    table, _, name = kind.partition(".")
    return {"moves": [(1, name)]} if table == "moves" else {"touches": [(1, name)]}


ORDER = (
    *("moves.rested", "activities.brand", "activities.demand", "activities.booth", "activities.nurture"),
    *("moves.never_called", "activities.score", "moves.scored_in", "activities.call", "moves.called"),
    *("activities.contact", "moves.contacted", "activities.chase", "moves.chased", "moves.won"),
)
"""One of what happens in each part of a day."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (one, other)
        for place, one in enumerate(ORDER)
        for other in ORDER[place + 1 :]
        if one.split(".")[0] != other.split(".")[0] and (one, other) != ("moves.called", "activities.contact")
    ],
)
def test_what_happens_on_a_day_comes_in_the_order_of_its_phases(first: str, second: str) -> None:
    assert found(told(), told(**_event(first), **_event(second))) == (1, {first})


def test_reps_take_turns_so_one_s_contact_may_come_before_the_next_one_s_call() -> None:
    both = _event("moves.called") | _event("activities.contact")
    assert found(told(), told(**both)) == (1, {"activities.contact"})


@pytest.mark.parametrize("touch", ["demand", "booth", "contact", "chase"])
def test_who_is_pushed_away_was_touched_before(touch: str) -> None:
    other = told([(1, "pushed_away")], [(1, touch)])
    assert found(told(), other) == (1, {f"activities.{touch}"})


def test_phases_name_each_thing_that_happens_at_most_once() -> None:
    named = [kind for kinds in PHASES for kind in kinds]
    there = {
        f"{table}.{word}" for table, key in (("moves", "reason"), ("activities", "activity")) for word in WORDS[key]
    }
    assert len(set(named)) == len(named)
    assert set(named) <= there
    assert {kind for kind in there if kind.startswith("activities.")} <= set(named)
