"""Phase 3 worked out anew: whom campaigns, word of mouth, nurture and collateral meet, and whom touches annoy."""

import math

from sim.draws import Purpose, candidates, hazard, normal, pair, uniform
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR
from sim.stages import Stage
from tests.properties.referee.account import AT_REST, MARKETING, Account
from tests.properties.referee.ground import WITH_SALES, Ground

CHANNELS = {"brand": 0, "demand": 1, "referral": 2, "booth": 3}
MAY_LEAVE = (*AT_REST, Stage.MARKETING_QUALIFIED)
"""Stages in which an account that has had enough turns its back."""


class Meetings(Ground):
    """What touches do."""

    def _share(self, channel: str, segment: int) -> float:
        """Part of a segment that is meant to be met today, and is."""
        reach = self.behaviour.reach
        asked = {
            "brand": self.week.brand_touches,
            "demand": self.week.demand_touches,
            "booth": self.week.booth_touches,
            "referral": self.behaviour.memory.referrals * len(self.standing(Stage.CUSTOMER)) / DAYS_PER_YEAR,
        }
        luck = normal(self.seed, Purpose.BURST, CHANNELS[channel], self.day // DAYS_PER_WEEK)
        wave = math.exp(reach.burst_sigma * luck - 0.5 * reach.burst_sigma**2) if channel != "referral" else 1.0
        meant = max(0.0, asked[channel]) * wave * self.aims[channel][segment] / len(self.accounts)
        if not reach.saturates:
            return min(reach.ceiling, meant)
        return reach.ceiling * (1.0 - math.exp(-meant / reach.ceiling))

    def _met(self, channel: str) -> list[Account]:
        """All whose mark is low enough, of whatever octave."""
        ceiling = self.behaviour.reach.ceiling
        hazards = [hazard(self._share(channel, segment)) for segment in range(self.behaviour.segment.number)]
        found, marks = candidates(self.seed, CHANNELS[channel], self.day, len(self.accounts), ceiling, ceiling)
        near = {i for i, mark in zip(found.tolist(), marks, strict=True) if mark < hazards[self.accounts[i].segment]}
        return [self.accounts[i] for i in sorted(near)]

    def reach(self) -> list[Account]:
        """Who was met and answers."""
        met = {}
        for channel in ("brand", "demand", "booth", "referral"):
            met[channel] = self._met(channel)
            memory = self.behaviour.memory
            for account in met[channel]:
                aware = getattr(memory, f"{channel}_awareness")
                account.touch(aware, getattr(memory, f"{channel}_understanding", 0.0))
                self.note(account, channel)
                if channel in ("demand", "booth"):
                    self.counts[f"{channel}_clashes"] += self.bother(account, MARKETING, 0.0)[0]
            if channel != "referral":
                self.counts[f"{channel}_touches"] = len(met[channel])
            if channel in ("brand", "demand"):
                needs = [self.drift.need(account.segment, self.day) for account in met[channel]]
                self.counts["campaign_need"] += math.fsum(needs)
        offered = {account.index for account in (*met["demand"], *met["booth"])}
        everybody = offered | {account.index for account in met["brand"]}
        return [
            account
            for account in map(self.accounts.__getitem__, sorted(everybody))
            if account.stage in AT_REST and account.responds(self.day, account.index in offered)
        ]

    def bother(self, a: Account, team: int, push: float) -> tuple[float, bool]:
        """How much of a clash a touch was, and whether the account turned its back."""
        terms, fresh = self.behaviour.friction, self.day - self.behaviour.friction.days
        at_it = a.touched[1 - team] >= fresh or (team == MARKETING and a.stage in WITH_SALES)
        again = a.touched[team] >= fresh
        a.touched[team] = self.day
        clash = (1.0 - self.policy.lanes.coordination) * at_it
        added = push + terms.clash * clash + terms.again * again
        if added <= 0.0 or not a.annoyed(added) or a.stage not in MAY_LEAVE:
            return clash, False
        if a.stage is Stage.MARKETING_QUALIFIED and a.good(self.day):
            self.miss(a, "collided")
        self.rest(a, Stage.COOLING_OFF, "pushed_away")
        a.fed_up += 1
        a.friction = 0.0
        return clash, True

    def nurture(self, week: int) -> None:
        pool, memory = self.standing(Stage.RECYCLED), self.behaviour.memory
        for account in pool:
            if uniform(self.seed, Purpose.NURTURE, account.index, week) < self.week.nurture_touches / len(pool):
                account.touch(memory.nurture_awareness, memory.nurture_understanding)
                account.touched[MARKETING] = self.day
                self.note(account, "nurture")
                self.counts["nurture_touches"] += 1

    def equip(self, week: int) -> None:
        pool = self.standing(Stage.OPPORTUNITY)
        for account in pool:
            made, used = pair(self.seed, Purpose.COLLATERAL, account.index, week)
            if made < self.week.collateral / len(pool):
                self.counts["collateral"] += 1
                if used < self.behaviour.reach.collateral_used:
                    self.counts["collateral_used"] += 1
                    account.touch(0.0, self.behaviour.memory.enablement_understanding)
                    self.note(account, "collateral")
