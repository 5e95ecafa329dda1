"""What a run and a sweep print."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.cli.cells import SEPARATOR
from sim.stages import STAGES

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

ANNUAL = {
    "revenue": "revenue",
    "recurring": "recurring",
    "new_bookings": "new",
    "expansions": "expanded",
    "churned": "churned",
    "spend": "spend",
    "wasted": "wasted",
}
"""Columns of ``Run.annual`` that are printed, with the words above them."""

TEXTS = ("policy", "changes")
"""Columns that are words, not numbers."""


def show_run(run: "Run", saved: Path) -> None:
    """Print the funnel at the end, the measured years, and where the records are."""
    spec, console = run.spec, _console()
    policy = spec.timeline[0].policy
    for line in (f"{spec.company.name}: {spec.company.title}", f"{policy.name}: {policy.title}"):
        console.print(line, soft_wrap=True)
    last = run.days.iloc[-1]
    stages = _table("Prospects on the last day", "stage", "prospects")
    for stage in STAGES:
        stages.add_row(stage.replace("_", " "), f"{last[stage]:,}")
    years = _table("Thousand dollars a year", "year", *ANNUAL.values())
    for _, row in run.annual.iterrows():
        years.add_row(f"{row['year']:.0f}", *(f"{row[name] / 1e3:,.0f}" for name in ANNUAL))
    console.print(stages, years)
    console.print(f"Saved in {saved}", soft_wrap=True)


def show_sweep(runs: "pd.DataFrame", folder: Path) -> None:
    """Print revenue over the measured years, a row a cell: mean over the replications with its 95 % interval."""
    console, keys = _console(), ["company", "policy", "changes"]
    runs = runs.assign(changes=_telling(runs["changes"]))
    columns = keys if runs["changes"].any() else keys[:2]
    table = _table("Revenue of all measured years, thousand dollars", *columns, "runs", "mean", "95 %")
    totals = runs.groupby([*keys, "replication"], sort=False)["revenue"].sum()
    for names, cell in totals.groupby(level=keys, sort=False):
        words = [str(name) for name, _ in zip(cast(tuple[object, ...], names), columns, strict=False)]
        table.add_row(*words, str(len(cell)), *_interval(cell))
    console.print(table)
    console.print(f"Dataset in {folder}, {len(runs):,} rows", soft_wrap=True)


def _telling(changes: "pd.Series[str]") -> "pd.Series[str]":
    """Each cell's changes without those that all cells share."""
    cells = {text: text.split(SEPARATOR) for text in changes.unique()}
    shared = set.intersection(*map(set, cells.values())) if cells else set()
    return changes.map({text: "\n".join(item for item in items if item not in shared) for text, items in cells.items()})


def _interval(totals: "pd.Series[float]") -> tuple[str, str]:
    """Mean and interval; one run alone has none."""
    import numpy as np

    from sim.study.pairs import mean_interval

    if len(totals) < 2:
        return f"{totals.iloc[0] / 1e3:,.0f}", "one run"
    mean, low, high = mean_interval(np.asarray(totals, dtype=np.float64))
    return f"{mean / 1e3:,.0f}", f"{low / 1e3:,.0f} to {high / 1e3:,.0f}"


def _console() -> Console:
    """Standard output, where a name in brackets is a name."""
    return Console(markup=False, highlight=False)


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="left" if column in TEXTS else "right", overflow="fold")
    return table
