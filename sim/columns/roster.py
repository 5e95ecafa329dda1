"""Who stands where, and all that is written down of a day."""

import numpy as np

from sim.columns.calendar import book, cancel, take, take_windows
from sim.columns.codes import GIVE_UP, LEGAL, LOSS, NEVER, REST, SALES, SOURCE, STAGE, WHY
from sim.columns.pool import lead_of, let_go
from sim.columns.prospect import (
    annoy,
    end_window,
    expect_hand_raise,
    odds_of_deal,
    open_window,
    settle,
    would_have_come,
    would_qualify,
)
from sim.columns.state import World
from sim.compiled import Ints, inner, lean
from sim.draws import Purpose, uniform


@lean
def place(w: World, i: int, stage: int) -> None:
    """Put account ``i`` into ``stage`` and keep the counts; ``move`` is for everything after day 0."""
    account = w.accounts[i]
    lead = w.leads[account.slot]
    old = int(account.stage)
    w.counts[old] -= 1
    if old != STAGE.market:
        last = w.members[old, w.counts[old]]
        w.members[old, lead.place] = last
        w.leads[last].place = lead.place
    account.stage = stage
    if stage != STAGE.market:
        lead.place = w.counts[stage]
        w.members[stage, lead.place] = account.slot
    w.counts[stage] += 1


@inner
def in_stage(w: World, stage: int) -> Ints:
    """Accounts in ``stage`` (not ``market``), ascending."""
    found = w.members[stage, : w.counts[stage]].astype(np.int64)
    for k in range(len(found)):
        found[k] = w.leads[found[k]].who
    found.sort()
    return found


@lean
def move(w: World, i: int, stage: int, why: int, day: int, value: int, expected: int) -> None:
    """Move account ``i``, if that is legal, and record it. A ``value`` of 0 stands for its usual contract."""
    account = w.accounts[i]
    if not LEGAL[account.stage, stage]:
        raise ValueError("a rule tried to move an account along a path that the funnel does not have")
    lead = w.leads[lead_of(w, i)]
    settle(w, i, day)
    state, marketers = w.state[0], w.orders[0].marketers
    row = w.moves[state.moves]
    state.moves += 1
    row.day, row.prospect, row.source = day, i, lead.source
    row["from"], row.to = account.stage, stage
    row.marketer = i % marketers if marketers > 0 else -1
    row.rep, row.reason = account.rep, why
    row.value, row.expected = value if value != 0 else lead.value, expected
    place(w, i, stage)
    expect_hand_raise(w, i, day)


@lean
def go_to_market(w: World, i: int, why: int, day: int) -> None:
    """Out of sight: account ``i`` is an ordinary part of the market again."""
    move(w, i, STAGE.market, why, day, 0, 0)
    w.leads[w.accounts[i].slot].source = SOURCE.none
    let_go(w, i)


@lean
def rest(w: World, i: int, stage: int, why: int, day: int, value: int, expected: int) -> None:
    """Move account ``i`` to a stage where it rests for as long as ``behaviour.rest`` says of that stage."""
    rules = w.rules[0]
    days = rules.rest_recycled
    if stage == STAGE.disqualified:
        days = rules.rest_disqualified
    elif stage == STAGE.lost:
        days = rules.rest_lost
    elif stage == STAGE.churned:
        days = rules.rest_churned
    elif stage == STAGE.cooling_off:
        days = rules.rest_cooling_off
    move(w, i, stage, why, day, value, expected)
    book(w, REST, w.accounts[i].slot, day + max(1, int(days)))


@lean
def recycle(w: World, i: int, why: int, day: int) -> None:
    """Into nurture, as far as the policy keeps what was not ready; otherwise out of sight."""
    luck = uniform(w.rules[0].seed, Purpose.RECYCLE, i, w.accounts[i].inquiries)
    if luck < w.orders[0].recycling:
        rest(w, i, STAGE.recycled, why, day, 0, 0)
    else:
        go_to_market(w, i, why, day)


@lean
def owner(w: World, i: int) -> int:
    """The seat whose territory account ``i`` lies in (``sim.crowd.population.territories``)."""
    rules = w.rules[0]
    seat = int(uniform(rules.seed, Purpose.MARKET_OWNER, i, 0) * rules.first_seats)
    whole = float(rules.first_seats)
    for k in range(w.state[0].seats - rules.first_seats):
        part = w.desks[rules.first_seats + k].part
        whole += part
        if uniform(rules.seed, Purpose.MARKET_OWNER, i, rules.first_seats + k) < part / whole:
            seat = int(rules.first_seats) + k
    return seat


@lean
def colleague(w: World, i: int, seat: int) -> int:
    """``seat`` if somebody sits there; otherwise the account's own pick of the staffed ones, if there are any."""
    state = w.state[0]
    if seat < state.desks and w.desks[seat].staffed:
        return seat
    staffed = 0
    for other in range(state.desks):
        staffed += w.desks[other].staffed
    if staffed == 0:
        return min(seat, state.seats - 1)
    account = w.accounts[i]
    occasion = int(account.inquiries) + int(account.deals)
    pick = int(uniform(w.rules[0].seed, Purpose.HANDOVER, i, occasion) * staffed)
    for other in range(state.desks):
        if w.desks[other].staffed:
            if pick == 0:
                return other
            pick -= 1
    return seat


@lean
def enqueue(w: World, slot: int, seat: int) -> None:
    """Put the lead in ``slot`` on the desk of ``seat``."""
    lead, desk = w.leads[slot], w.desks[seat]
    lead.queue_before, lead.queue_after = NEVER, desk.queue
    if desk.queue != NEVER:
        w.leads[desk.queue].queue_before = slot
    desk.queue = slot
    desk.queued += 1
    desk.waiting += lead.wanted


