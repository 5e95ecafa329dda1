"""Deals: how they open, what they need, how they end, and what the contract does afterwards."""

import math
from typing import TYPE_CHECKING

from sim.crowd.calendar import NEVER, Event
from sim.crowd.market import whole_value
from sim.crowd.prospect import Prospect
from sim.draws import Purpose, normal, uniform
from sim.spec.experiment import DAYS_PER_YEAR
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd


class Deals:
    """Opportunities and contracts. Money is cents a year."""

    def __init__(self, crowd: "AgentCrowd") -> None:
        """For this ``crowd``."""
        self.crowd = crowd

    # ------------------------------------------------------------------ contracts

    def renew(self, day: int) -> None:
        """Phase 2: contracts that end are renewed for a year, or the customer leaves, whatever deal is open."""
        crowd = self.crowd
        for customer in crowd.calendar.take(Event.RENEWAL, day):
            if customer.renews():
                crowd.model.firm.books["renewals"] += customer.contract
                crowd.calendar.book(Event.RENEWAL, customer, day + DAYS_PER_YEAR)
                continue
            if customer.stage == Stage.OPPORTUNITY:
                crowd.desks[customer.rep].drop_deal(self._rate(customer))
                customer.due[Event.DECISION] = NEVER
            ended, customer.contract = customer.contract, 0
            crowd.recurring -= ended
            crowd.model.firm.books["churned"] += ended
            crowd.rest(customer, Stage.CHURNED, "not_renewed", day, value=ended)

    # ------------------------------------------------------------------ opening

    def expand(self, customer: Prospect, day: int) -> None:
        """A customer in its window wants more of the same; its own rep takes it up."""
        customer.source, customer.rep = self.crowd.source["expansion"], customer.owner
        self.open(customer, "hand_raised", day)

    def contact(self, account: Prospect, rep: int, day: int) -> bool:
        """A rep contacts an account of one's own choice; whether that became a deal.

        Whether an account would talk to a stranger is its luck of this window: trying again does not help.
        """
        crowd, work = self.crowd, self.crowd.rules.behaviour.handoff
        crowd.day_counts["contacts"] += 1
        luck = uniform(crowd.seed, Purpose.PROSPECT_RESULT, account.index, account.window)
        if not account.in_window or luck >= work.cold_readiness * account.fitness():
            return False
        account.source, account.rep = crowd.source["prospecting"], rep
        account.due[Event.REST] = NEVER
        crowd.move(account, Stage.SALES_ACCEPTED, "contacted", day)
        lift = crowd.rules.behaviour.memory.call_understanding
        account.touch(day, lift, lift)
        self.open(account, "qualified", day)
        return True

    def open(self, deal: Prospect, reason: str, day: int) -> None:
        """An opportunity: the buyer's cycle is drawn, and the rep has one more deal to serve."""
        crowd = self.crowd
        crowd.move(deal, Stage.OPPORTUNITY, reason, day, value=self._value(deal))
        deal.deals += 1
        luck = normal(crowd.seed, Purpose.CYCLE, deal.index, deal.deals)
        deal.cycle = 1 + int(crowd.rules.cycle * math.exp(crowd.rules.behaviour.choice.cycle_sigma * luck))
        deal.opened, deal.served = crowd.desks[deal.rep].days, crowd.desks[deal.rep].served
        crowd.desks[deal.rep].add_deal(self._rate(deal))
        crowd.calendar.book(Event.DECISION, deal, day + deal.cycle)

    def _value(self, deal: Prospect) -> int:
        """What is at stake: the account's own value for a new customer, a part of the contract for an expansion."""
        share = self.crowd.rules.behaviour.choice.expansion_share
        return whole_value(deal.contract * share) if deal.contract else deal.value

    def _rate(self, deal: Prospect) -> float:
        """Hours a day that a deal needs."""
        return self.crowd.model.company.team.hours_per_opportunity / deal.cycle

    # ------------------------------------------------------------------ ending

    def decide(self, day: int) -> None:
        """Phase 6: deals whose cycle is over are won, lost to a competitor or to no decision."""
        for deal in self.crowd.calendar.take(Event.DECISION, day):
            self._decide(deal, day)

    def _decide(self, deal: Prospect, day: int) -> None:
        crowd, desk = self.crowd, self.crowd.desks[deal.rep]
        served = (desk.served - deal.served) / (desk.days - deal.opened)
        desk.drop_deal(self._rate(deal))
        deal.settle(day)
        win, nothing = deal.odds_of_deal(crowd.model.reps[deal.rep].skill, served)
        value = self._value(deal)
        expected = int(win * value + 0.5)
        crowd.model.firm.books["expected_bookings"] += expected
        luck = uniform(crowd.seed, Purpose.CHOICE, deal.index, deal.deals)
        decided = luck < 1.0 - nothing
        if luck < win:
            self._win(deal, value, expected, day)
        elif deal.contract:
            crowd.move(deal, Stage.CUSTOMER, "expansion_lost", day, value, expected)
        else:
            reason = "lost_to_competitor" if decided else "lost_to_no_decision"
            crowd.rest(deal, Stage.LOST, reason, day, value, expected)
        if decided:
            deal.close_window(day)

    def _win(self, deal: Prospect, value: int, expected: int, day: int) -> None:
        crowd = self.crowd
        crowd.recurring += value
        crowd.model.firm.sign(deal.rep, value, "expansions" if deal.contract else "new_bookings")
        if deal.contract:
            deal.contract += value
        else:
            deal.begin_contract(day, value)
        crowd.move(deal, Stage.CUSTOMER, "won", day, value, expected)
