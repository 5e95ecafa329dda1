"""Phase 3: marketing's hours and money reach people, and so does word of mouth."""

import math

import numpy as np

from sim.columns.codes import BOOTH, BRAND, DEMAND, MARKETING, NEVER, REFERRAL, STAGE, TOUCH
from sim.columns.prospect import open_to_offers, responds, touch
from sim.columns.roster import bother, in_stage, note
from sim.columns.state import World
from sim.compiled import Ints, inner, lean
from sim.draws import Purpose, candidates, distinct, hazard, normal, pair, uniform
from sim.drift import NEED
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_WEEK, DAYS_PER_YEAR


@lean
def wave_of(w: World, channel: int, day: int) -> float:
    """Campaigns come in waves: how far this week's reaches beyond its mean, log-normal around 1."""
    sigma = w.rules[0].reach_burst_sigma
    luck = normal(w.rules[0].seed, Purpose.BURST, channel, day // DAYS_PER_WEEK)
    return math.exp(sigma * luck - 0.5 * sigma * sigma)


@lean
def share(w: World, meant: float) -> float:
    """Part of a segment reached on a day of which a part ``meant`` was meant to be."""
    rules = w.rules[0]
    if not rules.reach_saturates:
        return min(rules.reach_ceiling, meant)
    return rules.reach_ceiling * (1.0 - math.exp(-meant / rules.reach_ceiling))


@inner
def reached(w: World, channel: int, touches: float, day: int) -> Ints:
    """Whom ``touches`` reach: they saturate, since a channel cannot meet more than its ceiling on a day."""
    segments, population = w.aims.shape[1], len(w.accounts)
    if touches <= 0.0:
        return np.empty(0, dtype=np.int64)
    wave = 1.0 if channel == REFERRAL else wave_of(w, channel, day)
    most, hazards = 0.0, np.empty(segments)
    for g in range(segments):
        part = 1.0 if channel == REFERRAL else w.aims[1 if channel == BOOTH else 0, g]
        met = share(w, touches * wave * part / population)
        most, hazards[g] = max(most, met), hazard(met)
    found, marks = candidates(w.rules[0].seed, channel, day, population, w.rules[0].reach_ceiling, most)
    number = 0
    for k in range(len(found)):
        if marks[k] < hazards[w.accounts[found[k]].segment]:
            found[number] = found[k]
            number += 1
    return distinct(found[:number])


@inner
def answers(w: World, day: int, brand: Ints, demand: Ints, booth: Ints) -> Ints:
    """Who of those that were met answers, ascending; met twice is met once, and an offer counts more than brand."""
    found = np.empty(len(brand) + len(demand) + len(booth), dtype=np.int64)
    number, b, d, o = 0, 0, 0, 0
    while b < len(brand) or d < len(demand) or o < len(booth):
        i = len(w.accounts)
        if b < len(brand):
            i = min(i, brand[b])
        if d < len(demand):
            i = min(i, demand[d])
        if o < len(booth):
            i = min(i, booth[o])
        offered = False
        if b < len(brand) and brand[b] == i:
            b += 1
        if d < len(demand) and demand[d] == i:
            d += 1
            offered = True
        if o < len(booth) and booth[o] == i:
            o += 1
            offered = True
        if open_to_offers(w.accounts[i].stage) and responds(w, i, day, offered):
            found[number] = i
            number += 1
    return found[:number].copy()


@lean
def offer(w: World, i: int, channel: int, awareness: float, understanding: float, day: int) -> float:
    """An offer (a touch named as its ``channel``) meets account ``i``; returns how much of a clash that was."""
    touch(w, i, day, awareness, understanding)
    note(w, day, i, TOUCH.demand if channel == DEMAND else TOUCH.booth, NEVER, 0.0, -1)
    return bother(w, i, MARKETING, day, 0.0)[0]


@inner
def reach(w: World, day: int) -> Ints:
    """Brand, demand, booths and word of mouth touch accounts. Returns who answered an offer, by index."""
    rules, orders, today = w.rules[0], w.orders[0], w.today[0]
    brand = reached(w, BRAND, orders.brand_touches, day)
    for i in brand:
        touch(w, i, day, rules.memory_brand_awareness, 0.0)
        note(w, day, i, TOUCH.brand, NEVER, 0.0, -1)
    demand = reached(w, DEMAND, orders.demand_touches, day)
    for i in demand:
        lifts = rules.memory_demand_awareness, rules.memory_demand_understanding
        today.demand_clashes += offer(w, i, DEMAND, lifts[0], lifts[1], day)
    booth = reached(w, BOOTH, orders.booth_touches, day)
    for i in booth:
        lifts = rules.memory_booth_awareness, rules.memory_booth_understanding
        today.booth_clashes += offer(w, i, BOOTH, lifts[0], lifts[1], day)
    told = rules.memory_referrals * w.counts[STAGE.customer] / DAYS_PER_YEAR
    for i in reached(w, REFERRAL, told, day):
        touch(w, i, day, rules.memory_referral_awareness, 0.0)
        note(w, day, i, TOUCH.referral, NEVER, 0.0, -1)
    today.brand_touches, today.demand_touches, today.booth_touches = len(brand), len(demand), len(booth)
    quarter = day // DAYS_PER_QUARTER
    for i in brand:
        today.campaign_need += w.drift[NEED, w.accounts[i].segment, quarter]
    for i in demand:
        today.campaign_need += w.drift[NEED, w.accounts[i].segment, quarter]
    return answers(w, day, brand, demand, booth)


@inner
def nurture(w: World, day: int, week: int) -> None:
    """Nurture touches whoever is recycled, as far as its hours go."""
    rules, today = w.rules[0], w.today[0]
    pool = in_stage(w, STAGE.recycled)
    part = min(1.0, w.orders[0].nurture_touches / len(pool)) if len(pool) else 0.0
    for i in pool:
        if uniform(rules.seed, Purpose.NURTURE, i, week) < part:
            touch(w, i, day, rules.memory_nurture_awareness, rules.memory_nurture_understanding)
            w.accounts[i].touched_marketing = day
            note(w, day, i, TOUCH.nurture, NEVER, 0.0, -1)
            today.nurture_touches += 1


@inner
def equip(w: World, day: int, week: int) -> None:
    """Collateral is made for open deals; a rep uses some of it, and only that explains anything."""
    rules, today = w.rules[0], w.today[0]
    deals = in_stage(w, STAGE.opportunity)
    part = min(1.0, w.orders[0].collateral / len(deals)) if len(deals) else 0.0
    for i in deals:
        made, used = pair(rules.seed, Purpose.COLLATERAL, i, week)
        if made < part:
            today.collateral += 1
            if used < rules.reach_collateral_used:
                today.collateral_used += 1
                touch(w, i, day, 0.0, rules.memory_enablement_understanding)
                note(w, day, i, TOUCH.collateral, NEVER, 0.0, -1)
