# ruff: noqa: E501 (a name is as long as the line that it quotes)
"""Mutants that change nothing that a run could show, by the reason for it."""

GROUPS: dict[str, tuple[str, ...]] = {
    "A draw, or a sum of draws, would have to equal a threshold bit by bit.": (
        "deals.contact: >= to > before ready * math.exp(-account.friction) in `if luck >= ready * math.exp(-account.friction):`",
        "deals.contact: < to <= before ready in `if luck < ready:`",
        "deals.end_deal: < to <= before 1.0 - nothing in `decided = luck < 1.0 - nothing`",
        "deals.end_deal: < to <= before win in `if luck < win:`",
        "deals.end_deal: < to <= before odds_of_deal(w, i, desk.skill, 1.0, discount, account.friction, day)[0] in `if luck < odds_of_deal(w, i, desk.skill, 1.0, discount, ...`",
        "deals.end_deal: < to <= before odds_of_deal(w, i, desk.skill, 1.0, discount, 0.0, day)[0] in `if luck < odds_of_deal(w, i, desk.skill, 1.0, discount, ...`",
        "handoff.pass_on: >= to > before ignored in `lead.wanted = uniform(rules.seed, Purpose.FOLLOW_UP, i, ...`",
        "handoff.inquire: >= to > before orders.bar in `if logistic(lead.score) >= orders.bar:`",
        "handoff.tell: < to <= before w.orders[0].reported_share in `if uniform(w.rules[0].seed, Purpose.REPORT, i, ...`",
        "handoff.show_true: < to <= before readiness(w, i, day, lead.delay, account.friction, skill) in `qualified = bool(account.in_window) and ready < ...`",
        "handoff.show_true: >= to > before readiness(w, i, day, lead.delay, 0.0, 1.0) in `if ready >= readiness(w, i, day, lead.delay, 0.0, 1.0):`",
        "handoff.show_true: > to >= before fitness(w, i, day) in `if fits > fitness(w, i, day):`",
        "outreach.reached: < to <= before hazards[w.accounts[found[k]].segment] in `if marks[k] < hazards[w.accounts[found[k]].segment]:`",
        "outreach.nurture: < to <= before part in `if uniform(rules.seed, Purpose.NURTURE, i, week) < part:`",
        "outreach.equip: < to <= before part in `if made < part:`",
        "outreach.equip: < to <= before rules.reach_collateral_used in `if used < rules.reach_collateral_used:`",
        "prospect.first_window: < to <= before chance in `if luck < chance:`",
        "prospect.responds: < to <= before chance in `return uniform(rules.seed, Purpose.RESPONSE, i, day) < ...`",
        "prospect.annoy: >= to > before rules.friction_tolerance * patience in `return account.friction >= rules.friction_tolerance * ...`",
        "prospect.would_qualify: < to <= before readiness(w, i, day, 1.0, 0.0, 1.0) in `return luck_to_qualify(w, i)[0] < readiness(w, i, day, ...`",
        "prospect.renews: < to <= before chance in `return luck < chance`",
        "roster.recycle: < to <= before w.orders[0].recycling in `if luck < w.orders[0].recycling:`",
        "roster.owner: < to <= before part / whole in `if uniform(rules.seed, Purpose.MARKET_OWNER, i, ...`",
        "selling.call_leads: >= to > before notice in `if lead.wanted and hours_since(w, lead.who, day) >= notice:`",
        "prospect.expect_hand_raise: < to <= before w.rules[0].days in `if wait < w.rules[0].days:`",
        "prospect.days_until: <= to < before 0.0 in `if missing <= 0.0:`",
    ),
    "A hand is raised tomorrow at the earliest, whether nothing or a day is left to wait.": (
        "prospect.days_until: 0.0 to 1.0 in `return 0.0`",
    ),
    "Nothing is ever due on day 0: what is booked is booked for a later day.": (
        "calendar.cancel: <= to < before day in `if not 0 <= day < w.rules[0].days:`",
        "calendar.cancel: 0 to 1 in `if not 0 <= day < w.rules[0].days:`",
        "calendar.cancel_window: <= to < before day in `if not 0 <= day < w.rules[0].days:`",
        "calendar.cancel_window: 0 to 1 in `if not 0 <= day < w.rules[0].days:`",
    ),
    "The list of a day that has been taken is never looked at again.": (
        "calendar.take: no `w.heads[event, day] = NEVER`",
        "calendar.take_windows: no `w.heads[WINDOW, day] = NEVER`",
    ),
    "The list of a day that has been taken is empty, so that what was due then needs no cancelling.": (
        "calendar.take: no `w.due[slot, event] = NEVER`",
        "calendar.take_windows: no `w.accounts[i].window_due = NEVER`",
        "calendar.cancel_window: no `w.accounts[i].window_due = NEVER`",
    ),
    "Whoever opens or takes over a deal has put the account into that seat.": (
        "desk.take_deal: no `account.rep = seat`",
    ),
    "Nothing is gathered and nothing fades in no time.": ("prospect.settle: > to >= before 0 in `if passed > 0:`",),
    "No touches make empty shares, which meet nobody.": (
        "outreach.reached: <= to < before 0.0 in `if touches <= 0.0:`",
    ),
    "A window that closes takes its hand-raise with it.": (
        "prospect.expect_hand_raise: < to <= before account.window_due in `if on < account.window_due:`",
    ),
    "Equal ranks are told apart before; an account never comes before itself.": (
        "selling.comes_before: < to <= before other_rank in `return rank < other_rank`",
        "selling.comes_before: < to <= before other in `return i < other`",
    ),
    "The day is taken off again by the remainder, however far up the key it stands.": (
        "handoff.unwanted: 32 to 33 in `keys[number] = int(lead.who) - int(lead.arrived) * 2 ** 32`",
    ),
    "A chance of more than one is one, and of nobody any part is nobody.": (
        "prospect.readiness: 1.0 to 2.0 in `return min(1.0, rules.patience_readiness * fitness(w, i, ...`",
        "outreach.nurture: 1.0 to 2.0 in `part = min(1.0, w.orders[0].nurture_touches / len(pool)) ...`",
        "outreach.nurture: 0.0 to 1.0 in `part = min(1.0, w.orders[0].nurture_touches / len(pool)) ...`",
        "outreach.equip: 1.0 to 2.0 in `part = min(1.0, w.orders[0].collateral / len(deals)) if ...`",
        "outreach.equip: 0.0 to 1.0 in `part = min(1.0, w.orders[0].collateral / len(deals)) if ...`",
    ),
    "A lead that was given back had no contract and no source.": (
        "pool.lead_of: no `lead.contract = 0`",
        "pool.lead_of: no `lead.source = SOURCE.none`",
    ),
    "Who keeps a lead at rest finds it as it was left: that takes memory and shows nowhere.": (
        "pool.let_go: != to == before NEVER in `if account.slot != NEVER and account.stage == ...`",
        "pool.let_go: market to inquiry in `if account.slot != NEVER and account.stage == ...`",
        "prospect.end_window: no `let_go(w, i)`",
        "roster.go_to_market: no `let_go(w, i)`",
    ),
    "No friction is none after any time, and exactly one is never reached.": (
        "prospect.settle: 0.0 to 1.0 in `if account.friction != 0.0:`",
    ),
    "Interest counts from where it is when the next threshold is drawn.": (
        "prospect.open_window: no `lead.interest = 0.0`",
        "prospect.open_window: 0.0 to 1.0 in `account.in_window, lead.interest, lead.raises = (1, 0.0, 0)`",
        "prospect.raise_hand: no `lead.interest = max(lead.interest, lead.threshold)`",
        "prospect.raise_hand: max to min in `lead.interest = max(lead.interest, lead.threshold)`",
    ),
    "Memory fades as fast out of a window as in it, and interest counts in it alone.": (
        "prospect.end_window: no `settle(w, i, day)`",
    ),
    "Every seat that an account is asked about has a desk.": (
        "roster.colleague: < to <= before state.desks in `if seat < state.desks and w.desks[seat].staffed:`",
    ),
    "Only an offer meets who is with sales, and it does not ask whether the account turned its back.": (
        "roster.bother: False to True in `return (clash, False)` (2)",
    ),
    "A seat that is given up has no deals and no queue, and what is counted alike at all desks is compared alone.": (
        "selling.clear_desk: no `desk.deal_rate = 0.0`",
        "selling.clear_desk: no `desk.served = 0.0`",
        "selling.clear_desk: no `desk.deal_count = 0`",
        "selling.clear_desk: no `desk.days = 0`",
        "selling.clear_desk: no `desk.queued = 0`",
        "selling.clear_desk: no `desk.waiting = 0`",
        "selling.clear_desk: no `desk.queue = NEVER`",
        "selling.clear_desk: 0 to 1 in `desk.deal_count, desk.days, desk.queued, desk.waiting, ...` (2)",
        "selling.clear_desk: 0 to 1 in `desk.deal_count, desk.days, desk.queued, desk.waiting, ...` (3)",
        "selling.clear_desk: 0.0 to 1.0 in `desk.deal_rate, desk.served, desk.own_hours, ...` (2)",
    ),
    "Monday's tally has set the counts of every desk to zero.": (
        "selling.clear_desk: no `desk.calls_good = 0`",
        "selling.clear_desk: no `desk.calls_bad = 0`",
        "selling.clear_desk: no `desk.own_good = 0`",
        "selling.clear_desk: no `desk.own_bad = 0`",
        "selling.clear_desk: no `desk.arrived = 0`",
    ),
    "Nobody is in charge who never had a desk.": (
        "selling.hand_over: >= to > before len(left) in `if old >= len(left) or not left[old]:`",
    ),
    "To hand over what lies on no desk takes time and changes nothing.": (
        "selling.seat: False to True in `any_left = False`",
    ),
    "What is not nothing is true.": ("selling.seat: 1 to 2 in `left[s] = 1`",),
    "The hours of a seat that is given up are set to zero when it is filled again.": (
        "selling.seat: < to <= before seats in `if s < seats:`",
    ),
    "A contract is a multiple of 260 cents.": (
        "prospect.odds_of_deal: 0 to 1 in `pays = w.leads[account.slot].contract > 0`",
        "roster.sign: 0 to 1 in `if w.leads[account.slot].contract > 0:`",
    ),
    "The first is taken whatever it is; only one that is looked at twice is liked as much as the best.": (
        "selling.prospect: > to >= before most in `if best == NEVER or liked > most or (liked == most and i ...`",
        "selling.prospect: > to >= before best in `if best == NEVER or liked > most or (liked == most and i ...`",
        "selling.prospect: > to <= before best in `if best == NEVER or liked > most or (liked == most and i ...`",
        "selling.prospect: 0.0 to 1.0 in `best, most = (NEVER, 0.0)`",
    ),
}

EQUIVALENT: dict[str, str] = {name: reason for reason, names in GROUPS.items() for name in names}
"""The reason, by name."""
