"""The ground on which the referee stands: accounts, desks, orders, and what is written down of a move or a loss."""

import math
from dataclasses import dataclass
from typing import Any

from sim.contract import LOSSES, REASONS, SOURCES, TOUCHES
from sim.draws import Purpose, normal, uniform
from sim.drift import Drift
from sim.exchange import Orders, RepTally, Tallies
from sim.market import first_contracts, market, territories, whole_value
from sim.rules import rules_of
from sim.score import Score
from sim.spec.company import scaled
from sim.spec.experiment import DAYS_PER_WEEK, ExperimentSpec
from sim.spec.policy import PolicySpec
from sim.stages import NEXT, Stage
from sim.targeting import aims, likes
from tests.properties.referee.account import CURIOUS, Account
from tests.properties.referee.border import Rows

WITH_SALES = (Stage.SALES_ACCEPTED, Stage.OPPORTUNITY)


def same(due: Any, found: Any, where: str) -> None:
    """Raise ``AssertionError`` unless two rows, or two mappings, have equal numbers, but for floating point."""
    if isinstance(due, dict):
        assert due.keys() == found.keys(), (where, due, found)
        found = [found[name] for name in due]
        due = list(due.values())
    equal = len(due) == len(found) and all(
        math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) for one, other in zip(due, found, strict=True)
    )
    assert equal, (where, due, found)


@dataclass(slots=True)
class Desk:
    """A seat: this week's orders, hours kept, and what has been counted since Monday."""

    seat: Any = None
    staffed: bool = False
    liking: Any = None
    own: float = 0.0
    kept: float = 0.0
    tally: Any = None


