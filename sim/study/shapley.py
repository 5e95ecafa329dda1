"""Shapley's parts of a whole (1953): what each player brings, on average over all orders in which they may come."""

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.compiled import Ints

MOST = 6
"""Players; each more doubles the coalitions that have to be valued."""


def parts(values: "Ints") -> "Ints":
    """The parts of each player, times the factorial of their number, so that they are whole numbers and sum exactly.

    ``values``: coalitions x cases, whole numbers; in coalition c (from 0) player p takes part if bit p of c is set, so
    that row 0 is worth what nobody brings and the last one what all do. Returns players x cases. In each case the sum
    over players is the factorial times what all bring more than nobody.

    Raises ``ValueError`` unless there are 2 to the power of 1 to ``MOST`` coalitions, of whole numbers.
    """
    players = len(values).bit_length() - 1
    if len(values) != 1 << players or not 1 <= players <= MOST or not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"{len(values)} coalitions of {values.dtype}: must be 2 to {1 << MOST}, of whole numbers")
    found = np.zeros((players, *values.shape[1:]), np.int64)
    for coalition in range(len(values)):
        before = coalition.bit_count()
        for player in range(players):
            if not coalition >> player & 1:
                orders = factorial(before) * factorial(players - before - 1)
                found[player] += orders * (values[coalition | 1 << player] - values[coalition])
    return found
