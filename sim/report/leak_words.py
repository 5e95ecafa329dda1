"""Where accounts are and where they get lost, as people say it."""

import pandas as pd

from sim.report.words import money_words

STAGE_WORDS = {
    "inquiry": "inquiry",
    "marketing_qualified": "passed on to sales",
    "sales_accepted": "talked to",
    "opportunity": "opportunity",
    "customer": "won",
}
"""Stages on the way to a deal as a reader calls them."""
CAUSES = {
    "value": {
        "stuck_at_top": "turned down by the score",
        "never_called": "never called",
        "too_late": "called too late",
        "collided": "both teams at once",
        "neglected": "deal without time for it",
    },
    "dollars": {
        "never_called": "leads never called",
        "collided": "both teams at once",
        "collateral_unused": "material nobody uses",
    },
}
"""Causes of leaks as a reader calls them, by the column of ``Run.leaks`` that they are told of."""

_LOST = {
    "stuck_at_top": "on inquiries that marketing's score turns down",
    "never_called": "on leads that nobody calls",
    "too_late": "on leads that are called too late",
    "collided": "where both teams touch an account and neither tells the other",
    "neglected": "on deals for which nobody has the time",
}
_WASTED = {
    "never_called": "making leads that nobody calls",
    "collided": "touching accounts at which the other team already is",
    "collateral_unused": "making material that no rep uses",
}


def most_lost(leaks: pd.DataFrame, years: int) -> str:
    """One sentence on where most is lost: buyers, by what they would pay, and money.

    ``leaks`` has the columns ``cause, dollars, value`` of ``Run.leaks``, over ``years`` years.
    """
    value = leaks[leaks["cause"].isin(_LOST)].groupby("cause")["value"].sum() / years
    dollars = leaks[leaks["cause"].isin(_WASTED)].groupby("cause")["dollars"].sum() / years
    told = "No buyer was lost that better work would have won"
    if value.sum() > 0.0:
        most = f"${money_words(value.max())} of the ${money_words(value.sum())} of annual contract value"
        told = f"Most is lost {_LOST[str(value.idxmax())]}: {most} that better work would have won each year"
    if dollars.sum() <= 0.0:
        return f"{told}; no money was wasted."
    spent = f"${money_words(dollars.max())} of ${money_words(dollars.sum())} a year"
    return f"{told}; most money is wasted {_WASTED[str(dollars.idxmax())]}: {spent}."


def leak(leaks: pd.DataFrame) -> str:
    """Where most buyers are lost, in short; of the rows that ``most_lost`` takes."""
    value = leaks[leaks["cause"].isin(_LOST)].groupby("cause")["value"].sum()
    return f"Most is lost {_LOST[str(value.idxmax())]}." if value.sum() > 0.0 else "No buyer is lost."


def change(typical: pd.DataFrame, cure: pd.DataFrame, years: int) -> str:
    """What becomes of lost buyers under the cure, in two sentences; both have the rows that ``most_lost`` takes."""
    before, after = (
        rows.set_index("cause")["value"].reindex(list(CAUSES["value"])) / years for rows in (typical, cure)
    )
    gain = before - after
    told = (
        f"Under the remedy buyers worth ${money_words(after.sum())} a year are lost instead of "
        f"${money_words(before.sum())}; not every buyer that is won stays, or pays within the years that are counted"
    )
    best, worst = str(gain.idxmax()), str(gain.idxmin())
    if gain[best] > 0.0:
        told += f". Most is won back {_LOST[best]} (${money_words(gain[best])} a year)"
    if gain[worst] < 0.0:
        told += f"; more is lost {_LOST[worst]} (${money_words(-gain[worst])} a year)"
    return f"{told}."
