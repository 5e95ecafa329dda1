"""One look for every figure: colours that the colour-blind can tell apart, and a caption that says what is drawn."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

BLACK, ORANGE, SKY, BLUE, VERMILION = "#000000", "#E69F00", "#56B4E9", "#0072B2", "#D55E00"
"""Of the palette of Okabe and Ito (2008), "Color universal design"."""
GREY = "#666666"

_LOOK: dict[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def styled[**P, R](draw: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that draws a figure or its bytes: it does so in this style, whatever the user's settings."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        defaults: dict[Any, Any] = dict(mpl.rcParamsDefault)
        with mpl.rc_context(defaults | _LOOK):
            return draw(*args, **kwargs)

    return drawn


def captioned(figure: Figure, caption: str) -> Figure:
    """Write ``caption`` (n, seeds, configuration) small under the figure, and return it."""
    figure.supxlabel(caption, x=0.01, ha="left", fontsize=7, color=GREY)
    return figure


@styled  # matplotlib makes ticks and their labels only now
def png(figure: Figure, dpi: int = 130) -> bytes:
    """The figure as PNG, without the date and the software that matplotlib would write into it."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()
