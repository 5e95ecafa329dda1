"""Phase 3: marketing's hours and money reach people, and so does word of mouth."""

import math

import numpy as np

from sim.crowd.prospect import MARKETING, OPEN_TO_OFFERS, Prospect
from sim.crowd.roster import Roster
from sim.draws import Purpose, candidates, distinct, hazard, normal, pair, uniform
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR
from sim.stages import Stage
from sim.targeting import aims

BRAND, DEMAND, REFERRAL, BOOTH = 0, 1, 2, 3
"""Channels of reach; each has its own luck."""


class Outreach:
    """What brand, demand, booths, referrals, nurture and collateral do to awareness and understanding."""

    def __init__(self, roster: Roster) -> None:
        """For everybody in ``roster``."""
        self.roster, self.rules = roster, roster.rules
        self.segments = np.array([prospect.segment for prospect in roster.prospects], dtype=np.int64)

    def reach(self, day: int) -> list[Prospect]:
        """Brand, demand, booths and word of mouth touch accounts. Returns who answered an offer, by index."""
        roster, week, memory = self.roster, self.roster.campaigns, self.rules.behaviour.memory
        power = self.rules.behaviour.analytics.aim
        by_mandate = aims(power, roster.policy.mandate.targeting, week)
        by_sales = aims(power, roster.policy.evidence.sales_use_of_data, week)
        brand = self._reached(BRAND, week.brand_touches, by_mandate, day)
        for prospect in brand:
            prospect.touch(day, memory.brand_awareness, 0.0)
            roster.note(day, prospect, "brand")
        demand = self._reached(DEMAND, week.demand_touches, by_mandate, day)
        for prospect in demand:
            self._offer(prospect, "demand", memory.demand_awareness, memory.demand_understanding, day)
        booth = self._reached(BOOTH, week.booth_touches, by_sales, day)
        for prospect in booth:
            self._offer(prospect, "booth", memory.booth_awareness, memory.booth_understanding, day)
        told = memory.referrals * roster.counts[Stage.CUSTOMER] / DAYS_PER_YEAR
        for prospect in self._reached(REFERRAL, told, None, day):
            prospect.touch(day, memory.referral_awareness, 0.0)
            roster.note(day, prospect, "referral")
        roster.day_counts |= {
            "brand_touches": len(brand),
            "demand_touches": len(demand),
            "booth_touches": len(booth),
        }
        for prospect in (*brand, *demand):
            roster.day_counts["campaign_need"] += self.rules.drift.need(prospect.segment, day)
        offered = {prospect.index for prospect in (*demand, *booth)}
        met = [roster.prospects[index] for index in sorted(offered.union(prospect.index for prospect in brand))]
        return [p for p in met if p.stage in OPEN_TO_OFFERS and p.responds(day, p.index in offered)]

    def _offer(self, prospect: Prospect, kind: str, awareness: float, understanding: float, day: int) -> None:
        prospect.touch(day, awareness, understanding)
        self.roster.note(day, prospect, kind)
        self.roster.bother(prospect, kind, day)

    def _reached(self, channel: int, touches: float, aim: list[float] | None, day: int) -> list[Prospect]:
        """Whom ``touches`` reach: they saturate, since a channel cannot meet more than its ceiling on a day."""
        prospects, reach = self.roster.prospects, self.rules.behaviour.reach
        if touches <= 0.0 or not prospects:
            return []
        if aim is None:
            even, wave = [1.0] * self.rules.behaviour.segment.number, 1.0
        else:
            even, wave = aim, self._wave(channel, day)
        shares = [self._share(touches * wave * part / len(prospects)) for part in even]
        met, marks = candidates(self.rules.seed, channel, day, len(prospects), reach.ceiling, max(shares))
        hazards = np.array([hazard(share) for share in shares])
        return [prospects[index] for index in distinct(met[marks < hazards[self.segments[met]]]).tolist()]

    def _share(self, meant: float) -> float:
        """Part of a segment reached on a day of which a part ``meant`` was meant to be."""
        reach = self.rules.behaviour.reach
        if not reach.saturates:
            return min(reach.ceiling, meant)
        return reach.ceiling * (1.0 - math.exp(-meant / reach.ceiling))

    def _wave(self, channel: int, day: int) -> float:
        """Campaigns come in waves: how far this week's reaches beyond its mean, log-normal around 1."""
        sigma = self.rules.behaviour.reach.burst_sigma
        luck = normal(self.rules.seed, Purpose.BURST, channel, day // DAYS_PER_WEEK)
        return math.exp(sigma * luck - 0.5 * sigma * sigma)

    # ------------------------------------------------------------------ Mondays

    def nurture(self, day: int, week: int) -> None:
        """Nurture touches whoever is recycled, as far as its hours go."""
        roster, memory = self.roster, self.rules.behaviour.memory
        pool = roster.in_stage(Stage.RECYCLED)
        share = min(1.0, roster.campaigns.nurture_touches / len(pool)) if pool else 0.0
        for prospect in pool:
            if uniform(roster.seed, Purpose.NURTURE, prospect.index, week) < share:
                prospect.touch(day, memory.nurture_awareness, memory.nurture_understanding)
                prospect.touched[MARKETING] = (
                    day  # asked for: it clashes with a rep's contact, and annoys nobody itself
                )
                roster.note(day, prospect, "nurture")
                roster.day_counts["nurture_touches"] += 1

    def equip(self, day: int, week: int) -> None:
        """Collateral is made for open deals; a rep uses some of it, and only that explains anything."""
        roster, reach = self.roster, self.rules.behaviour.reach
        deals = roster.in_stage(Stage.OPPORTUNITY)
        share = min(1.0, roster.campaigns.collateral / len(deals)) if deals else 0.0
        for deal in deals:
            made, used = pair(roster.seed, Purpose.COLLATERAL, deal.index, week)
            if made < share:
                roster.day_counts["collateral"] += 1
                if used < reach.collateral_used:
                    roster.day_counts["collateral_used"] += 1
                    deal.touch(day, 0.0, self.rules.behaviour.memory.enablement_understanding)
                    roster.note(day, deal, "collateral")
