"""The life of one account, worked out by hand: from its own luck and the formulas of ``sim/ODD.md``, day by day.

A life is a function of the account's draws, of the campaigns that are on, and of whom the reps come across. So all that
a run writes down about an account can be foretold without looking at any other. Memory fades here from morning to
morning, and by closed forms in the model.
"""

import math
from collections import defaultdict
from typing import Any

from sim.draws import Purpose, normal, pair
from sim.exchange import Campaigns
from sim.score import logistic
from tests.theory.buyers import NEVER, OPEN, Buyer
from tests.theory.worlds import World


class Life(Buyer):
    """One account from the first day to the last.

    ``moves``, ``touches`` and ``missed`` are the rows that the records must have of it, ``counts`` its part of what the
    tables of days and of the books count, by day and column.
    """

    def __init__(self, world: World, index: int) -> None:
        """Live it."""
        super().__init__(world, index)
        self.moves: list[tuple[Any, ...]] = []
        self.touches: list[tuple[Any, ...]] = []
        self.missed: list[tuple[Any, ...]] = []
        self.counts: dict[tuple[int, str], float] = defaultdict(float)
        self.touched = {"marketing": -(10**6), "sales": -(10**6)}
        self.loss: tuple[int, str, int] | None = None
        for self.day in range(world.spec.days):
            self.live()
        self.write_off()

    def is_due(self, event: str) -> bool:
        """Whether ``event`` is due today; it is over then."""
        if self.due[event] != self.day:
            return False
        self.due[event] = NEVER
        return True

    # ------------------------------------------------------------------ the day

    def live(self) -> None:
        """One day, phase by phase (ODD 3)."""
        asks = self.dawn() if self.day else False
        if self.is_due("window"):
            if self.in_window:
                self.close_window()
            else:
                self.open_window(1.0)
        if self.is_due("rest"):
            self.source = "none"
            self.move("market", "rested")
        if self.is_due("renewal"):
            self.renew()
        answers = self.reach()
        if self.day % 5 == 0:
            self.monday()
        if self.is_due("give_up"):
            self.miss_lead("never_called")
            self.recycle("never_called")
        if asks and self.in_window and self.stage in (*OPEN, "customer"):
            self.raise_hand()
        if answers and self.stage in OPEN:
            self.inquire(False)
        self.sell()
        if self.is_due("discovery"):
            self.discover()
        if self.is_due("decision"):
            self.decide()

    def move(self, stage: str, why: str, value: int = 0, expected: int = 0) -> None:
        heads = self.week().marketers
        whose = (self.i % heads if heads else -1, self.rep)
        self.moves.append((self.day, self.source, self.stage, stage, *whose, why, value or self.value, expected))
        self.stage = stage

    def note(self, what: str, person: int = -1, score: float = 0.0, good: int = -1) -> None:
        self.touches.append((self.day, what, person, score, good))

    def count(self, what: str, number: float = 1) -> None:
        self.counts[self.day, what] += number

    def rest(self, stage: str, why: str, value: int = 0, expected: int = 0) -> None:
        self.move(stage, why, value, expected)
        self.due["rest"] = self.day + int(getattr(self.rules.rest, stage))

    def recycle(self, why: str) -> None:
        if self.luck(Purpose.RECYCLE, self.inquiries) < self.w.policy.lead.recycling:
            self.rest("recycled", why)
        else:
            self.move("market", why)
            self.source = "none"

    # ------------------------------------------------------------------ need

    def close_window(self) -> None:
        """A need that ends on a desk was lost there, if a call at once would have been in time."""
        talking = self.stage == "sales_accepted"
        if (talking or self.stage == "marketing_qualified") and self.arrived + self.days_to_tell() < self.day:
            self.miss_lead("too_late" if talking and not self.chased else "never_called")
        self.write_off()
        self.in_window = False
        self.window += 1
        self.wait_for_window()

    # ------------------------------------------------------------------ contracts

    def renew(self) -> None:
        """ODD 7.13."""
        terms = self.rules.contract
        chance = logistic(terms.renewal + terms.fit * self.fit() + terms.understanding * self.bought)
        self.renewals += 1
        if self.luck(Purpose.RENEWAL, self.renewals - 1) < chance:
            self.due["renewal"] = self.day + 260
            self.count("renewals", self.contract)
            return
        self.due["decision"] = NEVER
        ended, self.contract = self.contract, 0
        self.count("churned", ended)
        self.rest("churned", "not_renewed", ended)

    # ------------------------------------------------------------------ marketing

    def reach(self) -> bool:
        """Campaigns, and whether they are answered (ODD 7.4)."""
        met, memory, inquiry = self.w.met.get((self.day, self.i), []), self.rules.memory, self.rules.inquiry
        for name in met:
            self.touch(getattr(memory, f"{name}_awareness"), getattr(memory, f"{name}_understanding", 0.0))
            self.note(name)
            self.count(f"{name}_touches")
            if name != "booth":
                self.count("campaign_need", self.w.drift.need(self.segment, self.day))
            if name != "brand":
                self.bother(name, 0.0)
        if not met or self.stage not in OPEN:
            return False
        chance = inquiry.response_in_window if self.in_window else inquiry.response_browsing
        return self.luck(Purpose.RESPONSE, self.day) < (inquiry.response_brand if met == ["brand"] else chance)

    def monday(self) -> None:
        """Nurture meets everybody on the list and collateral every deal, if there are hours or money for it at all."""
        memory, week, number = self.rules.memory, self.week(), self.day // 5
        if self.stage == "recycled" and week.nurture_touches:
            self.touch(memory.nurture_awareness, memory.nurture_understanding)
            self.touched["marketing"] = self.day
            self.note("nurture")
            self.count("nurture_touches")
        if self.stage == "opportunity" and week.collateral:
            self.count("collateral")
            if pair(self.w.seed, Purpose.COLLATERAL, self.i, number)[1] < self.rules.reach.collateral_used:
                self.touch(0.0, memory.enablement_understanding)
                self.note("collateral")
                self.count("collateral_used")

    def bother(self, what: str, push: float) -> bool:
        """Friction of a clumsy touch; whether the account turns its back (ODD 7.5)."""
        team, other = ("sales", "marketing") if what == "contact" else ("marketing", "sales")
        terms = self.rules.friction
        busy = team == "marketing" and self.stage in ("sales_accepted", "opportunity")
        met = busy or self.day - self.touched[other] <= terms.days
        clash = met * (1.0 - self.w.policy.lanes.coordination)
        self.count(f"{what}_clashes", clash)
        again = self.day - self.touched[team] <= terms.days
        self.touched[team] = self.day
        added = push + terms.clash * clash + terms.again * again
        self.friction += added
        enough = self.friction >= terms.tolerance * self.wait(Purpose.TOLERANCE, self.fed_up)
        if not added or not enough or self.stage not in (*OPEN, "marketing_qualified"):
            return False
        if self.stage == "marketing_qualified":
            self.due["give_up"] = NEVER
            self.miss_lead("collided")
        self.rest("cooling_off", "pushed_away")
        self.fed_up, self.friction = self.fed_up + 1, 0.0
        return True

    # ------------------------------------------------------------------ from inquiry to call

    def raise_hand(self) -> None:
        """ODD 7.3."""
        self.interest = max(self.interest, self.threshold)
        self.raises += 1
        self.next_threshold()
        if self.stage == "customer":
            self.source, self.rep = "expansion", self.owner
            self.open_deal("hand_raised")
        else:
            self.inquire(True)

    def inquire(self, raised: bool) -> None:
        """ODD 7.6 and 7.7."""
        week, score, self.inquiries, self.due["rest"] = self.week(), self.rules.score, self.inquiries + 1, NEVER
        self.source = "hand_raise" if raised else "campaign"
        self.move("inquiry", "hand_raised" if raised else "responded")
        sharper = math.sqrt(1.0 + week.analytics_hours / self.rules.analytics.profile_hours)
        seen = score.profile_noise / sharper * self.deviate("SIGNAL", 2 * self.inquiries)
        profile = (self.fit() - 0.5) * math.sqrt(12.0) + seen
        activity = self.in_window + score.activity_noise * self.deviate("SIGNAL", 2 * self.inquiries + 1)
        self.arrived, self.hour = self.day, 8.0 * self.luck(Purpose.ARRIVAL_HOUR, self.inquiries)
        worth = self.w.score.logit((profile, activity, float(raised)))
        self.note("score", score=worth, good=int(self.would_qualify()))
        if week.marketers and logistic(worth) < self.w.bar():
            self.miss_lead("stuck_at_top")
            self.recycle("scored_out")
            return
        self.rep = self.owner
        self.move("marketing_qualified", "scored_in" if week.marketers else "unscored")
        self.wanted = self.luck(Purpose.FOLLOW_UP, self.inquiries) >= 1.0 - self.w.follow(raised)
        self.due["give_up"] = self.day + int(self.rules.handoff.queue_days)

    def week(self) -> Campaigns:
        return self.w.weeks[self.day // 5]

    def sell(self) -> None:
        """Calls, contacts, and then what marketers push themselves (ODD 7.9 to 7.11)."""
        waited = 8.0 * (self.day - self.arrived + 1) - self.hour if self.inquiries else 0.0
        if self.stage == "marketing_qualified" and self.wanted and waited >= self.rules.handoff.notice_hours:
            self.note("call", self.rep)
            self.count("calls")
            self.touched["sales"] = self.day
            self.talk(waited, False)
        for seat in self.w.crossed.get((self.day, self.i), ()):
            if self.stage in OPEN:
                self.contact(seat)
        if self.stage == "marketing_qualified" and not self.wanted and self.week().chase_hours:
            self.note("chase")
            self.count("chases")
            if not self.bother("chase", 0.0 if self.in_window else self.rules.friction.chase):
                self.talk(waited, True)

    def contact(self, seat: int) -> None:
        self.note("contact", seat)
        self.count("contacts")
        self.count("contact_need", self.w.drift.need(self.segment, self.day))
        away = self.bother("contact", 0.0 if self.in_window else self.rules.friction.contact)
        if away or not self.in_window:
            return
        luck = self.luck(Purpose.PROSPECT_RESULT, self.window)
        ready = self.rules.patience.cold_readiness * self.fitness()
        if luck < ready * math.exp(-self.friction):
            self.source, self.rep, self.due["rest"] = "prospecting", seat, NEVER
            self.move("sales_accepted", "contacted")
            self.touch(self.rules.memory.call_understanding, self.rules.memory.call_understanding)
            self.open_deal("qualified")
        elif luck < ready:
            self.miss("collided")

    def talk(self, waited: float, chased: bool) -> None:
        self.due["give_up"] = NEVER
        self.move("sales_accepted", "chased" if chased else "called")
        self.touch(self.rules.memory.call_understanding, self.rules.memory.call_understanding)
        self.delay, self.chased = max(1.0, waited), chased
        self.due["discovery"] = self.day + self.days_to_tell()

    # ------------------------------------------------------------------ what a lead is

    def discover(self) -> None:
        told = self.luck(Purpose.REPORT, self.inquiries) < self.w.policy.feedback.reported_share
        self.count("reports", told and not self.chased)
        if self.ready(self.delay, self.friction, self.rules.handoff.chase_skill if self.chased else 1.0):
            self.open_deal("qualified")
            return
        in_time = self.ready(self.delay, 0.0, 1.0)
        self.miss_lead("never_called" if self.chased else "collided" if in_time else "too_late")
        if pair(self.w.seed, Purpose.QUALIFY, self.i, self.inquiries)[1] > self.fitness():
            self.rest("disqualified", "not_fit")
        else:
            self.recycle("not_ready")

    # ------------------------------------------------------------------ deals

    def open_deal(self, why: str) -> None:
        """ODD 7.12."""
        self.move("opportunity", why, self.worth())
        self.deals += 1
        self.need, self.loss = self.window, None
        cycle = self.w.cycle * math.exp(self.rules.choice.cycle_sigma * self.deviate("CYCLE", self.deals))
        self.due["decision"] = self.day + 1 + int(cycle)

    def decide(self) -> None:
        skill = self.rules.choice.skill_sigma * normal(self.w.seed, Purpose.SKILL, self.rep, 0)
        win, nothing = self.odds(skill, self.friction)
        luck, value = self.luck(Purpose.CHOICE, self.deals), self.worth()
        expected, decided = int(win * value + 0.5), luck < 1.0 - nothing
        self.count("expected_bookings", expected)
        if luck < win:
            self.count("expansions" if self.contract else "new_bookings", value)
            if not self.contract:
                self.bought, self.due["renewal"] = self.understanding, self.day + 260
            self.contract += value
            self.move("customer", "won", value, expected)
        else:
            if luck < self.odds(skill, 0.0)[0]:
                self.miss_deal(value)
            if self.contract:
                self.move("customer", "expansion_lost", value, expected)
            else:
                self.rest("lost", "lost_to_competitor" if decided else "lost_to_no_decision", value, expected)
        if decided and self.in_window and self.window == self.need:
            self.close_window()

    # ------------------------------------------------------------------ what was missed

    def miss_lead(self, cause: str) -> None:
        if self.would_qualify():
            self.miss(cause)

    def miss(self, cause: str) -> None:
        """The buyer's value times the chance to win it, by a rep of middling skill, without friction."""
        self.loss = (self.day, cause, int(self.odds(0.0, 0.0)[0] * self.value + 0.5))

    def miss_deal(self, value: int) -> None:
        """Lost for good where the need is over in which the deal opened."""
        if self.in_window and self.window == self.need:
            self.loss = (self.day, "collided", value)
        else:
            self.missed.append((self.day, self.need, self.rep, "collided", value))

    def write_off(self) -> None:
        if self.loss is not None:
            day, cause, value = self.loss
            self.missed.append((day, self.window, self.rep, cause, value))
            self.loss = None
