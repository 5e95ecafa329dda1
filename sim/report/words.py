"""The answer in plain words, and numbers as people read them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.spec.company import CompanySpec


def sentence(row: Mapping[str, Any], company: CompanySpec, years: int) -> str:
    """One sentence that answers what the feud costs ``company`` over ``years`` years, whichever way it came out.

    ``row`` is the row of ``cost_of_feud`` for all of these years. Where the interval holds 0, the sentence says that
    the answer is not known; where the cure does not pay, that it does not.
    """
    cost = _cost(row, company)
    ahead = f"in {wins(row)} of {row['replications']} replications the cure came out ahead"
    who = f"{row['typical']} against {row['cure']}{_money(row)}"
    return f"Over {_years(years)}, {cost}, {who}; {_cure(row, years)}; {ahead}."


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


def most_lost(leaks: pd.DataFrame) -> str:
    """One sentence on where most is lost, of the rows of ``Run.leaks``: buyers, by what they would pay, and money."""
    years = int(leaks["year"].max())
    value = leaks[leaks["cause"].isin(_LOST)].groupby("cause")["value"].sum() / years
    dollars = leaks[leaks["cause"].isin(_WASTED)].groupby("cause")["dollars"].sum() / years
    told = "No buyer was lost that better work would have won"
    if value.sum() > 0.0:
        most = f"${_money_words(value.max())} of the ${_money_words(value.sum())} of annual contract value"
        told = f"Most is lost {_LOST[str(value.idxmax())]}: {most} that better work would have won each year"
    if dollars.sum() <= 0.0:
        return f"{told}; no money was wasted."
    spent = f"${_money_words(dollars.max())} of ${_money_words(dollars.sum())} a year"
    return f"{told}; most money is wasted {_WASTED[str(dollars.idxmax())]}: {spent}."


def _money_words(dollars: float) -> str:
    return f"{dollars / 1e6:,.1f} million" if dollars >= 1e6 else f"{dollars / 1e3:,.0f} thousand"


def records(rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The rows of a table, each as a mapping."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def wins(row: Mapping[str, Any]) -> int:
    """In how many replications the cure's net gain was above 0."""
    return round(float(row["share_of_replications_cure_wins"]) * int(row["replications"]))


def percent(row: Mapping[str, Any], name: str) -> str:
    """A share and its interval in per cent, as in ``3.1 (1.0 to 5.2)``."""
    return _with_interval(*(f"{_clean(100.0 * row[key], 1):.1f}" for key in (name, f"{name}_low", f"{name}_high")))


def thousands(row: Mapping[str, Any], name: str) -> str:
    """Dollars and their interval in thousands, as in ``120 (-40 to 1,280)``."""
    return _with_interval(*(f"{_clean(row[key] / 1e3, 0):,.0f}" for key in (name, f"{name}_low", f"{name}_high")))


def payback_words(row: Mapping[str, Any], years: int) -> str:
    """When the cure pays back, of all months since the switch."""
    if pd.isna(row["payback_month"]):
        return f"does not pay back within {_years(years)}"
    return f"pays back in month {row['payback_month']}"


def _clean(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # and no minus before a zero


def _with_interval(value: str, low: str, high: str) -> str:
    return f"{value} ({low} to {high})"


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def _an(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def _money(row: Mapping[str, Any]) -> str:
    return "" if row["budget"] == "as it comes" else f" (budget {row['budget']})"


def _cost(row: Mapping[str, Any], company: CompanySpec) -> str:
    who = _an(company.title.split(",")[0].lower())
    value, low, high = (_clean(100.0 * row[key], 1) for key in ("cost_share", "cost_share_low", "cost_share_high"))
    cause = "doing without marketing" if row["absence"] else "the feud between marketing and sales"
    if row["cost_share_low"] > 0.0:
        told = f"{cause} costs {who} {value:.1f} % of its revenue (95 % interval {low:.1f} to {high:.1f})"
    elif row["cost_share_high"] < 0.0:
        told = (
            f"{cause} costs {who} nothing: its typical policy comes out {-value:.1f} % of its revenue ahead "
            f"(95 % interval {-high:.1f} to {-low:.1f})"
        )
    else:
        told = (
            f"{row['replications']} replications cannot tell whether {cause} costs {who} anything: {value:.1f} % of "
            f"its revenue (95 % interval {low:.1f} to {high:.1f})"
        )
    return f"{told}: {_parts(row)}"


def _parts(row: Mapping[str, Any]) -> str:
    """What of the cost is revenue and what is waste, with its sign in words."""
    lost, waste = 100.0 * row["revenue_lost_share"], _clean(100.0 * row["spend_wasted_share"], 1)
    low, high = _clean(100.0 * row["revenue_lost_share_low"], 1), _clean(100.0 * row["revenue_lost_share_high"], 1)
    unsure = ", which may be none" if low <= 0.0 <= high else ""
    wasted = f"and {waste:.1f} % wasted spend" if waste >= 0.0 else f"less {-waste:.1f} % that the cure wastes more"
    return f"{_clean(lost, 1):.1f} % lost revenue ({low:.1f} to {high:.1f}{unsure}) {wasted}"


def _cure(row: Mapping[str, Any], years: int) -> str:
    told = payback_words(row, years)
    if row["net_gain_high"] < 0.0:
        return f"the cure {told}: it costs more than it brings"
    if row["net_gain_low"] > 0.0:
        return f"the cure {told}"
    return f"on average the cure {told}, which is not certain"
