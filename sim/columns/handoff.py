"""Phase 4 and what follows from it: inquiries, score, routing, calls, chase, and what a lead turned out to be."""

import math

import numpy as np

from sim.columns.calendar import book, cancel, take
from sim.columns.codes import DISCOVERY, GIVE_UP, HAND_RAISE, LOSS, MARKETING, NEVER, REST, SOURCE, STAGE, TOUCH, WHY
from sim.columns.deals import expand, open_deal
from sim.columns.pool import lead_of
from sim.columns.prospect import (
    days_to_tell,
    fitness,
    hours_since,
    luck_to_qualify,
    open_to_offers,
    raise_hand,
    readiness,
    settle,
    show,
    touch,
    would_qualify,
)
from sim.columns.roster import bother, colleague, enqueue, miss, move, note, owner, recycle, rest, unqueue
from sim.columns.state import World
from sim.compiled import Ints, inner, lean
from sim.draws import Purpose, uniform
from sim.score import learn, logistic, logit


@inner
def give_up(w: World, day: int) -> None:
    """Leads that nobody called within ``handoff.queue_days`` go back."""
    for i in take(w, GIVE_UP, day):
        unqueue(w, i)
        w.state[0].given_up += 1
        if would_qualify(w, i, day):
            miss(w, i, LOSS.never_called, day)
        recycle(w, i, WHY.never_called, day)


@lean
def route(w: World, i: int) -> int:
    """The seat that gets the lead: the territory's, or the one with the shortest queue and the fewest deals."""
    best = NEVER
    if w.orders[0].balanced:
        for seat in range(w.state[0].desks):
            desk = w.desks[seat]
            if not desk.staffed:
                continue
            shorter = best == NEVER or desk.queued < w.desks[best].queued
            if shorter or (desk.queued == w.desks[best].queued and desk.deal_count < w.desks[best].deal_count):
                best = seat
    return best if best != NEVER else colleague(w, i, owner(w, i))


@lean
def pass_on(w: World, i: int, why: int, day: int) -> None:
    """The lead goes onto a desk, whose rep means to call it or not."""
    rules, account, state = w.rules[0], w.accounts[i], w.state[0]
    account.rep = route(w, i)
    move(w, i, STAGE.marketing_qualified, why, day, 0, 0)
    lead, desk = w.leads[account.slot], w.desks[account.rep]
    ignored = 1.0 - desk.follow
    if lead.source == SOURCE.hand_raise and ignored > 0.0:
        ignored = math.exp(rules.handoff_raised_hand * math.log(ignored))
    lead.wanted = uniform(rules.seed, Purpose.FOLLOW_UP, i, account.inquiries) >= ignored
    enqueue(w, account.slot, account.rep)
    desk.arrived += lead.wanted
    state.passed += 1
    book(w, GIVE_UP, account.slot, day + max(1, int(rules.handoff_queue_days)))


@lean
def inquire(w: World, i: int, hand_raised: bool, day: int) -> None:
    """An inquiry is scored where there is marketing, and passed on if it clears the bar."""
    account, orders = w.accounts[i], w.orders[0]
    account.inquiries += 1
    slot = lead_of(w, i)
    lead = w.leads[slot]
    lead.source = SOURCE.hand_raise if hand_raised else SOURCE.campaign
    cancel(w, REST, slot)
    move(w, i, STAGE.inquiry, WHY.hand_raised if hand_raised else WHY.responded, day, 0, 0)
    show(w, i, day, hand_raised, orders.profile_noise)
    lead.score = logit(w.score, lead.profile, lead.activity, lead.hand)
    good = would_qualify(w, i, day)
    note(w, day, i, TOUCH.score, NEVER, lead.score, int(good))
    if orders.marketers == 0:
        pass_on(w, i, WHY.unscored, day)
    elif logistic(lead.score) >= orders.bar:
        pass_on(w, i, WHY.scored_in, day)
    else:
        if good:
            miss(w, i, LOSS.stuck_at_top, day)
        recycle(w, i, WHY.scored_out, day)


@inner
def receive(w: World, day: int, answered: Ints) -> None:
    """Phase 4: leads too old go back; hands raised, then offers ``answered``, become inquiries or expansions."""
    give_up(w, day)
    for i in take(w, HAND_RAISE, day):
        raise_hand(w, i, day)
        if w.accounts[i].stage == STAGE.customer:
            expand(w, i, day)
        else:
            inquire(w, i, True, day)
    for i in answered:
        if open_to_offers(w.accounts[i].stage):
            inquire(w, i, False, day)


