"""What came of each move: the prospect's next move, and the deal that it led to."""

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.records.funnel import WAYS

if TYPE_CHECKING:
    import pandas as pd


def journeys(moves: "pd.DataFrame") -> "pd.DataFrame":
    """One row a move, by prospect and then in the order in which they happened: the columns of ``moves`` and four more.

    ``then``, ``then_reason`` and ``then_day``: the same prospect's next move, missing where there is none.
    ``won_day``: the day of the win to which a move belongs, missing (nan) where there is none. A move into inquiry,
    marketing_qualified, sales_accepted or opportunity is won if the stages after it are those of the way to a deal
    (``WAYS``), with no other between, and the deal is won. So a win belongs to one inquiry and one lead at most.
    """
    frame = moves.sort_values("prospect", kind="stable", ignore_index=True)
    ends = frame["prospect"].ne(frame["prospect"].shift(-1))
    for name, of in (("then", "to"), ("then_reason", "reason"), ("then_day", "day")):
        frame[name] = frame[of].shift(-1).mask(ends)
    frame["won_day"] = frame["day"].where(frame["reason"].eq("won")).astype(float)
    for stage, after in reversed(list(pairwise(WAYS["inquiries"]))):
        onward = frame["to"].eq(stage) & frame["then"].eq(after)
        frame["won_day"] = frame["won_day"].mask(onward, frame["won_day"].shift(-1))
    return frame
