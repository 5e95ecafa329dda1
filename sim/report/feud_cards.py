"""What a reader of the headline takes home for a size of company: three numbers with intervals, and a few words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.feud import FeudResults
from sim.report.leak_words import leak
from sim.report.page import Card, Cell, Measure
from sim.report.words import lower, money, money_range, percent, plausible_cost, wins
from sim.study.contest import AS_IT_COMES, Contest


def card(results: FeudResults, contest: Contest) -> Card:
    """The card of the company of ``contest``."""
    row, years = results.whole(contest), results.years
    title, _, size = contest.company.title.partition(", ")
    return Card(
        title,
        size,
        [
            _cost(row, results.last_year(contest), years),
            _net(row, years),
            Measure("It pays back", *_payback(row, 12 * years)),
        ],
        [
            f"Today: {lower(contest.typical.title)}. Remedy: {lower(contest.cure.title)}.",
            _odds(row),
            leak(results.leaks_of(contest.company.name, contest.typical.name)),
            *(_absent(results.whole(other), years) for other in results.contests if _is_absence(other, contest)),
        ],
    )


def _cost(row: Mapping[str, Any], last: Mapping[str, Any], years: int) -> Measure:
    yearly = row["revenue_typical"] / years
    cost, lost, waste = (row[f"{part}_share"] * yearly for part in ("cost", "revenue_lost", "spend_wasted"))
    later = f"; {_share(last)} in year {years}" if years > 1 else ""
    return Measure(
        "The feud costs, each year",
        Cell(f"{_share(row)} of revenue", row["cost_share"]),
        _likely(row, f"{percent(row, 'cost_share').partition('(')[2].rstrip(')')} %", f"{plausible_cost(row)} %"),
        f"about {money(cost)}: {money(lost)} of lost revenue, {money(waste)} of wasted work{later}",
    )


def _likely(row: Mapping[str, Any], of_luck: str, plausible: str) -> str:
    """The range beside a number: what nine in ten plausible sets of numbers say or, if none were tried, luck leaves."""
    return f"(95 %: {of_luck})" if pd.isna(row["members"]) else f"(plausible: {plausible})"


def _share(row: Mapping[str, Any]) -> str:
    return f"{percent(row, 'cost_share').partition(' ')[0]} %"


def _net(row: Mapping[str, Any], years: int) -> Measure:
    more, cost = row["revenue_cure"] - row["revenue_typical"], row["cost_of_cure"]
    spending = f"{money(cost)} more spending" if cost >= 0.0 else f"{money(-cost)} saved"
    return Measure(
        f"Net gain in {years} years, on average" if years > 1 else "Net gain in a year, on average",
        Cell(money(row["net_gain"]), row["net_gain"]),
        _likely(
            row,
            money_range(row["net_gain_low"], row["net_gain_high"]),
            money_range(row["net_gain_plausible_low"], row["net_gain_plausible_high"]),
        ),
        f"{money(more)} more revenue, {'less' if cost >= 0.0 else 'and'} {spending}; before the cost of delivery",
    )


def _payback(row: Mapping[str, Any], months: int) -> tuple[Cell, str]:
    number = Cell(f"not within {months} months")
    if not pd.isna(row["payback_month"]):
        number = Cell(f"in month {row['payback_month']}", float(row["payback_month"]))
    low, high = (f"after {months}" if pd.isna(row[end]) else str(row[end]) for end in ("payback_low", "payback_high"))
    return number, f"(95 %: month {low} to {high})" if low != high else f"(95 %: {low})"


def _odds(row: Mapping[str, Any]) -> str:
    """How it may come out for one company, and from which margin on the remedy is worth its price."""
    between = money_range(row["net_gain_p05"], row["net_gain_p95"]).replace(" to ", " and ")
    told = (
        f"In {wins(row)} of {row['replications']} simulated companies the remedy earned more than it cost; nine in ten "
        f"of them end between {between}."
    )
    more, cost = row["revenue_cure"] - row["revenue_typical"], row["cost_of_cure"]
    if 0.0 < cost < more:
        cents = f"{100.0 * cost / more:.0f} cents"
        told += f" On average it pays if more than {cents} of each extra dollar are left after delivery."
    return told


def _is_absence(other: Contest, contest: Contest) -> bool:
    return other.company == contest.company and other.absence and other.budget == AS_IT_COMES and other is not contest


def _absent(row: Mapping[str, Any], years: int) -> str:
    """What the remedy is worth to a company of this size that has nobody in marketing today."""
    gain = row["net_gain"]
    return (
        f"With nobody in marketing today the remedy costs {money(row['cost_of_cure'] / years)} a year more and "
        f"{'brings' if gain >= 0.0 else 'loses'} {money(abs(gain))} net over the {years} years "
        f"(95 %: {money_range(row['net_gain_low'], row['net_gain_high'])})."
    )
