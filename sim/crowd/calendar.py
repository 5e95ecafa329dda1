"""What is due for whom on which day: waiting times are drawn once and looked up, never polled daily."""

from enum import IntEnum
from typing import Protocol


class Event(IntEnum):
    """What can fall due for a prospect; each at most once at a time."""

    WINDOW = 0
    RENEWAL = 1
    REST = 2
    HAND_RAISE = 3
    GIVE_UP = 4
    DISCOVERY = 5
    DECISION = 6


NEVER = -1
"""The due day of what is not due."""


class Due(Protocol):
    """Somebody for whom something can be due: an index, and a day by ``Event``."""

    index: int
    due: list[int]


class Calendar[P: Due]:
    """Due days, booked and cancelled through ``due``; on a day, everybody comes in the order of the index."""

    def __init__(self) -> None:
        """An empty calendar."""
        self._days: dict[tuple[Event, int], list[P]] = {}

    def book(self, event: Event, prospect: P, day: int) -> None:
        """Make ``event`` due for ``prospect`` on ``day`` in place of any earlier booking of it."""
        prospect.due[event] = day
        self._days.setdefault((event, day), []).append(prospect)

    def take(self, event: Event, day: int) -> list[P]:
        """Everybody for whom ``event`` is due on ``day`` and was not cancelled or moved since; no longer due then."""
        due = {p.index: p for p in self._days.pop((event, day), ()) if p.due[event] == day}
        found = [due[index] for index in sorted(due)]
        for prospect in found:
            prospect.due[event] = NEVER
        return found
