"""The leader: mediates. An hour of talk a head moves what each side believes towards what happened."""

import math
from typing import TYPE_CHECKING, Literal

import mesa

if TYPE_CHECKING:
    from sim.model import FunnelModel


class Leader(mesa.Agent["FunnelModel"]):
    """A founder, a fractional CMO or a CMO. ``hours`` a week go into mediation; ``cost`` is dollars a year."""

    def __init__(self, model: "FunnelModel", kind: Literal["founder", "fractional_cmo", "cmo"]) -> None:
        """Hours and cost come from ``behaviour.leadership``, times the experiment's scale."""
        super().__init__(model)
        terms, scale = model.spec.behaviour.leadership, model.spec.scale
        by_kind = {
            "founder": (terms.founder_hours, 0.0),
            "fractional_cmo": (terms.fractional_hours, terms.fractional_cost),
            "cmo": (terms.cmo_hours, terms.cmo_cost),
        }
        hours, cost = by_kind[kind]
        self.hours, self.cost = hours * scale, cost * scale

    def mediate(self, qualified: float | None, called: float | None) -> None:
        """Move reps' belief to the share of called leads that ``qualified``, confidence to the share ``called``.

        Both are this quarter's facts so far, 0..1, or None where nothing happened yet. The part of a misbelief that
        is mended falls with the number of heads that the leader's hours are spread over.
        """
        reps, marketers = self.model.reps, self.model.marketers
        part = 1.0 - math.exp(-self.model.spec.behaviour.belief.repair * self.hours / (len(reps) + len(marketers)))
        for rep in reps:
            if qualified is not None:
                rep.belief += part * (qualified - rep.belief)
        for marketer in marketers:
            if called is not None:
                marketer.confidence += part * (called - marketer.confidence)
