"""What is known against what the model shows: believable ranges, and estimates on them."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import style
from sim.report.fact_words import aside, believable, estimated, title_and_unit
from sim.report.words import records

LEFT, RIGHT = -0.8, 1.8
"""Ends of the axis, on which every believable range spans 0 to 1."""
WIDTH, HEAD, FOOT, ROW = 8.46, 0.6, 0.85, 0.155
"""Inches: of the figure, above and below the rows, and a row."""
BEFORE = 1.7
"""Rows that a fact's heading takes."""
IN, OUT, FAR = "estimate in its range", "outside", "farther outside than is drawn"
LOOKS: dict[str, tuple[str, str]] = {IN: (style.BLUE, "o"), OUT: (style.VERMILION, "D"), FAR: (style.VERMILION, ">")}
"""Colour and mark of an estimate."""
MODEL, RANGE = 1.02, 1.4
"""Where the two columns of numbers begin, in widths of the axes."""


@style.styled
def fact_against_model(table: pd.DataFrame, caption: str) -> Figure:
    """One row a fact and size: the believable range as a bar, the estimate with its 95 % interval as a mark.

    ``table`` has the rows of ``fact_table``, of which those that are judged are drawn. Each row has a scale of its
    own, on which its range spans 0 to 1; an open range goes on to the edge, with an arrow, and is as wide as its one
    end is large. A range of one value, as that of a trend, is a line in the middle.
    """
    rows = table[table["met"].notna()]
    facts = [records(fact) for _, fact in rows.groupby("fact", sort=False)]
    lines = len(rows) + BEFORE * len(facts)
    height = HEAD + FOOT + ROW * lines
    figure = Figure(figsize=(WIDTH, height))
    ax = figure.add_axes((0.11, FOOT / height, 0.55, ROW * lines / height))
    place = 0.0
    for fact in facts:
        place += BEFORE
        _heading(ax, place - 1.0, fact[0])
        for number, row in enumerate(fact):
            _draw(ax, place + number, row)
        place += len(fact)
    _frame(ax, lines)
    figure.legend(handles=_legend(), loc="upper left", ncols=4, borderaxespad=0.3, handletextpad=0.4, columnspacing=1.2)
    return style.captioned(figure, caption)


def _frame(ax: Axes, lines: float) -> None:
    ax.set_xlim(LEFT, RIGHT)
    ax.set_ylim(lines - 0.3, 0.2)
    ax.set_yticks([])
    ax.set_xticks([0.0, 1.0], ["lowest believable", "highest believable"])
    ax.tick_params(top=True, labeltop=True, length=0)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlabel("each row on a scale of its own, so that its believable range spans a common width")
    for place, name in ((MODEL, "model (95 % interval)"), (RANGE, "believable")):
        ax.annotate(name, (place, 1.0), (0.0, 3.5), xycoords="axes fraction", textcoords="offset points", va="bottom")


def _heading(ax: Axes, place: float, row: Mapping[str, Any]) -> None:
    title, unit = title_and_unit(row)
    begin = ax.annotate(
        f"{row['fact']}  ", (-0.19, place), xycoords=ax.get_yaxis_transform(), va="center", weight="bold"
    )
    ax.annotate(f"{title} ({unit}){aside(row)}", (1.0, 0.5), xycoords=begin, va="center")


def _draw(ax: Axes, place: float, row: Mapping[str, Any]) -> None:
    model, low, high = (_scaled(row[name], row) for name in ("model", "model_low", "model_high"))
    _draw_range(ax, place, row)
    shown, begin, end = np.clip([model, low, high], LEFT, RIGHT)
    colour, mark = LOOKS[IN if row["met"] else OUT if shown == model else FAR]
    if shown != model and shown == LEFT:
        mark = "<"
    ax.plot([begin, end], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    ax.plot(shown, place, color=colour, marker=mark, markersize=4.6, clip_on=False, zorder=3)
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center", "fontsize": 8, "parse_math": False}
    ax.text(-0.02, place, row["company"], ha="right", **beside)
    ax.text(MODEL, place, estimated(row), color=style.BLACK if row["met"] else style.VERMILION, **beside)
    ax.text(RANGE, place, believable(row), color=style.GREY, **beside)


def _draw_range(ax: Axes, place: float, row: Mapping[str, Any]) -> None:
    if row["low"] == row["high"]:
        ax.plot([0.5, 0.5], [place - 0.4, place + 0.4], color=style.SKY, linewidth=2.0)
        return
    shoulder, tip = (RIGHT - 0.1, RIGHT) if math.isinf(row["high"]) else (1.0, 1.0)
    top, bottom = place - 0.36, place + 0.36
    corners = ((0.0, top), (shoulder, top), (tip, place), (shoulder, bottom), (0.0, bottom))
    ax.fill(*zip(*corners, strict=True), color=style.SKY, alpha=0.45, linewidth=0)


def _scaled(value: float, row: Mapping[str, Any]) -> float:
    """Where ``value`` stands if the row's range spans 0 to 1."""
    low, high = row["low"], row["high"]
    if low == high:
        return float(0.5 + (value - low) / 2.0)
    width = abs(low) or 1.0 if math.isinf(high) else high - low
    return float((value - low) / width)


def _legend() -> list[Any]:
    marks = [
        Line2D([], [], color=colour, marker=mark, markersize=4.6, linewidth=1.6, label=name)
        for name, (colour, mark) in LOOKS.items()
    ]
    return [Patch(color=style.SKY, alpha=0.45, label="believable range"), *marks]
