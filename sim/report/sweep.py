"""What a sweep has come to, a line a point: revenue, what is left of it, and what each policy leaves more."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.compiled import Floats
from sim.report.spreadsheets import csv
from sim.report.tables import on_terminal
from sim.report.words import clean, records
from sim.study.pairs import mean_interval, named
from sim.study.sweep import Sweep
from sim.study.versions import model_version

if TYPE_CHECKING:
    from rich.table import Table

MOST_SHOWN = 40
"""Points that a terminal shows; ``summary.csv`` has all."""
UNKNOWN = (np.nan, np.nan, np.nan)


def summary(sweep: Sweep, runs: pd.DataFrame) -> pd.DataFrame:
    """One row a point of ``sweep`` that has runs, in the design's order; ``runs`` is what ``sim.study.load`` gives.

    After the keys that points set: ``replications``; ``revenue`` and ``net`` (revenue less spend), dollars over all
    measured years, and ``gain``: net less that of the first policy of the same company with all else alike, under the
    same luck; each the mean over replications with its 95 % interval (``_low``, ``_high``), which one run has not.
    """
    totals = runs.assign(net=runs["revenue"] - runs["spend"])
    totals = totals.groupby(["config", "replication"], observed=True)[["revenue", "net"]].sum()
    worlds = {str(config): rows.droplevel("config") for config, rows in totals.groupby(level="config", observed=True)}
    first: dict[str, pd.DataFrame] = {}
    rows: list[dict[str, Any]] = []
    for point in sweep.points:
        if point.config not in worlds:
            continue
        world, choices = worlds[point.config], json.loads(point.choices)
        usual = first.setdefault(json.dumps({**choices, "policy": ""}, sort_keys=True), world)
        both = world.index.intersection(usual.index)
        gain = UNKNOWN if usual is world else _interval((world["net"][both] - usual["net"][both]).to_numpy())
        rows.append(
            {
                **{**choices, "company": point.company, "policy": point.policy},
                "replications": len(world),
                **named("revenue", _interval(world["revenue"].to_numpy())),
                **named("net", _interval(world["net"].to_numpy())),
                **named("gain", gain),
            }
        )
    return pd.DataFrame(rows)


def files(sweep: Sweep, runs: pd.DataFrame, failures: pd.DataFrame) -> dict[str, bytes]:
    """The summary and what the sweep was made of, by name. No dates and no paths: equal sweeps, equal bytes."""
    made_of = {
        "model": model_version(),
        "points": len(sweep.points),
        "replications": sweep.replications,
        "seeds": [sweep.seed, sweep.seed + sweep.replications - 1],
        "failed": len(failures),
    }
    text = json.dumps(made_of, indent=1) + "\n"
    return {"summary.csv": csv(summary(sweep, runs).round(2)), "manifest.json": text.encode()}


def printed(sweep: Sweep, runs: pd.DataFrame) -> "list[Table]":
    """The summary for a terminal: the keys in which points differ, and thousand dollars over all measured years."""
    table = summary(sweep, runs)
    if table.empty:
        return []
    figures = ("replications", "revenue", "net", "gain")
    aside = ("company", "policy", *(f"{figure}{end}" for figure in figures for end in ("", "_low", "_high")))
    keys = [key for key in map(str, table) if key not in aside and table[key].astype(str).nunique() > 1]
    rows = records(table.head(MOST_SHOWN))
    names = [
        ", ".join(_told(row, key) for key in ("company", "policy", *keys) if not pd.isna(row[key])) for row in rows
    ]
    lines = [[str(row["replications"]), *(_thousands(row, name) for name in figures[1:])] for row in rows]
    columns = ["runs", "revenue, $k", "net, $k", "gain, $k"]
    index: pd.Index[Any] = pd.Index(names, name="95 % intervals in brackets; gain: net more than the first policy")
    more = f", the first {MOST_SHOWN} of {len(table)}" if len(table) > MOST_SHOWN else ""
    return [on_terminal(pd.DataFrame(lines, index=index, columns=columns), f"All measured years{more}")]


def _interval(values: Floats) -> tuple[float, float, float]:
    return mean_interval(values) if len(values) > 1 else (float(np.mean(values)), np.nan, np.nan)


def _told(row: Mapping[str, Any], key: str) -> str:
    """A choice of a point: names as they are, others with the last part of their key."""
    value = row[key]
    if key in ("company", "policy"):
        return str(value)
    return f"{key.rpartition('.')[2]}={value:.4g}" if isinstance(value, float) else f"{key.rpartition('.')[2]}={value}"


def _thousands(row: Mapping[str, Any], name: str) -> str:
    mean, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(mean):
        return ""
    ends = "" if pd.isna(low) else f" ({clean(low / 1e3, 0):,.0f} to {clean(high / 1e3, 0):,.0f})"
    return f"{clean(mean / 1e3, 0):,.0f}{ends}"
