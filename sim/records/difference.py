"""The first record in which two runs differ: what a lever touches before it touches anything else.

A kind of record is a table with a column, or of moves with a reason, or of activities with an activity, as in
``people.hours_chase``, ``moves.scored_in``, ``activities.contact``.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.contract import ACTIVITIES, SPENDING
from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_WEEK

if TYPE_CHECKING:
    import pandas as pd

PHASES: tuple[tuple[str, ...], ...] = (
    ("moves.rested", "moves.not_renewed"),
    ("activities.brand",),
    ("activities.demand",),
    ("activities.booth",),
    ("activities.referral", "activities.nurture", "activities.collateral"),
    ("moves.never_called",),
    ("moves.hand_raised", "moves.responded"),
    ("activities.score",),
    ("moves.scored_in", "moves.scored_out", "moves.unscored"),
    ("activities.call", "moves.called", "activities.contact", "moves.contacted"),
    ("activities.chase",),
    ("moves.chased",),
)
"""What happens on a day after plans are made and wages are paid, in order; whatever is not named comes last.

Reps call and contact one after the other, so that one's contact comes before the next one's call; an activity comes
before the move that follows from it.
"""
_RANK = {kind: rank for rank, kinds in enumerate(PHASES) for kind in kinds}


def first_difference(one: Run, other: Run) -> tuple[int, frozenset[str]] | None:
    """The first day on which the runs differ, and the kinds of what differs first on it; None if nothing does.

    Both runs have their activities and are equally long. On a day plans come first, then spending, then what happens,
    then counts. Of a plan the kind is the activity whose hours differ most, or those that do so equally.
    """
    found = [
        difference
        for difference in (
            _in_plans(one, other),
            *(_in_events(one, other, table, name) for table, name in (("activities", "activity"), ("moves", "reason"))),
            _in_pages(one, other, "books", list(SPENDING)),
            _in_pages(one, other, "days", [name for name in one.days.columns if name != "day"]),
        )
        if difference is not None
    ]
    if not found:
        return None
    day, _, kinds = min(found, key=lambda difference: difference[:2])
    return day, kinds


type _Difference = tuple[int, int, frozenset[str]]
"""Day, rank on it, kinds."""


def _in_plans(one: Run, other: Run) -> _Difference | None:
    here, there = one.people, other.people
    row = _first_row(here, there)
    if row is None:
        return None
    day = int(min(frame["week"].iloc[row] for frame in (here, there) if row < len(frame))) * DAYS_PER_WEEK
    who = ["week", "person", "role"]
    if row >= min(len(here), len(there)) or any(here[name].iloc[row] != there[name].iloc[row] for name in who):
        return day, -2, frozenset({"people.person"})
    hours = [f"hours_{name}" for name in ACTIVITIES]
    gaps = np.abs(here[hours].to_numpy()[row] - there[hours].to_numpy()[row])
    most = [name for name, gap in zip(hours, gaps, strict=True) if gap > (1.0 - 1e-9) * gaps.max()]
    names = most or [_first_column(here, there, row)]
    return day, -2, frozenset(f"people.{name}" for name in names)


def _in_events(one: Run, other: Run, table: str, name: str) -> _Difference | None:
    here, there = getattr(one, table), getattr(other, table)
    row = _first_row(here, there)
    if row is None:
        return None
    rows = [frame.iloc[row] for frame in (here, there) if row < len(frame)]
    day = int(min(each["day"] for each in rows))
    kinds = frozenset(f"{table}.{each[name]}" for each in rows if each["day"] == day)
    return day, min(_RANK.get(kind, len(PHASES)) for kind in kinds), kinds


def _in_pages(one: Run, other: Run, table: str, names: list[str]) -> _Difference | None:
    here, there = getattr(one, table), getattr(other, table)
    row = _first_row(here[names], there[names])
    if row is None:
        return None
    column = _first_column(here[names], there[names], row)
    rank = -1 if table == "books" else len(PHASES) + 1
    return int(here["day"].iloc[row]), rank, frozenset({f"{table}.{column}"})


def _first_row(here: "pd.DataFrame", there: "pd.DataFrame") -> int | None:
    """The first row in which the frames differ; that behind the shorter one's last if it is the other's beginning."""
    length = min(len(here), len(there))
    same = np.ones(length, dtype=bool)
    for name in here.columns:
        same &= _values(here[name])[:length] == _values(there[name])[:length]
    rows = np.flatnonzero(~same)
    if len(rows):
        return int(rows[0])
    return None if len(here) == len(there) else length


def _values(column: "pd.Series[float]") -> np.ndarray:
    return column.cat.codes.to_numpy() if column.dtype == "category" else column.to_numpy()


def _first_column(here: "pd.DataFrame", there: "pd.DataFrame", row: int) -> str:
    return next(str(name) for name in here.columns if here[name].iloc[row] != there[name].iloc[row])
