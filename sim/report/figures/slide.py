"""One picture for one slide: the answer, by size of company."""

from collections.abc import Mapping
from textwrap import wrap

import pandas as pd
from matplotlib.figure import Figure

from sim.report import style
from sim.report.figures.differences import draw_cost_by_size
from sim.report.page import Page
from sim.study.contest import Contest

COLUMNS = (0.53, 0.665, 0.85)
"""Where the numbers of a card begin."""


@style.styled
def slide(page: Page, table: pd.DataFrame, main: Mapping[str, Contest], caption: str) -> Figure:
    """A slide of 16 by 9: the page's question and answer, what it costs by size, and the numbers of its cards."""
    figure = Figure(figsize=(16.0, 9.0))
    figure.text(0.04, 0.93, page.title, fontsize=26, weight="bold", va="top")
    figure.text(0.04, 0.855, "\n".join(wrap(page.answer, 125)), fontsize=16, va="top")
    ax = figure.add_axes((0.07, 0.14, 0.43, 0.5))
    draw_cost_by_size(ax, table, main)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=13)
    ax.tick_params(labelsize=12)
    ax.yaxis.label.set_fontsize(13)
    for number, card in enumerate(page.cards):
        top = 0.685 - 0.145 * number
        figure.text(0.53, top, card.title, fontsize=15, weight="bold", va="top")
        for place, measure in enumerate(card.measures):
            left = COLUMNS[place]
            figure.text(left, top - 0.035, measure.number.text, fontsize=14, color=style.BLUE, va="top")
            figure.text(left, top - 0.065, measure.interval, fontsize=10.5, color=style.GREY, va="top")
        figure.text(0.53, top - 0.09, "\n".join(wrap(card.texts[0], 78)[:2]), fontsize=12, va="top")
    for place, measure in enumerate(page.cards[0].measures):
        figure.text(COLUMNS[place], 0.715, measure.name, fontsize=11, color=style.GREY, va="top")
    figure.text(0.04, 0.03, "\n".join(wrap(f"{page.caveat} {caption}", 190)), fontsize=10, color=style.GREY)
    return figure
