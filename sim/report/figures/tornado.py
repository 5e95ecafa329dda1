"""Which numbers a result hangs on: how far each moves it between the ends of its plausible range."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.words import number, records

ENDS = {"low": (style.SKY, 0.2), "high": (style.ORANGE, -0.2)}
"""The ends of a range: colour, and how far above a number's place its bar lies."""
WIDTH, PER_ROW, BESIDES = 8.5, 0.52, 1.0
"""Inches: of the figure, and high for each number and for what is around them."""
LETTERS = 46
"""In a line of what a number means."""


@style.styled
def tornado(rows: pd.DataFrame, caption: str) -> Figure:
    """The cost of the feud with each number at either end of its range, with 95 % intervals; a panel a company.

    Bars start at the cost with every number as it is. ``rows`` are those of ``sim.study.assumptions.tornado`` for one
    stage, the largest first.
    """
    companies = [company for _, company in rows.groupby("company", sort=False)]
    heights = [PER_ROW * len(company) + BESIDES for company in companies]
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.5), layout="constrained")
    axes = figure.subplots(len(companies), 1, squeeze=False, height_ratios=heights).ravel().tolist()
    for ax, company in zip(axes, companies, strict=True):
        _panel(ax, company)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(handles))
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame) -> None:
    lines = records(rows)
    places = range(len(lines) - 1, -1, -1)
    usual = 100.0 * lines[0]["cost_default"]
    ax.axvline(0.0, color=style.GREY, linewidth=0.8, linestyle=":", label="the feud costs nothing")
    ax.axvline(usual, color=style.BLACK, linewidth=1.0, label="every number as it is")
    for end, (colour, above) in ENDS.items():
        at = [place + above for place in places]
        effect, low, high = (100.0 * rows[f"effect_{end}{part}"].to_numpy() for part in ("", "_low", "_high"))
        ax.barh(at, effect, height=0.36, left=usual, color=colour, label=f"{end} end of the range")
        look: dict[str, Any] = {"linestyle": "none", "color": style.GREY, "capsize": 2.0, "linewidth": 1.0}
        ax.errorbar(usual + effect, at, xerr=(effect - low, high - effect), **look)
        for place, line, reach in zip(at, lines, zip(effect, low, high, strict=True), strict=True):
            _value(ax, place, usual, number(line[end]), reach)
    ax.set_yticks(places, [_name(line) for line in lines], fontsize=8)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.margins(x=0.12, y=0.01)
    ax.set_title(f"{lines[0]['company']}: {lines[0]['typical']} against {lines[0]['cure']}")
    ax.set_xlabel("cost of the feud, % of revenue (whiskers: 95 % of the change)")


def _value(ax: Axes, place: float, usual: float, text: str, reach: tuple[float, float, float]) -> None:
    """Write the number's value beyond the bar and its whisker."""
    effect, low, high = reach
    right = effect >= 0.0
    x, align = (max(high, 0.0), "left") if right else (min(low, 0.0), "right")
    ax.annotate(
        text, (usual + x, place), (4 if right else -4, 0), textcoords="offset points", ha=align, va="center", fontsize=7
    )


def _name(line: Mapping[str, Any]) -> str:
    """What the number means, its name without the file that it is in, and its usual value with the unit."""
    meaning, name = textwrap.fill(str(line["meaning"]), LETTERS), str(line["parameter"]).partition(".")[2]
    return f"{meaning}\n{name}, usual {number(line['default'])} {line['unit']}"
