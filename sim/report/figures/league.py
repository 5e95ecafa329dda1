"""Which policy is best for which size of company: gains by policy and size, and what each leaves on the table."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import AsinhNorm, LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.report import style
from sim.report.league_words import chance, signed
from sim.report.words import at_scale, records

INK, LIGHT, MIDDLE, HATCH = "#010101", "#fefefe", "#f2f2f2", "#8c8c8c"
"""In cells, which keep their colours in light and in dark: none is one that a page sets (``style.THEMED``), and yet so
near to black and white that either can be read on any cell."""
COLOURS = LinearSegmentedColormap.from_list("loss to gain", [style.VERMILION, MIDDLE, style.BLUE])
"""Worse to better than the typical policy: two colours that all kinds of colour-blindness tell apart."""
TICKS = (-50, -20, -10, -5, -2, -1, 0, 1, 2, 5, 10, 20, 50)
"""Of the bar of colours, in per cent."""
GAP = 0.45
"""Rows between the policies that can be bought and the yardstick."""
USUAL = "usual"
TYPICAL, OTHER, YARDSTICK = "usual policy", "policy that can be bought", "yardstick, which cannot"
LOOKS: dict[str, dict[str, Any]] = {
    TYPICAL: {"color": style.TYPICAL, "marker": "D", "markersize": 5.5},
    OTHER: {"color": style.CURE, "marker": "o", "markersize": 5.5},
    YARDSTICK: {"color": style.GREY, "marker": "s", "markersize": 5.0, "markerfacecolor": "none"},
}
"""Colour and mark of a policy's regret, by what it is."""


