"""The marketer: makes the company known, makes and ripens leads, serves sales' requests, and sometimes chases.

Subclass it and hand it to ``simulate(people={"marketer": MyMarketer})`` to see another behaviour.
"""

from typing import TYPE_CHECKING

import mesa

from sim.exchange import MarketerPlan, MarketingTally
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    from sim.model import FunnelModel


class Marketer(mesa.Agent["FunnelModel"]):
    """One who markets. ``confidence`` (0..1) is the share of leads that sales calls, as the marketer remembers it."""

    role = "marketer"
    attainment = 0.0
    """A marketer has no quota."""

    def __init__(self, model: "FunnelModel", index: int, hours: float) -> None:
        """``hours`` marketing hours a week."""
        super().__init__(model)
        self.index, self.hours = index, hours
        self.confidence = 0.5

    @property
    def trust(self) -> float:
        """What the marketer thinks of sales, 0..1."""
        return self.confidence

    def learn(self, seen: MarketingTally) -> None:
        """Move confidence towards the share of last week's finished leads that were called."""
        finished = seen.called + seen.given_up
        if finished:
            weight = self.model.spec.behaviour.belief.confidence
            self.confidence += weight * (seen.called / finished - self.confidence)

    def decide(self, policy: PolicySpec, seen: MarketingTally) -> MarketerPlan:
        """Split the week: requests from sales first (C8), then chase (C5), then what the KPI pays for.

        Requests take ``leadership.request_share`` of the hours that the mandate does not protect. Low confidence
        turns free hours into chase, as far as the lanes allow, and moves demand and nurture hours to brand (C9). What
        the nurture list is too short for goes to demand.
        """
        behaviour, pay = self.model.spec.behaviour, policy.incentives
        hours = self.hours * (1.0 - self.model.firm.meeting_share)
        enablement = hours * behaviour.leadership.request_share * (1.0 - policy.mandate.protected_hours)
        doubt = 1.0 - self.confidence
        chase = (hours - enablement) * policy.lanes.marketing_chase * doubt
        free = hours - enablement - chase
        mix = behaviour.mix
        kept = 1.0 - behaviour.belief.retreat * doubt
        demand = free * kept * (pay.volume + pay.accepted * mix.accepted_demand + pay.revenue * mix.revenue_demand)
        nurture = free * kept * (pay.accepted * mix.accepted_nurture + pay.revenue * (1.0 - mix.revenue_demand))
        analytics = free * pay.accepted * (1.0 - mix.accepted_demand - mix.accepted_nurture)
        brand = free - demand - nurture - analytics
        listed = seen.in_nurture * behaviour.reach.hours_per_nurture / len(self.model.marketers)
        demand, nurture = demand + max(0.0, nurture - listed), min(nurture, listed)
        return MarketerPlan(brand, demand, nurture, analytics, enablement, chase)
