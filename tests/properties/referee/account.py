"""One account as the referee knows it: sections 7.1 to 7.13 of the description, looked at day by day."""

import math
from dataclasses import dataclass, field

from sim.draws import Purpose, exponential, normal, pair, uniform
from sim.rules import RAISES_PER_WINDOW, UNIFORM_TO_UNIT, WORKING_HOURS, Rules
from sim.score import logistic
from sim.stages import Stage

AT_REST = (Stage.MARKET, Stage.RECYCLED)
"""Stages in which offers are answered and a rep may contact an account."""
CURIOUS = (*AT_REST, Stage.CUSTOMER)
"""Stages in which interest grows in a window."""
LONG_AGO = -math.inf
MARKETING, SALES = 0, 1


@dataclass(slots=True)
class Lead:
    """An inquiry on its way."""

    arrived: int
    hour: float
    signals: tuple[float, float, float]
    score: float
    wanted: bool = False
    goes_back: int = -1
    chased: bool = False
    delay: float = 0.0
    tells: int = -1


@dataclass(slots=True)
class Deal:
    """An opportunity: the need from which it came, the buyer's cycle, and how it has been served."""

    need: int
    cycle: int
    decision: int
    days: int = 0
    served: float = 0.0


@dataclass(slots=True)
class Account:
    """State, and the formulas that speak of one account alone. Every ``day`` is the day that is being judged."""

    rules: Rules
    index: int
    born_fit: float
    value: int
    segment: int
    glance: float
    rep: int
    stage: Stage = Stage.MARKET
    source: str = "none"
    awareness: float = 0.0
    understanding: float = 0.0
    friction: float = 0.0
    in_window: bool = False
    window: int = 0
    until: int = 0
    gap: float = 0.0
    interest: float = 0.0
    threshold: float = 0.0
    raises: int = 0
    curious_since: int = 0
    inquiries: int = 0
    deals: int = 0
    renewals: int = 0
    fed_up: int = 0
    contract: int = 0
    bought: float = 0.0
    ends: int = -1
    back: int = -1
    touched: list[float] = field(default_factory=lambda: [LONG_AGO, LONG_AGO])
    lead: Lead | None = None
    deal: Deal | None = None
    missed: tuple[int, str, int] | None = None

    # ------------------------------------------------------------------ time

    def pass_night(self, day: int) -> None:
        """What a day without events does until the morning of ``day``."""
        rules = self.rules
        kept = math.exp(-rules.forgetting)
        if not self.in_window:
            sigma = rules.behaviour.segment.need_sigma
            self.gap -= math.exp(rules.drift.need(self.segment, day - 1) - 0.5 * sigma * sigma)
        elif self.stage is Stage.CUSTOMER:
            self.interest += rules.behaviour.inquiry.customer_hand_raise
        elif self.stage in CURIOUS:
            aware = (1.0 - kept) / rules.forgetting if rules.forgetting > 0.0 else 1.0
            self.interest += rules.behaviour.inquiry.hand_raise * self.awareness * aware
        self.awareness *= kept
        self.understanding *= kept
        self.friction *= math.exp(-rules.forgiving)

    def touch(self, awareness: float, understanding: float) -> None:
        self.awareness += (1.0 - self.awareness) * awareness
        self.understanding += (1.0 - self.understanding) * understanding

    def open_window(self, day: int, part: float = 1.0, more: float = 0.0) -> None:
        luck = normal(self.rules.seed, Purpose.WINDOW_LENGTH, self.index, self.window)
        length = self.rules.window_median * math.exp(self.rules.window_sigma * (luck + more))
        self.in_window, self.until = True, day + 1 + int(length * part)
        self.interest, self.raises, self.curious_since = 0.0, 0, day
        self.want_more()
        self.touch(self.rules.behaviour.inquiry.search, 0.0)

    def await_window(self) -> None:
        self.gap = self.rules.window_gap * exponential(self.rules.seed, Purpose.WINDOW_GAP, self.index, self.window)

    def want_more(self) -> None:
        """How much interest it takes until the hand is raised (again)."""
        occasion = self.window * RAISES_PER_WINDOW + self.raises
        self.threshold = self.interest + exponential(self.rules.seed, Purpose.HAND_RAISE, self.index, occasion)

    def raises_hand(self, day: int) -> bool:
        curious = self.in_window and self.stage in CURIOUS and self.curious_since < day
        return curious and self.interest >= self.threshold

    # ------------------------------------------------------------------ an inquiry

    def fit(self, day: int) -> float:
        return min(1.0, max(0.0, self.born_fit + self.rules.drift.fit(self.segment, day)))

    def fitness(self, day: int) -> float:
        least = self.rules.behaviour.patience.unfit_readiness
        return least + (1.0 - least) * self.fit(day)

    def responds(self, day: int, offered: bool) -> bool:
        inquiry = self.rules.behaviour.inquiry
        in_person = inquiry.response_in_window if self.in_window else inquiry.response_browsing
        chance = in_person if offered else inquiry.response_brand
        return uniform(self.rules.seed, Purpose.RESPONSE, self.index, day) < chance

    def show(self, day: int, hand: bool, noise: float) -> None:
        """The signals of the inquiry that has just come."""
        seed, which = self.rules.seed, self.inquiries
        of_intent = self.rules.behaviour.score.activity_noise
        profile = (self.fit(day) - 0.5) * UNIFORM_TO_UNIT + noise * normal(seed, Purpose.SIGNAL, self.index, 2 * which)
        activity = self.in_window + of_intent * normal(seed, Purpose.SIGNAL, self.index, 2 * which + 1)
        hour = WORKING_HOURS * uniform(seed, Purpose.ARRIVAL_HOUR, self.index, which)
        self.lead = Lead(day, hour, (profile, activity, float(hand)), 0.0)

    def age(self, day: int) -> float:
        """Working hours from the inquiry to the end of ``day``."""
        return WORKING_HOURS * (day - self.lead.arrived + 1) - self.lead.hour

    def luck(self) -> tuple[float, float]:
        return pair(self.rules.seed, Purpose.QUALIFY, self.index, self.inquiries)

    def readiness(self, day: int, delay: float = 1.0, friction: float = 0.0, skill: float = 1.0) -> float:
        patience = self.rules.behaviour.patience
        waited = delay**-patience.exponent * math.exp(-friction)
        return min(1.0, patience.readiness * self.fitness(day) * waited * skill)

    def good(self, day: int) -> bool:
        """Whether it would qualify if called within the hour by a rep, had nobody annoyed it."""
        return self.in_window and self.luck()[0] < self.readiness(day)

    def days_to_tell(self) -> int:
        wait = exponential(self.rules.seed, Purpose.DISCOVERY, self.index, self.inquiries)
        return 1 + int(self.rules.behaviour.handoff.discovery_days * wait)

    def annoyed(self, added: float) -> bool:
        self.friction += added
        patience = exponential(self.rules.seed, Purpose.TOLERANCE, self.index, self.fed_up)
        return self.friction >= self.rules.behaviour.friction.tolerance * patience

    # ------------------------------------------------------------------ deals and contracts

    def odds(self, day: int, skill: float, served: float, discount: float, friction: float) -> tuple[float, float]:
        """Chances (win, no decision)."""
        choice, pays = self.rules.behaviour.choice, self.contract > 0
        paying = choice.incumbent if pays else 0.0
        neglect = choice.neglect * (1.0 - served)
        known = choice.awareness * ((1.0 if pays else self.awareness) - 0.5)
        understood = choice.understanding * (self.understanding - 0.5)
        nothing = logistic(choice.no_decision - understood - paying + neglect)
        appeal = choice.fit * (self.fit(day) - 0.5) + known + understood
        pull = math.exp(appeal + skill + paying + choice.price * discount - neglect - friction)
        return (1.0 - nothing) * pull / (pull + self.rules.rivals), nothing

    def renews(self, day: int) -> bool:
        terms = self.rules.behaviour.contract
        chance = logistic(terms.renewal + terms.fit * self.fit(day) + terms.understanding * self.bought)
        luck = uniform(self.rules.seed, Purpose.RENEWAL, self.index, self.renewals)
        self.renewals += 1
        return luck < chance
