"""The prospect: a buying account, seen from its own side. Need, memory, interest, readiness, choice, loyalty.

Everything here is a function of the prospect's own state and its own luck. Draws are keyed by occasion (its n-th
window, inquiry, deal, renewal), so its luck stays with it when only timing differs between two worlds.
"""

import math
from typing import TYPE_CHECKING, Any

import mesa

from sim.crowd.calendar import NEVER, Event
from sim.draws import Purpose, exponential, normal, uniform
from sim.score import Signals, logistic
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd

WORKING_HOURS = 8.0
"""Hours of a business day, over which inquiries arrive."""
UNIFORM_TO_UNIT = math.sqrt(12.0)
"""Turns a uniform's spread into one standard deviation."""
RAISES_PER_WINDOW = 1024
"""Room in the key for hand-raises within one window."""
OPEN_TO_OFFERS = frozenset({Stage.MARKET, Stage.RECYCLED})
"""Stages in which nobody works an account: an offer can be answered, and a rep may contact it unasked."""
OPEN_TO_INQUIRE = OPEN_TO_OFFERS | {Stage.CUSTOMER}
"""Stages from which interest can show."""


class Prospect(mesa.Agent[Any]):
    """One account. Money is cents a year, time business days, fit, awareness and understanding are 0..1."""

    def __init__(self, crowd: "AgentCrowd", index: int, fit: float, value: int, owner: int, glance: float) -> None:
        """``owner`` is the rep whose territory the account lies in, ``glance`` how well it looks to a rep's eye."""
        super().__init__(crowd.model)
        self.crowd, self.index, self.fit, self.value, self.owner, self.glance = crowd, index, fit, value, owner, glance
        self.stage, self.source = Stage.MARKET, 0
        self.due = [NEVER] * len(Event)
        self.window, self.in_window = 0, False
        self.awareness, self.understanding, self.settled = 0.0, 0.0, 0
        self.interest, self.raises, self.threshold = 0.0, 0, 0.0
        self.inquiries, self.deals, self.renewals = 0, 0, 0
        self.signals: Signals = (0.0, 0.0, 0.0)
        self.arrived, self.arrival_hour = 0, 0.0
        self.score, self.wanted, self.chased, self.readiness = 0.0, False, False, 0.0
        self.contract, self.bought_understanding = 0, 0.0
        self.rep, self.opened, self.cycle, self.served = owner, 0, 1, 0.0

    # ------------------------------------------------------------------ need

    def first_window(self) -> None:
        """Day 0: in a window with the long-run chance, somewhere within it; otherwise waiting for the next one."""
        rules = self.crowd.rules
        chance = rules.window_mean / (rules.window_mean + rules.window_gap)
        luck = uniform(self.crowd.seed, Purpose.WINDOW_START, self.index, 0)
        if luck < chance:
            self._open_window(0, luck / chance)
        else:
            self._await_window(0)

    def turn_window(self, day: int) -> None:
        """A window that was open closes; one that was awaited opens."""
        if self.in_window:
            self.close_window(day)
        else:
            self._open_window(day, 1.0)

    def close_window(self, day: int) -> None:
        """The need is gone, or met; the next window is awaited."""
        if self.in_window:
            self.settle(day)
            self.in_window = False
            self.window += 1
            self.due[Event.HAND_RAISE] = NEVER
            self._await_window(day)

    def _await_window(self, day: int) -> None:
        wait = self.crowd.rules.window_gap * exponential(self.crowd.seed, Purpose.WINDOW_GAP, self.index, self.window)
        self.crowd.calendar.book(Event.WINDOW, self, day + 1 + int(wait))

    def _open_window(self, day: int, part: float) -> None:
        rules = self.crowd.rules
        luck = normal(self.crowd.seed, Purpose.WINDOW_LENGTH, self.index, self.window)
        length = rules.window_median * math.exp(rules.window_sigma * luck)
        self.settle(day)
        self.in_window, self.interest, self.raises = True, 0.0, 0
        self._next_threshold()
        self.crowd.calendar.book(Event.WINDOW, self, day + 1 + int(length * part))
        self.touch(day, rules.behaviour.inquiry.search, 0.0)

    # ------------------------------------------------------------------ memory

    def settle(self, day: int) -> None:
        """Bring memory and interest up to ``day``: both have closed forms, so no day in between is visited."""
        passed = day - self.settled
        if passed > 0:
            rules = self.crowd.rules
            kept = math.exp(-rules.forgetting * passed)
            if self.in_window and self.stage in OPEN_TO_INQUIRE:
                self.interest += rules.hand_raise * self._exposure(passed, kept)
            self.awareness *= kept
            self.understanding *= kept
            self.settled = day

    def touch(self, day: int, awareness: float, understanding: float) -> None:
        """A touch adds its part of what is missing from each."""
        self.settle(day)
        self.awareness += (1.0 - self.awareness) * awareness
        self.understanding += (1.0 - self.understanding) * understanding
        self.expect_hand_raise(day)

    # ------------------------------------------------------------------ interest

    def _exposure(self, passed: int, kept: float) -> float:
        """Awareness times days; a customer is always fully aware of its own supplier."""
        if self.stage == Stage.CUSTOMER:
            return float(passed)
        return self.awareness * (1.0 - kept) / self.crowd.rules.forgetting

    def _next_threshold(self) -> None:
        occasion = self.window * RAISES_PER_WINDOW + self.raises
        self.threshold = self.interest + exponential(self.crowd.seed, Purpose.HAND_RAISE, self.index, occasion)

    def expect_hand_raise(self, day: int) -> None:
        """Book the day on which interest will reach its threshold if nothing else happens, or none."""
        due_today = self.due[Event.HAND_RAISE] == day
        self.due[Event.HAND_RAISE] = NEVER
        rate = self.crowd.rules.hand_raise
        if not self.in_window or self.stage not in OPEN_TO_INQUIRE or rate <= 0.0:
            return
        if due_today:  # a touch earlier on the day does not put it off
            self.due[Event.HAND_RAISE] = day
            return
        missing = self.threshold - self.interest
        if self.stage == Stage.CUSTOMER:
            wait = missing / rate
        else:
            forgetting = self.crowd.rules.forgetting
            reachable = rate * self.awareness / forgetting
            if missing >= reachable:
                return
            wait = -math.log(1.0 - missing / reachable) / forgetting
        on = day + max(1, math.ceil(wait))
        if on < self.due[Event.WINDOW]:
            self.crowd.calendar.book(Event.HAND_RAISE, self, on)

    def raise_hand(self, day: int) -> None:
        """Interest has reached its threshold: it is shown, and the next one is drawn."""
        self.settle(day)
        self.interest = max(self.interest, self.threshold)
        self.raises += 1
        self._next_threshold()

    def responds(self, day: int) -> bool:
        """Whether a demand touch of ``day`` is answered: by buyers, and out of curiosity (noise for marketing)."""
        inquiry = self.crowd.rules.behaviour.inquiry
        chance = inquiry.response_in_window if self.in_window else inquiry.response_browsing
        return uniform(self.crowd.seed, Purpose.RESPONSE, self.index, day) < chance

    # ------------------------------------------------------------------ what others see of it

    def show(self, day: int, hand_raised: bool, profile_noise: float) -> None:
        """An inquiry arrives at an hour of ``day`` and shows noisy signals of fit and intent (see ``Signals``)."""
        seed, occasion = self.crowd.seed, self.inquiries
        activity_noise = self.crowd.rules.behaviour.score.activity_noise
        of_fit = profile_noise * normal(seed, Purpose.SIGNAL, self.index, 2 * occasion)
        of_intent = activity_noise * normal(seed, Purpose.SIGNAL, self.index, 2 * occasion + 1)
        fit = (self.fit - 0.5) * UNIFORM_TO_UNIT
        self.signals = (fit + of_fit, float(self.in_window) + of_intent, float(hand_raised))
        self.arrived = day
        self.arrival_hour = WORKING_HOURS * uniform(seed, Purpose.ARRIVAL_HOUR, self.index, occasion)

    # ------------------------------------------------------------------ readiness, choice, loyalty

    def delay_hours(self, day: int) -> float:
        """Working hours since the inquiry arrived, for a call at the end of ``day``; at least one."""
        return max(1.0, WORKING_HOURS * (day - self.arrived + 1) - self.arrival_hour)

    def fitness(self) -> float:
        """Part of full readiness that an account of this fit has."""
        least = self.crowd.rules.behaviour.handoff.unfit_readiness
        return least + (1.0 - least) * self.fit

    def odds_of_deal(self, skill: float, served: float) -> tuple[float, float]:
        """Chances (win, no decision) of an open deal; ``served`` is the part of the needed hours that it got, 0..1.

        Two steps on the logit scale: whether to decide at all, and then for whom, against ``market.rivals``.
        """
        choice = self.crowd.rules.behaviour.choice
        paying = choice.incumbent if self.contract else 0.0
        known = (1.0 if self.contract else self.awareness) - 0.5
        understood = self.understanding - 0.5
        neglect = choice.neglect * (1.0 - served)
        nothing = logistic(choice.no_decision - choice.understanding * understood - paying + neglect)
        appeal = choice.fit * (self.fit - 0.5) + choice.awareness * known + choice.understanding * understood
        pull = math.exp(appeal + skill + paying - neglect)
        return (1.0 - nothing) * pull / (pull + self.crowd.rules.rivals), nothing

    def renews(self) -> bool:
        """Whether the contract that ends is renewed, by fit and by how well the account knew what it bought."""
        rules = self.crowd.rules.behaviour.contract
        chance = logistic(rules.renewal + rules.fit * self.fit + rules.understanding * self.bought_understanding)
        luck = uniform(self.crowd.seed, Purpose.RENEWAL, self.index, self.renewals)
        self.renewals += 1
        return luck < chance

    def begin_contract(self, day: int, cents: int) -> None:
        """Pay ``cents`` a year from ``day`` on, for a year at first."""
        self.contract, self.bought_understanding = cents, self.understanding
        self.crowd.calendar.book(Event.RENEWAL, self, day + DAYS_PER_YEAR)
