"""An account from its own side: need, memory, interest, readiness, choice, by the formulas of ``sim/ODD.md``."""

import math

import numpy as np

from sim.draws import Purpose, exponential, normal, uniform
from sim.score import logistic
from tests.theory.corner import value_of, whole
from tests.theory.worlds import World

OPEN = ("market", "recycled")
NEVER = -1


class Buyer:
    """One account on one ``day``: what it wants, knows and would do."""

    def __init__(self, world: World, index: int) -> None:
        """On the first morning (ODD 5)."""
        self.w, self.i, self.rules, self.day = world, index, world.rules, 0
        self.fit_at_first = self.luck(Purpose.MARKET_FIT, 0)
        self.value = value_of(world.spec, index)
        self.segment = int(world.segment[index])
        self.owner = self.rep = int(self.luck(Purpose.MARKET_OWNER, 0) * world.company.team.reps)
        self.stage, self.source = "market", "none"
        self.awareness = self.understanding = self.friction = self.interest = self.threshold = 0.0
        self.in_window, self.window, self.raises, self.fed_up = False, 0, 0, 0
        self.inquiries = self.deals = self.renewals = self.contract = 0
        self.bought = 0.0
        self.due = dict.fromkeys(("window", "renewal", "rest", "give_up", "discovery", "decision"), NEVER)
        if index in world.customers:
            self.understanding, self.due["renewal"] = world.customers[index]
            self.stage, self.contract, self.bought = "customer", self.value, self.understanding
        luck = self.luck(Purpose.WINDOW_START, 0)
        if luck < world.in_window_at_first:
            self.open_window(luck / world.in_window_at_first, self.rules.window.length_sigma)
        else:
            self.wait_for_window()

    def luck(self, purpose: int, occasion: int) -> float:
        return uniform(self.w.seed, purpose, self.i, occasion)

    def wait(self, purpose: int, occasion: int) -> float:
        return exponential(self.w.seed, purpose, self.i, occasion)

    def deviate(self, purpose: str, occasion: int) -> float:
        return normal(self.w.seed, getattr(Purpose, purpose), self.i, occasion)

    def dawn(self) -> bool:
        """A night's forgetting and gathering of interest (ODD 7.2, 7.3). Whether a hand will be raised."""
        kept, inquiry = self.w.awareness_kept, self.rules.inquiry
        if self.in_window and self.stage in OPEN:
            aware = (1.0 - kept) / -math.log(kept) if kept < 1.0 else 1.0
            self.interest += inquiry.hand_raise * self.awareness * aware
        elif self.in_window and self.stage == "customer":
            self.interest += inquiry.customer_hand_raise
        self.awareness *= kept
        self.understanding *= kept
        self.friction *= self.w.friction_kept
        return self.in_window and self.stage in (*OPEN, "customer") and self.interest >= self.threshold

    def touch(self, awareness: float, understanding: float) -> None:
        self.awareness += (1.0 - self.awareness) * awareness
        self.understanding += (1.0 - self.understanding) * understanding

    def open_window(self, part: float, more: float = 0.0) -> None:
        """ODD 7.1; on the first morning ``more`` luck (ODD 5)."""
        luck = self.deviate("WINDOW_LENGTH", self.window) + more
        length = self.w.window * math.exp(self.rules.window.length_sigma * luck)
        self.in_window, self.interest, self.raises = True, 0.0, 0
        self.next_threshold()
        self.due["window"] = self.day + 1 + int(length * part)
        self.touch(self.rules.inquiry.search, 0.0)

    def next_threshold(self) -> None:
        self.threshold = self.interest + self.wait(Purpose.HAND_RAISE, self.window * 1024 + self.raises)

    def wait_for_window(self) -> None:
        clock = self.w.clock[self.segment]
        target = clock[self.day] + self.w.gap * self.wait(Purpose.WINDOW_GAP, self.window)
        self.due["window"] = max(self.day + 1, int(np.searchsorted(clock, target)))

    def fit(self) -> float:
        return min(1.0, max(0.0, self.fit_at_first + self.w.drift.fit(self.segment, self.day)))

    def fitness(self) -> float:
        least = self.rules.patience.unfit_readiness
        return least + (1.0 - least) * self.fit()

    def days_to_tell(self) -> int:
        return 1 + int(self.rules.handoff.discovery_days * self.wait(Purpose.DISCOVERY, self.inquiries))

    def ready(self, delay: float, friction: float, skill: float) -> bool:
        """ODD 7.10."""
        patience = self.rules.patience
        chance = patience.readiness * self.fitness() * delay**-patience.exponent * math.exp(-friction) * skill
        return self.in_window and self.luck(Purpose.QUALIFY, self.inquiries) < min(1.0, chance)

    def would_qualify(self) -> bool:
        return self.ready(1.0, 0.0, 1.0)

    def worth(self) -> int:
        return whole(self.contract * self.rules.choice.expansion_share if self.contract else self.value)

    def odds(self, skill: float, friction: float) -> tuple[float, float]:
        choice, paying = self.rules.choice, self.rules.choice.incumbent if self.contract else 0.0
        understood = choice.understanding * (self.understanding - 0.5)
        known = choice.awareness * ((1.0 if self.contract else self.awareness) - 0.5)
        nothing = logistic(choice.no_decision - understood - paying)
        pull = math.exp(choice.fit * (self.fit() - 0.5) + known + understood + skill + paying - friction)
        return (1.0 - nothing) * pull / (pull + self.w.company.market.rivals), nothing
