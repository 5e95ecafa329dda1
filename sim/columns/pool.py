"""The pool of leads: rows for accounts that are not at rest, given out and taken back."""

from sim.columns.codes import EVENTS, NEVER, SOURCE, STAGE
from sim.columns.state import World
from sim.compiled import lean
from sim.draws import Purpose, uniform
from sim.market import usual_value


@lean
def lead_of(w: World, i: int) -> int:
    """The slot of account ``i``, which gets one if it has none."""
    account = w.accounts[i]
    if account.slot != NEVER:
        return int(account.slot)
    state, rules = w.state[0], w.rules[0]
    if state.freed > 0:
        state.freed -= 1
        slot = int(w.freed[state.freed])
    else:
        slot = int(state.top)
        state.top += 1
    account.slot = slot
    lead = w.leads[slot]
    lead.who, lead.source, lead.missed_cause = i, SOURCE.none, NEVER
    lead.fit = uniform(rules.seed, Purpose.MARKET_FIT, i, 0)
    lead.value = usual_value(rules.seed, i, rules.value_median, rules.value_sigma)
    lead.contract = 0
    for event in range(EVENTS):
        w.due[slot, event] = NEVER
    return slot


@lean
def let_go(w: World, i: int) -> None:
    """Take the lead of account ``i`` back if it is at rest: in the market and out of its window."""
    account = w.accounts[i]
    if account.slot != NEVER and account.stage == STAGE.market and account.in_window == 0:
        w.freed[w.state[0].freed] = account.slot
        w.state[0].freed += 1
        account.slot = NEVER
