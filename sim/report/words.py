"""The answer in plain words, and numbers as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.spec.company import CompanySpec


def sentence(row: Mapping[str, Any], company: CompanySpec, years: int) -> str:
    """One sentence that answers what the feud costs ``company`` over ``years`` years, whichever way it came out.

    ``row`` is the row of ``cost_of_feud`` for all of these years. Where the interval holds 0, the sentence says that
    the answer is not known; where the cure does not pay, that it does not.
    """
    cost = _cost(row, company)
    ahead = f"in {wins(row)} of {row['replications']} simulated companies the remedy earned more than it cost"
    held = f"{spoken(row['typical'])} against {spoken(row['cure'])}{_money(row)}"
    return f"Over {span(years)}, {cost}, {held}; {_unknown(row)}{_cure(row, years)}; {ahead}."


def answer(rows: Sequence[Mapping[str, Any]], companies: Sequence[CompanySpec], years: int) -> str:
    """The whole study in one sentence: what the feud costs from least to most, and where ending it pays.

    ``rows`` are those of ``cost_of_feud`` for all years, one for each of ``companies``.
    """
    cost = {a_company(company): 100.0 * row["cost_share"] for row, company in zip(rows, companies, strict=True)}
    least, most = min(cost, key=cost.__getitem__), max(cost, key=cost.__getitem__)
    low, high = (clean(cost[size], 1) for size in (least, most))
    told = f"{high:.1f} % of the revenue of {most}"
    if len(rows) > 1:
        told = f"from {low:.1f} % of each year's revenue (in {least}) to {high:.1f} % (in {most})"
    found: dict[str, list[str]] = {}
    for size, row in zip(cost, rows, strict=True):
        found.setdefault(_paid(row), []).append(size)
    paid = [f"{words} in {listed(found[kind])}" for kind, words in _PAYS.items() if kind in found]
    return (
        f"In this model the feud between marketing and sales costs {told}, on average over {span(years)}; "
        f"the remedy {listed(paid)}."
    )


_PAYS = {
    "yes": "pays for itself",
    "open": "may or may not pay for itself",
    "no": "costs more than it brings",
}


def _paid(row: Mapping[str, Any]) -> str:
    """Whether the net gain of the cure is above 0, below, or not known."""
    return "yes" if row["net_gain_low"] > 0.0 else "no" if row["net_gain_high"] < 0.0 else "open"


def listed(things: Sequence[str]) -> str:
    """One or more things in a row: ``this, that and another``."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


def spoken(name: str) -> str:
    """The name of a policy as it is said: ``founder_led+reps`` is ``founder led + reps``."""
    return name.replace("_", " ").replace("+", " + ")


def lower(title: str) -> str:
    """A title within a sentence; an article loses its capital, a name like CMO keeps it."""
    first = title.split(" ", 1)[0]
    return title if len(first) > 1 and first.isupper() else f"{title[0].lower()}{title[1:]}"


def money(dollars: float) -> str:
    """Dollars as people say them: ``$236 thousand``, ``-$1.2 million``."""
    return f"{'-' if dollars < 0.0 else ''}${money_words(abs(dollars))}"


def money_words(dollars: float) -> str:
    """An amount from 0 on without its sign: ``236 thousand``, ``1.2 million``."""
    return f"{dollars / 1e6:,.1f} million" if dollars >= 1e6 else f"{dollars / 1e3:,.0f} thousand"


def a_company(company: CompanySpec) -> str:
    """A company of this size, with its article: ``a small company``, ``an enterprise``."""
    size = company.title.split(",")[0].lower()
    return f"{'an' if size[0] in 'aeiou' else 'a'} {size}"


def money_range(low: float, high: float) -> str:
    """From one amount to another in one unit: ``-$949 to $473 thousand``."""
    million = max(abs(low), abs(high)) >= 1e6
    ends = (
        f"{'-' if end < 0.0 else ''}${abs(end) / (1e6 if million else 1e3):,.{int(million)}f}" for end in (low, high)
    )
    return f"{' to '.join(ends)} {'million' if million else 'thousand'}"


