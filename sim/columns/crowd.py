"""The crowd as columns, behind the same door as the agents: orders in, phases, tallies and records out."""

import math
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np

from sim.columns import days, selling
from sim.columns.codes import EVENTS, LONG_AGO, NEVER
from sim.columns.days import MOST_A_DAY
from sim.columns.state import (
    ACCOUNT,
    DESK,
    EFFORT,
    LEAD,
    MISSED,
    MOVE,
    ORDERS,
    OWN_RULES,
    RULES,
    STATE,
    TODAY,
    TOUCHED,
    World,
)
from sim.columns.view import Prospects
from sim.compiled import uncompiled
from sim.drift import Drift
from sim.exchange import Bookings, Happened, MarketingTally, Orders, RepPlan, RepTally, Tallies
from sim.ledger import FLOWS
from sim.market import first_contracts, market
from sim.records.recorder import Recorder
from sim.rules import Rules, rules_of
from sim.score import Score
from sim.spec.company import CompanySpec
from sim.spec.experiment import DAYS_PER_WEEK, ExperimentSpec
from sim.spec.policy import PolicySpec
from sim.stages import STAGES, Stage
from sim.targeting import aims, likes

OF_REPS = ("calls_good", "calls_bad", "own_good", "own_bad", "arrived")
OF_MARKETING = ("passed", "called", "given_up")
"""What tallies count from Monday to Monday."""
OF_PLANS = tuple(field.name for field in fields(RepPlan))
of_plan = attrgetter(*OF_PLANS)
OF_CAMPAIGNS = ("brand_touches", "demand_touches", "booth_touches", "nurture_touches", "collateral", "chase_hours")
ROOM = {"moves": 2 * MOST_A_DAY, "missed": 2 * MOST_A_DAY, "touches": 16 * MOST_A_DAY}
"""Rows an account that can be written before they are handed in; memory is taken only where something is written."""


class ColumnCrowd:
    """All accounts, and what happens to them, phase by phase. Knows of people only what orders say."""

    def __init__(self, spec: ExperimentSpec, company: CompanySpec, recorder: Recorder, drift: Drift) -> None:
        """The market on day 0."""
        self.recorder = recorder
        self.rules = rules_of(spec.seed, drift, spec.behaviour, company.market)
        self.world = world = _world(self.rules, spec, company, recorder.detailed)
        self.prospects = Prospects(world)
        self.log, self.stages = _records(DAYS_PER_WEEK, TODAY), np.zeros((DAYS_PER_WEEK, len(STAGES)), dtype=np.int64)
        columns = market(self.rules, company)
        world.accounts["glance"], world.accounts["segment"] = columns.glance, columns.segment
        world.accounts["rep"] = columns.owner
        days.start(world, *first_contracts(self.rules, company, columns.fit))

    # ------------------------------------------------------------------ tallies and orders

    def tally(self) -> Tallies:
        """What happened since the last Monday; counting starts again."""
        world, state = self.world, self.world.state[0]
        desks = world.desks[: state["desks"]]
        needed = np.where(desks["deal_count"] > 0, desks["deal_rate"] * DAYS_PER_WEEK, 0.0)
        seen = (*(desks[name].tolist() for name in (*OF_REPS, "waiting")), needed.tolist())
        reps = [RepTally(*row) for row in zip(*seen, strict=True)]
        marketing = MarketingTally(**{name: int(state[name]) for name in OF_MARKETING})
        marketing.in_nurture = int(world.counts[Stage.RECYCLED])
        marketing.open_deals = int(world.counts[Stage.OPPORTUNITY])
        for name in OF_REPS:
            world.desks[name] = 0
        for name in OF_MARKETING:
            state[name] = 0
        return Tallies(reps, marketing)

    def take_orders(self, orders: Orders, policy: PolicySpec) -> None:
        """Work by these orders under ``policy`` from today on; other seats mean other territories."""
        week, world = orders.campaigns, self.world
        behaviour = self.rules.behaviour
        given = world.orders[0]
        for name in OF_CAMPAIGNS:
            given[name] = getattr(week, name)
        learned = 1.0 + week.analytics_hours / behaviour.analytics.profile_hours
        given["profile_noise"] = behaviour.score.profile_noise / math.sqrt(learned)
        shared = policy.lead.shared_definition
        given["bar"] = shared * behaviour.score.bar + (1.0 - shared) * week.bar
        given["coordination"], given["recycling"] = policy.lanes.coordination, policy.lead.recycling
        given["sla_days"] = math.inf if policy.handoff.sla_days is None else policy.handoff.sla_days
        given["hours_per_call"] = behaviour.handoff.hours_per_call(policy.feedback.reported_share)
        given["reported_share"] = policy.feedback.reported_share
        given["marketers"], given["balanced"] = week.marketers, policy.lead.routing == "balanced"
        desks = world.desks[: len(orders.seats)]
        desks["part"] = [seat.part for seat in orders.seats]
        desks["skill"] = [seat.skill for seat in orders.seats]
        plans = np.array([of_plan(seat.plan) for seat in orders.seats])
        for column, name in enumerate(OF_PLANS):
            desks[name] = plans[:, column]
        selling.seat(world, np.array([seat.staffed for seat in orders.seats], dtype=np.int64))
        power = behaviour.analytics.aim
        world.aims[0] = aims(power, policy.mandate.targeting, week)
        world.aims[1] = aims(power, policy.evidence.sales_use_of_data, week)
        weights = [seat.plan.weight_of_data for seat in orders.seats]
        liked = {weight: likes(power, weight, week) for weight in set(weights)}
        world.aims[2 : 2 + len(weights)] = [liked[weight] for weight in weights]

    # ------------------------------------------------------------------ the phases

    def live(self, first: int, last: int) -> Iterator[Happened]:
        """The days from ``first`` to ``last`` (not included), all at once; reps are credited with the last one."""
        world, number, day = self.world, last - first, first
        world.desks["signed"] = 0
        while day < last:
            day = days.live(world, self.log, self.stages, first, day, last)
            self._hand_in()
        signed = {seat: cents for seat, cents in enumerate(world.desks["signed"].tolist()) if cents}
        for stages, row in zip(self.stages[:number].tolist(), self.log[:number].tolist(), strict=True):
            counts = dict(zip(TODAY.names or (), row, strict=True))
            number -= 1
            flows = {name: counts[name] for name in FLOWS}
            yield Happened(stages, counts, Bookings(**flows, signed={} if number else signed), counts["recurring"])

    def end(self) -> None:
        """The run is over: what is lost by now and not won back counts as lost."""
        days.finish(self.world)
        self._hand_in()

    def _hand_in(self) -> None:
        """Give what was written down to the recorder."""
        state = self.world.state[0]
        for name in ("moves", "missed", "touches"):
            if state[name]:
                table = "activities" if name == "touches" else name
                self.recorder.block(table, getattr(self.world, name)[: state[name]])
                state[name] = 0


