"""What reps and marketers do with scarce hours, recomputed: whom they call, contact and chase, and who gets a lead."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from sim.draws import Purpose, normal, picks, uniform
from sim.exchange import Campaigns
from sim.model import FunnelModel
from sim.records.run import Run
from sim.stages import STAGES
from sim.targeting import likes
from tests.theory import corner

FEW = {"market.accounts": 300, "market.customers": 40, "market.cycle_days": 25.0, "revenue": 8e6}
RESTLESS = {"window.years_between": 0.7, "inquiry.hand_raise": 0.04, "handoff.queue_days": 12.0}
STEADY = ("friction", "turnover", "ramp", "seasoning")
"""Nobody is pushed away or leaves, and all heed tracking."""
ALL_MEANT = {"handoff.tracking": 1.0, "lanes.marketing_chase": 0.0}
"""Reps mean to call every lead; no marketer does."""
Lived = tuple[FunnelModel, Run, list[Campaigns]]

MORNING = (
    *("rested", "not_renewed", "hand_raised", "responded", "scored_in", "scored_out", "unscored", "never_called"),
)
"""Reasons of the moves before reps begin to work, where nobody is pushed away."""

# ---------------------------------------------------------------------- calls and contacts

PROMISES = {"none": None, "in two days": 2.0, "at once": 0.25}


@pytest.fixture(scope="module", params=PROMISES)
def short_of_time(request: pytest.FixtureRequest) -> Lived:
    """Three reps with four hours a week for leads and prospecting, who go by data and by instinct."""
    levers = ALL_MEANT | {"handoff.sla_days": PROMISES[request.param], "evidence.sales_use_of_data": 0.4}
    team = FEW | {"team.selling_share": 0.1, "effort.hours_per_opportunity": 0.0}
    return corner.lived("fractional_cmo", STEADY, levers=levers, team=team, habits=RESTLESS, years=2)


def _glances(run: Run) -> list[float]:
    """How well each account looks to a rep (ODD 7.9)."""
    seed, noise = run.spec.seed, run.spec.behaviour.handoff.eye_noise
    everyone = range(run.spec.company.market.accounts)
    fits = [uniform(seed, Purpose.MARKET_FIT, i, 0) for i in everyone]
    return [(fit - 0.5) * math.sqrt(12.0) + noise * normal(seed, Purpose.EYE, i, 0) for i, fit in enumerate(fits)]


def _queues(run: Run) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """By seat and day, the leads on the desk when the rep begins to call."""
    scores = run.activities[run.activities["activity"] == "score"]
    asked = scores.assign(number=scores.groupby("prospect").cumcount() + 1)
    facts = asked.set_index(["prospect", "day"])[["score", "number"]].to_dict("index")
    queued = run.moves[run.moves["to"].eq("marketing_qualified") | run.moves["from"].eq("marketing_qualified")]
    queues = defaultdict(list)
    came: dict[int, tuple[int, int]] = {}
    rows = [*zip(*(queued[name] for name in ("day", "prospect", "to", "rep", "reason")), strict=True)]
    rows += [(run.spec.days, i, "end", 0, "called") for i in queued["prospect"].unique()]
    for day, i, to, rep, why in rows:
        if to == "marketing_qualified":
            came[i] = day, rep
        elif i in came:
            since, seat = came.pop(i)
            for on in range(since, day + (why in ("called", "chased") and to != "end")):
                queues[seat, on].append({"who": i, "came": since, **facts[i, since]})
    return queues


def _in_order(run: Run, queue: list[dict[str, Any]], day: int, glances: list[float]) -> list[tuple[bool, int]]:
    """Leads that the rep can see: whether the promise falls due, and whose; due ones first, then by data and glance."""
    policy, seed = run.spec.timeline[0].policy, run.spec.seed
    promise, weight = policy.handoff.sla_days or math.inf, policy.evidence.sales_use_of_data
    seen = []
    for lead in queue:
        age = day - lead["came"] + 1
        hour = 8.0 * uniform(seed, Purpose.ARRIVAL_HOUR, lead["who"], lead["number"])
        if 8.0 * age - hour >= run.spec.behaviour.handoff.notice_hours:
            look = weight * lead["score"] + (1.0 - weight) * glances[lead["who"]]
            seen.append((age < promise, -look, lead["who"]))
    return [(not later, who) for later, _, who in sorted(seen)]


def test_calls_and_contacts_are_those_that_hours_promise_and_order_allow_exactly(short_of_time: Lived) -> None:
    """Desk by desk and day by day: the week's hours for leads, then prospecting's for the promise (ODD 7.8, 7.9)."""
    _, run, weeks = short_of_time
    spec, policy = run.spec, run.spec.timeline[0].policy
    work, seats, each = spec.behaviour.handoff, range(spec.company.team.reps), spec.company.effort.hours_per_contact
    cost = work.hours_per_lead + policy.feedback.reported_share * work.hours_per_report
    plans = run.people[run.people["role"] == "rep"].set_index(["week", "person"])
    glances, queues, dawns = _glances(run), _queues(run), corner.dawns(run)
    won_over = run.moves[run.moves["reason"] == "contacted"]
    won_over = set(zip(won_over["day"], won_over["prospect"], strict=True))
    for_leads, own, foretold = [0.0] * len(seats), [0.0] * len(seats), []
    for day in range(spec.days):
        nobody_s = _nobody_s(run, dawns, day)
        liked = likes(spec.behaviour.analytics.aim, policy.evidence.sales_use_of_data, weeks[day // 5])
        for seat in seats:
            plan, prospects = plans.loc[(day // 5, seat)], True
            if day % 5 == 0:
                kept = min(for_leads[seat], cost)
                own[seat] += for_leads[seat] - kept
                for_leads[seat] = kept + plan["hours_leads"]
            own[seat] += plan["hours_prospecting"] / 5.0
            for due, who in _in_order(run, queues[seat, day], day, glances):
                hours = for_leads if for_leads[seat] >= cost else own
                if hours is own and not (due and own[seat] >= cost):
                    prospects = not due  # who broke the promise for want of hours saves them up
                    break
                hours[seat] -= cost
                foretold.append((day, who, "call", seat))
            number = int(own[seat] / each) if prospects else 0
            own[seat] -= number * each
            looks = picks(spec.seed, Purpose.PROSPECT_PICK, seat, day * 2**20, number * work.eye_picks, len(nobody_s))
            for group in looks.reshape(-1, work.eye_picks).tolist():
                found = [(glances[i] + liked[_segment(run, i)], i) for i in group if nobody_s[i]]
                if found:
                    _, best = max(found)
                    foretold.append((day, best, "contact", seat))
                    nobody_s[best] = (day, best) not in won_over
    rows = run.activities[run.activities["activity"].isin(["call", "contact"])]
    assert rows["activity"].eq("call").sum() > 50
    assert rows["activity"].eq("contact").sum() > 300
    assert list(zip(*(rows[name] for name in ("day", "prospect", "activity", "person")), strict=True)) == foretold


def _segment(run: Run, i: int) -> int:
    return int(uniform(run.spec.seed, Purpose.MARKET_SEGMENT, i, 0) * run.spec.behaviour.segment.number)


def _nobody_s(run: Run, dawns: np.ndarray, day: int) -> list[bool]:
    """Whether each account is in the market or in nurture when reps begin to work, after the morning's moves."""
    morning = run.moves[run.moves["day"] == day]
    morning = morning[morning["reason"].isin(MORNING)]
    stages = dict(enumerate(dawns[day].tolist()))
    for i, to in zip(morning["prospect"], morning["to"].astype(str), strict=True):
        stages[i] = STAGES.index(to)
    return [STAGES[stages[i]] in ("market", "recycled") for i in range(len(stages))]


