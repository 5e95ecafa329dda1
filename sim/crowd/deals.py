"""Deals: how they open, what they need, how they end, and what the contract does afterwards."""

import math

from sim.crowd.calendar import NEVER, Event
from sim.crowd.prospect import Prospect
from sim.crowd.roster import SOURCE, Roster
from sim.draws import Purpose, normal, uniform
from sim.market import whole_value
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage


class Deals:
    """Opportunities and contracts. Money is cents a year."""

    def __init__(self, roster: Roster) -> None:
        """Of everybody in ``roster``."""
        self.roster, self.rules = roster, roster.rules

    # ------------------------------------------------------------------ contracts

    def renew(self, day: int) -> None:
        """Phase 2: contracts that end are renewed for a year, or the customer leaves, whatever deal is open."""
        roster = self.roster
        for customer in roster.calendar.take(Event.RENEWAL, day):
            if customer.renews(day):
                roster.bookings.renewals += customer.contract
                roster.calendar.book(Event.RENEWAL, customer, day + DAYS_PER_YEAR)
                continue
            if customer.stage == Stage.OPPORTUNITY:
                roster.desks[customer.rep].drop_deal(customer, self._rate(customer))
                customer.due[Event.DECISION] = NEVER
            ended, customer.contract = customer.contract, 0
            roster.recurring -= ended
            roster.bookings.churned += ended
            roster.rest(customer, Stage.CHURNED, "not_renewed", day, value=ended)

    # ------------------------------------------------------------------ opening

    def expand(self, customer: Prospect, day: int) -> None:
        """A customer in its window wants more of the same; its own rep takes it up."""
        customer.source, customer.rep = SOURCE["expansion"], self.roster.colleague(customer, customer.owner)
        self.open(customer, "hand_raised", day)

    def contact(self, account: Prospect, seat: int, day: int) -> bool:
        """A rep contacts an account of one's own choice; whether that became a deal.

        Whether an account would talk to a stranger is its luck of this window: trying again does not help.
        """
        roster, behaviour = self.roster, self.rules.behaviour
        roster.day_counts["contacts"] += 1
        roster.day_counts["contact_need"] += self.rules.drift.need(account.segment, day)
        roster.note(day, account, "contact", seat)
        push = 0.0 if account.in_window else behaviour.friction.contact
        if roster.bother(account, "contact", day, push) or not account.in_window:
            return False
        account.settle(day)
        luck = uniform(self.rules.seed, Purpose.PROSPECT_RESULT, account.index, account.window)
        ready = behaviour.patience.cold_readiness * account.fitness(day)
        if luck >= ready * math.exp(-account.friction):
            if luck < ready:
                roster.miss(account, "collided", day)
            return False
        account.source, account.rep = SOURCE["prospecting"], seat
        account.due[Event.REST] = NEVER
        roster.move(account, Stage.SALES_ACCEPTED, "contacted", day)
        lift = behaviour.memory.call_understanding
        account.touch(day, lift, lift)
        self.open(account, "qualified", day)
        return True

    def open(self, deal: Prospect, reason: str, day: int) -> None:
        """An opportunity: the buyer's cycle is drawn, and the rep has one more deal to serve."""
        roster = self.roster
        roster.move(deal, Stage.OPPORTUNITY, reason, day, value=self._worth(deal))
        deal.deals += 1
        deal.missed, deal.need = None, deal.window
        luck = normal(self.rules.seed, Purpose.CYCLE, deal.index, deal.deals)
        deal.cycle = 1 + int(self.rules.cycle * math.exp(self.rules.behaviour.choice.cycle_sigma * luck))
        deal.days_before, deal.served_before = 0, 0.0
        roster.desks[deal.rep].take_deal(deal, self._rate(deal))
        roster.calendar.book(Event.DECISION, deal, day + deal.cycle)

    def hand_over(self, deal: Prospect, seat: int) -> None:
        """``deal`` goes to the rep in ``seat``."""
        self.roster.desks[deal.rep].drop_deal(deal, self._rate(deal))
        self.roster.desks[seat].take_deal(deal, self._rate(deal))

    def _worth(self, deal: Prospect, discount: float = 0.0) -> int:
        """What is at stake: the account's own value for a new customer, a part of the contract for an expansion."""
        share = self.rules.behaviour.choice.expansion_share
        full = deal.contract * share if deal.contract else float(deal.value)
        return whole_value(full * (1.0 - discount))

    def _rate(self, deal: Prospect) -> float:
        """Hours a day that a deal needs."""
        return self.roster.effort.hours_per_opportunity / deal.cycle

    # ------------------------------------------------------------------ ending

    def decide(self, day: int) -> None:
        """Phase 6: deals whose cycle is over are won, lost to a competitor or to no decision."""
        for deal in self.roster.calendar.take(Event.DECISION, day):
            self._decide(deal, day)

    def _decide(self, deal: Prospect, day: int) -> None:
        roster, desk = self.roster, self.roster.desks[deal.rep]
        desk.drop_deal(deal, self._rate(deal))
        served, discount = deal.served_before / deal.days_before, desk.plan.discount
        deal.settle(day)
        win, nothing = deal.odds_of_deal(desk.skill, served, discount, deal.friction, day)
        value = self._worth(deal, discount)
        expected = int(win * value + 0.5)
        roster.bookings.expected_bookings += expected
        luck = uniform(self.rules.seed, Purpose.CHOICE, deal.index, deal.deals)
        decided = luck < 1.0 - nothing
        if luck < win:
            self._win(deal, value, expected, day)
        else:
            self._lose(deal, luck, discount, day)
            if deal.contract:
                roster.move(deal, Stage.CUSTOMER, "expansion_lost", day, value, expected)
            else:
                reason = "lost_to_competitor" if decided else "lost_to_no_decision"
                roster.rest(deal, Stage.LOST, reason, day, value, expected)
        if decided and deal.window == deal.need:
            roster.close_window(deal, day)

    def _lose(self, deal: Prospect, luck: float, discount: float, day: int) -> None:
        """Say so where the deal would have been won with all the hours that it needed, or without friction."""
        skill = self.roster.desks[deal.rep].skill
        if luck < deal.odds_of_deal(skill, 1.0, discount, deal.friction, day)[0]:
            self.roster.miss_deal(deal, "neglected", day, self._worth(deal, discount))
        elif luck < deal.odds_of_deal(skill, 1.0, discount, 0.0, day)[0]:
            self.roster.miss_deal(deal, "collided", day, self._worth(deal, discount))

    def _win(self, deal: Prospect, value: int, expected: int, day: int) -> None:
        self.roster.sign(deal, value)
        if deal.contract:
            deal.contract += value
        else:
            deal.begin_contract(day, value)
        self.roster.move(deal, Stage.CUSTOMER, "won", day, value, expected)
