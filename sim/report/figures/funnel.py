"""How far accounts come and how long they wait, of one contest: typical against cure."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.records.funnel import WAYS
from sim.report import style
from sim.report.leak_words import STAGE_WORDS
from sim.report.words import spoken
from sim.study.contest import Contest
from sim.study.digest import QUANTILES

OTHERS = {"prospecting": "won, found by reps", "expansion": "won, more to a customer"}
"""Ways to a deal that do not begin with an inquiry, in a reader's words."""


@style.styled
def funnel_pair(funnel: pd.DataFrame, contest: Contest, years: int, caption: str) -> Figure:
    """From inquiry to customer in both worlds: accounts a year, and which part that is of those before and of all.

    Below stand the deals that do not begin with an inquiry. Moves of the ``years`` measured years count, whenever an
    account set out; into customer only won deals. ``funnel`` has the rows that ``digest`` keeps; parts are those of the
    sums over replications.
    """
    figure = Figure(figsize=(5.4, 4.6), layout="constrained")
    ax = figure.subplots()
    here = funnel[funnel["company"] == contest.company.name]
    rungs = [("inquiries", stage) for stage in WAYS["inquiries"]] + [(way, "customer") for way in OTHERS]
    for policy, colour, offset in ((contest.typical, style.TYPICAL, -0.2), (contest.cure, style.CURE, 0.2)):
        rows = here[here["policy"] == policy.name]
        sums = rows.groupby(["way", "stage"])["entered"].sum()
        entered = np.array([sums[rung] for rung in rungs], dtype=float)
        each = entered / (rows["replication"].nunique() * years)
        ax.barh(np.arange(len(rungs)) + offset, each, height=0.36, color=colour, label=spoken(policy.name))
        for place, number in enumerate(each):
            text = f"{number:,.0f}"
            if 0 < place < len(WAYS["inquiries"]) and entered[place - 1]:
                step, all_of_it = (100.0 * entered[place] / of for of in (entered[place - 1], entered[0]))
                text += f": {step:.0f} % of those before, {all_of_it:.1f} % of all"
            ax.annotate(text, (number, place + offset), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
    words = [STAGE_WORDS[stage] for stage in WAYS["inquiries"]]
    ax.set_yticks(range(len(rungs)), [*words, *OTHERS.values()])
    ax.axhline(len(WAYS["inquiries"]) - 0.5, color=style.GREY, linewidth=0.6)
    ax.invert_yaxis()
    ax.set_xlim(0.0, 2.1 * ax.get_xlim()[1])  # room for the words
    ax.set_xlabel("accounts a year")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.grid(axis="y", visible=False)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)


@style.styled
def time_in_stage(stays: pd.DataFrame, contest: Contest, caption: str) -> Figure:
    """How long accounts stay in a stage in both worlds: median, middle 50 % and middle 90 %, in business days.

    Each is the mean over the replications of that quantile; ``stays`` has the rows that ``digest`` keeps. The axis
    is even up to one day, and a ratio beyond.
    """
    figure = Figure(figsize=(5.4, 2.9), layout="constrained")
    ax = figure.subplots()
    here = stays[stays["company"] == contest.company.name]
    stages = list(dict.fromkeys(here["stage"]))
    looks = ((contest.typical.name, style.TYPICAL, "o", -0.17), (contest.cure.name, style.CURE, "s", 0.17))
    for policy, colour, mark, offset in looks:
        names = [f"q{100 * share:02.0f}" for share in QUANTILES]
        means = here[here["policy"] == policy].groupby("stage")[names].mean().reindex(stages).to_numpy()
        places = np.arange(len(stages)) + offset
        look: dict[str, Any] = {"color": colour, "capstyle": "round"}
        ax.hlines(places, means[:, 0], means[:, 4], linewidth=1.5, **look)
        ax.hlines(places, means[:, 1], means[:, 3], linewidth=5.0, **look)
        ax.plot(means[:, 2], places, mark, color="white", markeredgecolor=colour, markersize=6, label=spoken(policy))
    ax.set_yticks(range(len(stages)), [STAGE_WORDS[stage] for stage in stages])
    ax.set_ylim(len(stages) - 0.5, -0.5)
    ax.set_xscale("symlog", linthresh=1.0)
    ticks = [tick for tick in (0, 1, 3, 10, 30, 100, 300, 1000) if tick <= 1.3 * ax.get_xlim()[1]]
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.set_xlim(left=0.0)
    ax.set_xlabel("business days in the stage: median (mark), middle 50 % (thick) and 90 % (thin)")
    ax.grid(axis="y", visible=False)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)
