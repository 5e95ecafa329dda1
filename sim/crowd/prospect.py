"""The prospect: a buying account, seen from its own side. Need, memory, interest, patience, friction, choice, loyalty.

Everything here is a function of the prospect's own state and its own luck. Draws are keyed by occasion (its n-th
window, inquiry, deal, renewal), so its luck stays with it when only timing differs between two worlds.
"""

import math
from typing import Any

import mesa

from sim.crowd.calendar import NEVER, Calendar, Event
from sim.draws import Purpose, exponential, normal, pair, uniform
from sim.rules import RAISES_PER_WINDOW, UNIFORM_TO_UNIT, WORKING_HOURS, Rules
from sim.score import Signals, logistic
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

OPEN_TO_OFFERS = frozenset({Stage.MARKET, Stage.RECYCLED})
"""Stages in which nobody works an account: an offer can be answered, and a rep may contact it unasked."""
OPEN_TO_INQUIRE = OPEN_TO_OFFERS | {Stage.CUSTOMER}
"""Stages from which interest can show."""
WITH_SALES = frozenset({Stage.SALES_ACCEPTED, Stage.OPPORTUNITY})
"""Stages in which sales is at the account all the time."""
MARKETING, SALES = 0, 1
"""The teams that touch an account."""
LONG_AGO = -(10**6)
"""When a team touched an account that it never touched."""


