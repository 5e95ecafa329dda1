"""What is due for whom."""

from types import SimpleNamespace
from typing import Any

from sim.crowd.calendar import NEVER, Calendar, Event


def _somebody(index: int) -> Any:
    return SimpleNamespace(index=index, due=[NEVER] * len(Event))


def test_everybody_due_comes_once_in_the_order_of_the_index() -> None:
    calendar, people = Calendar(), [_somebody(index) for index in (5, 1, 3)]
    for person in people:
        calendar.book(Event.REST, person, 7)
    assert [person.index for person in calendar.take(Event.REST, 7)] == [1, 3, 5]
    assert calendar.take(Event.REST, 7) == []
    assert {person.due[Event.REST] for person in people} == {NEVER}


def test_a_later_booking_takes_the_place_of_an_earlier_one() -> None:
    calendar, person = Calendar(), _somebody(0)
    calendar.book(Event.WINDOW, person, 3)
    calendar.book(Event.WINDOW, person, 9)
    assert calendar.take(Event.WINDOW, 3) == []
    assert calendar.take(Event.WINDOW, 9) == [person]


def test_who_is_booked_away_and_back_comes_once() -> None:
    calendar, person = Calendar(), _somebody(0)
    for day in (4, 6, 4):
        calendar.book(Event.DECISION, person, day)
    assert calendar.take(Event.DECISION, 4) == [person]
    assert calendar.take(Event.DECISION, 6) == []


def test_what_is_cancelled_does_not_happen() -> None:
    calendar, person = Calendar(), _somebody(0)
    calendar.book(Event.GIVE_UP, person, 2)
    person.due[Event.GIVE_UP] = NEVER
    assert calendar.take(Event.GIVE_UP, 2) == []


def test_events_do_not_disturb_each_other() -> None:
    calendar, person = Calendar(), _somebody(0)
    calendar.book(Event.REST, person, 2)
    calendar.book(Event.RENEWAL, person, 2)
    assert calendar.take(Event.REST, 2) == [person]
    assert person.due[Event.RENEWAL] == 2
