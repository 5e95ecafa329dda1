"""The books: a page a day, in integer cents. Revenue is only ever added up here."""

from sim.contract import BOOKS
from sim.exchange import Bookings
from sim.spec.experiment import DAYS_PER_YEAR

FLOWS = ("new_bookings", "expansions", "churned", "renewals", "expected_bookings")
"""What the crowd reports."""
_EMPTY = {column.name: 0 for column in BOOKS[1:]}


class Ledger:
    """What each day of the week costs, and one-off spending that waits for the next page."""

    def __init__(self) -> None:
        """Nothing is spent yet."""
        self.daily = dict(_EMPTY)
        self._waiting: dict[str, float] = {}

    def once(self, line: str, dollars: float) -> None:
        """Spend ``dollars`` on the page that is closed next."""
        self._waiting[line] = self._waiting.get(line, 0.0) + dollars

    def open(self, yearly: dict[str, float]) -> None:
        """From today on a day costs a 260th of what costs ``yearly`` dollars."""
        self.daily = _EMPTY | {line: _cents(dollars / DAYS_PER_YEAR) for line, dollars in yearly.items()}

    def close(self, done: Bookings, recurring: int) -> dict[str, int]:
        """A day's page, with what was booked and what the day earned on what is under contract at its end."""
        once = {line: _cents(dollars) for line, dollars in self._waiting.items()}
        self._waiting = {}
        booked = {line: getattr(done, line) for line in FLOWS}
        return self.daily | once | booked | {"recurring": recurring, "revenue": recurring // DAYS_PER_YEAR}


def _cents(dollars: float) -> int:
    return int(dollars * 100.0 + 0.5)
