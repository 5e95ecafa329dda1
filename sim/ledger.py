"""The books: a page a day, in integer cents. Revenue is only ever added up here."""

from sim.contract import BOOKS
from sim.exchange import Bookings
from sim.spec.experiment import DAYS_PER_YEAR

FLOWS = ("new_bookings", "expansions", "churned", "renewals", "expected_bookings")
"""What the crowd reports."""


class Ledger:
    """Today's page, and one-off spending that waits for it."""

    def __init__(self) -> None:
        """Nothing is spent yet."""
        self.page: dict[str, int] = {}
        self._waiting: dict[str, float] = {}

    def once(self, line: str, dollars: float) -> None:
        """Spend ``dollars`` on the page that is opened next."""
        self._waiting[line] = self._waiting.get(line, 0.0) + dollars

    def open(self, yearly: dict[str, float]) -> None:
        """Begin a day's page: a 260th of what costs ``yearly`` dollars, and what waited."""
        self.page = {column.name: 0 for column in BOOKS[1:]}
        self.page |= {line: _cents(dollars / DAYS_PER_YEAR) for line, dollars in yearly.items()}
        self.page |= {line: _cents(dollars) for line, dollars in self._waiting.items()}
        self._waiting = {}

    def close(self, done: Bookings, recurring: int) -> dict[str, int]:
        """The finished page, with what was booked and what the day earned on what is under contract at its end."""
        booked = {line: getattr(done, line) for line in FLOWS}
        return {**self.page, **booked, "recurring": recurring, "revenue": recurring // DAYS_PER_YEAR}


def _cents(dollars: float) -> int:
    return int(dollars * 100.0 + 0.5)