def records(rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The rows of a table, each as a mapping."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def who(row: Mapping[str, Any]) -> str:
    """Who is held against whom, of a row of ``cost_of_feud``."""
    return f"{at_scale(row)}: {spoken(row['typical'])} → {spoken(row['cure'])}"


def at_scale(row: Mapping[str, Any]) -> str:
    """The company of a row of results, and at which part of its size it was simulated, if at one."""
    return str(row["company"]) + ("" if row["scale"] == 1.0 else f" (at {row['scale']:g} of its size)")


def wins(row: Mapping[str, Any]) -> int:
    """In how many replications the cure's net gain was above 0."""
    return round(float(row["share_of_replications_cure_wins"]) * int(row["replications"]))


def percent(row: Mapping[str, Any], name: str) -> str:
    """A share and its interval in per cent, as in ``3.1 (1.0 to 5.2)``."""
    return _with_interval(*(f"{clean(100.0 * row[key], 1):.1f}" for key in (name, f"{name}_low", f"{name}_high")))


def thousands(row: Mapping[str, Any], name: str) -> str:
    """Dollars and their interval in thousands, as in ``120 (-40 to 1,280)``."""
    return _with_interval(*(f"{clean(row[key] / 1e3, 0):,.0f}" for key in (name, f"{name}_low", f"{name}_high")))


def number(value: float) -> str:
    """A setting as people write it, as in ``0.35`` or ``26,000``."""
    return f"{value:,.12g}"


def payback_words(row: Mapping[str, Any], years: int) -> str:
    """When the cure pays back, of all months since the switch."""
    if pd.isna(row["payback_month"]):
        return f"does not pay back within {span(years)}"
    return f"pays back in month {row['payback_month']}"


def clean(value: float, digits: int) -> float:
    """Rounded, and without a minus before a zero."""
    return round(value, digits) + 0.0


def _with_interval(value: str, low: str, high: str) -> str:
    return f"{value} ({low} to {high})"


def span(count: int) -> str:
    """A number of years: ``1 year``, ``3 years``."""
    return "1 year" if count == 1 else f"{count} years"


def _money(row: Mapping[str, Any]) -> str:
    return "" if row["budget"] == "as it comes" else f" (budget {row['budget']})"


def _cost(row: Mapping[str, Any], company: CompanySpec) -> str:
    who = a_company(company)
    value, low, high = (clean(100.0 * row[key], 1) for key in ("cost_share", "cost_share_low", "cost_share_high"))
    cause = "doing without marketing" if row["absence"] else "the feud between marketing and sales"
    if row["cost_share_low"] > 0.0:
        told = f"{cause} costs {who} {value:.1f} % of its revenue (95 % interval {low:.1f} to {high:.1f})"
    elif row["cost_share_high"] < 0.0:
        revenue, waste = (clean(-100.0 * row[f"{part}_share"], 1) for part in ("revenue_lost", "spend_wasted"))
        return (
            f"the remedy does worse in {who}, by {-value:.1f} % of revenue (95 % interval {-high:.1f} to {-low:.1f}): "
            f"{_more(-revenue)} revenue and {_more(waste)} wasted spend"
        )
    else:
        told = (
            f"{row['replications']} simulated companies cannot tell whether {cause} costs {who} anything: "
            f"{value:.1f} % of its revenue (95 % interval {low:.1f} to {high:.1f})"
        )
    return f"{told}: {_parts(row)}"


def _unknown(row: Mapping[str, Any]) -> str:
    """What nobody knowing the numbers leaves open of the cost, where that was tried."""
    if pd.isna(row["members"]):
        return ""
    return f"nine in ten of {row['members']} plausible sets of numbers say {plausible_cost(row)} %; "


def plausible_cost(row: Mapping[str, Any]) -> str:
    """What nine in ten plausible sets of numbers say of the cost, in per cent of revenue: ``0.4 to 3.1``."""
    ends = (clean(100.0 * row[f"cost_plausible_share_{end}"], 1) for end in ("low", "high"))
    return " to ".join(f"{end:.1f}" for end in ends)


def _more(share: float) -> str:
    return f"{abs(share):.1f} % {'more' if share >= 0.0 else 'less'}"


def _parts(row: Mapping[str, Any]) -> str:
    """What of the cost is revenue and what is waste, with its sign in words."""
    lost, waste = 100.0 * row["revenue_lost_share"], clean(100.0 * row["spend_wasted_share"], 1)
    low, high = clean(100.0 * row["revenue_lost_share_low"], 1), clean(100.0 * row["revenue_lost_share_high"], 1)
    unsure = ", which may be none" if low <= 0.0 <= high else ""
    wasted = f"and {waste:.1f} % wasted spend" if waste >= 0.0 else f"less {-waste:.1f} % that the remedy wastes more"
    return f"{clean(lost, 1):.1f} % lost revenue ({low:.1f} to {high:.1f}{unsure}) {wasted}"


def _cure(row: Mapping[str, Any], years: int) -> str:
    told = payback_words(row, years)
    if row["net_gain_high"] < 0.0:
        return f"the remedy {told}: it costs more than it brings"
    if row["net_gain_low"] > 0.0:
        return f"the remedy {told}"
    return f"on average the remedy {told}, which is not certain"
