"""Takes down what happens, row by row, and hands it over as the tables of the contract."""

from itertools import repeat
from typing import TYPE_CHECKING

from sim.contract import ACTIVITIES, BOOKS, DAYS, MOVES, PEOPLE, REASONS, SOURCES, schema
from sim.stages import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.people.marketer import Marketer
    from sim.people.rep import Rep

_WORDS: dict[str, tuple[str, ...]] = {
    "source": SOURCES,
    "from": STAGES,
    "to": STAGES,
    "reason": REASONS,
    "role": ("rep", "marketer"),
}
"""The words behind the codes of the category columns."""


class Recorder:
    """Rows of each table, as tuples in the order of the contract's columns."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._rows: dict[str, list[tuple[float, ...]]] = {"moves": [], "days": [], "people": [], "books": []}

    def __len__(self) -> int:
        """Days taken down."""
        return len(self._rows["days"])

    def move(self, *row: int) -> None:
        """Take down one move; ``row`` has the contract's columns, categories as codes."""
        self._rows["moves"].append(row)

    def day(self, day: int, stages: list[int], counts: dict[str, float], books: dict[str, int]) -> None:
        """Take down the end of ``day``: prospects by stage, what was done, and the books' page."""
        done = (counts.get(column.name, 0) for column in DAYS[1 + len(STAGES) :])
        self._rows["days"].append((day, *stages, *done))
        self._rows["books"].append((day, *(books[column.name] for column in BOOKS[1:])))

    def person(
        self, week: int, person: "Rep | Marketer", hours: dict[str, float], asked: float, clipped: float
    ) -> None:
        """Take down one person's week: planned ``hours`` by activity, what was asked for and what did not fit."""
        role = _WORDS["role"].index(person.role)
        planned = (hours[name] for name in ACTIVITIES)
        row = (week, person.index, role, *planned, asked, clipped, person.trust, person.attainment)
        self._rows["people"].append(row)

    def tables(self) -> "dict[str, pa.Table]":
        """All four tables, with the contract's schemas."""
        columns = {"moves": MOVES, "days": DAYS, "people": PEOPLE, "books": BOOKS}
        return {
            name: _table(name, [column.name for column in columns[name]], rows) for name, rows in self._rows.items()
        }


def _table(name: str, names: list[str], rows: list[tuple[float, ...]]) -> "pa.Table":
    import pyarrow as pa

    kinds = schema(name)
    values = list(zip(*rows, strict=True)) or list(repeat((), len(names)))
    arrays = []
    for column, column_values in zip(names, values, strict=True):
        if column in _WORDS:
            codes = pa.array(column_values, type=pa.int8())
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(_WORDS[column])))
        else:
            arrays.append(pa.array(column_values, type=kinds.field(column).type))
    return pa.Table.from_arrays(arrays, schema=kinds)
