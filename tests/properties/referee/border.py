"""What passes between the people and the crowd, day by day, and what was written down meanwhile."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sim.exchange import Happened, Orders, Tallies
from sim.model import FunnelModel
from sim.records.recorder import Recorder
from sim.spec.experiment import ExperimentSpec
from sim.spec.policy import PolicySpec

Rows = dict[str, list[tuple[float, ...]]]
"""Rows of each table, categories as codes."""


@dataclass
class Day:
    """One business day. On a Monday it begins with the tallies of last week and with new orders."""

    number: int
    happened: Happened
    rows: Rows
    tallies: Tallies | None
    orders: Orders | None
    policy: PolicySpec


@dataclass
class Border:
    """A crowd, and what it was last told and asked."""

    crowd: Any
    tallies: Tallies | None = None
    orders: Orders | None = None
    policy: PolicySpec | None = None
    happened: list[Happened] = field(default_factory=list)

    def tally(self) -> Tallies:
        tallies = self.crowd.tally()
        self.tallies = deepcopy(tallies)  # people write down on it what is in the air
        return tallies

    def take_orders(self, orders: Orders, policy: PolicySpec) -> None:
        self.orders, self.policy = orders, policy
        self.crowd.take_orders(orders, policy)

    def live(self, first: int, last: int) -> Iterator[Happened]:
        for done in self.crowd.live(first, last):
            self.happened.append(done)
            yield done

    def end(self) -> None:
        self.crowd.end()


class Watched(FunnelModel):
    """A model of which all is seen that passes the border."""

    def _crowd(self) -> Border:
        return Border(super()._crowd())


def days(spec: ExperimentSpec, people: Mapping[str, type] | None = None) -> Iterator[Day]:
    """The days of a run, each when it is over; whoever looks on can stop at the first one that is wrong."""
    model = Watched(spec, people, "activities")
    border, seen = model.crowd, _lengths(model.recorder)
    for number in range(spec.days):
        border.tallies = border.orders = None
        model.step()
        rows = {name: _since(model.recorder, name, *lengths) for name, lengths in seen.items()}
        seen = _lengths(model.recorder)
        yield Day(number, border.happened[-1], rows, border.tallies, border.orders, border.policy)


def _lengths(recorder: Recorder) -> dict[str, tuple[int, int]]:
    """Of each table, how many rows and how many blocks have been taken down."""
    return {name: (len(rows), len(recorder._blocks[name])) for name, rows in recorder._rows.items()}


def _since(recorder: Recorder, name: str, rows: int, blocks: int) -> list[tuple[float, ...]]:
    """What has been taken down since there were so many."""
    later = (row for block in recorder._blocks[name][blocks:] for row in block.tolist())
    return [*recorder._rows[name][rows:], *later]
