"""Phase 3: marketing's hours and money reach people, and so does word of mouth."""

import math
from typing import TYPE_CHECKING

from sim.crowd.prospect import OPEN_TO_OFFERS, Prospect
from sim.draws import Purpose, pair, reached, uniform
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd

BRAND, DEMAND, REFERRAL = 0, 1, 2
"""Channels of reach; each has its own luck."""


class Outreach:
    """What brand, demand, referrals, nurture and collateral do to awareness and understanding."""

    def __init__(self, crowd: "AgentCrowd") -> None:
        """For this ``crowd``."""
        self.crowd = crowd

    def reach(self, day: int) -> list[Prospect]:
        """Brand, demand and word of mouth touch accounts. Returns who answered an offer, in the order of index."""
        crowd, campaigns = self.crowd, self.crowd.campaigns
        memory = crowd.rules.behaviour.memory
        brand = self._reached(BRAND, campaigns.brand_touches, day)
        for prospect in brand:
            prospect.touch(day, memory.brand_awareness, 0.0)
        demand = self._reached(DEMAND, campaigns.demand_touches, day)
        for prospect in demand:
            prospect.touch(day, memory.demand_awareness, memory.demand_understanding)
        told = memory.referrals * crowd.counts[Stage.CUSTOMER] / DAYS_PER_YEAR
        for prospect in self._reached(REFERRAL, told, day):
            prospect.touch(day, memory.referral_awareness, 0.0)
        crowd.day_counts["brand_touches"], crowd.day_counts["demand_touches"] = len(brand), len(demand)
        return [prospect for prospect in demand if prospect.stage in OPEN_TO_OFFERS and prospect.responds(day)]

    def _reached(self, channel: int, touches: float, day: int) -> list[Prospect]:
        """Whom ``touches`` reach: they saturate, since a channel cannot meet more than its ceiling on a day."""
        crowd = self.crowd
        ceiling, accounts = crowd.rules.behaviour.reach.ceiling, len(crowd.prospects)
        share = ceiling * (1.0 - math.exp(-touches / (ceiling * accounts)))
        return [crowd.prospects[i] for i in reached(crowd.seed, channel, day, accounts, ceiling, share).tolist()]

    def nurture(self, day: int, week: int) -> None:
        """Mondays: nurture touches whoever is recycled, as far as its hours go."""
        crowd = self.crowd
        memory, pool = crowd.rules.behaviour.memory, crowd.in_stage(Stage.RECYCLED)
        share = min(1.0, crowd.campaigns.nurture_touches / len(pool)) if pool else 0.0
        for prospect in pool:
            if uniform(crowd.seed, Purpose.NURTURE, prospect.index, week) < share:
                prospect.touch(day, memory.nurture_awareness, memory.nurture_understanding)
                crowd.day_counts["nurture_touches"] += 1

    def equip(self, day: int, week: int) -> None:
        """Mondays: collateral is made for open deals; a rep uses some of it, and only that explains anything."""
        crowd, deals = self.crowd, self.crowd.in_stage(Stage.OPPORTUNITY)
        share = min(1.0, crowd.campaigns.collateral / len(deals)) if deals else 0.0
        for deal in deals:
            made, used = pair(crowd.seed, Purpose.COLLATERAL, deal.index, week)
            if made < share:
                crowd.day_counts["collateral"] += 1
                if used < crowd.rules.behaviour.reach.collateral_used:
                    crowd.day_counts["collateral_used"] += 1
                    deal.touch(day, 0.0, crowd.rules.behaviour.memory.enablement_understanding)
