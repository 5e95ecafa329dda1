"""Runs in which only what a test says has happened, taken down as the engine takes it down."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sim.contract import ACTIVITIES, BOOKS, DAYS, LOSSES, REASONS, TOUCHES
from sim.exchange import Bookings, Happened
from sim.records.recorder import Recorder
from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, ExperimentSpec
from sim.stages import STAGES, Stage
from tests import builders

SPEC = builders.spec()
"""A measured year of the toy company, from day 0 on."""
REP, MARKETER = (0, "rep"), (0, "marketer")
PASSED_ON = ("scored_in", "unscored")

type Event = tuple[int, str]
"""A day, and a reason or a touch."""
type Values = Mapping[tuple[int, str], float]
"""Values by day and column."""
type Hours = Mapping[tuple[int, str, str], float]
"""Hours by week, role and activity."""


def told(
    moves: Sequence[Event] = (),
    touches: Sequence[Event] = (),
    missed: Sequence[tuple[int, str, int]] = (),
    *,
    hours: Hours | None = None,
    people: Sequence[tuple[int, str]] = (REP, MARKETER),
    idle: bool = False,
    trust: float = 0.5,
    spent: Values | None = None,
    counts: Values | None = None,
    days: int = 10,
    spec: ExperimentSpec = SPEC,
) -> Run:
    """A run of ``days`` days; ``missed`` are day, cause and cents, ``spent`` cents.

    Marketers are paid as the company pays them. Everybody plans an hour of each activity in which ``hours`` says
    nothing else, or if ``idle`` none.
    """
    recorder = Recorder("activities")
    for day in range(days):
        for person in people if day % DAYS_PER_WEEK == 0 else ():
            _plan(recorder, day // DAYS_PER_WEEK, person, hours or {}, 0.0 if idle else 1.0, trust)
        for reason in _on(day, moves):
            to = Stage.MARKETING_QUALIFIED if reason in PASSED_ON else Stage.MARKET
            recorder.move(day, 3, 0, int(Stage.INQUIRY), int(to), -1, 0, REASONS.index(reason), 100, 0)
        for touch in _on(day, touches):
            recorder.activity(day, 3, TOUCHES.index(touch), -1, 0.0, -1)
        books, done = ({column.name: 0.0 for column in columns} for columns in (BOOKS, DAYS))
        books["wages_marketing"] = _marketers(people) * 100.0 * spec.company.team.marketer_cost / DAYS_PER_YEAR
        books |= {name: value for (on, name), value in (spent or {}).items() if on == day}
        done |= {name: value for (on, name), value in (counts or {}).items() if on == day}
        happened = Happened([int(done[stage]) for stage in STAGES], done, Bookings(), 0)
        recorder.day(day, happened, {name: int(books[name]) for name in books})
    for number, (day, cause, cents) in enumerate(missed):
        recorder.miss(day, number, 0, 0, LOSSES.index(cause), cents)
    return Run(spec, recorder.tables())


def _marketers(people: Sequence[tuple[int, str]]) -> int:
    return sum(role == "marketer" for _, role in people)


def _on(day: int, events: Sequence[Event]) -> list[str]:
    return [name for on, name in events if on == day]


def _plan(recorder: Recorder, week: int, who: tuple[int, str], hours: Hours, usual: float, trust: float) -> None:
    index, role = who
    person: Any = SimpleNamespace(index=index, role=role, trust=trust, experience=0.0, pressure=0.0, attainment=0.0)
    *planned, meetings = (hours.get((week, role, name), usual) for name in ACTIVITIES)
    recorder.person(week, person, tuple(planned), meetings, 10.0, 0.0, 0.0)
