"""What pairing saves, as files: a table, a page, a manifest."""

from collections.abc import Sequence

import pandas as pd

from sim.report import parts
from sim.report.manifest import manifest, version
from sim.report.page import Cell, Command, Page, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.words import records
from sim.study.replicas import Replica

TITLE = "What do common random numbers save?"
LEAD = (
    "Two policies under one seed face the same accounts with the same luck. Below is the variance of the paired "
    "difference over the sum of both variances, over three measured years, with 95 % bootstrap intervals over pairs."
)
MEANING = (
    "A ratio of 0.05 means that pairing needs a twentieth of the replications that independent seeds would need for "
    "the same interval. Expected bookings are chance to win times value of each deal decided, before it is drawn. The "
    "first rows differ in one lever, the promise to call a lead within two or four days; the others are whole policies."
)


def files(table: pd.DataFrame, chosen: Sequence[Replica], command: str) -> dict[str, bytes]:
    """All files of the results, by name; ``table`` has the rows of ``variance_ratios``."""
    table, made_of = table.round(6), manifest(chosen)
    sizes = {f"{replica.spec.scale:g}" for replica in chosen} - {"1"}
    size = f" Companies are simulated at {', '.join(sorted(sizes))} of their size." if sizes else ""
    page = Page(
        title=TITLE,
        lead=LEAD,
        answer=_answer(table),
        sections=[
            Section("Ratios", "Ratios", [_ratios(table), Text(MEANING + size)]),
            Section("How to make it again", "Made by", [Command(command)]),
        ],
        note=f"{version(made_of)}; seeds in manifest.json.",
    )
    return {
        "table.csv": csv(table),
        **parts.page_files(page, made_of),
    }


def _answer(table: pd.DataFrame) -> str:
    revenue = table.loc[table["quantity"] == "revenue", "ratio"]
    return (
        "Paired by their luck, two policies need between "
        f"{1.0 / revenue.max():,.0f} and {1.0 / revenue.min():,.0f} times fewer replications to tell their revenue "
        "apart than with seeds of their own."
    )


def _ratios(table: pd.DataFrame) -> Table:
    """A line a study, a column a quantity."""
    lines: dict[str, dict[str, Cell]] = {}
    for row in records(table):
        name = f"{row['company']}: {row['first']} against {row['second']}, {row['pairs']} pairs"
        cell = Cell(f"{row['ratio']:.3f} ({row['low']:.3f} to {row['high']:.3f})", row["ratio"])
        lines.setdefault(name, {})[str(row["quantity"]).replace("_", " ")] = cell
    quantities = list(next(iter(lines.values())))
    rows = [[Cell(name), *line.values()] for name, line in lines.items()]
    return Table("Variance of the paired difference over that of independent seeds", ["worlds", *quantities], rows)
