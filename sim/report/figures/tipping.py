"""The feud as a system: two starts under one policy, the way to the cure and back, and what is left of a truce."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import style
from sim.report.tipping_words import MEASURES
from sim.report.words import spoken
from sim.study.histories import QUARTERS_A_YEAR

STARTS = {"feud": (style.TYPICAL, "after open feud"), "harmony": (style.CURE, "after harmony")}
"""Colour and name of each start, by column."""
WAYS = {"up": (style.ORANGE, "o"), "down": (style.BLUE, "s")}
"""Colour and mark of each way."""
LENGTHS = ((style.SKY, "o"), (style.ORANGE, "s"), (style.BLUE, "D"), (style.BLACK, "^"))
"""Colour and mark of a truce, by its place among the lengths."""


@style.styled
def two_starts(table: pd.DataFrame, caption: str) -> Figure:
    """Trust after a feud and after harmony, under one policy each column; a row a company and team.

    ``table`` has the rows of ``sim.study.tipping.starts``. Lines are means, bands their 95 % intervals; dashed lines
    are those of the worlds in which a mechanism is switched off.
    """
    panels = [rows for _, rows in table.groupby(["company", "team"], sort=False)]
    columns = int(table.groupby("company")["policy"].nunique().max())
    figure = Figure(figsize=(1.6 + 2.3 * columns, 0.9 + 1.85 * len(panels)), layout="constrained")
    axes = figure.subplots(len(panels), columns, squeeze=False, sharex=True, sharey="row")
    for line, rows in zip(axes, panels, strict=True):
        for ax, (policy, here) in zip(line, rows.groupby("policy", sort=False), strict=True):
            _starts(ax, here)
            ax.set_title(f"{here['company'].iloc[0]}: {spoken(str(policy))}")
        line[0].set_ylim(bottom=0.0)
        line[0].set_ylabel(f"{_in_two(rows['team'].iloc[0])}, 0 to 1")
    for ax in axes[-1]:
        ax.set_xlabel("quarters under this policy")
        ax.set_xticks(range(0, int(table["quarter"].max()) + 1, 2 * QUARTERS_A_YEAR))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)


def _starts(ax: Axes, rows: pd.DataFrame) -> None:
    for without, here in rows.groupby("without", sort=False):
        quarter = here["quarter"].to_numpy()
        for name, (colour, label) in STARTS.items():
            if without:
                off = f"{label}, without {spoken(str(without))}"
                ax.plot(quarter, here[name].to_numpy(), "--", color=colour, linewidth=0.9, label=off)
                continue
            low, high = (here[f"{name}_{end}"].to_numpy() for end in ("low", "high"))
            ax.fill_between(quarter, low, high, color=colour, alpha=0.2, linewidth=0)
            ax.plot(quarter, here[name].to_numpy(), color=colour, label=label)


@style.styled
def ramp_loop(table: pd.DataFrame, caption: str) -> Figure:
    """What each step of the way to the cure changes, on the way up and on the way down; a row a company.

    ``table`` has the rows of ``sim.study.hysteresis.ramp`` for one memory. The slowest pace is drawn in full, with
    95 % intervals, the others dashed.
    """
    companies, measures = (list(dict.fromkeys(table[name])) for name in ("company", "measure"))
    size = (1.0 + 2.7 * len(measures), 1.1 + 2.5 * len(companies))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(companies), len(measures), squeeze=False, sharex=True)
    for line, company in zip(axes, companies, strict=True):
        for ax, measure in zip(line, measures, strict=True):
            _loop(ax, table[(table["company"] == company) & (table["measure"] == measure)])
            ax.set_title(f"{company}: {_in_two(measure)}")
        line[0].set_ylabel("change against a company\nthat stays as it was, share (0 to 1)")
    for ax in axes[-1]:
        ax.set_xlabel("way from usual policy (0) to cure (1)")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return style.captioned(figure, caption)


def _loop(ax: Axes, rows: pd.DataFrame) -> None:
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    slowest = rows["pace"].max()
    for pace, here in rows.groupby("pace", sort=False):
        for way, (colour, mark) in WAYS.items():
            mean = here[way].to_numpy()
            look: dict[str, Any] = {"color": colour, "label": f"{way}, {pace} quarters a step"}
            if pace < slowest:
                ax.plot(here["part"].to_numpy(), mean, "--", linewidth=1.0, **look)
                continue
            ends = [mean - here[f"{way}_low"].to_numpy(), here[f"{way}_high"].to_numpy() - mean]
            ax.errorbar(here["part"].to_numpy(), mean, yerr=ends, marker=mark, markersize=4.0, capsize=2.0, **look)


@style.styled
def truce_left(table: pd.DataFrame, caption: str) -> Figure:
    """What is left of a cure that was given up, by how long it lasted; a row a company, a column a measure.

    ``table`` has the rows of ``sim.study.hysteresis.truce`` for one memory. Bands are 95 % intervals.
    """
    companies, measures = (list(dict.fromkeys(table[name])) for name in ("company", "measure"))
    size = (1.0 + 2.7 * len(measures), 1.1 + 2.4 * len(companies))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(companies), len(measures), squeeze=False, sharex=True)
    for line, company in zip(axes, companies, strict=True):
        for ax, measure in zip(line, measures, strict=True):
            share = measure == "revenue"
            _truces(ax, table[(table["company"] == company) & (table["measure"] == measure)], 100.0 if share else 1.0)
            ax.set_title(f"{company}: {_in_two(measure)}")
            ax.set_ylabel("gain, % of revenue" if share else "gain, share (0 to 1)")
    for ax in axes[-1]:
        ax.set_xlabel("quarters since the return")
        ax.set_xticks(range(0, int(table["quarter"].max()) + 1, QUARTERS_A_YEAR))
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(labels))
    return style.captioned(figure, caption)


def _truces(ax: Axes, rows: pd.DataFrame, unit: float) -> None:
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    for (length, here), (colour, mark) in zip(rows.groupby("length", sort=False), LENGTHS, strict=True):
        quarter = here["quarter"].to_numpy()
        mean, low, high = (unit * here[name].to_numpy() for name in ("gain", "gain_low", "gain_high"))
        ax.fill_between(quarter, low, high, color=colour, alpha=0.12, linewidth=0)
        name = f"cure for {length} {'quarter' if length == 1 else 'quarters'}"
        ax.plot(quarter, mean, marker=mark, markersize=3.0, color=colour, label=name)


def _in_two(measure: str) -> str:
    """What is measured, in two lines."""
    return MEASURES[measure].replace(" that ", "\nthat ").replace(" in ", "\nin ")
