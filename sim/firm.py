"""The company at run time: the policy in force, the weekly round of plans, the quarter's reckoning, the books.

All that a policy does passes through here or through what people decide; revenue is only ever added up.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from sim.contract import MARKETER_ACTIVITIES, REP_ACTIVITIES
from sim.drift import Drift
from sim.exchange import Campaigns, Happened, MarketerPlan, MarketingTally, Orders, RepPlan, RepTally, Seat, Tallies
from sim.ledger import Ledger
from sim.people.leader import Leader
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.programmes import campaigns, split
from sim.records.recorder import Recorder
from sim.spec import prices
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_WEEK, ExperimentSpec
from sim.spec.policy import PolicySpec, scaled_policy
from sim.staff import Staff

ROUNDING = 1e-9
"""Hours by which a plan may miss the week through floating point alone."""
FADING = 12.0 / 13.0
"""Part of last week's facts that this week still counts, so that about a quarter is remembered."""

_rep_hours = attrgetter(*REP_ACTIVITIES)
_marketer_hours = attrgetter(*MARKETER_ACTIVITIES)
_NO_REP_HOURS = (0.0,) * len(REP_ACTIVITIES)
_NO_MARKETER_HOURS = (0.0,) * len(MARKETER_ACTIVITIES)


class Firm:
    """Policy, people, blame and books. ``blame`` and ``shortfall`` are 0..1."""

    def __init__(
        self, model: Any, company: CompanySpec, people: Mapping[str, type[Any]], recorder: Recorder, drift: Drift
    ) -> None:
        """Set up ``company`` (as it is simulated) on day 0, under the first policy."""
        self.model, self.company, self.recorder, self.drift = model, company, recorder, drift
        self.spec: ExperimentSpec = model.spec
        self.behaviour = self.spec.behaviour
        self.staff = Staff(model, company, people)
        self.ledger = Ledger()
        self.leader: Leader | None = None
        self.campaigns = Campaigns()
        self.blame, self.shortfall = 0.0, 0.0
        self._facts = [0.0, 0.0, 0.0, 0.0]  # called, given up, qualified, not: what mediation can point at
        self._adopted = self.spec.policy_on(0)
        self._put_in_force(0)

    def adopt(self, policy: PolicySpec, day: int) -> None:
        """Put ``policy`` in force from ``day`` on; if any lever differs, the change costs something."""
        if policy is self._adopted or policy.same_levers(self._adopted):
            return
        self._adopted = policy
        self.ledger.once("change", self.behaviour.change.cost_per_head * self.staff.heads)
        self._put_in_force(day)

    def _put_in_force(self, day: int) -> None:
        """Hire or let go, change the leader. ``policy`` is the one in force, at the scale of the company."""
        self.policy = policy = scaled_policy(self._adopted, self.spec.scale)
        team = policy.team
        hired = self.staff.extend(team.extra_reps, day)
        self.ledger.once("hiring", self.behaviour.price.hiring * hired)
        self.staff.market(prices.marketers(self.company, policy), team.employment, day)
        if self.leader is not None:
            self.leader.remove()
        self.leader = Leader(self.model, policy.leader.kind) if policy.leader.kind != "none" else None

    # ------------------------------------------------------------------ the week

    def plan_week(self, tallies: Tallies, day: int) -> Orders:
        """Monday: everybody learns, the leader mediates, reps come and go, a quarter may end, everybody decides."""
        if day:  # on day 0 there is no week behind anybody
            self._learn(tallies)
        found = self.staff.turn(day)
        self.ledger.once("hiring", self.behaviour.price.hiring * found)
        for rep in self.staff.reps:
            rep.sense(day)
        for marketer in self.staff.marketers:
            marketer.sense(day)
        seen = self._marketing_sees(tallies.marketing)
        seats = [
            self._seat(rep, tallies.reps[rep.index] if rep.index < len(tallies.reps) else RepTally(), day)
            for rep in self.staff.reps
        ]
        plans = [
            self._marketer_plan(marketer, marketer.decide(self.policy, seen), day) for marketer in self.staff.marketers
        ]
        if day % DAYS_PER_QUARTER == 0 and day:
            self._end_quarter(day)
        self.campaigns = self._campaigns(plans, seen, day)
        return Orders(seats, self.campaigns)

    def _learn(self, tallies: Tallies) -> None:
        good = sum(seen.calls_good for seen in tallies.reps)
        bad = sum(seen.calls_bad for seen in tallies.reps)
        now = (tallies.marketing.called, tallies.marketing.given_up, good, bad)
        self._facts = [FADING * past + new for past, new in zip(self._facts, now, strict=True)]
        tallies.marketing.blame = self.blame
        for rep, seen in zip(self.staff.reps, tallies.reps, strict=False):
            seen.blame = self.blame
            rep.learn(seen)
        for marketer in self.staff.marketers:
            marketer.learn(tallies.marketing)
        if self.leader is not None:
            called, given_up, qualified, failed = self._facts
            self.leader.mediate(
                self.staff.reps, self.staff.marketers, _part(qualified, failed), _part(called, given_up)
            )
            self.blame *= 1.0 - self.leader.repair(self.staff.heads)

    def _marketing_sees(self, seen: MarketingTally) -> MarketingTally:
        """The crowd's tally with what sales asks for and how it stands."""
        reps, heads = len(self.staff.reps), len(self.staff.marketers)
        return replace(
            seen,
            asked=self.behaviour.score.number * reps,
            requested=self.behaviour.leadership.requests_per_rep * reps / max(1, heads),
            heads=heads,
            team=heads / self.spec.scale,
            shortfall=self.shortfall,
            blame=self.blame,
        )

    def _end_quarter(self, day: int) -> None:
        """What sales was short of the number presses everybody, and adds blame unless the number is shared (C3)."""
        terms, reps = self.behaviour.quota, self.staff.present(day)
        asked = math.fsum(rep.asked for rep in reps)
        missed = max(0.0, 1.0 - sum(rep.signed for rep in reps) / asked) if asked > 0.0 else 0.0
        self.shortfall += terms.memory * (missed - self.shortfall)
        added = terms.blame * missed * (1.0 - self.policy.incentives.revenue)
        self.blame = terms.blame_kept * self.blame
        self.blame += added * (1.0 - self.blame)
        for rep in reps:
            rep.review()

    # ------------------------------------------------------------------ plans

    def _seat(self, rep: Rep, seen: RepTally, day: int) -> Seat:
        if rep.starts > day:
            return Seat(RepPlan(0.0, 0.0, 0.0, 0.0, 0.0), rep.skill, False, self.staff.parts[rep.index])
        seen.blame = self.blame
        plan = self._rep_plan(rep, rep.decide(self.policy, seen), day)
        return Seat(plan, rep.skill, True, self.staff.parts[rep.index])

    def _rep_plan(self, rep: Rep, plan: RepPlan, day: int) -> RepPlan:
        _check(rep, plan, RepPlan)
        for share in (plan.follow, plan.weight_of_data, plan.discount):
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"{type(rep).__name__} planned a share outside 0..1: {plan}")
        asked = _rep_hours(plan)
        hours, rest = self._fit(rep, asked, rep.hours * rep.ramp)
        self.recorder.person(day // DAYS_PER_WEEK, rep, (*_NO_MARKETER_HOURS, *hours), *rest, self.blame)
        return plan if hours is asked else replace(plan, **dict(zip(REP_ACTIVITIES, hours, strict=True)))

    def _marketer_plan(self, marketer: Marketer, plan: MarketerPlan, day: int) -> MarketerPlan:
        _check(marketer, plan, MarketerPlan)
        if not 0.0 <= plan.bar <= 1.0:
            raise ValueError(f"{type(marketer).__name__} planned a bar outside 0..1: {plan}")
        asked = _marketer_hours(plan)
        hours, rest = self._fit(marketer, asked, marketer.hours)
        self.recorder.person(day // DAYS_PER_WEEK, marketer, (*hours, *_NO_REP_HOURS), *rest, self.blame)
        return plan if hours is asked else replace(plan, **dict(zip(MARKETER_ACTIVITIES, hours, strict=True)))

    def _fit(
        self, person: Rep | Marketer, hours: tuple[float, ...], week: float
    ) -> tuple[tuple[float, ...], tuple[float, float, float]]:
        """Return ``hours``, cut evenly where they do not fit into the ``week``; and meetings, asked, clipped."""
        planned = math.fsum(hours)
        if not (planned < math.inf and min(hours) >= 0.0):
            raise ValueError(f"{type(person).__name__} planned hours that are no number from 0: {hours}")
        meetings = week * self.policy.lanes.coordination * self.behaviour.leadership.meeting_share
        asked = planned + meetings
        clipped = asked - week
        if clipped <= ROUNDING:
            return hours, (meetings, asked, 0.0)
        factor = (week - meetings) / planned
        return tuple(value * factor for value in hours), (meetings, asked, clipped)

    # ------------------------------------------------------------------ the money

    def _campaigns(self, plans: list[MarketerPlan], seen: MarketingTally, day: int) -> Campaigns:
        skills = [marketer.skill for marketer in self.staff.marketers]
        money = prices.programmes(self.company, self.policy)
        week = campaigns(plans, skills, money, self.policy.budget, self.company.effort, self.behaviour.reach, seen)
        week.analytics_hours /= self.spec.scale
        known = week.analytics_hours / (week.analytics_hours + self.behaviour.analytics.market_hours)
        week.evidence, week.habit = self.drift.evidence(day, known), self.drift.habit(day)
        return week

    def open_books(self, day: int) -> None:
        """Monday: wages, the leader, tools and programme money fall due on each day of the week, whatever happens."""
        policy, staff, behaviour = self.policy, self.staff, self.behaviour
        yearly = {
            "wages_sales": staff.selling(day) * self.company.team.rep_cost,
            "wages_marketing": len(staff.marketers) * prices.marketer_price(self.company, policy),
            "leadership": prices.leader(policy, behaviour, self.spec.scale),
            "tools": prices.tools(policy, behaviour, staff.selling(day) + len(staff.marketers)),
        }
        self.ledger.open(yearly | split(prices.programmes(self.company, policy), policy.budget))

    def close_books(self, done: Happened) -> dict[str, int]:
        """End the day: reps are credited with what they signed. Returns the finished page."""
        for seat, cents in done.bookings.signed.items():
            self.staff.reps[seat].signed += cents
        return self.ledger.close(done.bookings, done.recurring)


def _part(some: float, others: float) -> float | None:
    return some / (some + others) if some + others > 0.0 else None


def _check(person: Rep | Marketer, plan: object, kind: type) -> None:
    """Raise ``TypeError`` where a class of somebody's own decided on something that is no plan."""
    if not isinstance(plan, kind):
        raise TypeError(f"{type(person).__name__}.decide must return a {kind.__name__}, not {plan!r}")
