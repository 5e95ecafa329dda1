"""What a cure changes: the parts of the cost of the feud, and the net gain over time, with their intervals."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compiled import Floats
from sim.report import style
from sim.report.figures.panels import panels
from sim.report.tables import cells, heading, simulated
from sim.report.words import records
from sim.study.feud import net_gains
from sim.study.pairs import Pairs

PARTS = {
    "revenue lost": ("revenue_lost_share", style.BLUE, "o"),
    "spend wasted": ("spend_wasted_share", style.ORANGE, "s"),
    "cost of the feud": ("cost_share", style.BLACK, "D"),
}
"""The parts of the cost: name, column, colour and mark."""


@style.styled
def forest(table: pd.DataFrame, caption: str) -> Figure:
    """The cost of the feud in its parts with 95 % intervals, by period; a panel a company and cure.

    ``table`` has the rows of ``cost_of_feud``.
    """
    contests = cells(table)
    figure, axes = panels(len(contests), alike=True)
    for ax, rows in zip(axes, contests, strict=True):
        _forest_panel(ax, rows)
    axes[0].invert_yaxis()
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(PARTS))
    return style.captioned(figure, caption)


def _forest_panel(ax: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    for offset, (name, (column, colour, mark)) in zip((-0.2, 0.0, 0.2), PARTS.items(), strict=True):
        mean, low, high = (100.0 * rows[key].to_numpy() for key in (column, f"{column}_low", f"{column}_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.5, "linestyle": "none", "capsize": 2.5}
        ax.errorbar(mean, places + offset, xerr=(mean - low, high - mean), label=name, **look)
    first = rows.iloc[0]
    scale = simulated(records(rows)[0]).replace(", ", "\n")
    ax.set_title(f"{first['company']}: {first['typical']}\nagainst {first['cure']}{scale}")
    ax.set_xlabel("% of revenue under the first policy, mean and 95 %")
    ax.set_ylabel("period since the switch")
    ax.tick_params(labelbottom=True, labelleft=True)
    ax.set_yticks(places, rows["period"])
    ax.grid(axis="y", visible=False)


@style.styled
def net_gain(runs: pd.DataFrame, table: pd.DataFrame, caption: str) -> Figure:
    """What each cure has brought so far, less what it has cost, month by month; a panel a company and cure.

    Drawn are the mean, the middle 50 and 90 % of the replications, and the month in which the mean pays back.
    ``runs`` are those of ``Comparison.runs``, ``table`` has the rows of ``cost_of_feud``.
    """
    contests = cells(table)
    figure, axes = panels(len(contests), alike=False)
    for ax, rows in zip(axes, contests, strict=True):
        first = rows.iloc[0]
        gains = net_gains(Pairs(runs, first["company"], first["typical"], first["cure"]))
        _net_gain_panel(ax, np.cumsum(gains, axis=1) / 1e3, first["payback_month"])
        ax.set_title(heading(rows).replace(" -> ", "\nagainst ").replace(", ", "\n"))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(handles))
    return style.captioned(figure, caption)


def _net_gain_panel(ax: Axes, gains: Floats, payback: int | None) -> None:
    gains = np.pad(gains, ((0, 0), (1, 0)))  # nothing is gained yet on the day of the switch
    month = np.arange(gains.shape[1])
    for share, opacity in ((90, 0.2), (50, 0.4)):
        low, high = np.percentile(gains, (50 - share / 2, 50 + share / 2), axis=0)
        name = f"{share} % of replications"
        ax.fill_between(month, low, high, color=style.SKY, alpha=opacity, linewidth=0, label=name)
    ax.plot(month, gains.mean(axis=0), color=style.BLUE, label="mean")
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    if not pd.isna(payback):
        ax.axvline(payback, color=style.VERMILION, linestyle="--", linewidth=1.2)
    ax.set_xlabel("months since the switch")
    ax.set_xticks(np.arange(0, len(month), 6))
    ax.set_ylabel("cumulated net gain, $ thousand")
    ax.yaxis.set_major_formatter("{x:,.0f}")
