"""Phase 5: reps spend their hours on deals, on marketing's leads, on accounts of their own choice."""

import numpy as np

from sim.columns.codes import NEVER, STAGE
from sim.columns.deals import contact
from sim.columns.desk import begin_week, drop_deal, serve_deals, take_deal
from sim.columns.handoff import call
from sim.columns.prospect import hours_since, open_to_offers
from sim.columns.roster import colleague, dequeue, enqueue, in_stage
from sim.columns.state import World
from sim.compiled import Ints, compiled, inner, lean
from sim.draws import Purpose, uniform
from sim.rules import LOOKS_PER_DAY
from sim.spec.experiment import DAYS_PER_WEEK


@lean
def clear_desk(w: World, s: int) -> None:
    """A new seat's desk is empty, and nobody has worked there."""
    desk = w.desks[s]
    desk.deal_rate, desk.served, desk.own_hours, desk.lead_hours = 0.0, 0.0, 0.0, 0.0
    desk.deal_count, desk.days, desk.queued, desk.waiting, desk.queue = 0, 0, 0, 0, NEVER
    desk.calls_good, desk.calls_bad, desk.own_good, desk.own_bad, desk.arrived = 0, 0, 0, 0, 0


@inner
def hand_over(w: World, left: Ints) -> None:
    """What lies on the desks that are ``left`` goes to colleagues; where there is none, it stays lying."""
    for stage in (STAGE.marketing_qualified, STAGE.sales_accepted, STAGE.opportunity):
        for i in in_stage(w, stage):
            account = w.accounts[i]
            old = int(account.rep)
            if old >= len(left) or not left[old]:
                continue
            new = colleague(w, i, old)
            if new == old:
                continue
            if stage == STAGE.opportunity:
                drop_deal(w, i)
                take_deal(w, i, new)
            elif stage == STAGE.marketing_qualified:
                dequeue(w, account.slot, old)
                enqueue(w, account.slot, new)
            account.rep = new


@compiled
def seat(w: World, manned: Ints) -> None:
    """Give every seat its desk; ``manned`` tells who sits there now. The work of who has left goes to colleagues."""
    state = w.state[0]
    seats, before = len(manned), state.desks
    left = np.zeros(max(seats, before), dtype=np.int64)
    any_left = False
    for s in range(before):
        if s >= seats or (w.desks[s].staffed and not manned[s]):
            left[s] = 1
            any_left = True
    for s in range(before, seats):
        clear_desk(w, s)
    state.seats, state.desks = seats, max(seats, before)
    for s in range(state.desks):
        w.desks[s].staffed = manned[s] if s < seats else 0
        if s < seats:
            begin_week(w, s, w.orders[0].hours_per_call)
    if any_left:
        hand_over(w, left)
    state.desks = seats


@lean
def is_due(w: World, i: int, day: int) -> bool:
    """Whether the promise to call the lead (``handoff.sla_days``) would be broken tomorrow."""
    return day - w.leads[w.accounts[i].slot].arrived + 1 >= w.orders[0].sla_days


@lean
def comes_before(w: World, i: int, rank: float, other: int, other_rank: float, day: int) -> bool:
    """Leads on which the promise falls due come first, then the lower rank, then the lower index."""
    due, other_due = is_due(w, i, day), is_due(w, other, day)
    if due != other_due:
        return due
    if rank != other_rank:
        return rank < other_rank
    return i < other


@inner
def call_leads(w: World, s: int, day: int) -> bool:
    """Call leads while the hours last; returns whether the rep is free to prospect."""
    desk, cost, notice = w.desks[s], w.orders[0].hours_per_call, w.rules[0].handoff_notice_hours
    seen = np.empty(desk.waiting, dtype=np.int64)
    rank = np.empty(desk.waiting)
    number, slot = 0, int(desk.queue)
    while slot != NEVER:
        lead = w.leads[slot]
        if lead.wanted and hours_since(w, lead.who, day) >= notice:
            seen[number] = lead.who
            glance = w.accounts[lead.who].glance
            rank[number] = -(desk.weight_of_data * lead.score + (1.0 - desk.weight_of_data) * glance)
            number += 1
        slot = int(lead.queue_after)
    while number > 0:
        first = 0
        for k in range(1, number):
            if comes_before(w, seen[k], rank[k], seen[first], rank[first], day):
                first = k
        i = seen[first]
        if desk.lead_hours >= cost:
            desk.lead_hours -= cost
        elif not is_due(w, i, day):
            return True
        elif desk.own_hours >= cost:
            desk.own_hours -= cost
        else:
            return False
        call(w, i, day)
        number -= 1
        seen[first], rank[first] = seen[number], rank[number]
    return True


@lean
def prospect(w: World, s: int, day: int) -> None:
    """Contact accounts of one's own choice with the hours that are left, each the best of a few looked over."""
    rules, desk = w.rules[0], w.desks[s]
    number = int(desk.own_hours / rules.hours_per_contact)
    spent = number * rules.hours_per_contact
    desk.own_hours -= spent
    waiting = desk.waiting * rules.handoff_hours_per_lead
    w.today[0].misplaced_hours += min(spent, waiting)
    look = day * LOOKS_PER_DAY
    for _ in range(number):
        best, most = NEVER, 0.0
        for _ in range(rules.handoff_eye_picks):
            i = int(uniform(rules.seed, Purpose.PROSPECT_PICK, s, look) * len(w.accounts))
            look += 1
            account = w.accounts[i]
            if open_to_offers(account.stage):
                liked = account.glance + w.aims[2 + s, account.segment]
                if best == NEVER or liked > most or (liked == most and i > best):
                    best, most = i, liked
        if best != NEVER:
            if contact(w, best, s, day):
                desk.own_good += 1
            else:
                desk.own_bad += 1


@lean
def work(w: World, day: int) -> None:
    """Phase 5: deals get their hours; then leads, as far as the week's hours for them go; then prospecting."""
    for s in range(w.state[0].desks):
        serve_deals(w, s)
        desk = w.desks[s]
        if not desk.staffed:
            continue
        desk.own_hours += desk.prospecting / DAYS_PER_WEEK
        if call_leads(w, s, day):
            prospect(w, s, day)
