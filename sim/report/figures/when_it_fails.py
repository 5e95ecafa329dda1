"""Where a cure loses and pays: the limits of each box in the plausible ranges, and the worlds over two of them."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.study.when_it_fails import LOSES, PAYS

OUTCOMES: dict[str, dict[str, Any]] = {
    PAYS: {"color": style.BLUE, "marker": "o", "alpha": 0.5},
    LOSES: {"color": style.VERMILION, "marker": "x"},
}


@style.styled
def limits_and_worlds(boxes: pd.DataFrame, worlds: pd.DataFrame, caption: str) -> Figure:
    """Left, the limits of each box as bars, over the plausible range of each number; right, worlds over two of them.

    ``boxes``: rows of ``sim.study.when_it_fails``, one at least. ``worlds``: ``x`` and ``y`` (0..1, shares of the
    plausible ranges of the first box's first two numbers; y is missing if it has one), and the cure's ``outcome``.
    """
    figure = Figure(figsize=(9.6, max(4.2, 0.42 * len(boxes) + 1.6)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _bars(left, boxes)
    _worlds(right, boxes[boxes["box"] == 1], worlds)
    return style.captioned(figure, caption)


def _bars(ax: Axes, boxes: pd.DataFrame) -> None:
    places = np.arange(len(boxes))[::-1]
    width = (boxes["plausible_high"] - boxes["plausible_low"]).to_numpy()
    low, high = ((boxes[end] - boxes["plausible_low"]).to_numpy() / width for end in ("low", "high"))
    ax.barh(places, 1.0, height=0.5, color=style.GREY, alpha=0.25, linewidth=0)
    colours = [OUTCOMES[outcome]["color"] for outcome in boxes["outcome"]]
    ax.barh(places, high - low, left=low, height=0.5, color=colours, linewidth=0)
    names = [f"{row.box}: {str(row.parameter).partition('.')[2]}" for row in boxes.itertuples()]
    ax.set_yticks(places, names)
    ax.set_xlim(0.0, 1.0)
    ax.set_xticks([0.0, 1.0], ["lowest", "highest"])
    ax.set_xlabel("place in the plausible range")
    ax.set_title("Limits of each box")
    ax.grid(visible=False)


def _worlds(ax: Axes, box: pd.DataFrame, worlds: pd.DataFrame) -> None:
    names = [str(name).partition(".")[2] for name in box["parameter"]]
    heights = worlds["y"] if len(names) > 1 else pd.Series(np.linspace(0.0, 1.0, len(worlds)), worlds.index)
    for outcome, look in OUTCOMES.items():
        here = worlds["outcome"].eq(outcome)
        ax.scatter(worlds.loc[here, "x"], heights[here], s=14, label=f"the cure {outcome}", linewidths=0.9, **look)
    ax.set_xlabel(f"{names[0]} (share of its range)")
    ax.set_ylabel(f"{names[1]} (share of its range)" if len(names) > 1 else "worlds, in no order")
    ax.set_title("Worlds that judge, over box 1")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.06), ncols=2)
