"""What a flood of leads does to bookings: a panel a company, against how many leads there are."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.words import at_scale, records

CURVES = {
    "change": ("expected new bookings", style.BLUE, "o", "-"),
    "signed_change": ("signed new bookings", style.ORANGE, "s", "--"),
}
"""Column, name, colour, mark and line."""


@style.styled
def flood_curves(table: pd.DataFrame, caption: str) -> Figure:
    """Change of new bookings against a year's marketing leads, with 95 % intervals, a point a flood.

    ``table`` has the rows of ``sim.study.lead_flood.flood_table``.
    """
    companies = [here for _, here in table.groupby("company", sort=False)]
    figure = Figure(figsize=(2.5 * len(companies) + 0.8, 3.2), layout="constrained")
    axes = figure.subplots(1, len(companies), sharey=True, squeeze=False)[0].tolist()
    for ax, rows in zip(axes, companies, strict=True):
        _panel(ax, rows)
    axes[0].set_ylabel("new bookings against no flood, %")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame) -> None:
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    leads = rows["leads"].to_numpy()
    for column, (name, colour, mark, line) in CURVES.items():
        value, low, high = (100.0 * rows[f"{column}{end}"].to_numpy() for end in ("", "_low", "_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.5, "linestyle": line, "capsize": 2.5}
        ax.errorbar(leads, value, yerr=(value - low, high - value), label=name, **look)
    ax.set_xscale("log")
    ax.set_xticks(leads, [f"{count:,.0f}" for count in leads], rotation=45)
    ax.minorticks_off()
    spread = np.log(leads.max() / leads.min()) * 0.08
    ax.set_xlim(leads.min() * np.exp(-spread), leads.max() * np.exp(spread))
    ax.set_xlabel("marketing's leads a year")
    ax.set_title(at_scale(records(rows)[0]))
