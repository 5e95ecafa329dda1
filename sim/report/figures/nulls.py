"""Null models held against the agents: a mark a model beside the agents' interval, a panel a company."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from sim.report import style
from sim.report.words import at_scale, records
from sim.study.nulls import AS_WELL, POLICY, SAMPLE, SEMI_MARKOV, STOCK_AND_FLOW, TALKED_TO, UNCHANGED

LOOKS: dict[str, tuple[str, str, float]] = {
    SEMI_MARKOV: (style.ORANGE, "o", -0.06),
    STOCK_AND_FLOW: (style.BLUE, "s", 0.1),
    UNCHANGED: (style.GREY, "d", 0.26),
}
"""Colour and mark of a null model, and how far below its question's place it stands."""
ABOVE = 0.24
"""How far above it the agents stand."""
AGENTS = "agents, 95 % interval"


@style.styled
def changes(table: pd.DataFrame, caption: str) -> Figure:
    """What the cure changes, in per cent of the typical policy's (of the share of leads, in points), as all models say.

    ``table`` has the rows of ``null_table``. A full mark is an answer as good as the agents', an open one fails.
    """
    rows = table[table["kind"].eq(POLICY)].replace({"question": {TALKED_TO: f"share of\n{TALKED_TO}, points"}})
    return _panels(rows, "change under the cure, %", caption)


@style.styled
def other_half(table: pd.DataFrame, caption: str) -> Figure:
    """How far the null models' sums are from those of runs that they have not seen, in per cent of these.

    ``table`` has the rows of ``null_table``. The agents' interval is that within which one half of the runs would lie
    around the other. A full mark is an answer inside of it.
    """
    rows = table[table["kind"].eq(SAMPLE)]
    off = {name: rows[name] / rows["agents"] - 1.0 for name in ("agents", "agents_low", "agents_high", "answer")}
    return _panels(rows.assign(**off), "off the other half's mean, %", caption)


def _panels(rows: pd.DataFrame, label: str, caption: str) -> Figure:
    companies = [here for _, here in rows.groupby("company", sort=False)]
    columns = min(2, len(companies))
    lines = -(-len(companies) // columns)
    height = lines * (0.4 * rows["question"].nunique() + 0.95) + 0.5
    figure = Figure(figsize=(4.8 * columns, height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08))
    axes = figure.subplots(lines, columns, squeeze=False).ravel().tolist()
    for ax, here in zip(axes, companies, strict=False):
        _panel(ax, here)
        ax.set_xlabel(label)
    for ax in axes[len(companies) :]:
        ax.set_visible(False)
    models = [name for name in LOOKS if name in set(rows["model"])]
    look: dict[str, Any] = {"linestyle": "none", "markersize": 5.5}
    handles = [
        Line2D([], [], color=style.BLACK, marker="D", markersize=4.0, label=AGENTS),
        *(Line2D([], [], color=LOOKS[name][0], marker=LOOKS[name][1], label=name, **look) for name in models),
        Line2D([], [], color=style.GREY, marker="o", markerfacecolor="none", label="open: fails", **look),
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles), columnspacing=1.2, handletextpad=0.4)
    return style.captioned(figure, caption)


def _panel(ax: Axes, rows: pd.DataFrame) -> None:
    questions = list(dict.fromkeys(rows["question"]))
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    for row in records(rows):
        place = questions.index(str(row["question"]))
        if row["model"] == SEMI_MARKOV:
            _agents(ax, place - ABOVE, row)
        colour, mark, below = LOOKS[str(row["model"])]
        filled = colour if row["verdict"] == AS_WELL else "none"
        ax.plot(100.0 * row["answer"], place + below, mark, color=colour, markerfacecolor=filled, markersize=5.5)
    ax.set_yticks(range(len(questions)), questions)
    ax.set_ylim(len(questions) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_title(at_scale(records(rows)[0]))


def _agents(ax: Axes, place: float, row: Mapping[str, Any]) -> None:
    mean, low, high = (100.0 * row[name] for name in ("agents", "agents_low", "agents_high"))
    look: dict[str, Any] = {"color": style.BLACK, "marker": "D", "markersize": 4.0, "capsize": 2.5, "linewidth": 1.2}
    ax.errorbar(mean, place, xerr=[[mean - low], [high - mean]], **look)
