"""The state of the crowd as columns: one cache line for every account, more only for those that are not at rest.

An account that is in its window, or anywhere but in the market, has a *lead*: a row in a pool, given back when it is at
rest again. What an account remembers for ever stands in its own row.
"""

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.compiled import Array, Floats, Ints
from sim.spec.behaviour import BehaviourSpec

ACCOUNT = np.dtype(
    [
        ("awareness", "f8"),
        ("understanding", "f8"),
        ("friction", "f8"),
        ("glance", "f8"),
        ("slot", "i4"),
        ("window_after", "i4"),
        ("window_due", "i2"),
        ("settled", "i2"),
        ("touched_marketing", "i2"),
        ("touched_sales", "i2"),
        ("window", "i2"),
        ("fed_up", "i2"),
        ("inquiries", "i2"),
        ("deals", "i2"),
        ("renewals", "i2"),
        ("rep", "i2"),
        ("segment", "i1"),
        ("stage", "i1"),
        ("in_window", "i1"),
    ],
    align=True,
)
"""One account, 64 bytes. ``slot``: its lead, or ``NEVER``; ``window_due``, ``window_after``: when its window turns."""

LEAD = np.dtype(
    [
        ("fit", "f8"),
        ("interest", "f8"),
        ("threshold", "f8"),
        ("profile", "f8"),
        ("activity", "f8"),
        ("hand", "f8"),
        ("arrival_hour", "f8"),
        ("score", "f8"),
        ("delay", "f8"),
        ("bought_understanding", "f8"),
        ("served", "f8"),
        ("served_before", "f8"),
        ("value", "i8"),
        ("contract", "i8"),
        ("missed_value", "i8"),
        ("who", "i4"),
        ("place", "i4"),
        ("raises", "i4"),
        ("arrived", "i4"),
        ("cycle", "i4"),
        ("opened", "i4"),
        ("days_before", "i4"),
        ("need", "i4"),
        ("missed_day", "i4"),
        ("queue_before", "i4"),
        ("queue_after", "i4"),
        ("missed_cause", "i1"),
        ("source", "i1"),
        ("wanted", "i1"),
        ("chased", "i1"),
    ],
    align=True,
)
"""What only an account that is not at rest needs; names as of ``Prospect``."""

DESK = np.dtype(
    [
        ("part", "f8"),
        ("skill", "f8"),
        ("opportunities", "f8"),
        ("leads", "f8"),
        ("prospecting", "f8"),
        ("follow", "f8"),
        ("weight_of_data", "f8"),
        ("discount", "f8"),
        ("deal_rate", "f8"),
        ("served", "f8"),
        ("own_hours", "f8"),
        ("lead_hours", "f8"),
        ("signed", "i8"),
        ("deal_count", "i4"),
        ("days", "i4"),
        ("queue", "i4"),
        ("queued", "i4"),
        ("waiting", "i4"),
        ("calls_good", "i4"),
        ("calls_bad", "i4"),
        ("own_good", "i4"),
        ("own_bad", "i4"),
        ("arrived", "i4"),
        ("staffed", "i1"),
    ],
    align=True,
)
"""What lies before one seat, ``part`` of a full one. ``signed``: cents a year in the last stretch of days; ``queue``:
the slot of the first lead; ``waiting`` counts the wanted ones."""

ORDERS = np.dtype(
    [
        ("brand_touches", "f8"),
        ("demand_touches", "f8"),
        ("booth_touches", "f8"),
        ("nurture_touches", "f8"),
        ("collateral", "f8"),
        ("chase_hours", "f8"),
        ("profile_noise", "f8"),
        ("bar", "f8"),
        ("coordination", "f8"),
        ("recycling", "f8"),
        ("sla_days", "f8"),
        ("hours_per_call", "f8"),
        ("reported_share", "f8"),
        ("marketers", "i4"),
        ("balanced", "i1"),
    ],
    align=True,
)
"""What holds this week: campaigns, and the levers that the rules read. ``sla_days`` is inf without a promise."""

TODAY = np.dtype(
    [
        *((name, "f8") for name in ("contact_clashes", "demand_clashes", "booth_clashes", "chase_clashes")),
        *((name, "f8") for name in ("misplaced_hours", "campaign_need", "contact_need")),
        *((name, "i8") for name in ("brand_touches", "demand_touches", "booth_touches", "nurture_touches")),
        *((name, "i8") for name in ("collateral", "collateral_used", "calls", "contacts", "chases", "reports")),
        *((name, "i8") for name in ("new_bookings", "expansions", "churned", "renewals", "expected_bookings")),
        ("recurring", "i8"),
    ],
    align=True,
)
"""What is counted and booked today."""

