"""What is known of the numbers: plausible ranges, and what is left of them once facts have been looked at."""

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import style
from sim.report.words import number, records

WIDTH, PER_ROW, BESIDES = 8.5, 0.4, 1.3
"""Inches: of the figure, and high for each number and for what is around them."""
LETTERS = 52
"""In a line of what a number means."""
DIGITS = 3


@style.styled
def prior_and_posterior(rows: pd.DataFrame, caption: str) -> Figure:
    """One row a number: its plausible range, in it the range that holds 90 % of the members, and their median.

    ``rows`` are some of those of ``sim.study.ensemble.numbers``. Each row has a scale of its own, on which its
    plausible range spans 0 to 1: by ratios where a number can only be positive, by differences otherwise.
    """
    lines = records(rows)
    figure = Figure(figsize=(WIDTH, PER_ROW * len(lines) + BESIDES), layout="constrained")
    ax = figure.subplots()
    places = range(len(lines) - 1, -1, -1)
    for place, line in zip(places, lines, strict=True):
        low, mid, high, default = (
            _share(line[name], line) for name in ("member_low", "member_mid", "member_high", "default")
        )
        ax.barh(place, 1.0, height=0.62, color=style.SKY, alpha=0.45)
        ax.plot([low, high], [place, place], color=style.BLUE, linewidth=4.0, solid_capstyle="butt")
        ax.plot(mid, place, color=style.BLACK, marker="o", markersize=4.0, linestyle="none")
        ax.plot(default, place, color=style.VERMILION, marker="|", markersize=11.0, markeredgewidth=2.0)
        ax.annotate(_told(line), (1.01, place), va="center", fontsize=7)
    ax.set_yticks(places, [_name(line) for line in lines], fontsize=7)
    ax.set_xticks([0.0, 1.0], ["lowest plausible", "highest plausible"])
    ax.set_xlim(-0.02, 1.62)
    ax.set_ylim(-0.6, len(lines) - 0.4)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("each row on a scale of its own, so that its plausible range spans a common width", loc="left")
    figure.legend(handles=_legend(), loc="outside upper left", ncols=4)
    return style.captioned(figure, caption)


def _share(value: float, line: Mapping[str, Any]) -> float:
    low, high = line["low"], line["high"]
    if low > 0.0:
        return float(np.log(value / low) / np.log(high / low))
    return float((value - low) / (high - low))


def _told(line: Mapping[str, Any]) -> str:
    low, mid, high = (_short(line[name]) for name in ("member_low", "member_mid", "member_high"))
    return f"{mid} ({low} to {high}) in {_short(line['low'])} to {_short(line['high'])}"


def _short(value: float) -> str:
    return number(float(f"{value:.{DIGITS}g}"))


def _name(line: Mapping[str, Any]) -> str:
    where, _, name = str(line["parameter"]).partition(".")
    shown = name if where == "behaviour" else f"{where}: {name}"
    return f"{textwrap.shorten(str(line['meaning']), LETTERS, placeholder=' ...')}\n{shown} [{line['unit']}]"


def _legend() -> list[Any]:
    return [
        Patch(color=style.SKY, alpha=0.45, label="plausible before"),
        Line2D([], [], color=style.BLUE, linewidth=4.0, label="nine in ten members"),
        Line2D([], [], color=style.BLACK, marker="o", markersize=4.0, linestyle="none", label="median"),
        Line2D(
            [],
            [],
            color=style.VERMILION,
            marker="|",
            markersize=9.0,
            markeredgewidth=2.0,
            linestyle="none",
            label="in the catalogue",
        ),
    ]
