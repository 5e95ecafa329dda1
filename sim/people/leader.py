"""The leader: mediates. An hour of talk a head moves what each side believes towards what happened."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import mesa

from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.spec.behaviour import BehaviourSpec


class Leader(mesa.Agent[Any]):
    """A founder, a fractional CMO or a CMO. ``hours`` a week go into mediation."""

    def __init__(self, model: Any, kind: Literal["founder", "fractional_cmo", "cmo"]) -> None:
        """Hours come from ``behaviour.leadership``, times the experiment's scale."""
        super().__init__(model)
        self.behaviour: BehaviourSpec = model.spec.behaviour
        terms = self.behaviour.leadership
        hours = {"founder": terms.founder_hours, "fractional_cmo": terms.fractional_hours, "cmo": terms.cmo_hours}
        self.hours = hours[kind] * model.spec.scale

    def repair(self, heads: int) -> float:
        """The part of what stands between the teams that a week of mediation mends, 0..1, over ``heads`` people."""
        return 1.0 - math.exp(-self.behaviour.belief.repair * self.hours / heads) if heads else 0.0

    def mediate(
        self, reps: Sequence[Rep], marketers: Sequence[Marketer], qualified: float | None, called: float | None
    ) -> None:
        """Move reps' belief to the share of called leads that ``qualified``, confidence to the share ``called``.

        Both are facts of the last weeks, 0..1, or None where nothing happened yet.
        """
        part = self.repair(len(reps) + len(marketers))
        for rep in reps:
            if qualified is not None:
                rep.belief += part * (qualified - rep.belief)
        for marketer in marketers:
            if called is not None:
                marketer.confidence += part * (called - marketer.confidence)
