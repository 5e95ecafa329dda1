"""What is the same for everybody where nothing ties accounts together: rules, campaigns, whom they and reps meet.

Hours limit nobody and nobody learns there, so that accounts do not touch each other, and each can live alone.
"""

import math

import numpy as np

from sim.draws import Purpose, normal, picks, uniform
from sim.drift import RATE
from sim.exchange import Campaigns
from sim.model import FunnelModel
from sim.score import Score
from sim.targeting import aims
from tests import builders
from tests.theory import corner

APART = ("beliefs", "quotas", "seasoning", "score_learning", "volume_bar", "word_of_mouth", "turnover", "ramp")
"""What is switched off so that accounts do not touch each other."""
NO_LIMITS: builders.Changes = {
    "belief.sharpness": 0.0,
    "handoff.hours_per_lead": 1e-12,
    "handoff.hours_per_report": 0.0,
    "handoff.hours_per_chase": 0.0,
    "handoff.eye_picks": 1,
    "reach.hours_per_nurture": 0.0,
    "reach.hours_per_collateral": 0.0,
    "reach.dollars_per_collateral": 0.0,
}
NO_EFFORT: builders.Changes = {"effort.hours_per_opportunity": 0.0, "effort.hours_per_contact": 0.7137}
ALWAYS_DUE: builders.Changes = {"handoff.sla_days": 0.25}
"""Calls take next to no time and are always due: a rep who means to call does so as soon as the lead is seen."""

CHANNELS = {"brand": 0, "demand": 1, "booth": 3}


class World:
    """What is the same for everybody: rules, campaigns, whom they reach, whom reps come across."""

    def __init__(self, model: FunnelModel, weeks: list[Campaigns]) -> None:
        """Of ``model``; ``weeks`` are its campaigns, a week each."""
        self.spec, self.weeks, self.drift = model.spec, weeks, model.drift
        self.seed, self.rules, self.company = model.spec.seed, model.spec.behaviour, model.spec.company
        self.policy, self.accounts = model.spec.timeline[0].policy, model.spec.company.market.accounts
        self.awareness_kept = self.rules.memory.monthly_retention ** (12.0 / 260.0)
        self.friction_kept = self.rules.friction.monthly_retention ** (12.0 / 260.0)
        self.cycle = self.company.market.cycle_days * 5.0 / 7.0
        window = self.rules.window
        self.window = window.search_days + window.length_cycles * self.cycle
        mean = self.window * math.exp(window.length_sigma**2 / 2.0)
        self.gap = max(1.0, window.years_between * 260.0 - mean)
        self.in_window_at_first = mean / (mean + self.gap)
        rates = model.drift.columns[RATE, :, np.arange(self.spec.days) // 65].T  # by segment and day
        self.clock = np.concatenate([np.zeros((len(rates), 1)), rates.cumsum(axis=1)], axis=1)
        share = int(self.rules.segment.number)
        drawn = [uniform(self.seed, Purpose.MARKET_SEGMENT, i, 0) for i in range(self.accounts)]
        self.segment = np.array([int(luck * share) for luck in drawn], dtype=np.int64)
        first = corner.first_customers(self.spec)
        self.customers = dict(
            zip(first.index.tolist(), zip(first["understood"], first["ends"], strict=True), strict=True)
        )
        self.score = Score(self.seed, 0.0, self.rules.score.clicks)
        self.met: dict[tuple[int, int], list[str]] = {}
        self.crossed: dict[tuple[int, int], list[int]] = {}
        for day in range(self.spec.days):
            for name in CHANNELS:
                for i in self._reached(name, day):
                    self.met.setdefault((day, i), []).append(name)
        self._prospect()

    def _reached(self, name: str, day: int) -> list[int]:
        """Shares saturate, follow the aim and come in waves (ODD 7.4)."""
        week, reach, channel = self.weeks[day // 5], self.rules.reach, CHANNELS[name]
        weight = self.policy.evidence.sales_use_of_data if name == "booth" else self.policy.mandate.targeting
        wave = reach.burst_sigma * normal(self.seed, Purpose.BURST, channel, day // 5) - reach.burst_sigma**2 / 2.0
        meant = getattr(week, f"{name}_touches") * math.exp(wave) / self.accounts
        power = -np.array(aims(self.rules.analytics.aim, weight, week)) * meant / reach.ceiling
        shares = reach.ceiling * (1.0 - np.exp(power))
        return corner.reached(self.seed, channel, day, self.segment, reach.ceiling, shares)

    def _prospect(self) -> None:
        """A try takes its hours, what is left of a day is kept, and whom a rep comes across belongs to the day."""
        meetings = self.policy.lanes.coordination * self.rules.leadership.meeting_share
        hours = 40.0 * self.company.team.selling_share * (1.0 - meetings)
        each, kept = self.company.effort.hours_per_contact, 0.0
        for day in range(self.spec.days):
            kept += hours / 5.0
            number = int(kept / each)
            kept -= number * each
            for seat in range(self.company.team.reps):
                first = day * 2**20
                for i in picks(self.seed, Purpose.PROSPECT_PICK, seat, first, number, self.accounts).tolist():
                    self.crossed.setdefault((day, i), []).append(seat)

    def follow(self, raised: bool) -> float:
        """The chance that a rep means to call: appetite is one half, all heed tracking, and there is room (ODD 7.7)."""
        ignored = 0.5 * (1.0 - self.policy.handoff.tracking)
        return 1.0 - ignored ** (self.rules.handoff.raised_hand if raised else 1.0)

    def bar(self) -> float:
        """The chance to qualify from which an inquiry is a lead (ODD 7.6)."""
        shared = self.policy.lead.shared_definition
        return shared * self.rules.score.bar + (1.0 - shared) * self.rules.score.own_bar