def _world(rules: Rules, spec: ExperimentSpec, company: CompanySpec, detailed: bool) -> World:
    accounts, reps = company.market.accounts, company.team.reps
    mondays = range(0, spec.days, DAYS_PER_WEEK)
    most = reps + max(math.ceil(spec.policy_on(day).team.extra_reps) for day in mondays)
    segments = spec.behaviour.segment.number
    world = World(
        rules=_records(1, RULES),
        orders=_records(1, ORDERS),
        today=_records(2, TODAY),
        state=_records(1, STATE),
        score=Score(spec.seed, spec.behaviour.score.learning_rate, spec.behaviour.score.clicks).state,
        counts=np.zeros(len(STAGES), dtype=np.int64),
        drift=rules.drift.columns,
        aims=np.zeros((2 + most, segments)),
        accounts=_records(accounts, ACCOUNT),
        leads=_records(accounts, LEAD),
        desks=_records(most, DESK),
        heads=np.full((EVENTS, spec.days), NEVER, dtype=np.int32),
        due=np.empty((accounts, EVENTS), dtype=np.int32),
        after=np.empty((accounts, EVENTS), dtype=np.int32),
        members=np.empty((len(STAGES), accounts), dtype=np.int32),
        freed=np.empty(accounts, dtype=np.int32),
        moves=_unwritten(ROOM["moves"] * accounts, MOVE),
        missed=_unwritten(ROOM["missed"] * accounts, MISSED),
        touches=_unwritten(ROOM["touches"] * accounts if detailed else 1, TOUCHED),
    )
    numbers = world.rules[0]
    for name in RULES.names or ():
        group, _, rest = name.partition("_")
        if hasattr(getattr(spec.behaviour, group, None), rest):
            numbers[name] = getattr(getattr(spec.behaviour, group), rest)
    for name in OWN_RULES:
        numbers[name] = getattr(rules, name)
    for name in EFFORT:
        numbers[name] = getattr(company.effort, name)
    numbers["value_median"], numbers["value_sigma"] = company.market.value_median, company.market.value_sigma
    numbers["seed"], numbers["days"], numbers["first_seats"] = spec.seed, spec.days, reps
    numbers["detailed"] = detailed
    for name in ("slot", "window_due", "window_after"):
        world.accounts[name] = NEVER
    world.accounts["touched_marketing"] = world.accounts["touched_sales"] = LONG_AGO
    world.counts[Stage.MARKET] = accounts
    world.desks["queue"] = NEVER
    return world


def _records(number: int, dtype: np.dtype[Any]) -> Any:
    """``number`` records of zeros."""
    return _readable(np.zeros(number, dtype))


def _unwritten(number: int, dtype: np.dtype[Any]) -> Any:
    """Room for ``number`` records; memory is taken only where they are written."""
    return _readable(np.empty(number, dtype))


def _readable(rows: Any) -> Any:
    """``rows`` with their fields as attributes, which compiled rules have anyway."""
    return rows.view(np.recarray) if uncompiled() else rows
