"""A stock-and-flow model (system dynamics): accounts stand in stocks and flow at rates, and reps' hours are limited.

It is deterministic, a difference equation with a step of a business day (Sterman 2000, "Business Dynamics"). What it
is fitted to and how:

- *stocks*: the states of ``sim.nulls.ways``, and every other stage; together they are the market, every day
- *rates*: what part of a stock flows each way in a day, moves over account-days, so that times are geometric
- *inquiries*: a part of the pool (``POOL``) a day; *expansion deals*: a part of the customers; *own leads*: a number
  for each hour of prospecting; each the mean of its quarter of the run
- *hours*: the reps' hours a day, by quarter; what a call takes of them, and what an open deal takes of them a day, is
  what they took in the mean
- *contracts*: deals are worth their mean, and a part of the value under contract ends each day

Hours go to marketing's leads first, then to deals, of which a part stays reserved for prospecting
(``lanes.sales_prospecting``), then to prospecting. Where leads or deals want more hours than are left for them they
flow so much more slowly. What the model makes of another policy: see ``StockAndFlow.promised``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.contract import REP_ACTIVITIES
from sim.nulls.history import STAYS, History, all_stays, at_first, at_start, by_quarter, fitted_under, mean_days, rate
from sim.nulls.promises import more_heads, policies
from sim.nulls.ways import OPPORTUNITIES, STATES, Flows, Kernels, course
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_YEAR, ExperimentSpec
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    import pandas as pd

POOL: tuple[str, ...] = ("market", "recycled")
"""Stocks from which inquiries come and in which reps prospect."""
RESTING: tuple[str, ...] = ("lost", "churned", "disqualified", "cooling_off")
STOCKS: tuple[str, ...] = (*RESTING, *POOL, "customer", *STATES)
"""All stocks. Within a day they flow in about this order, and who comes in may go on on the same day."""
HOURS: tuple[str, ...] = tuple(f"hours_{name}" for name in REP_ACTIVITIES)
_INTO = {
    **{"won": "customer", "expansion_lost": "customer", "not_renewed": "churned"},
    **{"lost_to_competitor": "lost", "lost_to_no_decision": "lost"},
}
"""The stock into which an opportunity flows, by the reason."""

_APART = {*((stock, to) for stock in POOL for to in ("inquiry", "contacted")), ("customer", "opportunity_expansion")}
"""What flows at a rate that changes by the quarter, or by the hour."""

type Rates = Mapping[str, Mapping[str, float]]
"""By stock and next stock (or reason): the part that flows so in a day."""


@dataclass(frozen=True)
class StockAndFlow:
    """A fitted stock-and-flow model.

    ``typical``: the policy that it was fitted under. ``rates``: all constant ones. ``inquiries``: of the pool a day,
    ``expansions``: of the customers a day, ``leads_an_hour``: accounts an hour of prospecting, ``hours``: of all reps
    a day; each a number a quarter of the run. ``hours_per_call``: hours, ``hours_per_deal``: of an open deal a day.
    ``new_value``, ``expansion_value``: dollars a year. ``churn``: part of the value under contract that ends a day.
    ``recurring``: annual value under contract at first, in dollars.
    """

    typical: PolicySpec
    rates: Rates
    inquiries: Floats
    expansions: Floats
    leads_an_hour: Floats
    hours: Floats
    hours_per_call: float
    hours_per_deal: float
    new_value: float
    expansion_value: float
    churn: float
    recurring: float

    def kernels(self, days: int) -> Kernels:
        """The chance to leave each state for another after 0 to ``days`` days, while there are hours enough."""
        found: dict[str, dict[str, Floats]] = {}
        for state in STATES:
            stayed = (1.0 - sum(self.rates[state].values())) ** np.arange(days + 1)
            found[state] = {to: np.asarray(part * stayed) for to, part in self.rates[state].items()}
        return found

    def promised(self, policy: PolicySpec, spec: ExperimentSpec) -> "StockAndFlow":
        """The model under ``policy``, read off its words: the promise sets how fast leads are called, heads the hours.

        Every lead is called, ``handoff.sla_days`` after it was passed on in the mean, if there are hours for it.
        Reporting more outcomes makes a call longer, by ``handoff.hours_per_report``. Reps beyond the number of the fit
        bring hours, meetings beyond those of the fit take them (``leadership.meeting_share``). What a call comes to,
        what deals need and what prospecting finds stay as they were fitted. Without a promise leads flow as they did.
        """
        rates, promise = self.rates, policy.handoff.sla_days
        if promise is not None:
            rates = {**rates, "marketing_qualified": {"called": 1.0 / (1.0 + promise)}}
        left = [
            1.0 - each.lanes.coordination * spec.behaviour.leadership.meeting_share for each in (policy, self.typical)
        ]
        reporting = policy.feedback.reported_share - self.typical.feedback.reported_share
        return replace(
            self,
            rates=rates,
            hours=self.hours * more_heads(spec, policy, self.typical) * left[0] / left[1],
            hours_per_call=self.hours_per_call + reporting * spec.behaviour.handoff.hours_per_report,
        )

    def predict(self, spec: ExperimentSpec) -> "pd.DataFrame":
        """The run of ``spec``, one row a day, at most as long as those of the fit.

        The columns are ``day``, ``to_STATE`` and ``won_WAY`` (accounts), ``in_STOCK`` (accounts at the day's end),
        ``hours_ACTIVITY`` and ``new_bookings, expansions, churned, recurring, revenue`` (dollars). A policy counts from
        the day on which people work by it.
        """
        import pandas as pd

        changes = dict(policies(spec))
        market = at_first(spec)
        stocks = dict.fromkeys(STOCKS, 0.0)
        stocks |= {"market": float(market.accounts - market.customers), "customer": float(market.customers)}
        moved: Flows = {}
        model, policy, rows = self, self.typical, []
        for day in range(spec.days):
            if day in changes:
                policy = changes[day]
                model = self if policy.same_levers(self.typical) else self.promised(policy, spec)
            today, hours = model._day(stocks, day // DAYS_PER_QUARTER, policy.lanes.sales_prospecting)
            for key, accounts in today.items():
                moved.setdefault(key, np.zeros(spec.days))[day] = accounts
            rows.append({f"in_{name}": number for name, number in stocks.items()} | hours)
        flowed = course(moved, {}, spec.days)
        frame = pd.DataFrame({"day": np.arange(spec.days), **flowed, **self._books(flowed)})
        return pd.concat([frame, pd.DataFrame(rows)], axis=1)

    def _day(
        self, stocks: dict[str, float], quarter: int, reserve: float
    ) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
        """Let ``stocks`` flow for a day; returns accounts by stock and next stock or reason, and hours by activity."""
        moved: dict[tuple[str, str], float] = {}

        def flow(stock: str, parts: Mapping[str, float]) -> None:
            there = stocks[stock]
            for to, part in parts.items():
                moved[stock, to] = there * part
                stocks[stock] -= there * part
                stocks[_INTO.get(to, to)] += there * part

        for stock in RESTING:
            flow(stock, self.rates[stock])
        for stock in POOL:
            flow(stock, {**self.rates[stock], "inquiry": self.inquiries[quarter]})
        flow("customer", {**self.rates["customer"], "opportunity_expansion": self.expansions[quarter]})
        flow("inquiry", self.rates["inquiry"])
        leads, hours = self.rates["marketing_qualified"], self.hours[quarter]
        wanted = stocks["marketing_qualified"] * leads.get("called", 0.0) * self.hours_per_call
        calling = min(wanted, hours)
        flow("marketing_qualified", {**leads, "called": leads.get("called", 0.0) * rate(calling, wanted)})
        for stock in ("called", "chased"):
            flow(stock, self.rates[stock])
        deciding = {stock: self.rates[stock] for stock in OPPORTUNITIES.values()}
        needed = sum(stocks[stock] for stock in deciding) * self.hours_per_deal
        dealing = min(needed, (hours - calling) * (1.0 - reserve))
        prospecting = hours - calling - dealing
        found = min(1.0, rate(self.leads_an_hour[quarter] * prospecting, sum(stocks[stock] for stock in POOL)))
        for stock in POOL:
            flow(stock, {"contacted": found})
        flow("contacted", self.rates["contacted"])
        for stock, parts in deciding.items():
            flow(stock, {reason: part * rate(dealing, needed) for reason, part in parts.items()})
        return moved, dict(zip(HOURS, (dealing, calling, prospecting), strict=True))

    def _books(self, flowed: Mapping[str, Floats]) -> dict[str, Floats]:
        """The books of each day, in dollars."""
        new = (flowed["won_inbound"] + flowed["won_prospecting"]) * self.new_value
        more = flowed["won_expansion"] * self.expansion_value
        recurring, churned, held = np.empty(len(new)), np.empty(len(new)), self.recurring
        for day, signed in enumerate(new + more):
            churned[day] = self.churn * held
            held += signed - churned[day]
            recurring[day] = held
        books = {"new_bookings": new, "expansions": more, "churned": churned, "recurring": recurring}
        return books | {"revenue": recurring / DAYS_PER_YEAR}


def fit(histories: Sequence[History]) -> StockAndFlow:
    """The model of finished runs under one policy; raises ``ValueError`` for others (``fitted_under``)."""
    spec, days, stays = fitted_under(histories), mean_days(histories), all_stays(histories)
    totals = days.sum()
    pool = days[[f"in_{stock}" for stock in POOL]].sum(axis=1)
    return StockAndFlow(
        typical=spec.policy_on(0),
        rates=_rates(stays),
        inquiries=by_quarter(days, days["to_inquiry"], pool),
        expansions=by_quarter(days, days["to_opportunity_expansion"], days["in_customer"]),
        leads_an_hour=by_quarter(days, days["to_contacted"], days["hours_prospecting"]),
        hours=by_quarter(days, days[list(HOURS)].sum(axis=1)),
        hours_per_call=rate(totals["hours_leads"], totals["to_called"]),
        hours_per_deal=rate(totals["hours_opportunities"], totals["in_opportunity"]),
        new_value=rate(totals["new_bookings"], totals["won_inbound"] + totals["won_prospecting"]),
        expansion_value=rate(totals["expansions"], totals["won_expansion"]),
        churn=rate(totals["churned"], totals["recurring"]),
        recurring=at_start(days),
    )


def _rates(stays: "pd.DataFrame") -> Rates:
    """Moves over account-days, of ``stays`` as in ``History``, but for what flows at rates of its own.

    Whoever enters a stock has the day of entering as the first on which to leave it.
    """
    at_risk = (stays["number"] * (stays["days"] + 1)).groupby(stays["state"]).sum()
    parts = stays.groupby(["state", "then"])["number"].sum().div(at_risk, level="state")
    rates: dict[str, dict[str, float]] = {stock: {} for stock in STOCKS}
    for stock, to in parts.index:
        if to != STAYS and (stock, to) not in _APART:
            rates[stock][to] = float(parts[stock, to])
    return rates
