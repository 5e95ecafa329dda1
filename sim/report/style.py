"""One look for every figure: colours that the colour-blind can tell apart, and a caption that says what is drawn."""

import re
from collections.abc import Callable
from functools import wraps
from html import escape
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

BLACK, ORANGE, SKY, BLUE, VERMILION = "#000000", "#E69F00", "#56B4E9", "#0072B2", "#D55E00"
"""Of the palette of Okabe and Ito (2008), "Color universal design"."""
GREY = "#666666"
TYPICAL, CURE = VERMILION, BLUE
"""The two worlds of a contest, in every picture."""

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
    "text.parse_math": False,  # a name with dollars in it is a name
    "svg.fonttype": "none",  # text stays text: small, sharp, to be searched and to be coloured by the page
    "font.family": "sans-serif",
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
    """Write ``caption`` (n, seeds, configuration) small under the figure, unless it is empty, and return it."""
    figure.supxlabel(caption, x=0.01, ha="left", fontsize=7, color=GREY)
    return figure


@styled  # matplotlib makes ticks and their labels only now
def png(figure: Figure, dpi: int = 130) -> bytes:
    """The figure as PNG, without the date and the software that matplotlib would write into it."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()


THEMED = {
    **{BLACK: "currentColor", GREY: "var(--muted)", "#dddddd": "var(--grid)", "#ffffff": "var(--paper)"},
    **{TYPICAL: "var(--typical)", CURE: "var(--cure)"},
}
"""Colours that a page sets by light or dark."""

_LEFT_OUT = ("Date", "Creator", "Format", "Type")
"""What matplotlib would write into an SVG about itself and the day."""


def svg(figure: Figure, name: str, alt: str) -> str:
    """The figure as an SVG element to stand in HTML, with ``alt`` for those who do not see it.

    ``name`` must be unique on the page: the ids of the parts follow from it. Ink, grid and paper take the page's
    colours; equal figures give equal text.
    """
    file = StringIO()
    settings: dict[Any, Any] = dict(mpl.rcParamsDefault)
    with mpl.rc_context(settings | _LOOK | {"svg.hashsalt": name}):
        figure.savefig(file, format="svg", transparent=True, metadata=dict.fromkeys(_LEFT_OUT))
    # The drawing's own style sheet would rule the whole page.
    drawing = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", file.getvalue(), count=1, flags=re.DOTALL)
    drawing = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", drawing)  # alike in every figure, and nothing points to them
    for colour, theme in THEMED.items():
        drawing = re.sub(colour, theme, drawing, flags=re.IGNORECASE)
    head, _, body = drawing[drawing.index("<svg") :].partition(">")
    box = head[head.index("viewBox") :].split('"')[1]
    told = f'role="img" aria-label="{escape(alt)}" style="max-width: {figure.get_figwidth():g}in" viewBox="{box}"'
    return f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {told}>{body}'