@lean
def talk(w: World, i: int, chased: bool, day: int) -> None:
    """Somebody talks to the lead; what it is shows some days later."""
    rules, account = w.rules[0], w.accounts[i]
    unqueue(w, i)
    move(w, i, STAGE.sales_accepted, WHY.chased if chased else WHY.called, day, 0, 0)
    touch(w, i, day, rules.memory_call_understanding, rules.memory_call_understanding)
    lead = w.leads[account.slot]
    lead.delay, lead.chased = max(1.0, hours_since(w, i, day)), chased
    book(w, DISCOVERY, account.slot, day + days_to_tell(w, i))


@lean
def call(w: World, i: int, day: int) -> None:
    """A rep calls a lead: no clumsy touch, since the account asked."""
    account = w.accounts[i]
    w.today[0].calls += 1
    w.state[0].called += 1
    note(w, day, i, TOUCH.call, account.rep, 0.0, -1)
    account.touched_sales = day
    talk(w, i, False, day)


@inner
def unwanted(w: World) -> Ints:
    """Leads that no rep means to call, the newest first, of equal ones by index."""
    number = 0
    queued = w.counts[STAGE.marketing_qualified]
    keys = np.empty(queued, dtype=np.int64)
    for k in range(queued):
        lead = w.leads[w.members[STAGE.marketing_qualified, k]]
        if not lead.wanted:
            keys[number] = int(lead.who) - int(lead.arrived) * 2**32  # newest first, then by index
            number += 1
    keys = keys[:number]
    keys.sort()
    for k in range(number):
        keys[k] = keys[k] % 2**32
    return keys


@inner
def chase(w: World, day: int) -> None:
    """Marketers push leads that reps do not mean to call, the newest first; some are pushed away (C5)."""
    rules, orders, state = w.rules[0], w.orders[0], w.state[0]
    state.chase_hours += orders.chase_hours
    cost = rules.handoff_hours_per_chase
    if state.chase_hours <= 0.0:
        return
    left = unwanted(w)
    for k in range(len(left)):
        if state.chase_hours < cost:
            return
        i = left[k]
        state.chase_hours -= cost
        w.today[0].chases += 1
        state.given_up += 1
        note(w, day, i, TOUCH.chase, NEVER, 0.0, -1)
        clash, away = bother(w, i, MARKETING, day, 0.0 if w.accounts[i].in_window else rules.friction_chase)
        w.today[0].chase_clashes += clash
        if not away:
            talk(w, i, True, day)
    state.chase_hours = min(state.chase_hours, cost)


@lean
def tell(w: World, i: int, qualified: bool) -> None:
    """Who called learns what the lead was, and the score does if it is reported."""
    account = w.accounts[i]
    lead, desk = w.leads[account.slot], w.desks[account.rep]
    if lead.chased:
        return
    desk.calls_good += qualified
    desk.calls_bad += not qualified
    if uniform(w.rules[0].seed, Purpose.REPORT, i, account.inquiries) < w.orders[0].reported_share:
        w.today[0].reports += 1
        learn(w.score, w.rules[0].score_learning_rate, lead.profile, lead.activity, lead.hand, qualified)


@lean
def show_true(w: World, i: int, day: int) -> None:
    """One of them."""
    settle(w, i, day)
    account = w.accounts[i]
    lead = w.leads[account.slot]
    skill = w.rules[0].handoff_chase_skill if lead.chased else 1.0
    ready, fits = luck_to_qualify(w, i)
    qualified = bool(account.in_window) and ready < readiness(w, i, day, lead.delay, account.friction, skill)
    tell(w, i, qualified)
    if qualified:
        open_deal(w, i, WHY.qualified, day)
        return
    if would_qualify(w, i, day):
        cause = LOSS.collided
        if lead.chased:
            cause = LOSS.never_called
        elif ready >= readiness(w, i, day, lead.delay, 0.0, 1.0):
            cause = LOSS.too_late
        miss(w, i, cause, day)
    if fits > fitness(w, i, day):
        rest(w, i, STAGE.disqualified, WHY.not_fit, day, 0, 0)
    else:
        recycle(w, i, WHY.not_ready, day)


@inner
def discover(w: World, day: int) -> None:
    """Leads that were called turn out to qualify or not; a rep who called learns that at once."""
    for i in take(w, DISCOVERY, day):
        show_true(w, i, day)
