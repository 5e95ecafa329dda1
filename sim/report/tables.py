"""The cost of the feud as a table to read."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report.words import clean, payback_words, percent, records, thousands, who, wins
from sim.study.feud import CONTEST

if TYPE_CHECKING:
    from rich.table import Table

_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "revenue lost, %": lambda row: percent(row, "revenue_lost_share"),
    "spend wasted, %": lambda row: percent(row, "spend_wasted_share"),
    "cost of feud, %": lambda row: percent(row, "cost_share"),
    "remedy costs, $k": lambda row: f"{clean(row['cost_of_cure'] / 1e3, 0):,.0f}",
    "net gain, $k": lambda row: thousands(row, "net_gain"),
    "remedy ahead in": lambda row: f"{wins(row)} of {row['replications']}",
}


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Text, one column a period and one line a figure, of the rows of ``cost_of_feud`` for one company and cure."""
    columns = {str(row["period"]): [line(row) for line in _LINES.values()] for row in records(rows)}
    return pd.DataFrame(columns, index=pd.Index(list(_LINES), name="95 % intervals in brackets"))


def heading(rows: pd.DataFrame) -> str:
    """Who is compared with whom, and whether it pays: the title of ``readable``."""
    row = records(rows)[-1]
    years = int(str(row["period"]).replace("-", " ").split()[-1])
    pays = f"{payback_words(row, years)} on average, ahead in {wins(row)} of {row['replications']}"
    return f"{who(row)}, {pays}"


def simulated(row: Mapping[str, Any]) -> str:
    """At which part of its size the company was simulated, if it was one."""
    return "" if row["scale"] == 1.0 else f", simulated at {row['scale']:g} of its size"


def overview(table: pd.DataFrame) -> pd.DataFrame:
    """Text, a line a contest: what it comes to over all years, of the rows of ``cost_of_feud``."""
    lines = {}
    for rows in cells(table):
        row = records(rows)[-1]
        pays = "not on average" if pd.isna(row["payback_month"]) else f"month {row['payback_month']}"
        lines[who(row)] = {**{name: line(row) for name, line in _LINES.items()}, "pays back": pays}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("all years, 95 % intervals in brackets")


def cells(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of ``cost_of_feud``, apart by company and contest."""
    return [rows for _, rows in table.groupby(list(CONTEST), sort=False)]


def on_terminal(text: pd.DataFrame, title: str) -> "Table":
    """``text`` as a table that rich prints."""
    from rich.table import Table

    look: dict[str, Any] = {"box": None, "padding": (0, 2, 0, 0), "pad_edge": False}
    look |= {"title_justify": "left", "caption_justify": "left"}
    table = Table("", *text.columns, title=title, caption=str(text.index.name), **look)
    for name, values in zip(text.index, text.to_numpy(), strict=True):
        table.add_row(str(name), *values)
    return table
