"""Takes down what happens, row by row, and hands it over as the tables of the contract."""

from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sim.contract import ACTIVITIES, BOOKS, DAYS, ROLES, TABLES, WORDS, schema
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
    """Rows of each table, as tuples in the order of the contract's columns."""

    def __init__(self, detail: str = "moves") -> None:
        """Nothing has happened yet. Raises ``SpecError`` for a ``detail`` that is not in ``DETAILS``."""
        if detail not in DETAILS:
            raise SpecError(f"detail = {shown(detail)}: must be {' or '.join(DETAILS)}")
        self.detailed = detail == "activities"
        kept = [name for name in TABLES if self.detailed or name != "activities"]
        self._rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in kept}

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

    def person(
        self, week: int, person: Any, hours: dict[str, float], asked: float, clipped: float, blame: float
    ) -> None:
        """Take down the week of a rep or marketer: ``hours`` by activity, what was asked for and did not fit."""
        planned = (hours[name] for name in ACTIVITIES)
        feels = (person.trust, person.experience, person.pressure, blame, person.attainment)
        self._rows["people"].append((week, person.index, ROLES.index(person.role), *planned, asked, clipped, *feels))

    def block(self, table: str, rows: Any) -> None:
        """Take down many ``rows`` of ``table`` at once, records named as the contract's columns."""
        self._rows[table].extend(rows.tolist())

    def tables(self) -> "dict[str, pa.Table]":
        """All tables, with the contract's schemas."""
        return {name: _table(name, rows) for name, rows in self._rows.items()}


def _table(name: str, rows: list[tuple[float, ...]]) -> "pa.Table":
    import pyarrow as pa

    kinds, names = schema(name), [column.name for column in TABLES[name]]
    values = list(zip(*rows, strict=True)) or list(repeat((), len(names)))
    arrays = []
    for column, column_values in zip(names, values, strict=True):
        if column in WORDS:
            codes = pa.array(column_values, type=pa.int8())
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(WORDS[column])))
        else:
            arrays.append(pa.array(column_values, type=kinds.field(column).type))
    return pa.Table.from_arrays(arrays, schema=kinds)
