"""Policies that nothing dominates: revenue against cost, coloured by trust, beside those of the catalogue."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import style
from sim.report.words import records


@style.styled
def front(table: pd.DataFrame, caption: str) -> Figure:
    """What each policy earns and spends more than the typical one, with 95 % intervals, and the trust it ends in.

    ``table``: rows of ``sim.study.best_policy.judged``. Circles were found by the search; diamonds are the
    catalogue's, with a number that the legend explains.
    """
    figure = Figure(figsize=(8.2, 5.0), layout="constrained")
    ax = figure.subplots()
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    key: list[Line2D] = []
    shades: dict[str, Any] = {"vmin": 0.0, "vmax": 1.0, "cmap": "cividis"}
    for found, mark, size, label in ((True, "o", 42.0, "found by search"), (False, "D", 34.0, "of the catalogue")):
        rows = table[table["found"].eq(found)]
        x, y = rows["spend_gain"] / 1e6, rows["revenue_gain"] / 1e6
        for name, other in (("spend", "xerr"), ("revenue", "yerr")):
            ends = [rows[f"{name}_gain"] - rows[f"{name}_gain_low"], rows[f"{name}_gain_high"] - rows[f"{name}_gain"]]
            look: dict[str, Any] = {other: [end / 1e6 for end in ends], "fmt": "none", "ecolor": style.GREY}
            ax.errorbar(x, y, elinewidth=0.7, **look)
        dots = ax.scatter(
            x, y, c=rows["trust"], marker=mark, s=size, label=label, zorder=3, edgecolors=style.BLACK, **shades
        )
        for number, row in enumerate([] if found else records(rows), 1):
            place = (row["spend_gain"] / 1e6, row["revenue_gain"] / 1e6)
            ax.annotate(f"{number}", place, xytext=(5, 4), textcoords="offset points", fontsize=7)
            key.append(Line2D([], [], linestyle="none", label=f"{number}  {row['policy']}"))
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    even = (max(left, bottom), min(right, top))
    ax.plot(even, even, color=style.BLACK, linewidth=0.8, linestyle=":", label="what is spent comes in again")
    ax.set_xlabel("spend, $ million more than under the usual policy")
    ax.set_ylabel("revenue, $ million more than under the usual policy")
    figure.colorbar(dots, ax=ax, label="trust in the last year (0 to 1)")
    figure.legend(handles=[*ax.get_legend_handles_labels()[0], *key], loc="outside upper left", ncols=4, fontsize=8)
    return style.captioned(figure, caption)