class Prospect(mesa.Agent[Any]):
    """One account. Money is cents a year, time business days, fit, awareness and understanding are 0..1."""

    def __init__(
        self,
        model: Any,
        rules: Rules,
        calendar: "Calendar[Prospect]",
        index: int,
        *,
        fit: float,
        segment: int,
        value: int,
        owner: int,
        glance: float,
    ) -> None:
        """``owner`` is the seat whose territory the account lies in, ``glance`` how well it looks to a rep's eye."""
        super().__init__(model)
        self.rules, self.calendar, self.index = rules, calendar, index
        self.fit, self.segment, self.value, self.owner, self.glance = fit, segment, value, owner, glance
        self.stage, self.source = Stage.MARKET, 0
        self.due = [NEVER] * len(Event)
        self.window, self.in_window = 0, False
        self.awareness, self.understanding, self.friction, self.settled = 0.0, 0.0, 0.0, 0
        self.touched = [LONG_AGO, LONG_AGO]
        self.fed_up = 0
        self.interest, self.raises, self.threshold = 0.0, 0, 0.0
        self.inquiries, self.deals, self.renewals = 0, 0, 0
        self.signals: Signals = (0.0, 0.0, 0.0)
        self.arrived, self.arrival_hour = 0, 0.0
        self.score, self.wanted, self.chased, self.delay = 0.0, False, False, 1.0
        self.contract, self.bought_understanding = 0, 0.0
        self.rep, self.cycle = owner, 1
        self.opened, self.served, self.days_before, self.served_before = 0, 0.0, 0, 0.0
        self.need = 0
        self.missed: tuple[str, int, int] | None = None

    # ------------------------------------------------------------------ need

    def first_window(self) -> None:
        """Day 0: in a window with the long-run chance, somewhere within it; otherwise waiting for the next one.

        A day is likelier to lie in a long window than in a short one: of a log-normal length, weighed by itself, the
        median is exp(sigma^2) times as long, which is one sigma of luck.
        """
        rules = self.rules
        chance = rules.window_mean / (rules.window_mean + rules.window_gap)
        luck = uniform(rules.seed, Purpose.WINDOW_START, self.index, 0)
        if luck < chance:
            self.open_window(0, luck / chance, rules.window_sigma)
        else:
            self._await_window(0)

    def open_window(self, day: int, part: float = 1.0, more: float = 0.0) -> None:
        """A need arises, of which ``part`` of the time is left; who needs something looks around.

        ``more`` is added to the luck with its length, in standard deviations.
        """
        rules = self.rules
        luck = normal(rules.seed, Purpose.WINDOW_LENGTH, self.index, self.window)
        length = rules.window_median * math.exp(rules.window_sigma * (luck + more))
        self.settle(day)
        self.in_window, self.interest, self.raises = True, 0.0, 0
        self._next_threshold()
        self.calendar.book(Event.WINDOW, self, day + 1 + int(length * part))
        self.touch(day, rules.behaviour.inquiry.search, 0.0)

    def close_window(self, day: int) -> None:
        """The need is gone, or met; the next window is awaited."""
        if self.in_window:
            self.settle(day)
            self.in_window = False
            self.window += 1
            self.due[Event.HAND_RAISE] = NEVER
            self._await_window(day)

    def _await_window(self, day: int) -> None:
        """Book the next window; need passes on the clock of the segment."""
        rules = self.rules
        wait = rules.window_gap * exponential(rules.seed, Purpose.WINDOW_GAP, self.index, self.window)
        on = rules.drift.opening(self.segment, day, wait)
        self.due[Event.WINDOW] = NEVER
        if on is not None:
            self.calendar.book(Event.WINDOW, self, on)

    # ------------------------------------------------------------------ memory

    def settle(self, day: int) -> None:
        """Bring memory, interest and friction up to ``day``: closed forms, so no day in between is visited."""
        passed = day - self.settled
        if passed > 0:
            kept = math.exp(-self.rules.forgetting * passed)
            if self.in_window and self.stage in OPEN_TO_INQUIRE:
                self.interest += self._gathered(passed, kept)
            self.awareness *= kept
            self.understanding *= kept
            if self.friction:
                self.friction *= math.exp(-self.rules.forgiving * passed)
            self.settled = day

    def touch(self, day: int, awareness: float, understanding: float) -> None:
        """A touch adds its part of what is missing from each."""
        self.settle(day)
        self.awareness += (1.0 - self.awareness) * awareness
        self.understanding += (1.0 - self.understanding) * understanding
        self.expect_hand_raise(day)

    # ------------------------------------------------------------------ interest

    def _gathered(self, passed: int, kept: float) -> float:
        """Interest of ``passed`` days in a window, over which awareness fades to a part ``kept``.

        A customer is always fully aware of its own supplier.
        """
        inquiry, forgetting = self.rules.behaviour.inquiry, self.rules.forgetting
        if self.stage == Stage.CUSTOMER:
            return inquiry.customer_hand_raise * passed
        days = (1.0 - kept) / forgetting if forgetting > 0.0 else float(passed)
        return inquiry.hand_raise * self.awareness * days

    def _next_threshold(self) -> None:
        occasion = self.window * RAISES_PER_WINDOW + self.raises
        self.threshold = self.interest + exponential(self.rules.seed, Purpose.HAND_RAISE, self.index, occasion)

    def expect_hand_raise(self, day: int) -> None:
        """Book the day on which interest will reach its threshold if nothing else happens, or none."""
        due_today = self.due[Event.HAND_RAISE] == day
        self.due[Event.HAND_RAISE] = NEVER
        if not self.in_window or self.stage not in OPEN_TO_INQUIRE:
            return
        if due_today:  # a touch earlier on the day does not put it off
            self.due[Event.HAND_RAISE] = day
            return
        wait = self._wait(self.threshold - self.interest)
        on = day + max(1, math.ceil(wait)) if wait < math.inf else NEVER
        if NEVER < on < self.due[Event.WINDOW]:
            self.calendar.book(Event.HAND_RAISE, self, on)

    def _wait(self, missing: float) -> float:
        """Days until ``missing`` interest is gathered: 0 where it is there, infinite where memory fades before."""
        inquiry, forgetting = self.rules.behaviour.inquiry, self.rules.forgetting
        if missing <= 0.0:
            return 0.0
        if self.stage == Stage.CUSTOMER:
            return missing / inquiry.customer_hand_raise if inquiry.customer_hand_raise > 0.0 else math.inf
        rate = inquiry.hand_raise * self.awareness
        if missing * forgetting >= rate:
            return math.inf
        return -math.log(1.0 - missing * forgetting / rate) / forgetting if forgetting > 0.0 else missing / rate

    def raise_hand(self, day: int) -> None:
        """Interest has reached its threshold: it is shown, and the next one is drawn."""
        self.settle(day)
        self.interest = max(self.interest, self.threshold)
        self.raises += 1
        self._next_threshold()

    def responds(self, day: int, offered: bool) -> bool:
        """Whether a touch of ``day`` is answered: an offer by buyers, and anything out of curiosity (noise)."""
        inquiry = self.rules.behaviour.inquiry
        chance = inquiry.response_brand
        if offered:
            chance = inquiry.response_in_window if self.in_window else inquiry.response_browsing
        return uniform(self.rules.seed, Purpose.RESPONSE, self.index, day) < chance

    # ------------------------------------------------------------------ what others see of it

    def fit_on(self, day: int) -> float:
        """How well the offer fits on ``day``, 0..1; what the segment needs moves."""
        return min(1.0, max(0.0, self.fit + self.rules.drift.fit(self.segment, day)))

    def show(self, day: int, hand_raised: bool, profile_noise: float) -> None:
        """An inquiry arrives at an hour of ``day`` and shows noisy signals of fit and intent (see ``Signals``)."""
        seed, occasion = self.rules.seed, self.inquiries
        activity_noise = self.rules.behaviour.score.activity_noise
        of_fit = profile_noise * normal(seed, Purpose.SIGNAL, self.index, 2 * occasion)
        of_intent = activity_noise * normal(seed, Purpose.SIGNAL, self.index, 2 * occasion + 1)
        fit = (self.fit_on(day) - 0.5) * UNIFORM_TO_UNIT
        self.signals = (fit + of_fit, float(self.in_window) + of_intent, float(hand_raised))
        self.arrived = day
        self.arrival_hour = WORKING_HOURS * uniform(seed, Purpose.ARRIVAL_HOUR, self.index, occasion)

    # ------------------------------------------------------------------ friction

    def met(self, team: int, day: int) -> tuple[bool, bool]:
        """``team`` touches the account on ``day``. Returns whether the other team was at it, and whether it was itself.

        A touch is fresh for ``friction.days``; sales is at whoever it has accepted or has a deal with.
        """
        fresh = day - self.rules.behaviour.friction.days
        other = self.touched[1 - team] >= fresh or (team == MARKETING and self.stage in WITH_SALES)
        again = self.touched[team] >= fresh
        self.touched[team] = day
        return other, again

    def annoy(self, added: float, day: int) -> bool:
        """Clumsy touches add up; returns whether the account has had enough."""
        self.settle(day)
        self.friction += added
        patience = exponential(self.rules.seed, Purpose.TOLERANCE, self.index, self.fed_up)
        return self.friction >= self.rules.behaviour.friction.tolerance * patience

    # ------------------------------------------------------------------ readiness, choice, loyalty

    def days_to_tell(self) -> int:
        """Days from the first talk about this inquiry until it shows what the lead is."""
        wait = exponential(self.rules.seed, Purpose.DISCOVERY, self.index, self.inquiries)
        return 1 + int(self.rules.behaviour.handoff.discovery_days * wait)

    def would_have_come(self, day: int) -> bool:
        """Whether a need that ends on ``day``, the lead waiting or in talks, had come to a deal if called at once."""
        pending = self.in_window and self.stage in (Stage.MARKETING_QUALIFIED, Stage.SALES_ACCEPTED)
        return pending and self.arrived + self.days_to_tell() < day and self.would_qualify(day)

    def hours_since(self, day: int) -> float:
        """Working hours from the inquiry to the end of ``day``."""
        return WORKING_HOURS * (day - self.arrived + 1) - self.arrival_hour

    def fitness(self, day: int) -> float:
        """Part of full readiness that an account of this fit has."""
        least = self.rules.behaviour.patience.unfit_readiness
        return least + (1.0 - least) * self.fit_on(day)

    def readiness(self, day: int, delay: float, friction: float, skill: float) -> float:
        """Chance, 0..1, that an inquiry qualifies, called ``delay`` working hours later with ``skill`` (0..1).

        It falls with waiting (Oldroyd et al. 2011) and with what clumsy touches left behind.
        """
        patience = self.rules.behaviour.patience
        waited = math.exp(-patience.exponent * math.log(delay) - friction)
        return min(1.0, patience.readiness * self.fitness(day) * waited * skill)

    def luck_to_qualify(self) -> tuple[float, float]:
        """This inquiry's luck: whether it is ready, and if not, whether it fits."""
        return pair(self.rules.seed, Purpose.QUALIFY, self.index, self.inquiries)

    def would_qualify(self, day: int) -> bool:
        """Whether the inquiry would qualify if a rep called within the hour and nobody had annoyed the account."""
        return self.in_window and self.luck_to_qualify()[0] < self.readiness(day, 1.0, 0.0, 1.0)

    def odds_of_deal(
        self, skill: float, served: float, discount: float, friction: float, day: int
    ) -> tuple[float, float]:
        """Chances (win, no decision) of an open deal; ``served`` is the part of the needed hours that it got, 0..1.

        Two steps on the logit scale: whether to decide at all, and then for whom, against ``market.rivals``.
        """
        choice = self.rules.behaviour.choice
        paying = choice.incumbent if self.contract else 0.0
        known = (1.0 if self.contract else self.awareness) - 0.5
        understood = self.understanding - 0.5
        neglect = choice.neglect * (1.0 - served)
        nothing = logistic(choice.no_decision - choice.understanding * understood - paying + neglect)
        appeal = choice.fit * (self.fit_on(day) - 0.5) + choice.awareness * known + choice.understanding * understood
        pull = math.exp(appeal + skill + paying + choice.price * discount - neglect - friction)
        return (1.0 - nothing) * pull / (pull + self.rules.rivals), nothing

    def renews(self, day: int) -> bool:
        """Whether the contract that ends is renewed, by fit and by how well the account knew what it bought."""
        terms = self.rules.behaviour.contract
        chance = logistic(
            terms.renewal + terms.fit * self.fit_on(day) + terms.understanding * self.bought_understanding
        )
        luck = uniform(self.rules.seed, Purpose.RENEWAL, self.index, self.renewals)
        self.renewals += 1
        return luck < chance

    def begin_contract(self, day: int, cents: int) -> None:
        """Pay ``cents`` a year from ``day`` on, for a year at first."""
        self.contract, self.bought_understanding = cents, self.understanding
        self.calendar.book(Event.RENEWAL, self, day + DAYS_PER_YEAR)