@lean
def dequeue(w: World, slot: int, seat: int) -> None:
    """Take the lead in ``slot`` off the desk of ``seat``."""
    lead, desk = w.leads[slot], w.desks[seat]
    if lead.queue_before == NEVER:
        desk.queue = lead.queue_after
    else:
        w.leads[lead.queue_before].queue_after = lead.queue_after
    if lead.queue_after != NEVER:
        w.leads[lead.queue_after].queue_before = lead.queue_before
    desk.queued -= 1
    desk.waiting -= lead.wanted


@lean
def unqueue(w: World, i: int) -> None:
    """Take account ``i`` off the desk on which it waits."""
    account = w.accounts[i]
    dequeue(w, account.slot, account.rep)
    cancel(w, GIVE_UP, account.slot)


@lean
def miss(w: World, i: int, cause: int, day: int) -> None:
    """A buyer would have come to a deal with the same luck, had all been done well; ``cause`` says what was not."""
    settle(w, i, day)
    win, _ = odds_of_deal(w, i, 0.0, 1.0, 0.0, 0.0, day)
    lead = w.leads[w.accounts[i].slot]
    lead.missed_cause, lead.missed_day, lead.missed_value = cause, day, int(win * lead.value + 0.5)


@lean
def bother(w: World, i: int, team: int, day: int, push: float) -> tuple[float, bool]:
    """``team`` touches account ``i``. Returns how much of a clash that was, and whether the account turns its back."""
    rules, account = w.rules[0], w.accounts[i]
    fresh = day - rules.friction_days
    if team == SALES:
        other, again = account.touched_marketing >= fresh, account.touched_sales >= fresh
        account.touched_sales = day
    else:
        with_sales = account.stage == STAGE.sales_accepted or account.stage == STAGE.opportunity
        other, again = account.touched_sales >= fresh or with_sales, account.touched_marketing >= fresh
        account.touched_marketing = day
    clash = 1.0 - w.orders[0].coordination if other else 0.0
    added = push + rules.friction_clash * clash + (rules.friction_again if again else 0.0)
    if added <= 0.0 or not annoy(w, i, added, day):
        return clash, False
    stage = account.stage
    if stage != STAGE.market and stage != STAGE.recycled and stage != STAGE.marketing_qualified:
        return clash, False
    if stage == STAGE.marketing_qualified:
        unqueue(w, i)
        if would_qualify(w, i, day):
            miss(w, i, LOSS.collided, day)
    rest(w, i, STAGE.cooling_off, WHY.pushed_away, day, 0, 0)
    account.fed_up += 1
    account.friction = 0.0
    return clash, True


@lean
def note(w: World, day: int, i: int, touch: int, person: int, score: float, good: int) -> None:
    """Write down a touch, if touches are asked for."""
    if w.rules[0].detailed:
        state = w.state[0]
        if state.touches >= len(w.touches):
            raise MemoryError("more touches on one day than there is room for; ask for no activities, or less effort")
        row = w.touches[state.touches]
        state.touches += 1
        row.day, row.prospect, row.activity, row.person, row.score, row.good = day, i, touch, person, score, good


@lean
def lose(w: World, day: int, i: int, window: int, cause: int, value: int) -> None:
    """Write down a buyer lost."""
    state = w.state[0]
    row = w.missed[state.missed]
    state.missed += 1
    row.day, row.prospect, row.window, row.rep, row.cause, row.value = day, i, window, w.accounts[i].rep, cause, value


@lean
def miss_deal(w: World, i: int, cause: int, day: int, value: int) -> None:
    """A deal worth ``value`` cents a year would have been won with the same luck; likewise."""
    account = w.accounts[i]
    lead = w.leads[account.slot]
    if account.in_window and account.window == lead.need:
        lead.missed_cause, lead.missed_day, lead.missed_value = cause, day, value
    else:
        lose(w, day, i, lead.need, cause, value)


@lean
def write_off(w: World, i: int) -> None:
    """Write down how the need of account ``i`` was lost, if it was: it cannot be won back any more."""
    account = w.accounts[i]
    if account.slot == NEVER:
        return
    lead = w.leads[account.slot]
    if lead.missed_cause != NEVER:
        lose(w, lead.missed_day, i, account.window, lead.missed_cause, lead.missed_value)
        lead.missed_cause = NEVER


@lean
def close_window(w: World, i: int, day: int) -> None:
    """The need is over; if it was lost through somebody's fault, that is written down."""
    if would_have_come(w, i, day):
        account = w.accounts[i]
        talking = account.stage == STAGE.sales_accepted and not w.leads[account.slot].chased
        miss(w, i, LOSS.too_late if talking else LOSS.never_called, day)
    write_off(w, i)
    end_window(w, i, day)


@inner
def turn_windows(w: World, day: int) -> None:
    """Phase 1: buying windows open and close; whoever rested long enough is back in the market."""
    for i in take_windows(w, day):
        if w.accounts[i].in_window:
            close_window(w, i, day)
        else:
            open_window(w, i, day, 1.0, 0.0)
    for i in take(w, REST, day):
        w.leads[w.accounts[i].slot].source = SOURCE.none
        go_to_market(w, i, WHY.rested, day)


@lean
def sign(w: World, i: int, cents: int) -> None:
    """Book ``cents`` of annual value that the rep of account ``i`` signed."""
    account = w.accounts[i]
    if w.leads[account.slot].contract > 0:
        w.today[0].expansions += cents
    else:
        w.today[0].new_bookings += cents
    w.desks[account.rep].signed += cents
    w.state[0].recurring += cents
