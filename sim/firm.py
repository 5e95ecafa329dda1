"""The company at run time: heads under the policy in force, the budget, the weekly round of plans, the books.

All that a policy does passes through here or through what people decide; revenue is only ever added up.
"""

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sim.contract import MARKETER_ACTIVITIES, REP_ACTIVITIES
from sim.exchange import Campaigns, MarketerPlan, MarketingTally, RepPlan, Tallies
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
        rep_plans = [
            self._rep_plan(rep, rep.decide(policy, seen), week)
            for rep, seen in zip(self.model.reps, tallies.reps, strict=True)
        ]
        plans = [
            self._marketer_plan(marketer, marketer.decide(policy, tallies.marketing), week)
            for marketer in self.model.marketers
        ]
        if week % (WEEKS_PER_YEAR // 4) == 0:
            self._begin_quarter()
        return rep_plans, self._campaigns(policy, plans, tallies.marketing)

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

    def _rep_plan(self, rep: Rep, plan: RepPlan, week: int) -> RepPlan:
        _check(rep, plan, RepPlan)
        for share in (plan.follow, plan.weight_of_data):
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"{type(rep).__name__} planned a share outside 0..1: {plan}")
        hours = {name: getattr(plan, name) for name in REP_ACTIVITIES}
        return replace(plan, **self._fit(rep, hours, week))

    def _marketer_plan(self, marketer: Marketer, plan: MarketerPlan, week: int) -> MarketerPlan:
        _check(marketer, plan, MarketerPlan)
        return MarketerPlan(**self._fit(marketer, asdict(plan), week))

    def _fit(self, person: Rep | Marketer, hours: dict[str, float], week: int) -> dict[str, float]:
        """Record what was asked for and return what fits into the person's week, cut evenly where it does not."""
        if not all(math.isfinite(value) and value >= 0.0 for value in hours.values()):
            raise ValueError(f"{type(person).__name__} planned hours that are no number from 0: {hours}")
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

    def _campaigns(self, policy: PolicySpec, plans: list[MarketerPlan], seen: MarketingTally) -> Campaigns:
        """What hours and programme money come to together; whichever is short sets the number (no substitution).

        Nurture writes to nobody twice a week, collateral is one piece a deal and week. Hours beyond what money, list
        and deals can use are idle.
        """
        reach, budget = self.model.spec.behaviour.reach, policy.budget
        week = {name: sum(getattr(plan, name) for plan in plans) for name in MARKETER_ACTIVITIES}
        money = self.programmes / WEEKS_PER_YEAR
        demand_share = 1.0 - budget.brand_share - budget.enablement
        brand = min(week["brand"] / reach.hours_per_touch, money * budget.brand_share / reach.dollars_per_touch)
        demand = min(week["demand"] / reach.hours_per_touch, money * demand_share / reach.dollars_per_touch)
        nurture = min(week["nurture"] / reach.hours_per_nurture, float(seen.in_nurture))
        paid = money * budget.enablement / reach.dollars_per_collateral
        collateral = min(week["enablement"] / reach.hours_per_collateral, paid, float(seen.open_deals))
        used = (brand + demand) * reach.hours_per_touch + nurture * reach.hours_per_nurture
        used += collateral * reach.hours_per_collateral
        meant = week["brand"] + week["demand"] + week["nurture"] + week["enablement"]
        return Campaigns(
            brand_touches=brand / DAYS_PER_WEEK,
            demand_touches=demand / DAYS_PER_WEEK,
            nurture_touches=nurture,
            collateral=collateral,
            chase_hours=week["chase"] / DAYS_PER_WEEK,
            analytics_hours=week["analytics"],
            idle_hours=max(0.0, meant - used),
        )

    def open_books(self, campaigns: Campaigns) -> None:
        """Begin a day's page: wages, the leader and programme money fall due whatever happens."""
        reach, team = self.model.spec.behaviour.reach, self.company.team
        self.books = {
            "new_bookings": 0,
            "expansions": 0,
            "churned": 0,
            "renewals": 0,
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


def _check(person: Rep | Marketer, plan: object, kind: type) -> None:
    """Raise ``TypeError`` where a class of somebody's own decided on something that is no plan."""
    if not isinstance(plan, kind):
        raise TypeError(f"{type(person).__name__}.decide must return a {kind.__name__}, not {plan!r}")
