"""The ways to a deal as both null models see them: states, times spent in them, and flows from one to the next.

A state is a stage, split where the way to it matters: an account in talks was ``called``, ``chased`` or ``contacted``,
and an opportunity is inbound, from own prospecting or an expansion.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.compiled import Floats

WAYS: dict[str, tuple[str, ...]] = {
    "inbound": ("inquiry", "marketing_qualified", "called", "chased", "opportunity_inbound"),
    "prospecting": ("contacted", "opportunity_prospecting"),
    "expansion": ("opportunity_expansion",),
}
"""The states on each way, in an order in which no state leads to an earlier one."""
STATES: tuple[str, ...] = tuple(state for states in WAYS.values() for state in states)
OPPORTUNITIES: dict[str, str] = {way: states[-1] for way, states in WAYS.items()}
"""The state of an open opportunity, by the way to it."""

type Kernels = Mapping[str, Mapping[str, Floats]]
"""By state and next state: the chance that an account leaves so after 0, 1, 2 ... business days."""
type Flows = dict[tuple[str, str], Floats]
"""By state and next state: accounts that move so, a number a day."""


def flows(entries: Mapping[str, Floats], regimes: Sequence[tuple[int, Kernels]]) -> Flows:
    """What becomes of accounts that enter states from outside, day by day: a semi-Markov chain's expected moves.

    ``entries``: by state, accounts a day, all equally long; they may be fractions. ``regimes``: first day and kernels
    of each, in order, the first from day 0; who enters a state under one regime leaves it by that one. Moves after the
    last day of the entries are left out. The expected moves are the convolution of entries and kernels (Howard 1971,
    "Dynamic Probabilistic Systems", volume 2).
    """
    days = len(next(iter(entries.values())))
    ends = [begin for begin, _ in regimes[1:]] + [days]
    today = np.arange(days)
    coming = {state: np.zeros(days) for state in STATES} | {state: np.array(e) for state, e in entries.items()}
    found: Flows = {}
    for state in STATES:
        for (begin, kernels), end in zip(regimes, ends, strict=True):
            here = np.where((begin <= today) & (today < end), coming[state], 0.0)
            for to, chances in kernels[state].items():
                moved = np.convolve(here, chances)[:days]
                found[state, to] = found.get((state, to), 0.0) + moved
                if to in STATES:
                    coming[to] = coming[to] + moved
    return found


def pulse(state: str, days: int) -> dict[str, Floats]:
    """Entries of one account into ``state`` on day 0, followed for ``days`` days after that."""
    return {state: np.eye(1, days + 1)[0]}


def course(moved: Flows, came: Mapping[str, Floats], days: int) -> dict[str, Floats]:
    """``to_STATE`` and ``won_WAY`` of each of ``days`` days: who ``moved``, and who ``came`` in from outside."""
    nobody = np.zeros(days)
    entered = {state: came.get(state, nobody) for state in STATES}
    for (_, to), accounts in moved.items():
        if to in entered:
            entered[to] = entered[to] + accounts
    wins = {f"won_{way}": moved.get((state, "won"), nobody) for way, state in OPPORTUNITIES.items()}
    return {f"to_{state}": accounts for state, accounts in entered.items()} | wins