@style.styled
def heatmap(table: pd.DataFrame, caption: str) -> Figure:
    """Gain in net contribution over the typical policy by policy and size, in % of the typical policy's revenue.

    ``table`` has the rows of ``league`` of one company or more. Policies stand by their mean rank over the companies,
    the best on top, the yardstick apart below. A gain that luck may explain (not ``significant``) is hatched, with its
    number in brackets; the best policy of a company is framed, and its typical one named instead of a number.
    """
    companies = list(dict.fromkeys(table["company"]))
    policies = _by_mean_rank(table)
    buyable = set(table.loc[table["buyable"], "policy"])
    tops = {name: place + GAP * (name not in buyable) for place, name in enumerate(policies)}
    figure = Figure(figsize=(3.2 + 1.9 * len(companies), 0.42 * len(policies) + 1.9), layout="constrained")
    ax = figure.subplots()
    most = float(100.0 * table["gain_share"].abs().max()) or 1.0
    # Small companies differ by ten times as much as large ones; evenly spread, colours would tell these alone.
    norm = AsinhNorm(linear_width=1.0, vmin=-most, vmax=most)
    bests = table[table["buyable"]].groupby("company", sort=False)["policy"].first()
    for row in records(table):
        best = bests[row["company"]] == row["policy"]
        _cell(ax, companies.index(row["company"]), tops[row["policy"]], row, norm, best)
    heads = [at_scale(row) for row in records(table.drop_duplicates("company"))]
    ax.set_xticks(np.arange(len(companies)) + 0.5, [head.replace(" (", "\n(") for head in heads])
    ax.xaxis.tick_top()
    words = [name if name in buyable else f"{name} (yardstick)" for name in tops]
    ax.set_yticks([top + 0.5 for top in tops.values()], words)
    ax.tick_params(length=0)
    ax.set_xlim(0.0, len(companies))
    ax.set_ylim(max(tops.values()) + 1.0, 0.0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    bar = figure.colorbar(ScalarMappable(norm, COLOURS), ax=ax, aspect=30, pad=0.02)
    ticks = [tick for tick in TICKS if abs(tick) <= most]
    bar.set_ticks(ticks, labels=[f"{tick:+g}" if tick else "0" for tick in ticks], minor=False)
    bar.minorticks_off()
    bar.set_label("net contribution over the usual policy, % of its revenue")
    bar.outline.set_visible(False)
    figure.legend(handles=_legend(), loc="outside upper left", ncols=3)
    return style.captioned(figure, caption)


def _by_mean_rank(table: pd.DataFrame) -> list[str]:
    """The policies of ``table``: those that can be bought before the others, each group by mean rank over companies."""
    ranks = table.assign(rank=table.groupby("company")["net"].rank(ascending=False))
    means = ranks.groupby("policy", sort=False).agg({"buyable": "first", "rank": "mean"})
    order = means.sort_values(["buyable", "rank"], ascending=[False, True], kind="stable")
    return [str(name) for name in order.index]


def _cell(ax: Axes, left: float, top: float, row: Mapping[str, Any], norm: Normalize, best: bool) -> None:
    colour = to_rgb(COLOURS(norm(100.0 * row["gain_share"])))
    unsure = not (row["significant"] or row["typical"])
    look: dict[str, Any] = {"facecolor": colour, "edgecolor": HATCH, "linewidth": 0.0}
    ax.add_patch(Rectangle((left + 0.01, top + 0.02), 0.98, 0.96, hatch="////" if unsure else None, **look))
    if best:
        ax.add_patch(Rectangle((left + 0.025, top + 0.06), 0.95, 0.88, fill=False, edgecolor=INK, linewidth=1.8))
    text = f"({signed(row['gain_share'])})" if unsure else USUAL if row["typical"] else signed(row["gain_share"])
    behind = {"facecolor": colour, "edgecolor": "none", "pad": 1.2} if unsure else None
    beside: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold" if best else "normal", "bbox": behind}
    ax.text(left + 0.5, top + 0.5, text, color=max((INK, LIGHT), key=lambda ink: contrast(ink, colour)), **beside)


def contrast(one: Any, other: Any) -> float:
    """How far two colours are apart, 1 to 21, by the contrast ratio of WCAG 2.2; text wants 4.5 or more."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Any) -> float:
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _legend() -> list[Patch]:
    return [
        Patch(facecolor="none", edgecolor=style.GREY, linewidth=1.8, label="best that can be bought"),
        Patch(facecolor=MIDDLE, edgecolor=HATCH, hatch="////", linewidth=0.0, label="(luck alone may explain it)"),
        Patch(facecolor=MIDDLE, edgecolor=HATCH, linewidth=0.6, label=f"{USUAL}: the size's usual policy"),
    ]


@style.styled
def regret_table(table: pd.DataFrame, caption: str) -> Figure:
    """What each policy leaves on the table by size: regret with its 95 % interval, best on top, and its chance.

    ``table`` has the rows of ``league`` of one company or more. Dollars over all measured years, in thousands or
    millions by what fits a company; a yardstick that is better than the best lies left of 0.
    """
    groups = [rows for _, rows in table.groupby("company", sort=False)]
    columns = min(2, len(groups))
    lines = -(-len(groups) // columns)
    height = lines * (0.235 * max(map(len, groups)) + 0.75) + 0.6
    figure = Figure(figsize=(5.3 * columns, height), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.08))
    for ax, rows in zip(figure.subplots(lines, columns, squeeze=False).flat, groups, strict=False):
        _regrets(ax, rows)
    handles = [Line2D([], [], linewidth=1.3, label=name, **look) for name, look in LOOKS.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=3)
    return style.captioned(figure, caption)


def _regrets(ax: Axes, rows: pd.DataFrame) -> None:
    million = float(rows["regret"].abs().max()) >= 1e6
    unit = 1e6 if million else 1e3
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center", "ha": "right"}
    for place, row in enumerate(records(rows)):
        look = LOOKS[TYPICAL if row["typical"] else OTHER if row["buyable"] else YARDSTICK]
        mean, low, high = (row[name] / unit for name in ("regret", "regret_low", "regret_high"))
        ax.errorbar(mean, place, xerr=[[mean - low], [high - mean]], capsize=2.5, linewidth=1.3, **look)
        colour = style.BLACK if row["chance_of_best"] >= 0.005 else style.GREY
        ax.text(1.13, place, chance(row["chance_of_best"]), color=colour, **beside)
    ax.annotate(
        "chance of\nbeing best", (1.13, 1.0), (0, 3), xycoords="axes fraction", textcoords="offset points", ha="right"
    )
    ax.set_yticks(range(len(rows)), rows["policy"])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_title(at_scale(records(rows)[0]))
    ax.set_xlabel(f"net contribution less than under the best, $ {'million' if million else 'thousand'}")
