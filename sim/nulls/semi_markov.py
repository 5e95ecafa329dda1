"""A semi-Markov funnel: an account leaves each state with fitted chances, after times that were seen.

Accounts do not know of each other, of people or of hours: nothing can be full. What it is fitted to and how:

- *states*: those of ``sim.nulls.ways``
- *kernels*: the chance to leave a state for another after so many days is the Aalen-Johansen estimate from all stays,
  so times have their empirical law, and stays that the end of a run cuts off count for as long as they were seen
  (Aalen & Johansen 1978, Scandinavian Journal of Statistics 5)
- *arrivals*: inquiries and own prospecting's leads a day, and expansion deals a paying account and day, each the mean
  of its quarter of the run
- *contracts*: deals are worth their mean, of new customers and of expansions; a contract comes due every 260 days and
  is renewed with one chance, by value; the first customers' and the expansions' days are spread evenly over the year

What it makes of another policy: see ``SemiMarkov.promised``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.nulls.history import STAYS, History, all_stays, at_first, at_start, by_quarter, fitted_under, mean_days, rate
from sim.nulls.promises import more_heads, policies
from sim.nulls.ways import STATES, Kernels, course, flows
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_YEAR, ExperimentSpec
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SemiMarkov:
    """A fitted semi-Markov funnel.

    ``typical``: the policy that it was fitted under. ``laws``: the kernels of all states. ``inquiries``, ``contacts``:
    accounts a day, and ``expansions``: deals a paying account and day, each a number a quarter of the run.
    ``renewal``: chance. ``new_value``, ``expansion_value``: dollars a year. ``values``: of every new customer's deal,
    dollars a year. ``recurring``: annual value under contract at first, in dollars.
    """

    typical: PolicySpec
    laws: Kernels
    inquiries: Floats
    contacts: Floats
    expansions: Floats
    renewal: float
    new_value: float
    expansion_value: float
    values: Floats
    recurring: float

    def kernels(self, days: int) -> Kernels:
        """The chance to leave each state for another after 0 to ``days`` days, as far as stays were seen."""
        return {state: {to: law[: days + 1] for to, law in laws.items()} for state, laws in self.laws.items()}

    def promised(self, policy: PolicySpec) -> Kernels:
        """The kernels under ``policy``, read off its words: every lead passed on is called, on the promise's last day.

        The last day is ``handoff.sla_days``, rounded up to a whole day. What a call comes to, and all other times, stay
        as they were fitted. Without a promise, and under the policy of the fit, nothing changes.
        """
        promise = policy.handoff.sla_days
        if promise is None or policy.same_levers(self.typical):
            return self.laws
        called = {"called": np.eye(1, math.ceil(promise) + 1, math.ceil(promise))[0]}
        return {**self.laws, "marketing_qualified": called}

    def predict(self, spec: ExperimentSpec) -> "pd.DataFrame":
        """The expected run of ``spec``, one row a day, at most as long as those of the fit.

        The columns are ``day``, ``to_STATE`` and ``won_WAY`` (accounts) and ``new_bookings, expansions, churned,
        recurring, revenue`` (dollars). A policy counts from the day on which people work by it. Reps beyond the number
        of the fit bring as many leads of their own as the others.
        """
        import pandas as pd

        changes = policies(spec)
        regimes = [(begin, self.promised(policy)) for begin, policy in changes]
        quarter = np.arange(spec.days) // DAYS_PER_QUARTER
        heads = np.empty(spec.days)
        for begin, policy in changes:
            heads[begin:] = more_heads(spec, policy, self.typical)
        came = {"inquiry": self.inquiries[quarter], "contacted": self.contacts[quarter] * heads}
        strangers = course(flows(came, regimes), came, spec.days)
        new = strangers["won_inbound"] + strangers["won_prospecting"]
        asked = {"opportunity_expansion": self.expansions[quarter] * self._paying(new, at_first(spec).customers)}
        customers = course(flows(asked, regimes), asked, spec.days)
        # Either has its own accounts, and zeros for the others'.
        both = {name: strangers[name] + customers[name] for name in strangers}
        books = self._books(new * self.new_value, customers["won_expansion"] * self.expansion_value)
        return pd.DataFrame({"day": np.arange(spec.days), **both, **books})

    def _paying(self, new: Floats, customers: int) -> Floats:
        """Accounts under contract at each day's end, of ``new`` ones a day and the first ``customers``."""
        due = np.full(len(new), customers / DAYS_PER_YEAR)
        for day in range(DAYS_PER_YEAR, len(new)):
            due[day] = new[day - DAYS_PER_YEAR] + self.renewal * due[day - DAYS_PER_YEAR]
        paying: Floats = customers + np.cumsum(new - (1.0 - self.renewal) * due)
        return paying

    def _books(self, new: Floats, more: Floats) -> dict[str, Floats]:
        """The books of each day, of annual value signed by ``new`` customers and ``more`` by others, in dollars."""
        spread = np.convolve(more, np.full(DAYS_PER_YEAR, 1.0 / DAYS_PER_YEAR))
        due = np.full(len(new), self.recurring / DAYS_PER_YEAR)
        for day in range(1, len(new)):
            if day >= DAYS_PER_YEAR:
                due[day] = new[day - DAYS_PER_YEAR] + self.renewal * due[day - DAYS_PER_YEAR]
            due[day] += spread[day - 1]
        churned = (1.0 - self.renewal) * due
        recurring = self.recurring + np.cumsum(new + more - churned)
        books = {"new_bookings": new, "expansions": more, "churned": churned, "recurring": recurring}
        return books | {"revenue": recurring / DAYS_PER_YEAR}


def fit(histories: Sequence[History]) -> SemiMarkov:
    """The funnel of finished runs under one policy; raises ``ValueError`` for others (``fitted_under``)."""
    spec, days = fitted_under(histories), mean_days(histories)
    new = days["won_inbound"] + days["won_prospecting"]
    paying = at_first(spec).customers + (new - days["to_churned"]).cumsum()
    totals = days.sum()
    return SemiMarkov(
        typical=spec.policy_on(0),
        laws=laws(all_stays(histories)),
        inquiries=by_quarter(days, days["to_inquiry"]),
        contacts=by_quarter(days, days["to_contacted"]),
        expansions=by_quarter(days, days["to_opportunity_expansion"], paying),
        renewal=rate(totals["renewals"], totals["renewals"] + totals["churned"]),
        new_value=rate(totals["new_bookings"], new.sum()),
        expansion_value=rate(totals["expansions"], totals["won_expansion"]),
        values=np.concatenate([history.values for history in histories]),
        recurring=at_start(days),
    )


def laws(stays: "pd.DataFrame") -> Kernels:
    """The Aalen-Johansen estimate of how accounts leave each of ``STATES``, from ``stays`` as in ``History``."""
    return {state: _law(stays[stays["state"] == state]) for state in STATES}


def _law(stays: "pd.DataFrame") -> dict[str, Floats]:
    table = stays.pivot_table("number", "days", "then", aggfunc="sum", fill_value=0)
    table = table.reindex(range(int(stays["days"].max()) + 1 if len(stays) else 0), fill_value=0)
    at_risk = table.sum(axis=1)[::-1].cumsum()[::-1]
    hazards = table.drop(columns=STAYS, errors="ignore").div(at_risk, axis=0)
    stayed = (1.0 - hazards.sum(axis=1)).cumprod().shift(fill_value=1.0)
    return {str(then): (hazard * stayed).to_numpy() for then, hazard in hazards.items()}
