"""The crowd as Mesa agents: one object a prospect, every rule in plain Python, to be read and subclassed.

Within a phase of the day prospects come in the order of their index, so that no result depends on the order in which
things were stored.
"""

from collections.abc import Iterator
from typing import Any

from sim.crowd.deals import Deals
from sim.crowd.desk import Desk
from sim.crowd.handoff import Handoff
from sim.crowd.outreach import Outreach
from sim.crowd.population import first_customers, populate
from sim.crowd.prospect import Prospect
from sim.crowd.roster import Roster
from sim.crowd.selling import Selling
from sim.drift import Drift
from sim.exchange import Happened, MarketingTally, Orders, Tallies
from sim.market import territories
from sim.records.recorder import Recorder
from sim.rules import rules_of
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_WEEK, ExperimentSpec
from sim.spec.policy import PolicySpec
from sim.stages import Stage


class AgentCrowd:
    """All prospects, and what happens to them, phase by phase. Knows of people only what orders say."""

    def __init__(
        self, model: Any, spec: ExperimentSpec, company: CompanySpec, recorder: Recorder, drift: Drift
    ) -> None:
        """The market on day 0; the prospects are agents of ``model``."""
        rules = rules_of(spec.seed, drift, spec.behaviour, company.market)
        self.company, self.roster = company, Roster(rules, company.effort, recorder, spec.policy_on(0))
        self.roster.admit(populate(model, self.roster, company))
        first_customers(self.roster, company)
        for prospect in self.roster.prospects:
            prospect.first_window()
        self.further: list[float] = []
        self.deals = Deals(self.roster)
        self.handoff = Handoff(self.roster, self.deals)
        self.outreach = Outreach(self.roster)
        self.selling = Selling(self.roster, self.deals, self.handoff)

    @property
    def prospects(self) -> list[Prospect]:
        """Everybody, by index."""
        return self.roster.prospects

    @property
    def desks(self) -> list[Desk]:
        """What lies before each rep, by seat."""
        return self.roster.desks

    # ------------------------------------------------------------------ tallies and orders

    def tally(self) -> Tallies:
        """What happened since the last Monday; counting starts again."""
        roster = self.roster
        roster.marketing.in_nurture = roster.counts[Stage.RECYCLED]
        roster.marketing.open_deals = roster.counts[Stage.OPPORTUNITY]
        seen = Tallies([desk.hand_over() for desk in roster.desks], roster.marketing)
        roster.marketing = MarketingTally()
        return seen

    def take_orders(self, orders: Orders, policy: PolicySpec) -> None:
        """Work by these orders under ``policy`` from today on; other seats mean other territories."""
        roster, first = self.roster, self.company.team.reps
        roster.policy = policy
        further = [seat.part for seat in orders.seats[first:]]
        if further != self.further:
            self.further = further
            owners = territories(roster.seed, len(roster.prospects), first, further).tolist()
            for prospect, owner in zip(roster.prospects, owners, strict=True):
                prospect.owner = owner
        roster.campaigns = orders.campaigns
        self.selling.seat(orders.seats)

    # ------------------------------------------------------------------ the phases

    def live(self, first: int, last: int) -> Iterator[Happened]:
        """The days from ``first`` to ``last`` (not included), each when it is over."""
        roster = self.roster
        for day in range(first, last):
            roster.begin_day()
            self.turn_windows(day)
            self.renew(day)
            self.receive(day, self.reach(day))
            self.work(day)
            self.settle(day)
            yield Happened(list(roster.counts), roster.day_counts, roster.bookings, roster.recurring)

    def turn_windows(self, day: int) -> None:
        """Phase 1: buying windows open and close; whoever rested long enough is back in the market."""
        self.roster.turn_windows(day)

    def renew(self, day: int) -> None:
        """Phase 2: contracts end or renew."""
        self.deals.renew(day)

    def reach(self, day: int) -> list[Prospect]:
        """Phase 3: marketing's hours and money reach people; on Mondays also nurture and collateral. Who answered."""
        answered = self.outreach.reach(day)
        if day % DAYS_PER_WEEK == 0:
            self.outreach.nurture(day, day // DAYS_PER_WEEK)
            self.outreach.equip(day, day // DAYS_PER_WEEK)
        return answered

    def receive(self, day: int, answered: list[Prospect]) -> None:
        """Phase 4: hands raised and offers ``answered`` become inquiries, are scored, passed on and routed."""
        self.handoff.receive(day, answered)

    def work(self, day: int) -> None:
        """Phase 5: reps spend their hours; marketers chase."""
        self.selling.work(day)
        self.handoff.chase(day)

    def settle(self, day: int) -> None:
        """Phase 6: called leads qualify or not, deals end."""
        self.handoff.discover(day)
        self.deals.decide(day)

    def end(self) -> None:
        """The run is over: what is lost by now and not won back counts as lost."""
        for prospect in self.prospects:
            self.roster.write_off(prospect)