class Ground:
    """All accounts and seats of one run."""

    def __init__(self, spec: ExperimentSpec) -> None:
        """The market on the first morning."""
        self.spec, self.behaviour, self.seed = spec, spec.behaviour, spec.seed
        self.company = company = scaled(spec.company, spec.scale)
        self.drift = Drift(spec.seed, spec.behaviour.segment, spec.days)
        self.rules = rules = rules_of(spec.seed, self.drift, spec.behaviour, company.market)
        terms = spec.behaviour.score
        self.score = Score(spec.seed, terms.learning_rate, terms.clicks)
        born, values = market(rules, company), company.market
        lucks = (normal(self.seed, Purpose.MARKET_VALUE, i, 0) for i in range(values.accounts))
        worth = [whole_value(values.value_median * 100.0 * math.exp(values.value_sigma * luck)) for luck in lucks]
        columns = (born.fit.tolist(), worth, born.segment.tolist(), born.glance.tolist(), born.owner.tolist())
        self.accounts = [Account(rules, i, *row) for i, row in enumerate(zip(*columns, strict=True))]
        self.owners = born.owner.tolist()
        self.desks: list[Desk] = []
        self.chase_hours, self.recurring, self.day = 0.0, 0, 0
        self.rows: Rows = {}
        self.marketing = {"passed": 0, "called": 0, "given_up": 0}
        for i, understood, left in zip(
            *(column.tolist() for column in first_contracts(rules, company, born.fit)), strict=True
        ):
            account = self.accounts[i]
            account.understanding = account.bought = understood
            account.stage, account.contract, account.ends = Stage.CUSTOMER, account.value, left + 1
            self.recurring += account.value
        chance = rules.window_mean / (rules.window_mean + rules.window_gap)
        for account in self.accounts:
            luck = uniform(self.seed, Purpose.WINDOW_START, account.index, 0)
            if luck < chance:
                account.open_window(0, luck / chance, rules.window_sigma)  # one meets long windows more often
            else:
                account.await_window()

    def standing(self, *stages: Stage) -> list[Account]:
        return [account for account in self.accounts if account.stage in stages]

    # ------------------------------------------------------------------ Mondays

    def tell(self, tallies: Tallies) -> None:
        """What people are told of last week is what was counted, and counting starts again."""
        assert len(tallies.reps) == len(self.desks)
        for number, (desk, told) in enumerate(zip(self.desks, tallies.reps, strict=True)):
            desk.tally.waiting = len(self.waiting(number))
            desk.tally.hours_needed = self.needed(number) * DAYS_PER_WEEK
            for name in RepTally.__slots__:
                same([getattr(desk.tally, name)], [getattr(told, name)], f"{name} of {number} on day {self.day}")
            desk.tally = RepTally()
        for name, count in self.marketing.items():
            assert getattr(tallies.marketing, name) == count, (name, self.day)
        assert tallies.marketing.in_nurture == len(self.standing(Stage.RECYCLED))
        assert tallies.marketing.open_deals == len(self.standing(Stage.OPPORTUNITY))
        self.marketing = dict.fromkeys(self.marketing, 0)

    def take(self, orders: Orders, policy: PolicySpec) -> None:
        """Sit down, hand over what lies on desks that were left, and keep what hours may be kept."""
        behaviour, week, before = self.behaviour, orders.campaigns, len(self.desks)
        self.week, power = week, behaviour.analytics.aim
        self.cost = (
            behaviour.handoff.hours_per_lead + policy.feedback.reported_share * behaviour.handoff.hours_per_report
        )
        self.promise = math.inf if policy.handoff.sla_days is None else policy.handoff.sla_days
        self.noise = behaviour.score.profile_noise / math.sqrt(
            1.0 + week.analytics_hours / behaviour.analytics.profile_hours
        )
        shared = policy.lead.shared_definition
        self.bar = shared * behaviour.score.bar + (1.0 - shared) * week.bar
        by_mandate = aims(power, policy.mandate.targeting, week)
        by_sales = aims(power, policy.evidence.sales_use_of_data, week)
        self.aims = {"brand": by_mandate, "demand": by_mandate, "booth": by_sales, "referral": [1.0] * len(by_sales)}
        further = [seat.part for seat in orders.seats[self.company.team.reps :]]
        self.owners = territories(self.seed, len(self.accounts), self.company.team.reps, further).tolist()
        seats = orders.seats
        self.desks += [Desk(tally=RepTally()) for _ in seats[before:]]
        left = set()
        for number, desk in enumerate(self.desks):
            staffed = number < len(seats) and seats[number].staffed
            if (desk.staffed and not staffed) or number >= len(seats):
                left.add(number)
            desk.staffed = staffed
        for desk, seat in zip(self.desks, seats, strict=False):
            if not desk.staffed:
                desk.own = desk.kept = 0.0
            kept = min(desk.kept, self.cost)
            desk.own, desk.kept = desk.own + (desk.kept - kept), kept + seat.plan.leads
            desk.seat, desk.liking = seat, likes(power, seat.plan.weight_of_data, week)
        for stage in (Stage.MARKETING_QUALIFIED, *WITH_SALES):
            for account in self.standing(stage):
                if account.rep in left:
                    account.rep = self.colleague(account, account.rep, len(seats))
        del self.desks[len(seats) :]

    def colleague(self, account: Account, seat: int, seats: int) -> int:
        """Who sits in ``seat``; where nobody does, the account's own pick of who is there."""
        if seat < len(self.desks) and self.desks[seat].staffed:
            return seat
        there = [number for number, desk in enumerate(self.desks) if desk.staffed]
        if not there:
            return min(seat, seats - 1)
        occasion = account.inquiries + account.deals
        return there[int(uniform(self.seed, Purpose.HANDOVER, account.index, occasion) * len(there))]

    def waiting(self, seat: int) -> list[Account]:
        """Leads on the desk that the rep means to call."""
        return [a for a in self.standing(Stage.MARKETING_QUALIFIED) if a.rep == seat and a.lead.wanted]

    def needed(self, seat: int) -> float:
        """Hours a day that the open deals of the seat need."""
        mine = [account.deal.cycle for account in self.standing(Stage.OPPORTUNITY) if account.rep == seat]
        return math.fsum(self.company.effort.hours_per_opportunity / cycle for cycle in mine)

    # ------------------------------------------------------------------ moves

    def move(self, a: Account, stage: Stage, why: str, value: int = 0, expected: int = 0) -> None:
        assert stage in NEXT[a.stage]
        marketer = a.index % self.week.marketers if self.week.marketers else -1
        row = (SOURCES.index(a.source), a.stage, stage, marketer, a.rep, REASONS.index(why), value or a.value, expected)
        self.rows["moves"].append((self.day, a.index, *map(int, row)))
        if stage in CURIOUS and a.stage not in CURIOUS:
            a.curious_since = self.day
        a.stage, a.back = stage, -1

    def to_market(self, a: Account, why: str) -> None:
        self.move(a, Stage.MARKET, why)
        a.source = "none"

    def rest(self, a: Account, stage: Stage, why: str, value: int = 0, expected: int = 0) -> None:
        self.move(a, stage, why, value, expected)
        a.back = self.day + max(1, int(getattr(self.behaviour.rest, stage.name.lower())))

    def recycle(self, a: Account, why: str) -> None:
        if uniform(self.seed, Purpose.RECYCLE, a.index, a.inquiries) < self.policy.lead.recycling:
            self.rest(a, Stage.RECYCLED, why)
        else:
            self.to_market(a, why)

    def note(self, a: Account, activity: str, person: int = -1, score: float = 0.0, good: int = -1) -> None:
        self.rows["activities"].append((self.day, a.index, TOUCHES.index(activity), person, score, good))

    # ------------------------------------------------------------------ losses

    def miss(self, a: Account, cause: str) -> None:
        win, _ = a.odds(self.day, 0.0, 1.0, 0.0, 0.0)
        a.missed = (self.day, cause, int(win * a.value + 0.5))

    def lose(self, a: Account, window: int, day: int, cause: str, value: int) -> None:
        self.rows["missed"].append((day, a.index, window, a.rep, LOSSES.index(cause), value))

    def write_off(self, a: Account) -> None:
        if a.missed is not None:
            self.lose(a, a.window, *a.missed)
            a.missed = None
