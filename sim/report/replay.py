"""What the page plays: two worlds of one company, day by day, and the bands that all runs fill."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.records.leaks import days_in
from sim.report.words import spoken
from sim.spec.experiment import DAYS_PER_YEAR
from sim.study.contest import Contest

STAGES = {
    "marketing_qualified": "leads waiting for a call",
    "sales_accepted": "accounts being talked to",
    "opportunity": "open deals",
    "customer": "customers",
    "recycled": "put back into nurture",
    "cooling_off": "pushed too hard, cooling off",
}
"""What is drawn as bars, in a reader's words."""
BANDS = (5, 25, 50, 75, 95)


def replay(
    days: pd.DataFrame, months: pd.DataFrame, contests: Sequence[Contest], main: Mapping[str, Contest]
) -> dict[str, Any]:
    """What ``replay.js`` needs, a company after the other: names, contests (the main one first), worlds and bands.

    ``days`` has the rows of ``replays``, ``months`` those of ``digest``. Of each world: stocks a stage (accounts at the
    day's end), trust in per cent, revenue in dollars a year; and the quantiles ``BANDS`` of monthly revenue at the
    month's rate over all replications.
    """
    told = []
    for name, first in main.items():
        here = days[days["company"] == name]
        of_it = sorted((contest for contest in contests if contest.company.name == name), key=lambda c: c is not first)
        told.append(
            {
                "name": first.company.title.split(",")[0],
                "replication": int(here["replication"].iloc[0]),
                "contests": [[spoken(contest.typical.name), spoken(contest.cure.name)] for contest in of_it],
                "gains": [_gain(here, contest) for contest in of_it],
                "worlds": {
                    spoken(str(policy)): _world(rows) | {"bands": _bands(months, name, str(policy))}
                    for policy, rows in here.groupby("policy", sort=False)
                },
            }
        )
    return {"stages": list(STAGES.values()), "companies": told}


def _world(rows: pd.DataFrame) -> dict[str, Any]:
    trust = {team: _missing_as_none(100.0 * rows[team]) for team in ("sales", "marketing")}
    return {"stocks": [rows[stage].tolist() for stage in STAGES], "revenue": rows["revenue"].tolist(), **trust}


def _gain(days: pd.DataFrame, contest: Contest) -> list[int]:
    """The net gain so far, day by day, in thousand dollars."""
    brought = [
        days.loc[days["policy"] == policy.name, "revenue"].cumsum().to_numpy() / DAYS_PER_YEAR
        - days.loc[days["policy"] == policy.name, "spent"].to_numpy()
        for policy in (contest.typical, contest.cure)
    ]
    gain: list[int] = ((brought[1] - brought[0]) / 1e3).round().astype(int).tolist()
    return gain


def _missing_as_none(values: "pd.Series[float]") -> list[int] | None:
    """In per cent; nothing where a team has nobody."""
    return None if values.isna().any() else values.round().astype(int).tolist()


def _bands(months: pd.DataFrame, company: str, policy: str) -> list[list[int]]:
    rows = months[(months["company"] == company) & (months["policy"] == policy)]
    wide = rows.pivot(index="replication", columns="month", values="revenue").to_numpy()
    yearly = wide * (DAYS_PER_YEAR / days_in(wide.shape[1]))
    return [band.round().astype(int).tolist() for band in np.percentile(yearly, BANDS, axis=0)]
