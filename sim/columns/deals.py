"""Deals: how they open, what they need, how they end, and what the contract does afterwards."""

import math

from sim.columns.calendar import book, cancel, take
from sim.columns.codes import DECISION, LOSS, NEVER, RENEWAL, REST, SALES, SOURCE, STAGE, TOUCH, WHY
from sim.columns.desk import drop_deal, take_deal
from sim.columns.prospect import begin_contract, fitness, odds_of_deal, renews, settle, touch
from sim.columns.roster import bother, close_window, colleague, miss, miss_deal, move, note, owner, rest, sign
from sim.columns.state import World
from sim.compiled import inner, lean
from sim.draws import Purpose, normal, uniform
from sim.drift import NEED
from sim.market import whole_value
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_YEAR


@inner
def renew(w: World, day: int) -> None:
    """Phase 2: contracts that end are renewed for a year, or the customer leaves, whatever deal is open."""
    for i in take(w, RENEWAL, day):
        account = w.accounts[i]
        lead = w.leads[account.slot]
        if renews(w, i, day):
            w.today[0].renewals += lead.contract
            book(w, RENEWAL, account.slot, day + DAYS_PER_YEAR)
            continue
        if account.stage == STAGE.opportunity:
            drop_deal(w, i)
            cancel(w, DECISION, account.slot)
        ended = lead.contract
        lead.contract = 0
        w.state[0].recurring -= ended
        w.today[0].churned += ended
        rest(w, i, STAGE.churned, WHY.not_renewed, day, ended, 0)


@lean
def worth(w: World, i: int, discount: float) -> int:
    """What is at stake: the account's own value for a new customer, a part of the contract for an expansion."""
    lead = w.leads[w.accounts[i].slot]
    full = lead.contract * w.rules[0].choice_expansion_share if lead.contract else float(lead.value)
    return whole_value(full * (1.0 - discount))


@lean
def open_deal(w: World, i: int, why: int, day: int) -> None:
    """An opportunity: the buyer's cycle is drawn, and the rep has one more deal to serve."""
    rules, account = w.rules[0], w.accounts[i]
    move(w, i, STAGE.opportunity, why, day, worth(w, i, 0.0), 0)
    account.deals += 1
    lead = w.leads[account.slot]
    lead.missed_cause, lead.need = NEVER, account.window
    luck = normal(rules.seed, Purpose.CYCLE, i, account.deals)
    lead.cycle = 1 + int(rules.cycle * math.exp(rules.choice_cycle_sigma * luck))
    lead.days_before, lead.served_before = 0, 0.0
    take_deal(w, i, account.rep)
    book(w, DECISION, account.slot, day + lead.cycle)


@lean
def expand(w: World, i: int, day: int) -> None:
    """A customer in its window wants more of the same; its own rep takes it up."""
    account = w.accounts[i]
    w.leads[account.slot].source = SOURCE.expansion
    account.rep = colleague(w, i, owner(w, i))
    open_deal(w, i, WHY.hand_raised, day)


@lean
def contact(w: World, i: int, seat: int, day: int) -> bool:
    """A rep contacts an account of one's own choice; whether that became a deal."""
    rules, account, today = w.rules[0], w.accounts[i], w.today[0]
    today.contacts += 1
    today.contact_need += w.drift[NEED, account.segment, day // DAYS_PER_QUARTER]
    note(w, day, i, TOUCH.contact, seat, 0.0, -1)
    push = 0.0 if account.in_window else rules.friction_contact
    clash, away = bother(w, i, SALES, day, push)
    today.contact_clashes += clash
    if away or not account.in_window:
        return False
    settle(w, i, day)
    luck = uniform(rules.seed, Purpose.PROSPECT_RESULT, i, account.window)
    ready = rules.patience_cold_readiness * fitness(w, i, day)
    if luck >= ready * math.exp(-account.friction):
        if luck < ready:
            miss(w, i, LOSS.collided, day)
        return False
    w.leads[account.slot].source = SOURCE.prospecting
    account.rep = seat
    cancel(w, REST, account.slot)
    move(w, i, STAGE.sales_accepted, WHY.contacted, day, 0, 0)
    lift = rules.memory_call_understanding
    touch(w, i, day, lift, lift)
    open_deal(w, i, WHY.qualified, day)
    return True


@lean
def end_deal(w: World, i: int, day: int) -> None:
    """One of them."""
    account = w.accounts[i]
    lead, desk = w.leads[account.slot], w.desks[account.rep]
    drop_deal(w, i)
    served, discount = lead.served_before / lead.days_before, desk.discount
    settle(w, i, day)
    win, nothing = odds_of_deal(w, i, desk.skill, served, discount, account.friction, day)
    value = worth(w, i, discount)
    expected = int(win * value + 0.5)
    w.today[0].expected_bookings += expected
    luck = uniform(w.rules[0].seed, Purpose.CHOICE, i, account.deals)
    decided = luck < 1.0 - nothing
    if luck < win:
        sign(w, i, value)
        if lead.contract:
            lead.contract += value
        else:
            begin_contract(w, i, day, value)
        move(w, i, STAGE.customer, WHY.won, day, value, expected)
    else:
        if luck < odds_of_deal(w, i, desk.skill, 1.0, discount, account.friction, day)[0]:
            miss_deal(w, i, LOSS.neglected, day, value)
        elif luck < odds_of_deal(w, i, desk.skill, 1.0, discount, 0.0, day)[0]:
            miss_deal(w, i, LOSS.collided, day, value)
        if lead.contract:
            move(w, i, STAGE.customer, WHY.expansion_lost, day, value, expected)
        else:
            why = WHY.lost_to_competitor if decided else WHY.lost_to_no_decision
            rest(w, i, STAGE.lost, why, day, value, expected)
    if decided and account.window == lead.need:
        close_window(w, i, day)


@inner
def decide(w: World, day: int) -> None:
    """Phase 6: deals whose cycle is over are won, lost to a competitor or to no decision."""
    for i in take(w, DECISION, day):
        end_deal(w, i, day)
