"""The marketer: makes the company known, makes and ripens leads, serves sales' requests, and sometimes chases.

Subclass it and hand it to ``simulate(people={"marketer": MyMarketer})`` to see another behaviour.
"""

import math
from typing import Any

import mesa

from sim.exchange import MarketerPlan, MarketingTally
from sim.spec.behaviour import BehaviourSpec
from sim.spec.experiment import DAYS_PER_YEAR
from sim.spec.policy import PolicySpec

SPECIALTIES = ("brand", "demand", "nurture", "analytics")
"""What a marketer can be best at."""
LOWEST = 0.01
"""Part of the own bar that is always left: a bar that follows the number never reaches 0, so it can rise again."""


class Marketer(mesa.Agent[Any]):
    """One who markets: skill, specialty, confidence in sales, pressure, and a bar for what is a lead.

    ``confidence`` (0..1) is the share of leads that sales calls, as the marketer remembers it; ``skill`` is what gets
    done in an hour over the average; ``bar`` (0..1) is the chance to qualify from which the marketer speaks of a lead.
    """

    role = "marketer"
    attainment = 0.0
    """A marketer has no quota."""

    def __init__(self, model: Any, index: int, hours: float, skill: float, specialty: str, starts: int) -> None:
        """``hours`` marketing hours a week; ``specialty`` is one of ``SPECIALTIES``; ``starts`` is the first day."""
        super().__init__(model)
        self.behaviour: BehaviourSpec = model.spec.behaviour
        self.index, self.hours, self.skill, self.specialty, self.starts = index, hours, skill, specialty, starts
        self.confidence, self.experience, self.pressure = 0.5, 0.0, 0.0
        self.bar: float = self.behaviour.score.own_bar

    def sense(self, day: int) -> None:
        """Time on the job by ``day``, in years."""
        self.experience = (day - self.starts) / DAYS_PER_YEAR

    @property
    def trust(self) -> float:
        """What the marketer thinks of sales, 0..1."""
        return self.confidence

    def learn(self, seen: MarketingTally) -> None:
        """Move confidence towards the share of last week's finished leads that were called.

        The more blame is in the air, the less a call is put down to sales' good will.
        """
        finished = seen.called + seen.given_up
        if finished:
            called = (1.0 - seen.blame) * seen.called / finished
            self.confidence += self.behaviour.belief.confidence * (called - self.confidence)

    def decide(self, policy: PolicySpec, seen: MarketingTally) -> MarketerPlan:
        """Split the week: requests from sales first (C8), then chase (C5), then what the KPI pays for.

        Requests get what the mandate does not protect. Low confidence turns free hours into chase, as far as the
        lanes allow, and so does a missed number that marketing is paid on (C3). What is left is split by ``mix``.
        """
        behaviour = self.behaviour
        self.bar = self.lowered(policy, seen)
        self.pressure = policy.incentives.revenue * seen.shortfall
        hours = self.hours * (1.0 - policy.lanes.coordination * behaviour.leadership.meeting_share)
        enablement = min(hours * (1.0 - policy.mandate.protected_hours), seen.requested)
        doubt = 1.0 - self.confidence * (1.0 - self.pressure)
        chase = (hours - enablement) * policy.lanes.marketing_chase * doubt
        free = hours - enablement - chase
        part = self.mix(policy, seen)
        nurture, most = free * part["nurture"], self.listed(seen)
        demand = free * part["demand"] + max(0.0, nurture - most)
        return MarketerPlan(
            brand=free * part["brand"],
            demand=demand,
            nurture=min(nurture, most),
            analytics=free * part["analytics"],
            enablement=enablement,
            chase=chase,
            bar=self.bar,
        )

    def mix(self, policy: PolicySpec, seen: MarketingTally) -> dict[str, float]:
        """Parts of the free hours, which sum to 1, by ``SPECIALTIES``.

        What is paid for is done, and more of it by whose specialty it is. The larger the team and the more it is paid
        for brand or volume, the less of it looks at leads (C9); who has no confidence retreats. Both end up in brand.
        """
        pay, mix = policy.incentives, self.behaviour.mix
        part = {
            "brand": pay.brand,
            "demand": pay.volume + pay.accepted * mix.accepted_demand + pay.revenue * mix.revenue_demand,
            "nurture": pay.accepted * mix.accepted_nurture + pay.revenue * (1.0 - mix.revenue_demand),
            "analytics": pay.accepted * (1.0 - mix.accepted_demand - mix.accepted_nurture),
        }
        part[self.specialty] *= 1.0 + mix.specialty
        total = sum(part.values())
        attention = math.exp(-mix.crowding * (pay.brand + pay.volume) * math.log(max(1.0, seen.team)))
        kept = 1.0 - self.behaviour.belief.retreat * (1.0 - self.confidence)
        part = {
            "demand": part["demand"] / total * kept,
            "nurture": part["nurture"] / total * kept * attention,
            "analytics": part["analytics"] / total * attention,
        }
        return {"brand": max(0.0, 1.0 - sum(part.values())), **part}

    def lowered(self, policy: PolicySpec, seen: MarketingTally) -> float:
        """The own bar for a lead: paid by volume, it falls until the number is met, and rises again when it is."""
        if seen.asked <= 0.0:
            return self.bar
        missing, terms = 1.0 - seen.passed / seen.asked, self.behaviour.score
        lowered = self.bar * math.exp(-terms.bar_step * policy.incentives.volume * missing)
        return min(terms.own_bar, max(LOWEST * terms.own_bar, lowered))

    def listed(self, seen: MarketingTally) -> float:
        """Hours that the own even part of the nurture list can use a week."""
        each = self.behaviour.reach.hours_per_nurture
        return seen.in_nurture * each / seen.heads if each > 0.0 else math.inf
