"""What a study says, as parts that a template puts on a page: the same parts in HTML and in Markdown.

Numbers are ``Cell``s, which know their value beside their words: the page carries both, so that a reader sees "2.3 %"
and a test, or a program, finds the number of the table behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, ClassVar

import pandas as pd
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Cell:
    """Words for people, and the value behind them; missing where the words are no number."""

    text: str
    value: float | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Measure:
    """One of the numbers that a reader takes home: what it is, the number, its interval, and a remark."""

    name: str
    number: Cell
    interval: str
    remark: str = ""


@dataclass(frozen=True)
class Card:
    """The answer for one case, in a sentence or two and a few numbers."""

    title: str
    subtitle: str
    measures: Sequence[Measure]
    texts: Sequence[str]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"
    points: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """A figure, with what it shows in words for those who do not see it, and a caption.

    ``file``: the name, without ending, under which it is also written as PNG, where it is. ``wide``: takes the whole
    width. ``folded``: shown on demand.
    """

    kind: ClassVar[str] = "picture"
    name: str
    title: str
    figure: Figure
    alt: str
    caption: str
    file: str = ""
    wide: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells under ``columns``; the first cell of a row names it. ``folded``: shown on demand."""

    kind: ClassVar[str] = "table"
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    folded: bool = False

    @property
    def words(self) -> set[int]:
        """The columns, from 0, in which there are words and no numbers."""
        columns = enumerate(zip(*self.rows, strict=True))
        return {place for place, cells in columns if all(cell.text[:1].isalpha() for cell in cells if cell.text)}


@dataclass(frozen=True)
class Replay:
    """Two worlds side by side, day by day: what ``replay.js`` plays."""

    kind: ClassVar[str] = "replay"
    data: Mapping[str, Any]
    note: str


@dataclass(frozen=True)
class Command:
    """A line to type."""

    kind: ClassVar[str] = "command"
    text: str


@dataclass(frozen=True)
class Download:
    """A file of the study that the page carries with it."""

    kind: ClassVar[str] = "download"
    name: str
    type: str
    content: bytes


type Block = Text | Points | Picture | Table | Replay | Command | Download


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; ``short`` is its name in the list of contents."""

    title: str
    short: str
    blocks: Sequence[Block]

    @property
    def anchor(self) -> str:
        """Its address on the page."""
        return "-".join("".join(sign if sign.isalnum() else " " for sign in self.short.lower()).split())


@dataclass(frozen=True)
class Page:
    """A whole page. ``answer`` is the study in one sentence, ``caveat`` what must be known before it is used.

    ``note`` stands at the foot, for whoever repeats it.
    """

    title: str
    lead: str
    answer: str
    sections: Sequence[Section]
    note: str
    cards: Sequence[Card] = field(default=())
    caveat: str = ""


def cells(frame: pd.DataFrame) -> list[list[Cell]]:
    """Every value of ``frame`` as it stands in the CSV file: missing ones empty, numbers with their value."""
    return [[_cell(value) for value in row] for row in frame.itertuples(index=False)]


def _cell(value: Any) -> Cell:
    if pd.isna(value):
        return Cell("")
    if isinstance(value, bool) or not isinstance(value, Real):
        return Cell(str(value))
    number = float(value)
    return Cell(f"{number:,.6g}" if abs(number) < 1e6 else f"{number:,.0f}", number)
