"""The facts as a calibration aims at them: one number a run and fact, on a scale on which luck is about normal.

Shares and AUCs are judged as log odds, amounts and times as logarithms, growth as it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.facts import Fact, Size, load_facts
from sim.study.measures import MEASURES
from sim.study.pooled import POOLED

IDENTITIES = frozenset({"T18_little"})
"""Facts that hold whatever the numbers are, unless records disagree: nothing can be tuned for them."""
SQUARED = frozenset({"T9"})
"""Facts that are the root of what runs are averaged in; the root of a single run's would be too low on average."""
EDGE = 0.002
"""A share of none or of all counts as this far from it, so that its log odds stay finite."""


class Target(NamedTuple):
    """One fact in one size."""

    fact: Fact
    size: Size

    @property
    def name(self) -> str:
        """``T6 mid``."""
        return f"{self.fact.id} {self.size}"

    @property
    def ends(self) -> Floats:
        """The believable range on the working scale; an end beyond which there is nothing is infinite."""
        limits = self.fact.range_for(self.size)
        if limits is None:
            raise ValueError(f"{self.name}: not judged")
        low, high = self.scaled(np.array([limits.low, limits.high]))
        if self._is_share:
            low, high = -np.inf if limits.low <= 0.0 else low, np.inf if limits.high >= 1.0 else high
        return np.array([low, high])

    def read(self, contribution: Floats) -> float:
        """What runs contribute (``sim.study.measures``, end to end) says of the fact, on the working scale.

        nan where a run says nothing.
        """
        if self.fact.id in SQUARED:
            return float(np.mean(contribution)) if len(contribution) else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            value = _value(self.fact.id, contribution)
        scaled = float(self.scaled(np.array(value)))
        return scaled if np.isfinite(scaled) else np.nan

    def scaled(self, values: Floats) -> Floats:
        """``values`` in the unit of the fact, on the working scale."""
        if self.fact.id in SQUARED:
            return np.square(values)
        if self._is_share:
            inside = np.clip(values, EDGE, 1.0 - EDGE)
            return np.log(inside / (1.0 - inside))
        if self._can_be_negative:
            return values
        with np.errstate(divide="ignore"):
            return np.log(values)

    def shown(self, scaled: Floats) -> Floats:
        """What is ``scaled``, in the unit of the fact."""
        if self.fact.id in SQUARED:
            return np.sqrt(np.maximum(scaled, 0.0))
        if self._is_share:
            return np.asarray(1.0 / (1.0 + np.exp(-scaled)))
        return scaled if self._can_be_negative else np.exp(scaled)

    @property
    def _is_share(self) -> bool:
        return self.fact.unit in ("share", "AUC")

    @property
    def _can_be_negative(self) -> bool:
        return self.fact.unit == "share a year"


def targets(sizes: Sequence[Size]) -> list[Target]:
    """All facts of role ``calibrate`` that can be tuned for, size by size."""
    facts = [fact for fact in load_facts() if fact.role == "calibrate" and fact.id in MEASURES.keys() - IDENTITIES]
    return [Target(fact, size) for size in sizes for fact in facts if fact.range_for(size) is not None]


def _value(name: str, contribution: Floats) -> float:
    if name not in POOLED:
        return float(np.mean(contribution))
    enough = contribution.ndim > 1 or len(contribution) > 1
    return POOLED[name](contribution) if enough else np.nan
