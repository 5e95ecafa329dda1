"""Takes down what happens, row by row, and hands it over as the tables of the contract."""

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.contract import BOOKS, DAYS, ROLES, TABLES, WORDS, schema
from sim.exchange import Happened
from sim.spec.errors import SpecError, shown
from sim.stages import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

_counted = itemgetter(*(column.name for column in DAYS[1 + len(STAGES) :]))
_page = itemgetter(*(column.name for column in BOOKS[1:]))

DETAILS = ("moves", "activities")
"""How much is taken down: everything but touches, or everything."""


class Recorder:
    """Rows of each table: tuples in the order of the contract's columns, or blocks of records named as these."""

    def __init__(self, detail: str = "moves") -> None:
        """Nothing has happened yet. Raises ``SpecError`` for a ``detail`` that is not in ``DETAILS``."""
        if detail not in DETAILS:
            raise SpecError(f"detail = {shown(detail)}: must be {' or '.join(DETAILS)}")
        self.detailed = detail == "activities"
        kept = [name for name in TABLES if self.detailed or name != "activities"]
        self._rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in kept}
        self._blocks: dict[str, list[Any]] = {name: [] for name in kept}

    def __len__(self) -> int:
        """Days taken down."""
        return len(self._rows["days"])

    def move(self, *row: int) -> None:
        """Take down one move; ``row`` has the contract's columns, categories as codes."""
        self._rows["moves"].append(row)

    def miss(self, *row: int) -> None:
        """Take down a buyer lost; likewise."""
        self._rows["missed"].append(row)

    def activity(self, *row: float) -> None:
        """Take down a touch; likewise."""
        self._rows["activities"].append(row)

    def day(self, day: int, happened: Happened, books: dict[str, int]) -> None:
        """Take down the end of ``day``: prospects by stage, what was done, and the books' page."""
        self._rows["days"].append((day, *happened.stages, *_counted(happened.counts)))
        self._rows["books"].append((day, *_page(books)))

    def person(self, week: int, person: Any, hours: tuple[float, ...], *rest: float) -> None:
        """Take down the week of a rep or marketer.

        ``hours`` are all but those of meetings, in the order of ``ACTIVITIES``; the ``rest`` is those of meetings, what
        was asked for, what of it did not fit, and the blame in the air.
        """
        *spent, blame = rest
        feels = (person.trust, person.experience, person.pressure, blame, person.attainment)
        self._rows["people"].append((week, person.index, ROLES.index(person.role), *hours, *spent, *feels))

    def block(self, table: str, rows: Any) -> None:
        """Take down many ``rows`` of ``table`` at once: records named as the contract's columns, which are copied.

        A table is taken down in blocks or row by row, not both.
        """
        self._blocks[table].append(rows.copy())

    def tables(self) -> "dict[str, pa.Table]":
        """All tables, with the contract's schemas."""
        return {name: _table(name, self._columns(name)) for name in self._rows}

    def _columns(self, name: str) -> list[Any]:
        """The values of each column of a table, as a sequence each."""
        names, blocks, rows = [column.name for column in TABLES[name]], self._blocks[name], self._rows[name]
        if blocks:
            records = np.concatenate(blocks)
            return [np.ascontiguousarray(records[column]) for column in names]
        return list(zip(*rows, strict=True)) if rows else [()] * len(names)


def _table(name: str, values: list[Any]) -> "pa.Table":
    import pyarrow as pa

    kinds, arrays = schema(name), []
    for kind, column in zip(kinds, values, strict=True):
        if kind.name in WORDS:
            codes = pa.array(column, type=pa.int8())
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(WORDS[kind.name])))
        else:
            arrays.append(pa.array(column, type=kind.type))
    return pa.Table.from_arrays(arrays, schema=kinds)
