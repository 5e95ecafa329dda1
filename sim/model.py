"""The model: one company, its people and its market, a business day a step."""

from typing import Any

import mesa

from sim.crowd.agents import AgentCrowd
from sim.draws import Purpose, normal
from sim.firm import Firm
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.records.recorder import Recorder
from sim.records.run import Run
from sim.spec.company import scaled
from sim.spec.errors import SpecError
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_WEEK, ExperimentSpec

ROLES: dict[str, type[mesa.Agent[Any]]] = {"rep": Rep, "marketer": Marketer}
"""The people that can be replaced by classes of one's own."""


class FunnelModel(mesa.Model[Any, Any]):
    """Marketers, reps, a leader and prospects. ``step`` is a business day; ``run`` goes to the end.

    A day, in order:

    1. buying windows open and close, who rested comes back
    2. contracts end or renew
    3. marketing's hours and money reach people: brand, demand, word of mouth; on Mondays nurture and collateral
    4. inquiries, scores, marketing-qualified leads, routing
    5. reps spend their hours: deals, marketing's leads, own prospecting; marketers chase
    6. outcomes, tallies, books

    Before a Monday's first phase people learn, the leader mediates, everybody plans; a week that begins a quarter
    also begins a quota. The policy of the day is in force before anything else happens.
    """

    def __init__(self, spec: ExperimentSpec, people: dict[str, type[Any]] | None = None) -> None:
        """Set the company up on day 0. ``people`` maps ``rep`` or ``marketer`` to a subclass of that agent."""
        super().__init__(rng=spec.seed)
        self.spec = spec
        self.company = scaled(spec.company, spec.scale)
        self.classes = {**ROLES, **_checked(people or {})}
        self.recorder = Recorder()
        self.reps: list[Rep] = [self._hire_rep(index) for index in range(self.company.team.reps)]
        self.marketers: list[Marketer] = []
        self.firm = Firm(self)
        self.firm.adopt(spec.policy_on(0))
        self.crowd = AgentCrowd(self)

    @property
    def day(self) -> int:
        """Business days that are over, counted from the first day of the warm-up."""
        return len(self.recorder)

    def step(self) -> None:
        """One business day (see the class)."""
        day, crowd = self.day, self.crowd
        week, monday = day // DAYS_PER_WEEK, day % DAYS_PER_WEEK == 0
        policy = self.spec.policy_on(day)
        self.firm.adopt(policy)
        crowd.begin_day(policy)
        if monday:
            crowd.take_plans(*self.firm.plan_week(crowd.tally(), week))
        self.firm.open_books(crowd.campaigns)
        crowd.turn_windows(day)
        crowd.deals.renew(day)
        answered = crowd.outreach.reach(day)
        if monday:
            crowd.outreach.nurture(day, week)
            crowd.outreach.equip(day, week)
        crowd.handoff.receive(day, answered)
        for desk in crowd.desks:
            desk.work(day)
        crowd.handoff.chase(day)
        crowd.handoff.discover(day)
        crowd.deals.decide(day)
        self._close(day)
        self.running = self.day < self.spec.days

    def run(self) -> Run:
        """Step to the end of the measured time and return the records."""
        while self.day < self.spec.days:
            self.step()
        return Run(self.spec, self.recorder.tables())

    def staff_marketing(self, heads: int) -> None:
        """Hire or let go marketers until there are ``heads``; the last to come is the first to go."""
        hours = HOURS_PER_WEEK * self.company.team.marketing_share
        while len(self.marketers) > heads:
            self.marketers.pop().remove()
        while len(self.marketers) < heads:
            self.marketers.append(self.classes["marketer"](self, len(self.marketers), hours))

    def _hire_rep(self, index: int) -> Rep:
        team = self.company.team
        skill = self.spec.behaviour.choice.skill_sigma * normal(self.spec.seed, Purpose.SKILL, index, 0)
        rep: Rep = self.classes["rep"](self, index, skill, HOURS_PER_WEEK * team.selling_share, team.quota)
        return rep

    def _close(self, day: int) -> None:
        """The books' last lines: what the day earned on what was under contract when it ended."""
        recurring = self.crowd.recurring
        books = {**self.firm.books, "recurring": recurring, "revenue": recurring // DAYS_PER_YEAR}
        self.recorder.day(day, self.crowd.counts, self.crowd.day_counts, books)


def _checked(people: dict[str, type[Any]]) -> dict[str, type[Any]]:
    for role, kind in people.items():
        if role not in ROLES:
            raise SpecError(f"people: no role {role!r}; roles are {', '.join(ROLES)}")
        if not (isinstance(kind, type) and issubclass(kind, ROLES[role])):
            raise SpecError(f"people[{role!r}] = {kind!r}: must be a subclass of sim.{ROLES[role].__name__}")
    return people
