"""What each lever is for, as a figure of a finished run: the mechanism that it moves, whatever becomes of revenue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_WEEK
from sim.spec.load import load_policy
from sim.spec.policy import PolicySpec

type Figure = Callable[[Run], float]


@dataclass(frozen=True)
class Trial:
    """How a lever is tried: two values, what is set besides, and the figure that is looked at.

    ``rises``: whether the figure is larger at ``high``.
    """

    low: Any
    high: Any
    measure: str
    unit: str
    figure: Figure
    rises: bool = True
    besides: Mapping[str, Any] = field(default_factory=dict)


def with_lever(policy: PolicySpec, key: str, value: Any) -> PolicySpec:
    """``policy`` with one lever changed. Incentives sum to 1, so the other three give way in proportion."""
    group, _, name = key.partition(".")
    if group != "incentives":
        return load_policy(policy, {key: value})
    parts = {other: part for other, part in policy.incentives.model_dump().items() if other != name}
    total = sum(parts.values())
    rest = {other: (part / total if total else 1.0 / len(parts)) * (1.0 - value) for other, part in parts.items()}
    return load_policy(policy, {"incentives": {**rest, name: value}})


def hours(role: str, *activities: str) -> Figure:
    """Part of the hours planned by all of a role that goes to ``activities``, over the measured time."""
    names = [f"hours_{name}" for name in activities]

    def figure(run: Run) -> float:
        rows = _planned(run, role)
        return float(rows[names].to_numpy().sum() / rows.filter(like="hours_").to_numpy().sum())

    return figure


def felt(role: str, column: str) -> Figure:
    """Mean of a column of the people table over the measured time."""
    return lambda run: float(_planned(run, role)[column].mean())


def counted(*columns: str) -> Figure:
    """Sum of columns of the days table over the measured time."""
    return lambda run: float(_measured(run, "days")[list(columns)].to_numpy().sum())


def each(total: str, *of: str) -> Figure:
    """One column of the days table over others: ``total`` by what it is the total of."""
    return lambda run: counted(total)(run) / max(1.0, counted(*of)(run))


def spent(*lines: str) -> Figure:
    """Dollars spent on lines of the books over the measured time."""
    return lambda run: float(_measured(run, "books")[list(lines)].to_numpy().sum()) / 100.0


def scored_in(run: Run) -> float:
    """Part of the scored inquiries that is passed on."""
    reasons = _measured(run, "moves")["reason"].value_counts()
    return float(reasons["scored_in"] / max(1, reasons["scored_in"] + reasons["scored_out"]))


def days_to_call(run: Run) -> float:
    """Mean business days from being passed on to being called."""
    moves = _measured(run, "moves")
    rows = moves[moves["to"].isin(["marketing_qualified", "sales_accepted"]) & moves["source"].ne("prospecting")]
    since = rows.groupby("prospect")["day"].diff()
    return float(since[rows["reason"].eq("called")].mean())


def uneven_queues(run: Run) -> float:
    """Mean over the days of the longest queue of leads less the shortest one, over reps."""
    moves = run.moves
    change = np.zeros((run.spec.days, int(run.people.loc[run.people["role"].eq("rep"), "person"].max()) + 1))
    first = moves.groupby("prospect")["rep"].shift()  # a lead that changed hands leaves the queue that it entered
    for stage, reps, sign in (("to", moves["rep"], 1.0), ("from", first, -1.0)):
        rows = moves[stage].eq("marketing_qualified")
        np.add.at(change, (moves.loc[rows, "day"].to_numpy(), reps[rows].to_numpy(dtype=int)), sign)
    waiting = change.cumsum(axis=0)[run.spec.warmup_days :]
    return float((waiting.max(axis=1) - waiting.min(axis=1)).mean())


def _measured(run: Run, table: str) -> Any:
    frame = getattr(run, table)
    return frame[frame["day"] >= run.spec.warmup_days]


def _planned(run: Run, role: str) -> Any:
    people = run.people
    return people[people["role"].eq(role) & (people["week"] * DAYS_PER_WEEK >= run.spec.warmup_days)]


_PROGRAMMES = ("programmes_brand", "programmes_demand", "programmes_enablement")
_ANSWERED = {"handoff.tracking": 0.9}
_LOOKING = {"incentives": {"brand": 0.2, "volume": 0.2, "accepted": 0.4, "revenue": 0.2}}
"""Marketers who have hours for analytics: without evidence there is nothing to follow."""

TRIALS: dict[str, Trial] = {
    "lanes.sales_prospecting": Trial(0.1, 0.6, "prospecting in reps' hours", "share", hours("rep", "prospecting")),
    "lanes.marketing_chase": Trial(0.0, 0.5, "leads chased", "leads", counted("chases")),
    "lanes.coordination": Trial(
        *(0.0, 0.8, "clashes", "touches"),
        counted("contact_clashes", "demand_clashes", "booth_clashes", "chase_clashes"),
        rises=False,
    ),
    "lead.shared_definition": Trial(0.0, 1.0, "inquiries scored in", "share", scored_in, rises=False),
    "lead.recycling": Trial(0.0, 1.0, "accounts in nurture", "account-days", counted("recycled")),
    "lead.routing": Trial("territory", "balanced", "longest less shortest queue", "leads", uneven_queues, rises=False),
    "handoff.sla_days": Trial(
        20.0, 1.0, "days from passed on to called", "business days", days_to_call, rises=False, besides=_ANSWERED
    ),
    "handoff.tracking": Trial(0.0, 1.0, "leads called", "leads", counted("calls")),
    "feedback.reported_share": Trial(0.0, 1.0, "outcomes reported", "reports", counted("reports")),
    "incentives.brand": Trial(0.0, 0.8, "brand in marketers' hours", "share", hours("marketer", "brand")),
    "incentives.volume": Trial(0.0, 0.8, "demand in marketers' hours", "share", hours("marketer", "demand")),
    "incentives.accepted": Trial(0.0, 0.8, "analytics in marketers' hours", "share", hours("marketer", "analytics")),
    "incentives.revenue": Trial(0.0, 0.8, "pressure on marketers", "share", felt("marketer", "pressure")),
    "mandate.protected_hours": Trial(
        0.0, 1.0, "requests in marketers' hours", "share", hours("marketer", "enablement"), rises=False
    ),
    "mandate.targeting": Trial(
        0.0,
        1.0,
        "need where campaigns go",
        "log units",
        each("campaign_need", "brand_touches", "demand_touches"),
        besides=_LOOKING,
    ),
    "evidence.sales_use_of_data": Trial(
        0.0, 1.0, "need where reps prospect", "log units", each("contact_need", "contacts"), besides=_LOOKING
    ),
    "budget.granted_share": Trial(0.5, 1.0, "programmes", "dollars", spent(*_PROGRAMMES)),
    "budget.brand_share": Trial(0.2, 0.6, "brand programmes", "dollars", spent("programmes_brand")),
    "budget.enablement": Trial(0.0, 0.4, "booths and collateral", "dollars", spent("programmes_enablement")),
    "budget.extra": Trial(0.0, 500_000.0, "programmes", "dollars", spent(*_PROGRAMMES)),
    "leader.kind": Trial("none", "cmo", "blame", "share", felt("marketer", "blame"), rises=False),
    "team.marketers": Trial(4, 12, "wages of marketers", "dollars", spent("wages_marketing")),
    "team.employment": Trial(
        "in_house", "outsourced", "wages of marketers", "dollars", spent("wages_marketing"), rises=False
    ),
    "team.extra_reps": Trial(0.0, 4.0, "wages of reps", "dollars", spent("wages_sales")),
}
"""Each lever of ``PolicySpec`` by its key; values are those of a company at full size."""
