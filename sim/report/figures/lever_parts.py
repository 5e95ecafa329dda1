"""Which levers bring a cure's gain: Shapley's part of each group beside the whole, by size of company."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.figures.panels import by_company
from sim.report.words import at_scale, records
from sim.study.lever_parts import WHOLE

LOOKS = {"part": (0.2, style.BLUE, "o", "Shapley's part"), "alone": (-0.2, style.ORANGE, "^", "alone")}
"""Place, colour, mark and name of what is drawn of each group."""


@style.styled
def forest(rows: pd.DataFrame, caption: str) -> Figure:
    """Parts of net contribution with 95 % intervals, in % of the typical policy's revenue; a panel a company.

    ``rows`` are those of ``sim.study.lever_parts`` for one quantity.
    """
    figure, panels = by_company(rows, 5.2, 0.34)
    for ax, own in panels:
        _panel(ax, own)
    handles, labels = next(iter(figure.axes)).get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=3)
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame) -> None:
    revenue = float((rows["part"] / rows["share"]).dropna().iloc[-1])
    places = np.arange(len(rows))[::-1]
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    whole = rows["group"].eq(WHOLE).to_numpy()
    for name, (offset, colour, mark, label) in LOOKS.items():
        column, whole_is = ("share", 1.0) if name == "part" else (name, revenue)
        mean, low, high = (100.0 * rows[f"{column}{end}"].to_numpy() / whole_is for end in ("", "_low", "_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.5, "linestyle": "none", "capsize": 2.5}
        ax.errorbar(mean[~whole], places[~whole] + offset, xerr=_ends(mean, low, high)[:, ~whole], label=label, **look)
        if name == "part":
            look |= {"color": style.BLACK, "marker": "D"}
            ax.errorbar(mean[whole], places[whole], xerr=_ends(mean, low, high)[:, whole], label=WHOLE, **look)
    ax.set_yticks(places, rows["group"])
    first = records(rows)[0]
    ax.set_title(f"{at_scale(first)}: {first['typical']} → {first['cure']}")
    ax.set_xlabel("net contribution, % of the usual policy's revenue")
    ax.grid(axis="y", visible=False)


def _ends(mean: Any, low: Any, high: Any) -> Any:
    return np.array([mean - low, high - mean])