def test_marketers_chase_the_newest_that_reps_do_not_mean_to_call_exactly() -> None:
    """One for each ``handoff.hours_per_chase``, which keep for another day, at most one call's worth (ODD 7.11)."""
    levers = {"handoff.tracking": 0.2, "lanes.marketing_chase": 0.6}
    habits = RESTLESS | {"belief.sharpness": 0.0, "handoff.hours_per_chase": 4.5}
    team = FEW | {"effort.hours_per_opportunity": 0.0}
    _, run, weeks = corner.lived("lane_crossing", STEADY, levers=levers, team=team, habits=habits, years=2)
    cost, hours, foretold, left = run.spec.behaviour.handoff.hours_per_chase, 0.0, [], 0
    ignored = 0.5 * (1.0 - 0.2)  # appetite is one half
    sources = run.moves[run.moves["to"] == "inquiry"].set_index(["prospect", "day"])["source"]
    queues = _queues(run)
    for day in range(run.spec.days):
        hours += weeks[day // 5].chase_hours
        queue = []
        for lead in (lead for seat in range(run.spec.company.team.reps) for lead in queues[seat, day]):
            raised = sources[lead["who"], lead["came"]] == "hand_raise"
            chance = ignored ** (run.spec.behaviour.handoff.raised_hand if raised else 1.0)
            if uniform(run.spec.seed, Purpose.FOLLOW_UP, lead["who"], lead["number"]) < chance:
                queue.append((-lead["came"], lead["who"]))
        pushed = sorted(queue)[: int(hours / cost)]
        foretold += [(day, who) for _, who in pushed]
        hours -= cost * len(pushed)
        hours = min(hours, cost)
        left += len(queue) - len(pushed)
    rows = run.activities[run.activities["activity"] == "chase"]
    assert list(zip(rows["day"], rows["prospect"], strict=True)) == foretold
    assert len(foretold) > 60
    assert left > 100


# ---------------------------------------------------------------------- routing


def test_a_lead_goes_to_the_shortest_queue_exactly() -> None:
    """Of equal queues to the rep with the fewest deals, then to the first seat (ODD 7.7), as it was at that moment."""
    levers = ALL_MEANT | {"lead.routing": "balanced", "handoff.tracking": 0.3, "lanes.marketing_chase": 0.4}
    team = FEW | {"team.reps": 4, "team.selling_share": 0.1}
    without = tuple(name for name in STEADY if name != "friction")
    _, run, _ = corner.lived("lane_crossing", without, levers=levers, team=team, habits=RESTLESS, years=2)
    queue, deals, ties = [0] * 4, [0] * 4, 0
    names = ("from", "to", "rep")
    for origin, target, rep in zip(*(run.moves[name].astype(object) for name in names), strict=True):
        queue[rep] -= origin == "marketing_qualified"
        deals[rep] -= origin == "opportunity"
        if target == "marketing_qualified":
            ties += queue.count(min(queue)) > 1
            assert rep == min(range(4), key=lambda seat: (queue[seat], deals[seat], seat))
        queue[rep] += target == "marketing_qualified"
        deals[rep] += target == "opportunity"
    assert ties > 100
