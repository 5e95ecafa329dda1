"""A run worked out once more, by brute force: from the draws, the description and the week's orders alone.

The engines book what will happen and keep lists of who stands where. The referee books nothing and keeps no list: every
morning it asks every account what is due. What it finds must be what the run has written down on that day, row by row.
"""

import math
from collections.abc import Mapping

from sim.contract import DAYS
from sim.draws import Purpose, normal, uniform
from sim.ledger import FLOWS
from sim.market import whole_value
from sim.rules import LOOKS_PER_DAY
from sim.score import logistic
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, ExperimentSpec
from sim.stages import STAGES, Stage
from tests.properties.referee.account import AT_REST, MARKETING, SALES, Account, Deal
from tests.properties.referee.border import Day, days
from tests.properties.referee.ground import Desk, same
from tests.properties.referee.meetings import Meetings

COUNTED = tuple(column.name for column in DAYS[1 + len(STAGES) :])


def judge(spec: ExperimentSpec, people: Mapping[str, type] | None = None) -> int:
    """Raise ``AssertionError`` on the first day on which a run is not what it should be; how many moves there were."""
    referee = Referee(spec)
    return sum(referee.judge(day) for day in days(spec, people))


class Referee(Meetings):
    """Works out a day, phase by phase, and compares."""

    def judge(self, day: Day) -> int:
        """Work the day out and compare; returns how many moves it had."""
        self.day, self.policy = day.number, day.policy
        self.rows = {"moves": [], "missed": [], "activities": []}
        self.counts: dict[str, float] = dict.fromkeys(COUNTED, 0)
        self.books = dict.fromkeys(FLOWS, 0)
        self.signed: dict[int, int] = {}
        if self.day:
            for account in self.accounts:
                account.pass_night(self.day)
        if day.tallies is not None:
            self.tell(day.tallies)
        if day.orders is not None:
            self.take(day.orders, day.policy)
        self._turn()
        self._renew()
        answered = self.reach()
        if self.day % DAYS_PER_WEEK == 0:
            self.nurture(self.day // DAYS_PER_WEEK)
            self.equip(self.day // DAYS_PER_WEEK)
        self._receive(answered)
        for number, desk in enumerate(self.desks):
            self._work(number, desk)
        self._chase()
        for account in self.standing(Stage.SALES_ACCEPTED):
            if account.lead.tells == self.day:
                self._discover(account)
        for account in self.standing(Stage.OPPORTUNITY):
            if account.deal.decision == self.day:
                self._decide(account)
        if self.day == self.spec.days - 1:
            for account in self.accounts:
                self.write_off(account)
        self._compare(day)
        return len(self.rows["moves"])

    def _compare(self, day: Day) -> None:
        for name, rows in self.rows.items():
            written = day.rows[name]
            for number, (due, row) in enumerate(zip(rows, written, strict=False)):
                same(due, row, f"{name} {number} of day {self.day}")
            assert len(rows) == len(written), (name, self.day, rows[len(written) :], written[len(rows) :])
        happened = day.happened
        same([len(self.standing(stage)) for stage in Stage], happened.stages, f"stages on day {self.day}")
        same(self.counts, {name: happened.counts[name] for name in COUNTED}, f"counts of day {self.day}")
        same(self.books, {name: getattr(happened.bookings, name) for name in self.books}, f"books of day {self.day}")
        same(self.signed, happened.bookings.signed, f"signed on day {self.day}")
        assert happened.recurring == self.recurring, (self.day, self.recurring, happened.recurring)

    # ------------------------------------------------------------------ phases 1 and 2

    def _turn(self) -> None:
        for account in self.accounts:
            if account.in_window and account.until == self.day:
                self._close(account)
            elif not account.in_window and account.gap <= 0.0:
                account.open_window(self.day)
        for account in self.accounts:
            if account.back == self.day:
                account.source = "none"
                self.to_market(account, "rested")

    def _close(self, a: Account) -> None:
        pending = a.stage in (Stage.MARKETING_QUALIFIED, Stage.SALES_ACCEPTED)
        if pending and a.good(self.day) and a.lead.arrived + a.days_to_tell() < self.day:
            talking = a.stage is Stage.SALES_ACCEPTED and not a.lead.chased
            self.miss(a, "too_late" if talking else "never_called")
        self.write_off(a)
        a.in_window = False
        a.window += 1
        a.await_window()

    def _renew(self) -> None:
        for account in [account for account in self.accounts if account.contract and account.ends == self.day]:
            if account.renews(self.day):
                self.books["renewals"] += account.contract
                account.ends += DAYS_PER_YEAR
                continue
            ended, account.contract = account.contract, 0
            self.recurring -= ended
            self.books["churned"] += ended
            self.rest(account, Stage.CHURNED, "not_renewed", ended)

    # ------------------------------------------------------------------ phase 4

    def _receive(self, answered: list[Account]) -> None:
        for account in self.standing(Stage.MARKETING_QUALIFIED):
            if account.lead.goes_back == self.day:
                self.marketing["given_up"] += 1
                if account.good(self.day):
                    self.miss(account, "never_called")
                self.recycle(account, "never_called")
        for account in [account for account in self.accounts if account.raises_hand(self.day)]:
            account.interest = max(account.interest, account.threshold)
            account.raises += 1
            account.want_more()
            if account.stage is Stage.CUSTOMER:
                account.source = "expansion"
                account.rep = self.colleague(account, self.owners[account.index], len(self.desks))
                self._open(account, "hand_raised")
            else:
                self._inquire(account, True)
        for account in answered:
            if account.stage in AT_REST:
                self._inquire(account, False)

    def _inquire(self, a: Account, hand: bool) -> None:
        a.inquiries += 1
        a.source = "hand_raise" if hand else "campaign"
        self.move(a, Stage.INQUIRY, "hand_raised" if hand else "responded")
        a.show(self.day, hand, self.noise)
        a.lead.score = self.score.logit(a.lead.signals)
        self.note(a, "score", score=a.lead.score, good=int(a.good(self.day)))
        if not self.week.marketers:
            self._pass_on(a, "unscored")
        elif logistic(a.lead.score) >= self.bar:
            self._pass_on(a, "scored_in")
        else:
            if a.good(self.day):
                self.miss(a, "stuck_at_top")
            self.recycle(a, "scored_out")

    def _pass_on(self, a: Account, why: str) -> None:
        work = self.behaviour.handoff
        a.rep = self._route(a)
        self.move(a, Stage.MARKETING_QUALIFIED, why)
        desk = self.desks[a.rep]
        often = work.raised_hand if a.source == "hand_raise" else 1.0
        ignored = (1.0 - desk.seat.plan.follow) ** often
        a.lead.wanted = uniform(self.seed, Purpose.FOLLOW_UP, a.index, a.inquiries) >= ignored
        a.lead.goes_back = self.day + max(1, int(work.queue_days))
        desk.tally.arrived += a.lead.wanted
        self.marketing["passed"] += 1

    def _route(self, a: Account) -> int:
        there = [number for number, desk in enumerate(self.desks) if desk.staffed]
        if self.policy.lead.routing == "balanced" and there:
            queued, deals = (
                [account.rep for account in self.standing(stage)]
                for stage in (Stage.MARKETING_QUALIFIED, Stage.OPPORTUNITY)
            )
            return min(there, key=lambda seat: (queued.count(seat), deals.count(seat), seat))
        return self.colleague(a, self.owners[a.index], len(self.desks))

    # ------------------------------------------------------------------ phase 5

    def _work(self, number: int, desk: Desk) -> None:
        """Deals get their hours; leads are called while hours last; what is left goes to accounts of own choice."""
        plan, needed = desk.seat.plan, self.needed(number)
        for account in self.standing(Stage.OPPORTUNITY):
            if account.rep == number:
                account.deal.days += 1
                account.deal.served += min(1.0, plan.opportunities / DAYS_PER_WEEK / needed) if needed > 0.0 else 1.0
        if not desk.staffed:
            return
        desk.own += plan.prospecting / DAYS_PER_WEEK
        if self._call_leads(number, desk):
            self._prospect(number, desk)

    def _call_leads(self, number: int, desk: Desk) -> bool:
        """Whether the rep is free to prospect."""
        data = desk.seat.plan.weight_of_data
        noticed = [a for a in self.waiting(number) if a.age(self.day) >= self.behaviour.handoff.notice_hours]

        def late(a: Account) -> bool:
            return self.day - a.lead.arrived + 1 >= self.promise

        for account in sorted(
            noticed, key=lambda a: (not late(a), -(data * a.lead.score + (1.0 - data) * a.glance), a.index)
        ):
            if desk.kept >= self.cost:
                desk.kept -= self.cost
            elif not late(account):
                return True
            elif desk.own >= self.cost:
                desk.own -= self.cost
            else:
                return False
            self.counts["calls"] += 1
            self.marketing["called"] += 1
            self.note(account, "call", account.rep)
            account.touched[SALES] = self.day
            self._talk(account, False)
        return True

    def _talk(self, a: Account, chased: bool) -> None:
        self.move(a, Stage.SALES_ACCEPTED, "chased" if chased else "called")
        a.touch(*[self.behaviour.memory.call_understanding] * 2)
        a.lead.delay, a.lead.chased = max(1.0, a.age(self.day)), chased
        a.lead.tells = self.day + a.days_to_tell()

    def _prospect(self, number: int, desk: Desk) -> None:
        cost, work = self.company.effort.hours_per_contact, self.behaviour.handoff
        tries = int(desk.own / cost)
        desk.own -= tries * cost
        self.counts["misplaced_hours"] += min(tries * cost, len(self.waiting(number)) * work.hours_per_lead)
        for first in range(0, tries * work.eye_picks, work.eye_picks):
            looks = [self.day * LOOKS_PER_DAY + first + look for look in range(work.eye_picks)]
            picked = [
                int(uniform(self.seed, Purpose.PROSPECT_PICK, number, look) * len(self.accounts)) for look in looks
            ]
            free = [account for account in map(self.accounts.__getitem__, picked) if account.stage in AT_REST]
            if free:
                best = max(free, key=lambda a: (a.glance + desk.liking[a.segment], a.index))
                name = "own_good" if self._contact(best, number) else "own_bad"
                setattr(desk.tally, name, getattr(desk.tally, name) + 1)

    def _contact(self, a: Account, number: int) -> bool:
        """Whether that became a deal."""
        self.counts["contacts"] += 1
        self.counts["contact_need"] += self.drift.need(a.segment, self.day)
        self.note(a, "contact", number)
        clash, away = self.bother(a, SALES, 0.0 if a.in_window else self.behaviour.friction.contact)
        self.counts["contact_clashes"] += clash
        if away or not a.in_window:
            return False
        luck = uniform(self.seed, Purpose.PROSPECT_RESULT, a.index, a.window)
        ready = self.behaviour.patience.cold_readiness * a.fitness(self.day)
        if luck >= ready * math.exp(-a.friction):
            if luck < ready:
                self.miss(a, "collided")
            return False
        a.source, a.rep = "prospecting", number
        self.move(a, Stage.SALES_ACCEPTED, "contacted")
        a.touch(*[self.behaviour.memory.call_understanding] * 2)
        self._open(a, "qualified")
        return True

    def _chase(self) -> None:
        cost = self.behaviour.handoff.hours_per_chase
        self.chase_hours += self.week.chase_hours
        if self.chase_hours <= 0.0:
            return
        unwanted = [a for a in self.standing(Stage.MARKETING_QUALIFIED) if not a.lead.wanted]
        for account in sorted(unwanted, key=lambda a: (-a.lead.arrived, a.index)):
            if self.chase_hours < cost:
                return
            self.chase_hours -= cost
            self.counts["chases"] += 1
            self.marketing["given_up"] += 1
            self.note(account, "chase")
            clash, away = self.bother(account, MARKETING, 0.0 if account.in_window else self.behaviour.friction.chase)
            self.counts["chase_clashes"] += clash
            if not away:
                self._talk(account, True)
        self.chase_hours = min(self.chase_hours, cost)

    # ------------------------------------------------------------------ phase 6

    def _discover(self, a: Account) -> None:
        lead, chased = a.lead, a.lead.chased
        skill = self.behaviour.handoff.chase_skill if chased else 1.0
        ready, fits = a.luck()
        qualified = a.in_window and ready < a.readiness(self.day, lead.delay, a.friction, skill)
        if not chased:
            name = "calls_good" if qualified else "calls_bad"
            tally = self.desks[a.rep].tally
            setattr(tally, name, getattr(tally, name) + 1)
            if uniform(self.seed, Purpose.REPORT, a.index, a.inquiries) < self.policy.feedback.reported_share:
                self.counts["reports"] += 1
                self.score.learn(lead.signals, qualified)
        if qualified:
            self._open(a, "qualified")
            return
        if a.good(self.day):
            late = ready >= a.readiness(self.day, lead.delay)
            self.miss(a, "never_called" if chased else "too_late" if late else "collided")
        if fits > a.fitness(self.day):
            self.rest(a, Stage.DISQUALIFIED, "not_fit")
        else:
            self.recycle(a, "not_ready")

    def _stake(self, a: Account, discount: float) -> int:
        full = a.contract * self.behaviour.choice.expansion_share if a.contract else a.value
        return whole_value(full * (1.0 - discount))

    def _open(self, a: Account, why: str) -> None:
        self.move(a, Stage.OPPORTUNITY, why, self._stake(a, 0.0))
        a.deals += 1
        luck = normal(self.seed, Purpose.CYCLE, a.index, a.deals)
        cycle = 1 + int(self.rules.cycle * math.exp(self.behaviour.choice.cycle_sigma * luck))
        a.deal, a.missed = Deal(a.window, cycle, self.day + cycle), None

    def _decide(self, a: Account) -> None:
        seat, deal = self.desks[a.rep].seat, a.deal
        discount = seat.plan.discount
        win, nothing = a.odds(self.day, seat.skill, deal.served / deal.days, discount, a.friction)
        value, luck = self._stake(a, discount), uniform(self.seed, Purpose.CHOICE, a.index, a.deals)
        expected = int(win * value + 0.5)
        self.books["expected_bookings"] += expected
        if luck < win:
            self.books["expansions" if a.contract else "new_bookings"] += value
            self.signed[a.rep] = self.signed.get(a.rep, 0) + value
            self.recurring += value
            if not a.contract:
                a.bought, a.ends = a.understanding, self.day + DAYS_PER_YEAR
            a.contract += value
            self.move(a, Stage.CUSTOMER, "won", value, expected)
        else:
            self._regret(a, luck, seat.skill, discount, value)
            decided = luck < 1.0 - nothing
            if a.contract:
                self.move(a, Stage.CUSTOMER, "expansion_lost", value, expected)
            else:
                why = "lost_to_competitor" if decided else "lost_to_no_decision"
                self.rest(a, Stage.LOST, why, value, expected)
        if luck < 1.0 - nothing and a.window == deal.need:
            self._close(a)

    def _regret(self, a: Account, luck: float, skill: float, discount: float, value: int) -> None:
        """Who would have bought, had all been done well, was lost through what was not."""
        if luck < a.odds(self.day, skill, 1.0, discount, a.friction)[0]:
            cause = "neglected"
        elif luck < a.odds(self.day, skill, 1.0, discount, 0.0)[0]:
            cause = "collided"
        else:
            return
        if a.in_window and a.window == a.deal.need:
            a.missed = (self.day, cause, value)
        else:
            self.lose(a, a.deal.need, self.day, cause, value)
