"""Names for the numbers that compiled rules compare: stages, reasons, sources, touches, causes, events, channels."""

from collections import namedtuple
from typing import Any

import numpy as np

from sim.contract import LOSSES, REASONS, SOURCES, TOUCHES
from sim.stages import NEXT, Stage


def _codes(name: str, words: tuple[str, ...]) -> Any:
    """A named tuple of the positions of ``words``: plain integers, which compiled rules read as constants."""
    return namedtuple(name, words)(*range(len(words)))


STAGE = _codes("STAGE", tuple(stage.name.lower() for stage in Stage))
WHY = _codes("WHY", REASONS)
SOURCE = _codes("SOURCE", SOURCES)
TOUCH = _codes("TOUCH", TOUCHES)
LOSS = _codes("LOSS", LOSSES)

WINDOW, RENEWAL, REST, HAND_RAISE, GIVE_UP, DISCOVERY, DECISION = range(7)
"""What can fall due."""
EVENTS = 7
NEVER = -1
"""The due day of what is not due; the slot, link or cause of who has none."""
LONG_AGO = -30_000
"""When a team touched an account that it never touched."""
BRAND, DEMAND, REFERRAL, BOOTH = 0, 1, 2, 3
"""Channels of reach."""
MARKETING, SALES = 0, 1
"""Teams."""

LEGAL = np.array([[target in NEXT[origin] for target in Stage] for origin in Stage])
"""Which moves the funnel has, by stage and next stage."""
