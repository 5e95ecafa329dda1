"""How elastic bookings and revenue are: a panel a quantity, a mark a company and period, beside what is believable."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report import style
from sim.study.elasticities import periods

LOOKS = dict(
    zip(periods(), ((style.SKY, "o"), (style.BLUE, "s"), (style.ORANGE, "^"), (style.BLACK, "D")), strict=True)
)
"""Colour and mark of a period."""


@style.styled
def panels(
    rows: pd.DataFrame, shown: Sequence[tuple[str, str, str]], known: Mapping[tuple[str, str], Any], caption: str
) -> Figure:
    """Elasticities with 95 % intervals; ``rows`` are those of ``sim.study.elasticities`` for the whole change.

    ``shown``: effort, quantity and title of each panel. ``known``: low and high end of what is believable, by title of
    the panel and period; an open end goes on to the edge.
    """
    figure = Figure(figsize=(9.4, 3.4), layout="constrained")
    axes = figure.subplots(1, len(shown), squeeze=False)[0].tolist()
    for ax, (effort, quantity, title) in zip(axes, shown, strict=True):
        here = rows[rows["effort"].eq(effort) & rows["quantity"].eq(quantity)]
        _panel(ax, here, {period: ends for (name, period), ends in known.items() if name == title})
        ax.set_title(title)
    axes[0].set_ylabel("elasticity (% more for 1 % more effort)")
    handles, labels = axes[0].get_legend_handles_labels()
    believable = Patch(color=style.GREY, alpha=0.25)
    figure.legend([*handles, believable], [*labels, "believable"], loc="outside upper left", ncols=5)
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame, known: Mapping[str, Any]) -> None:
    companies = list(dict.fromkeys(rows["company"]))
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    for number, (period, (colour, mark)) in enumerate(LOOKS.items()):
        here = rows[rows["period"].eq(period)].set_index("company").loc[companies]
        value, low, high = (here[f"elasticity{end}"].to_numpy() for end in ("", "_low", "_high"))
        places = np.arange(len(companies)) + 0.18 * (number - 1.5)
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.5, "linestyle": "none", "capsize": 2.5}
        ax.errorbar(places, value, yerr=(value - low, high - value), label=period, **look)
        if period in known:
            begin, end = known[period]
            ax.bar(places, end - begin, 0.16, begin, color=style.GREY, alpha=0.25, linewidth=0)
    ax.set_xticks(range(len(companies)), companies)
    ax.set_xlim(-0.5, len(companies) - 0.5)
    ax.grid(axis="x", visible=False)
