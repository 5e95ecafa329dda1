"""The crowd as Mesa agents: one object a prospect, every rule in plain Python, to be read and subclassed.

Within a phase of the day prospects come in the order of their index, so that no result depends on the order in which
things were stored.
"""

from typing import TYPE_CHECKING

from sim.contract import DAYS, REASONS, SOURCES
from sim.crowd.calendar import Calendar, Event
from sim.crowd.deals import Deals
from sim.crowd.desk import Desk
from sim.crowd.handoff import Handoff
from sim.crowd.market import first_customers, populate
from sim.crowd.outreach import Outreach
from sim.crowd.prospect import Prospect
from sim.crowd.rules import rules_of
from sim.draws import Purpose, uniform
from sim.exchange import Campaigns, MarketingTally, RepPlan, Tallies
from sim.spec.policy import PolicySpec
from sim.stages import STAGES, Stage, check_move

if TYPE_CHECKING:
    from sim.model import FunnelModel

REASON = {name: code for code, name in enumerate(REASONS)}
COUNTED = tuple(column.name for column in DAYS[1 + len(STAGES) :])
"""What is counted a day beside the stages."""


class AgentCrowd:
    """All prospects, by stage; the desks in front of the reps; the calendar of what is due for whom."""

    def __init__(self, model: "FunnelModel") -> None:
        """The market on day 0."""
        spec, company = model.spec, model.company
        self.model, self.seed = model, spec.seed
        self.source = {name: code for code, name in enumerate(SOURCES)}
        self.rules = rules_of(spec.behaviour, company.market)
        self.calendar = Calendar()
        self.policy = spec.policy_on(0)
        self.campaigns = Campaigns()
        self.marketing = MarketingTally()
        self.counts = [0] * len(Stage)
        self.members: dict[Stage, dict[int, Prospect]] = {stage: {} for stage in Stage if stage != Stage.MARKET}
        self.recurring = 0
        self.day_counts: dict[str, float] = dict.fromkeys(COUNTED, 0)
        self.desks = [Desk(self, rep) for rep in range(company.team.reps)]
        self.outreach, self.handoff, self.deals = Outreach(self), Handoff(self), Deals(self)
        self.prospects = populate(self, company)
        self.counts[Stage.MARKET] = len(self.prospects)
        first_customers(self, company.market.customers)
        for prospect in self.prospects:
            prospect.first_window()

    # ------------------------------------------------------------------ plans and tallies

    def begin_day(self, policy: PolicySpec) -> None:
        """Before the phases: ``policy`` holds today, and the day's counts start at zero."""
        self.policy = policy
        self.day_counts = dict.fromkeys(COUNTED, 0)

    def tally(self) -> Tallies:
        """What happened since the last Monday; counting starts again."""
        self.marketing.in_nurture = self.counts[Stage.RECYCLED]
        self.marketing.open_deals = self.counts[Stage.OPPORTUNITY]
        seen = Tallies([desk.hand_over() for desk in self.desks], self.marketing)
        self.marketing = MarketingTally()
        return seen

    def take_plans(self, plans: list[RepPlan], campaigns: Campaigns) -> None:
        """Work by these plans from today on."""
        for desk, plan in zip(self.desks, plans, strict=True):
            desk.begin_week(plan)
        self.campaigns = campaigns
        self.day_counts["idle_hours"] = campaigns.idle_hours

    # ------------------------------------------------------------------ the first phase

    def turn_windows(self, day: int) -> None:
        """Buying windows open and close; whoever rested long enough is back in the market."""
        for prospect in self.calendar.take(Event.WINDOW, day):
            prospect.turn_window(day)
        for prospect in self.calendar.take(Event.REST, day):
            prospect.source = self.source["none"]
            self.move(prospect, Stage.MARKET, "rested", day)

    # ------------------------------------------------------------------ moving

    def place(self, prospect: Prospect, stage: Stage) -> None:
        """Put ``prospect`` into ``stage`` and keep the counts; ``move`` is for everything after day 0."""
        self.members.get(prospect.stage, {}).pop(prospect.index, None)
        self.counts[prospect.stage] -= 1
        prospect.stage = stage
        self.counts[stage] += 1
        if stage != Stage.MARKET:
            self.members[stage][prospect.index] = prospect

    def in_stage(self, stage: Stage) -> list[Prospect]:
        """Prospects in ``stage`` (not ``market``), in the order of their index."""
        members = self.members[stage]
        return [members[index] for index in sorted(members)]

    def move(self, prospect: Prospect, stage: Stage, reason: str, day: int, value: int = 0, expected: int = 0) -> None:
        """Move ``prospect``, if that is legal, and record it. ``value`` cents a year default to its usual contract.

        Raises ``IllegalMoveError`` where the funnel has no such move.
        """
        check_move(prospect.stage, stage)
        prospect.settle(day)
        marketers = len(self.model.marketers)
        self.model.recorder.move(
            day,
            prospect.index,
            prospect.source,
            int(prospect.stage),
            int(stage),
            prospect.index % marketers if marketers else -1,
            prospect.rep,
            REASON[reason],
            value or prospect.value,
            expected,
        )
        self.place(prospect, stage)
        prospect.expect_hand_raise(day)

    def rest(self, prospect: Prospect, stage: Stage, reason: str, day: int, value: int = 0, expected: int = 0) -> None:
        """Move ``prospect`` to a stage where it rests for as long as ``behaviour.rest`` says of that stage."""
        days: float = getattr(self.rules.behaviour.rest, stage.name.lower())
        self.move(prospect, stage, reason, day, value, expected)
        self.calendar.book(Event.REST, prospect, day + max(1, int(days)))

    def recycle(self, prospect: Prospect, reason: str, day: int) -> None:
        """Into nurture, as far as the policy keeps what was not ready; otherwise out of sight."""
        luck = uniform(self.seed, Purpose.RECYCLE, prospect.index, prospect.inquiries)
        if luck < self.policy.lead.recycling:
            self.rest(prospect, Stage.RECYCLED, reason, day)
        else:
            self.move(prospect, Stage.MARKET, reason, day)
            prospect.source = self.source["none"]
