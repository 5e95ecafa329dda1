"""Where touches and contacts are aimed: at the need of each segment, as data and habit tell it (C8)."""

import math
from collections.abc import Sequence

from sim.exchange import Campaigns


def believed(weight: float, evidence: Sequence[float], habit: Sequence[float]) -> list[float]:
    """Need of each segment, log units, as who gives data ``weight`` (0..1) and habit the rest believes."""
    return [weight * data + (1.0 - weight) * old for data, old in zip(evidence, habit, strict=True)]


def aims(power: float, weight: float, week: Campaigns) -> list[float]:
    """How often each segment is meant to be touched over the average, as a ``power`` of its believed need."""
    raw = [math.exp(power * need) for need in believed(weight, week.evidence, week.habit)]
    mean = math.fsum(raw) / len(raw) if raw else 1.0
    return [value / mean for value in raw]


def likes(power: float, weight: float, week: Campaigns) -> list[float]:
    """What a rep adds to the look of an account for its segment, log units."""
    return [power * need for need in believed(weight, week.evidence, week.habit)]
