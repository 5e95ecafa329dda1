"""The stages of the funnel and the moves between them: one table, nothing else may move a prospect.

A stage is a place in the *buying process*. Whether an account pays is its contract's end date: a customer
in an expansion deal is an ``opportunity`` that still pays.
"""

from enum import IntEnum


class Stage(IntEnum):
    """Where a prospect stands; the integer is its code in the records."""

    MARKET = 0
    INQUIRY = 1
    MARKETING_QUALIFIED = 2
    SALES_ACCEPTED = 3
    OPPORTUNITY = 4
    CUSTOMER = 5
    RECYCLED = 6
    DISQUALIFIED = 7
    LOST = 8
    CHURNED = 9
    COOLING_OFF = 10

    __hash__ = int.__hash__  # stages are looked up in every rule, and an enum's own hash is ten times as slow


STAGES: tuple[str, ...] = tuple(stage.name.lower() for stage in Stage)
"""Stage names as the records and the pages write them, in the order of their codes."""

NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.MARKET: frozenset({Stage.INQUIRY, Stage.SALES_ACCEPTED, Stage.COOLING_OFF}),
    Stage.INQUIRY: frozenset({Stage.MARKETING_QUALIFIED, Stage.RECYCLED, Stage.MARKET}),
    Stage.MARKETING_QUALIFIED: frozenset({Stage.SALES_ACCEPTED, Stage.RECYCLED, Stage.MARKET, Stage.COOLING_OFF}),
    Stage.SALES_ACCEPTED: frozenset({Stage.OPPORTUNITY, Stage.RECYCLED, Stage.DISQUALIFIED, Stage.MARKET}),
    Stage.OPPORTUNITY: frozenset({Stage.CUSTOMER, Stage.LOST, Stage.CHURNED}),
    Stage.CUSTOMER: frozenset({Stage.OPPORTUNITY, Stage.CHURNED}),
    Stage.RECYCLED: frozenset({Stage.INQUIRY, Stage.SALES_ACCEPTED, Stage.COOLING_OFF, Stage.MARKET}),
    Stage.DISQUALIFIED: frozenset({Stage.MARKET}),
    Stage.LOST: frozenset({Stage.MARKET}),
    Stage.CHURNED: frozenset({Stage.MARKET}),
    Stage.COOLING_OFF: frozenset({Stage.MARKET}),
}
"""The legal moves: from each stage, the stages that may follow it (model.md section 4)."""


class IllegalMoveError(ValueError):
    """A rule tried to move a prospect along a path that the funnel does not have."""


def check_move(origin: Stage, target: Stage) -> None:
    """Raise ``IllegalMoveError`` unless a prospect may go from ``origin`` to ``target``."""
    if target not in NEXT[origin]:
        raise IllegalMoveError(f"no move leads from {origin.name.lower()} to {target.name.lower()}")
