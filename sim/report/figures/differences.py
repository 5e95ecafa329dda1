"""What a cure changes, over contests and sizes: the cost of the feud in its parts, and how sure it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.words import records, who
from sim.study.contest import Contest
from sim.study.feud import CONTEST, half_width

PARTS = {
    "revenue lost": ("revenue_lost_share", style.BLUE, "o"),
    "spend wasted": ("spend_wasted_share", style.ORANGE, "s"),
    "cost of the feud": ("cost_share", style.BLACK, "D"),
}
"""The parts of the cost: name, column, colour and mark."""
PLAUSIBLE = "plausible (9 in 10)"
"""What plausible sets of numbers say, in a legend."""


@style.styled
def forest(table: pd.DataFrame, caption: str) -> Figure:
    """The cost of the feud over all years in its parts, paired differences with 95 % intervals: a row a contest.

    ``table`` has the rows of ``cost_of_feud``.
    """
    rows = table.groupby(list(CONTEST), sort=False).last().reset_index()
    figure = Figure(figsize=(8.6, 0.55 * len(rows) + 1.5), layout="constrained")
    ax = figure.subplots()
    places = np.arange(len(rows))
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    for offset, (name, (column, colour, mark)) in zip((-0.22, 0.0, 0.22), PARTS.items(), strict=True):
        mean, low, high = (100.0 * rows[key].to_numpy() for key in (column, f"{column}_low", f"{column}_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.5, "linestyle": "none", "capsize": 2.5}
        ax.errorbar(mean, places + offset, xerr=(mean - low, high - mean), label=name, **look)
    ax.set_yticks(places, [who(row) for row in records(rows)])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for place in places[1:][rows["company"].to_numpy()[1:] != rows["company"].to_numpy()[:-1]]:
        ax.axhline(place - 0.5, color=style.GREY, linewidth=0.6)
    ax.set_xlabel(f"% of revenue under the first policy, {rows['period'].iloc[0]}: mean and 95 % interval")
    ax.grid(axis="y", visible=False)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=len(PARTS))
    return style.captioned(figure, caption)


@style.styled
def cost_by_size(table: pd.DataFrame, shown: Mapping[str, Contest], caption: str) -> Figure:
    """What the feud costs in each size of company, by period, with 95 % intervals; of the contests ``shown``.

    Behind them, where members of the ensemble were run, what nine in ten of them say. ``table`` has the rows of
    ``cost_of_feud``.
    """
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    ax = figure.subplots()
    draw_cost_by_size(ax, table, shown)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return style.captioned(figure, caption)


def draw_cost_by_size(ax: Axes, table: pd.DataFrame, shown: Mapping[str, Contest]) -> None:
    """What ``cost_by_size`` shows, drawn into ``ax``."""
    ax.use_sticky_edges = False  # else the lowest bar ends at the axis, as if cut
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    main = pd.concat([rows_of(table, contest) for contest in shown.values()])
    periods = list(dict.fromkeys(main["period"]))
    looks = zip(periods, (style.SKY, style.BLUE, style.BLACK), ("o", "s", "D"), strict=False)
    for number, (period, colour, mark) in enumerate(looks):
        rows = main[main["period"] == period]
        mean, low, high = (100.0 * rows[f"cost_share{end}"].to_numpy() for end in ("", "_low", "_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 6, "linestyle": "none", "capsize": 3}
        places = np.arange(len(rows)) + 0.16 * (number - (len(periods) - 1) / 2)
        ax.errorbar(places, mean, yerr=(mean - low, high - mean), label=period, **look)
        begin, end = (100.0 * rows[f"cost_plausible_share_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
        if np.isfinite(begin).all():
            ax.bar(places, end - begin, 0.1, begin, color=style.GREY, alpha=0.35, label=None if number else PLAUSIBLE)
    ax.set_xticks(range(len(shown)), [contest.company.title.split(",")[0] for contest in shown.values()])
    ax.set_xlim(-0.5, len(shown) - 0.5)
    ax.set_ylabel("cost of the feud, % of the period's revenue")
    ax.grid(axis="x", visible=False)


@style.styled
def half_widths(months: pd.DataFrame, contests: Sequence[Contest], goal: float, caption: str) -> Figure:
    """How the interval of the cost of the feud narrows as replications are added, and the ``goal``: a line a contest.

    The half-width is in per cent of revenue over all years; ``months`` has the rows of ``run_tables``.
    """
    figure = Figure(figsize=(5.4, 3.5), layout="constrained")
    ax = figure.subplots()
    looks = zip(contests, (style.ORANGE, style.SKY, style.BLUE, style.VERMILION), ("-", "--", "-.", ":"), strict=False)
    for contest, colour, dash in looks:
        here = months[months["company"] == contest.company.name]
        numbers = np.unique(np.geomspace(5, here["replication"].max() + 1, 20).astype(int))
        widths = [100.0 * half_width(here[here["replication"] < number], contest) for number in numbers]
        ax.plot(numbers, widths, dash, color=colour, label=contest.company.name)
    ax.axhline(100.0 * goal, color=style.GREY, linewidth=0.8)
    words: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    ax.annotate("sure enough", (1.0, 100.0 * goal), (0, 3), color=style.GREY, **words)
    ax.set_xscale("log")
    ticks = [tick for tick in (5, 10, 20, 50, 100, 200, 500, 1000) if tick <= ax.get_xlim()[1]]
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("pairs of replications")
    ax.set_ylabel("half of the 95 % interval, % of revenue")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return style.captioned(figure, caption)


def rows_of(table: pd.DataFrame, contest: Contest) -> pd.DataFrame:
    """The rows of ``cost_of_feud`` that are of ``contest``."""
    names = (contest.company.name, contest.typical.name, contest.cure.name, contest.budget)
    found = [table[column] == name for column, name in zip(CONTEST, names, strict=True)]
    return table[np.logical_and.reduce(found)]
