"""The next dollars: what each way of spending them leaves more than keeping them, by size of company."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.figures.panels import by_company
from sim.report.words import at_scale, records

CLEAR, UNCLEAR = {"color": style.BLUE, "marker": "o"}, {"color": style.GREY, "marker": "o", "markerfacecolor": "none"}


@style.styled
def gains(rows: pd.DataFrame, caption: str) -> Figure:
    """Gain of each way with its 95 % interval, best on top; a panel a company. ``rows``: those of ``next_dollars``."""
    figure, panels = by_company(rows, 4.9, 0.3)
    for ax, own in panels:
        _panel(ax, own)
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame) -> None:
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    for place, row in enumerate(records(rows)):
        mean, low, high = (row[name] / 1e3 for name in ("gain", "gain_low", "gain_high"))
        look: dict[str, Any] = {"markersize": 5.0, "capsize": 2.5, **(CLEAR if row["significant"] else UNCLEAR)}
        ax.errorbar(mean, place, xerr=[[mean - low], [high - mean]], **look)
    ax.set_yticks(np.arange(len(rows)), rows["way"])
    ax.invert_yaxis()
    ax.set_title(at_scale(records(rows)[0]))
    ax.set_xlabel("net contribution more than with the money kept, $ thousand")
    ax.grid(axis="y", visible=False)
