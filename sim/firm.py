"""The company at run time: heads under the policy in force, the budget, the weekly round of plans, the books.

All that a policy does passes through here or through what people decide; revenue is only ever added up.
"""

from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from sim.contract import MARKETER_ACTIVITIES, REP_ACTIVITIES
from sim.exchange import Campaigns, MarketerPlan, RepPlan, Tallies
from sim.people.leader import Leader
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.spec.company import scaled_heads
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, WEEKS_PER_YEAR
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    from sim.model import FunnelModel

ROUNDING = 1e-9
"""Hours by which a plan may miss the week through floating point alone."""

_BLANK = {**dict.fromkeys(MARKETER_ACTIVITIES, 0.0), **dict.fromkeys(REP_ACTIVITIES, 0.0)}


class Firm:
    """Heads, hours, budget and books. Money is integer cents."""

    def __init__(self, model: "FunnelModel") -> None:
        """Open the books of ``model``'s company; nobody plans before the first policy is adopted."""
        self.model = model
        self.company = model.company
        self.policy: PolicySpec | None = None
        self.leader: Leader | None = None
        self.programmes = 0.0
        self.books: dict[str, int] = {}
        self._quarter = [0, 0, 0, 0]  # called, given up, qualified, not: what mediation can point at

    @property
    def meeting_share(self) -> float:
        """Part of everyone's hours that coordination takes (Homburg & Jensen 2007: alignment is not free)."""
        assert self.policy is not None
        return self.policy.lanes.coordination * self.model.spec.behaviour.leadership.meeting_share

    def adopt(self, policy: PolicySpec) -> None:
        """Put ``policy`` in force: hire or let go marketers, change the leader, grant the budget."""
        if policy is self.policy:
            return
        self.policy = policy
        team, wanted = self.company.team, policy.team.marketers
        heads = team.marketers if wanted is None else scaled_heads(wanted, self.model.spec.scale)
        self.model.staff_marketing(heads)
        if self.leader is not None:
            self.leader.remove()
        self.leader = Leader(self.model, policy.leader.kind) if policy.leader.kind != "none" else None
        granted = self.company.revenue * self.company.marketing_budget * policy.budget.granted_share
        self.programmes = max(0.0, granted - heads * team.marketer_cost)

    # ------------------------------------------------------------------ the week

    def plan_week(self, tallies: Tallies, week: int) -> tuple[list[RepPlan], Campaigns]:
        """Monday: everybody learns, the leader mediates, everybody decides; hours beyond the week are clipped."""
        policy = self.policy
        assert policy is not None
        self._learn(tallies)
        if week % (WEEKS_PER_YEAR // 4) == 0:
            self._begin_quarter()
        rep_plans = []
        for rep, seen in zip(self.model.reps, tallies.reps, strict=True):
            plan = rep.decide(policy, seen)
            hours = dict(zip(REP_ACTIVITIES, astuple(plan), strict=False))
            fitting = self._fit(rep, hours, week)
            rep_plans.append(replace(plan, **fitting))
        plans = []
        for marketer in self.model.marketers:
            hours = dict(zip(MARKETER_ACTIVITIES, astuple(marketer.decide(policy)), strict=True))
            plans.append(MarketerPlan(*self._fit(marketer, hours, week).values()))
        return rep_plans, self._campaigns(policy, plans)

    def _learn(self, tallies: Tallies) -> None:
        good = sum(seen.calls_good for seen in tallies.reps)
        bad = sum(seen.calls_bad for seen in tallies.reps)
        now = (tallies.marketing.called, tallies.marketing.given_up, good, bad)
        self._quarter = [past + new for past, new in zip(self._quarter, now, strict=True)]
        for rep, seen in zip(self.model.reps, tallies.reps, strict=True):
            rep.learn(seen)
        for marketer in self.model.marketers:
            marketer.learn(tallies.marketing)
        if self.leader is not None:
            called, given_up, qualified, failed = self._quarter
            self.leader.mediate(_part(qualified, failed), _part(called, given_up))

    def _begin_quarter(self) -> None:
        self._quarter = [0, 0, 0, 0]
        for rep in self.model.reps:
            rep.signed = 0

    def _fit(self, person: Rep | Marketer, hours: dict[str, float], week: int) -> dict[str, float]:
        """Record what was asked for and return what fits into the person's week, cut evenly where it does not."""
        if not all(value >= 0.0 for value in hours.values()):
            raise ValueError(f"a {person.role} planned hours that are no number from 0: {hours}")
        meetings = person.hours * self.meeting_share
        asked = sum(hours.values()) + meetings
        clipped = asked - person.hours
        if clipped > ROUNDING:
            factor = (person.hours - meetings) / (asked - meetings)
            hours = {name: value * factor for name, value in hours.items()}
        else:
            clipped = 0.0
        self.model.recorder.person(week, person, {**_BLANK, **hours, "meetings": meetings}, asked, clipped)
        return hours

    # ------------------------------------------------------------------ the money

    def _campaigns(self, policy: PolicySpec, plans: list[MarketerPlan]) -> Campaigns:
        """What hours and programme money come to together; whichever is short sets the number (no substitution)."""
        reach = self.model.spec.behaviour.reach
        week = {name: sum(getattr(plan, name) for plan in plans) for name in MARKETER_ACTIVITIES}
        money, budget = self.programmes, policy.budget
        demand_share = 1.0 - budget.brand_share - budget.enablement

        def touches(hours: float, part: float) -> float:
            by_hours = hours / DAYS_PER_WEEK / reach.hours_per_touch
            return min(by_hours, money * part / DAYS_PER_YEAR / reach.dollars_per_touch)

        by_money = money * budget.enablement / WEEKS_PER_YEAR / reach.dollars_per_collateral
        return Campaigns(
            brand_touches=touches(week["brand"], budget.brand_share),
            demand_touches=touches(week["demand"], demand_share),
            nurture_touches=week["nurture"] / reach.hours_per_nurture,
            collateral=min(week["enablement"] / reach.hours_per_collateral, by_money),
            chase_hours=week["chase"] / DAYS_PER_WEEK,
            analytics_hours=week["analytics"],
        )

    def open_books(self, campaigns: Campaigns) -> None:
        """Begin a day's page: wages, the leader and programme money fall due whatever happens."""
        reach, team = self.model.spec.behaviour.reach, self.company.team
        self.books = {
            "new_bookings": 0,
            "expansions": 0,
            "churned": 0,
            "expected_bookings": 0,
            "wages_sales": _daily(team.rep_cost * len(self.model.reps)),
            "wages_marketing": _daily(team.marketer_cost * len(self.model.marketers)),
            "leadership": _daily(self.leader.cost) if self.leader is not None else 0,
            "programmes_brand": _cents(campaigns.brand_touches * reach.dollars_per_touch),
            "programmes_demand": _cents(campaigns.demand_touches * reach.dollars_per_touch),
            "programmes_enablement": _cents(campaigns.collateral * reach.dollars_per_collateral / DAYS_PER_WEEK),
        }

    def sign(self, rep: int, cents: int, kind: str) -> None:
        """Book ``cents`` of annual value that ``rep`` signed; ``kind`` is new_bookings or expansions."""
        self.books[kind] += cents
        self.model.reps[rep].signed += cents


def _cents(dollars: float) -> int:
    return int(dollars * 100.0 + 0.5)


def _daily(dollars_a_year: float) -> int:
    return _cents(dollars_a_year / DAYS_PER_YEAR)


def _part(some: int, others: int) -> float | None:
    return some / (some + others) if some + others else None
