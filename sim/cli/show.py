"""What a run and a sweep print."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.cli.cells import SEPARATOR
from sim.report.leak_words import STAGE_WORDS, most_lost
from sim.report.sparkline import sparkline
from sim.spec.experiment import DAYS_PER_QUARTER, WEEKS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

ANNUAL = {
    "revenue": "revenue",
    "recurring": "under contract",
    "new_bookings": "new",
    "expansions": "expanded",
    "churned": "churned",
    "spend": "spend",
    "wasted": "wasted",
}
"""Columns of ``Run.annual`` that are printed, with the words above them."""

WAYS = {
    "inquiries": "Inquiries",
    "prospecting": "Reps' own finds",
    "expansion": "Customers who want more",
}
"""What the ways of ``Run.conversions`` are called."""
COUNTED = "Moves of the measured years count, whenever an account set out."
TEAMS = {"sales": "sales in leads", "marketing": "marketing in sales", "blame": "blame"}
"""Columns of ``Run.trust``, with the words above them."""

KEYS = ("company", "policy", "changes")
"""Columns that tell one cell of a sweep from another."""
TEXTS = ("policy", "changes")
"""Columns that are words, not numbers."""


def show_run(run: "Run", changes: str, saved: Path) -> None:
    """Print what was run, how far accounts came, money, trust, where most is lost, and where the records are."""
    spec, console = run.spec, _console()
    policy = spec.timeline[0].policy
    for line in (f"{spec.company.name}: {spec.company.title}", f"{policy.name}: {policy.title}"):
        console.print(line, soft_wrap=True)
    if changes:
        console.print(f"with {changes}", soft_wrap=True)
    console.print(_funnel(run), _money(run), _trust(run))
    measured = run.books["revenue"].to_numpy()[run.spec.warmup_days :]
    quarters = (measured.reshape(-1, DAYS_PER_QUARTER).sum(axis=1) / 1e5).tolist()
    ends = f"${min(quarters):,.0f} to {max(quarters):,.0f} thousand"
    console.print(f"Revenue by quarter  {sparkline(quarters)}  {ends}")
    console.print(most_lost(run.leaks, spec.years), end="\n\n")
    console.print(f"Saved in {saved}", soft_wrap=True)


def _funnel(run: "Run") -> Table:
    """Who entered each stage, over the stage before and over the first."""
    table = _table("From inquiry to customer", "", "accounts", "of those before", "of all")
    table.caption, table.caption_justify = COUNTED, "left"
    for way, rows in run.conversions.groupby("way", sort=False):
        if not rows["entered"].sum():
            continue
        table.add_row(WAYS[str(way)])
        for number, (_, row) in enumerate(rows.iterrows()):
            parts = ("" if number == 0 else _percent(row[name]) for name in ("step", "cumulative"))
            table.add_row(f"  {STAGE_WORDS[row['stage']]}", f"{row['entered']:,}", *parts)
    return table


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100.0 * share:.1f} %"


def _money(run: "Run") -> Table:
    """A line a measured year."""
    table = _table("Thousand dollars a year", "year", *ANNUAL.values())
    for _, row in run.annual.iterrows():
        table.add_row(f"{row['year']:.0f}", *(f"{row[name] / 1e3:,.0f}" for name in ANNUAL))
    return table


def _trust(run: "Run") -> Table:
    """What the teams think of each other, a line a measured year: 0 is nothing, 1 is all."""
    weeks = run.trust[run.trust["week"] >= run.spec.warmup_years * WEEKS_PER_YEAR]
    years = weeks.groupby((weeks["week"] // WEEKS_PER_YEAR - run.spec.warmup_years + 1).rename("year"))
    table = _table("Trust, from 0 to 1, mean of the year", "year", *TEAMS.values())
    for year, row in years[list(TEAMS)].mean().iterrows():
        table.add_row(f"{year}", *("nobody" if math.isnan(row[name]) else f"{row[name]:.2f}" for name in TEAMS))
    return table


def show_sweep(runs: "pd.DataFrame", folder: Path) -> None:
    """Print revenue over the measured years, a row a cell: mean over the replications with its 95 % interval.

    Where a company ran under several policies, or one policy with several changes, also what each earns more than the
    first, paired by seed.
    """
    console, keys = _console(), list(KEYS)
    runs = runs.assign(changes=_telling(runs["changes"]))
    columns = keys if runs["changes"].any() else keys[:2]
    table = _table("Revenue of all measured years, thousand dollars", *columns, "runs", "mean", "95 %")
    totals = runs.groupby([*keys, "replication"], sort=False)["revenue"].sum()
    for names, cell in totals.groupby(level=keys, sort=False):
        words = [str(name) for name, _ in zip(cast(tuple[object, ...], names), columns, strict=False)]
        table.add_row(*words, str(len(cell)), *_interval(cell))
    console.print(table)
    if (differences := _differences(runs, columns)).row_count:
        console.print(differences)
    console.print(f"Dataset in {folder}, {len(runs):,} rows", soft_wrap=True)


def _differences(runs: "pd.DataFrame", columns: Sequence[str]) -> Table:
    """What each policy, and each change, earns more than the first, all else alike; one run alone gives no row."""
    from sim.study.pairs import mean_interval

    table = _table("Revenue more than in the first row of its kind, same luck, $ thousand", *columns, "mean", "95 %")
    for varied, other in (("policy", "changes"), ("changes", "policy")):
        for names, cells in runs.groupby(["company", other], sort=False):
            totals = cells.groupby([varied, "replication"], sort=False)["revenue"].sum().unstack(varied)
            first, *others = cells[varied].unique()
            for value in others if len(totals) > 1 else ():
                gain = (totals[value] - totals[first]).to_numpy()
                words = dict(zip(("company", other), map(str, names), strict=True))
                words[varied] = f"{value or 'as it is'} less {first or 'as it is'}"
                table.add_row(*(words[column] for column in columns), *_thousands(mean_interval(gain)))
    return table


def _telling(changes: "pd.Series[str]") -> "pd.Series[str]":
    """Each cell's changes without those that all cells share."""
    cells = {text: text.split(SEPARATOR) for text in changes.unique()}
    shared = set.intersection(*map(set, cells.values())) if cells else set()
    told = {
        text: [item.removeprefix("policy.") for item in items if item not in shared] for text, items in cells.items()
    }
    return changes.map({text: "\n".join(items) for text, items in told.items()})


def _interval(totals: "pd.Series[float]") -> tuple[str, str]:
    """Mean and interval; one run alone has none."""
    import numpy as np

    from sim.study.pairs import mean_interval

    if len(totals) < 2:
        return f"{totals.iloc[0] / 1e3:,.0f}", "one run"
    return _thousands(mean_interval(np.asarray(totals, dtype=np.float64)))


def _thousands(interval: tuple[float, float, float]) -> tuple[str, str]:
    mean, low, high = (f"{round(dollars / 1e3) + 0:,}" for dollars in interval)
    return mean, f"{low} to {high}"


def _console() -> Console:
    """Standard output, where a name in brackets is a name."""
    return Console(markup=False, highlight=False)


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="left" if column in TEXTS else "right", overflow="fold")
    return table
