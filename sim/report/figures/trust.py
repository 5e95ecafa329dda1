"""What the two teams think of each other, of one contest: typical against cure."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.report import style
from sim.report.words import spoken
from sim.study.contest import Contest
from sim.study.pairs import Pairs

TEAMS = {"sales": "sales in marketing's leads", "marketing": "marketing in sales"}
"""Whose trust, by column, and in what."""


@style.styled
def trust_over_time(months: pd.DataFrame, contest: Contest, caption: str) -> Figure:
    """Trust of each team month by month in both worlds, from 0 to 1: mean and middle 90 % of the replications.

    ``months`` has the rows that ``digest`` keeps. A team without anybody has no trust, and no line.
    """
    figure = Figure(figsize=(5.4, 3.2), layout="constrained")
    both = figure.subplots(1, 2, sharey=True)
    pairs = Pairs(months, contest.company.name, contest.typical.name, contest.cure.name)
    month = np.arange(1, pairs.months + 1)
    for ax, (team, of_what) in zip(both, TEAMS.items(), strict=True):
        worlds = zip(pairs.names, (style.TYPICAL, style.CURE), ("-", "--"), pairs.of(team), strict=True)
        for name, colour, dash, values in worlds:
            low, high = np.percentile(values, (5.0, 95.0), axis=0)
            ax.fill_between(month, low, high, color=colour, alpha=0.2, linewidth=0)
            ax.plot(month, values.mean(axis=0), dash, color=colour, label=spoken(name))
        ax.set_title(of_what)
        ax.set_xlabel("months since the switch")
        ax.set_xticks(np.arange(0, pairs.months + 1, 12))
    both[0].set_ylim(0.0, 1.0)
    both[0].set_ylabel("trust, 0 to 1: mean and middle 90 %")
    figure.legend(*both[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)


@style.styled
def trust_phase(months: pd.DataFrame, contest: Contest, caption: str) -> Figure:
    """The way that both teams' trust goes together, month by month, from a dot to an arrow: means of the replications.

    ``months`` has the rows that ``digest`` keeps.
    """
    figure = Figure(figsize=(3.6, 3.6), layout="constrained")
    ax = figure.subplots()
    pairs = Pairs(months, contest.company.name, contest.typical.name, contest.cure.name)
    sales, marketing = pairs.of("sales"), pairs.of("marketing")
    worlds = zip(pairs.names, (style.TYPICAL, style.CURE), ("-", "--"), sales, marketing, strict=True)
    for name, colour, dash, of_sales, of_marketing in worlds:
        x, y = of_sales.mean(axis=0), of_marketing.mean(axis=0)
        ax.plot(x, y, dash, color=colour, label=spoken(name))
        ax.plot(x[0], y[0], "o", color=colour)
        arrow = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16}
        ax.annotate("", (x[-1], y[-1]), (x[-2], y[-2]), arrowprops=arrow)
    ax.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0), aspect="equal")
    ax.set_xlabel(f"trust of {TEAMS['sales']}, 0 to 1")
    ax.set_ylabel(f"trust of {TEAMS['marketing']}, 0 to 1")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)