STATE = np.dtype(
    [
        ("chase_hours", "f8"),
        ("recurring", "i8"),
        ("seats", "i4"),
        ("desks", "i4"),
        ("passed", "i4"),
        ("called", "i4"),
        ("given_up", "i4"),
        ("top", "i4"),
        ("freed", "i4"),
        ("moves", "i8"),
        ("missed", "i8"),
        ("touches", "i8"),
    ],
    align=True,
)
"""Numbers that live longer than a day: the border's, the week's tally, the pool's, and how many rows are written."""

OWN_RULES = ("rivals", "forgetting", "forgiving", "cycle", "window_median", "window_sigma", "window_mean", "window_gap")
EFFORT = ("hours_per_opportunity", "hours_per_contact")


def _numbers() -> list[tuple[str, str]]:
    """Every number of the behaviour as ``group_name``."""
    found = []
    for group, field in BehaviourSpec.model_fields.items():
        for name, inner in getattr(field.annotation, "model_fields", {}).items():
            found.append((f"{group}_{name}", "f8" if inner.annotation is float else "i8"))
    return found


RULES = np.dtype(
    [
        *_numbers(),
        *((name, "f8") for name in (*OWN_RULES, *EFFORT)),
        *((name, "f8") for name in ("value_median", "value_sigma")),
        *((name, "i8") for name in ("seed", "days", "first_seats", "detailed")),
    ],
    align=True,
)
"""All numbers of the run that never change: behaviour as ``group_name``, ``Rules``, effort, the seed."""

MOVE = np.dtype(
    [
        ("day", "i4"),
        ("prospect", "i4"),
        ("source", "i1"),
        ("from", "i1"),
        ("to", "i1"),
        ("marketer", "i2"),
        ("rep", "i2"),
        ("reason", "i1"),
        ("value", "i8"),
        ("expected", "i8"),
    ],
    align=True,
)
MISSED = np.dtype(
    [("day", "i4"), ("prospect", "i4"), ("window", "i4"), ("rep", "i2"), ("cause", "i1"), ("value", "i8")], align=True
)
TOUCHED = np.dtype(
    [("day", "i4"), ("prospect", "i4"), ("activity", "i1"), ("person", "i2"), ("score", "f8"), ("good", "i1")],
    align=True,
)
"""Rows of the records, as ``sim.contract`` has them."""


Log = Annotated[Any, Array(TODAY)]
"""The days of a stretch."""
Stages = Annotated[Any, Array(np.int64, 2)]
"""Of each of them, prospects by stage at its end."""


class World(NamedTuple):
    """All columns of one crowd. Records that there is one of are rows 0."""

    rules: Annotated[Any, Array(RULES)]
    orders: Annotated[Any, Array(ORDERS)]
    today: Annotated[Any, Array(TODAY)]
    """Row 1 is never written: today before anything has happened."""
    state: Annotated[Any, Array(STATE)]
    score: Floats
    counts: Ints
    drift: Annotated[Any, Array(np.float64, 3)]
    """Need, fit, rate of need and clock at its start, by segment and quarter."""
    aims: Annotated[Any, Array(np.float64, 2)]
    """By segment: how often campaigns (0) and booths (1) touch it over the average; what each rep likes (2 on)."""
    accounts: Annotated[Any, Array(ACCOUNT)]
    leads: Annotated[Any, Array(LEAD)]
    desks: Annotated[Any, Array(DESK)]
    heads: Annotated[Any, Array(np.int32, 2)]
    """By event and day: the first who is due."""
    due: Annotated[Any, Array(np.int32, 2)]
    """By slot and event: the day."""
    after: Annotated[Any, Array(np.int32, 2)]
    """By slot and event: who is due on the same day."""
    members: Annotated[Any, Array(np.int32, 2)]
    """By stage: the slots that stand there, ``counts`` of them."""
    freed: Annotated[Any, Array(np.int32, 1)]
    moves: Annotated[Any, Array(MOVE)]
    missed: Annotated[Any, Array(MISSED)]
    touches: Annotated[Any, Array(TOUCHED)]
