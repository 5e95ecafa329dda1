"""Money over time and where it goes missing, of one contest: typical against cure."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compiled import Floats
from sim.records.leaks import days_in
from sim.report import style
from sim.report.leak_words import CAUSES
from sim.report.words import spoken
from sim.spec.experiment import DAYS_PER_YEAR
from sim.study.contest import Contest
from sim.study.feud import net_gains
from sim.study.pairs import Pairs, mean_interval

BANDS = ((90, 0.15), (50, 0.3))
"""Parts of the replications that a band holds, in per cent, and how opaque it is."""


@style.styled
def revenue_bands(months: pd.DataFrame, contest: Contest, caption: str) -> Figure:
    """Revenue month by month in both worlds: the mean, and the middle 50 and 90 % of the replications.

    At the month's rate, in dollars a year, since months differ in business days. ``months`` has the rows of
    ``run_tables``.
    """
    figure = Figure(figsize=(5.4, 3.2), layout="constrained")
    both = figure.subplots(1, 2, sharey=True)
    pairs = Pairs(months, contest.company.name, contest.typical.name, contest.cure.name)
    yearly = DAYS_PER_YEAR / days_in(pairs.months) / 1e6
    typical, cure = (revenue * yearly for revenue in pairs.of("revenue"))
    month = np.arange(1, pairs.months + 1)
    _banded(both[0], month, typical, style.TYPICAL)
    _banded(both[1], month, cure, style.CURE)
    both[1].plot(month, typical.mean(axis=0), "--", color=style.TYPICAL, linewidth=1.2)
    for ax, name in zip(both, pairs.names, strict=True):
        ax.set_title(spoken(name))
        _months_axis(ax, pairs.months, 12)
    both[0].set_ylabel("revenue, $ million a year")
    both[0].yaxis.set_major_formatter("{x:,.4g}")
    return style.captioned(figure, caption)


@style.styled
def net_gain(months: pd.DataFrame, contest: Contest, payback: int | None, caption: str) -> Figure:
    """What the cure has brought so far less what it has cost, month by month, and the month of ``payback`` if any.

    Drawn are the mean and the middle 50 and 90 % of the replications; ``months`` has the rows of ``run_tables``.
    """
    figure = Figure(figsize=(5.4, 3.5), layout="constrained")
    ax = figure.subplots()
    gains = np.cumsum(net_gains(Pairs(months, contest.company.name, contest.typical.name, contest.cure.name)), axis=1)
    gains = np.pad(gains / 1e3, ((0, 0), (1, 0)))  # nothing is gained yet on the day of the switch
    _banded(ax, np.arange(gains.shape[1]), gains, style.CURE)
    ax.axhline(0.0, color=style.GREY, linewidth=0.8)
    if not pd.isna(payback):
        ax.axvline(payback, color=style.BLACK, linestyle="--", linewidth=1.2, label="pays back")
    ax.set_ylabel("net gain so far, $ thousand")
    ax.yaxis.set_major_formatter("{x:,.0f}")
    _months_axis(ax, gains.shape[1] - 1, 6)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return style.captioned(figure, caption)


def _banded(ax: Axes, x: Any, values: Floats, colour: str) -> None:
    """The mean of ``values`` (replications x months) with its bands."""
    for share, opacity in BANDS:
        low, high = np.percentile(values, (50 - share / 2, 50 + share / 2), axis=0)
        ax.fill_between(x, low, high, color=colour, alpha=opacity, linewidth=0, label=f"middle {share} %")
    ax.plot(x, values.mean(axis=0), color=colour, label="mean")


def _months_axis(ax: Axes, months: int, step: int) -> None:
    ax.set_xlabel("months since the switch")
    ax.set_xticks(np.arange(0, months + 1, step))


@style.styled
def leaks(rows: pd.DataFrame, contest: Contest, years: int, column: str, caption: str) -> Figure:
    """Waterfall of what goes missing a year, by cause, in both worlds, with 95 % intervals.

    ``column`` is ``value``: buyers who were lost and whom better work would have won, by the annual value of their
    contracts; or ``dollars``: money and priced hours that served nobody. Each bar begins where the one above it ends;
    the last is the sum. ``rows`` are those that ``digest`` keeps as ``leaks``, over ``years`` measured years.
    """
    figure = Figure(figsize=(5.4, 3.6), layout="constrained")
    ax = figure.subplots()
    causes = list(CAUSES[column])
    here = rows[(rows["company"] == contest.company.name) & rows["cause"].isin(causes)]
    total = here[here["policy"] == contest.typical.name].groupby("replication")[column].sum().mean() / years
    unit, of = ("million", 1e6) if total >= 2e6 else ("thousand", 1e3)
    own = "member" if "member" in here else "replication"
    for policy, colour, offset in ((contest.typical, style.TYPICAL, -0.2), (contest.cure, style.CURE, 0.2)):
        wide = here[here["policy"] == policy.name].pivot_table(index=own, columns="cause", values=column)
        _steps(ax, wide[causes].to_numpy() / (of * years), offset, colour, spoken(policy.name))
    ax.set_yticks(range(len(causes) + 1), [*CAUSES[column].values(), "all"])
    ax.invert_yaxis()
    ax.margins(x=0.14)
    ax.xaxis.set_major_formatter("{x:,.4g}")
    ax.set_xlabel(f"{LEAKS[column]}, $ {unit} a year")
    ax.grid(axis="y", visible=False)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return style.captioned(figure, caption)


LEAKS = {"value": "annual contract value of buyers lost", "dollars": "money and hours that served nobody"}
"""What a waterfall adds up, by column."""


def _steps(ax: Axes, steps: Floats, offset: float, colour: str, name: str) -> None:
    """Bars of ``steps`` (replications or members x causes), each from where the last one ended, and their sum."""
    start = 0.0
    for place, values in enumerate([*steps.T, steps.sum(axis=1)]):
        start = 0.0 if place == steps.shape[1] else start
        mean, low, high = mean_interval(values)
        ax.barh(place + offset, mean, left=start, height=0.36, color=colour, label=None if place else name)
        ends = ([mean - low], [high - mean])
        ax.errorbar(start + mean, place + offset, xerr=ends, color=style.BLACK, linewidth=0.8, capsize=2)
        text = f"{mean:,.0f}" if steps.sum(axis=1).mean() >= 20.0 else f"{mean:,.1f}"
        beside: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 8}
        ax.annotate(text, (start + high, place + offset), (4, 0), **beside)
        start += mean
