"""What is due for whom on which day: linked lists by event and day. Waiting times are drawn once, never polled."""

import numpy as np

from sim.columns.codes import NEVER, WINDOW
from sim.columns.state import World
from sim.compiled import Ints, inner, lean


@lean
def cancel(w: World, event: int, slot: int) -> None:
    """``event`` is not due any more for the lead in ``slot``."""
    day = w.due[slot, event]
    w.due[slot, event] = NEVER
    if not 0 <= day < w.rules[0].days:
        return
    before = NEVER
    at = w.heads[event, day]
    while at != NEVER and at != slot:
        before = at
        at = w.after[at, event]
    if at == NEVER:
        return
    if before == NEVER:
        w.heads[event, day] = w.after[slot, event]
    else:
        w.after[before, event] = w.after[slot, event]


@lean
def book(w: World, event: int, slot: int, day: int) -> None:
    """Make ``event`` (not ``WINDOW``) due for the lead in ``slot`` on ``day``, in place of any earlier booking."""
    cancel(w, event, slot)
    w.due[slot, event] = day
    if day < w.rules[0].days:
        w.after[slot, event] = w.heads[event, day]
        w.heads[event, day] = slot


@inner
def take(w: World, event: int, day: int) -> Ints:
    """Return, ascending, the accounts for which ``event`` (not ``WINDOW``) is due on ``day``; no longer due then."""
    number = 0
    slot = w.heads[event, day]
    while slot != NEVER:
        number += 1
        slot = w.after[slot, event]
    found = np.empty(number, dtype=np.int64)
    slot = w.heads[event, day]
    for i in range(number):
        found[i] = w.leads[slot].who
        w.due[slot, event] = NEVER
        slot = w.after[slot, event]
    w.heads[event, day] = NEVER
    found.sort()
    return found


@lean
def book_window(w: World, i: int, day: int) -> None:
    """Make the window of account ``i`` open or close on ``day``; it must not be due."""
    account = w.accounts[i]
    if day < w.rules[0].days:
        account.window_due = day
        account.window_after = w.heads[WINDOW, day]
        w.heads[WINDOW, day] = i
    else:
        account.window_due = w.rules[0].days


@lean
def cancel_window(w: World, i: int) -> None:
    """The window of account ``i`` is not due to open or close any more."""
    day = int(w.accounts[i].window_due)
    w.accounts[i].window_due = NEVER
    if not 0 <= day < w.rules[0].days:
        return
    before = NEVER
    at = w.heads[WINDOW, day]
    while at != NEVER and at != i:
        before = at
        at = w.accounts[at].window_after
    if at == NEVER:
        return
    if before == NEVER:
        w.heads[WINDOW, day] = w.accounts[i].window_after
    else:
        w.accounts[before].window_after = w.accounts[i].window_after


@inner
def take_windows(w: World, day: int) -> Ints:
    """Return, ascending, the accounts whose window opens or closes on ``day``; no longer due then."""
    number = 0
    i = w.heads[WINDOW, day]
    while i != NEVER:
        number += 1
        i = w.accounts[i].window_after
    found = np.empty(number, dtype=np.int64)
    i = w.heads[WINDOW, day]
    for place in range(number):
        found[place] = i
        w.accounts[i].window_due = NEVER
        i = w.accounts[i].window_after
    w.heads[WINDOW, day] = NEVER
    found.sort()
    return found
