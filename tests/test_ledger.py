"""The books' page of a day."""

from sim.contract import BOOKS
from sim.exchange import Bookings
from sim.ledger import Ledger


def test_a_page_holds_a_260th_of_the_year_and_what_waited() -> None:
    ledger = Ledger()
    ledger.once("hiring", 100.0)
    ledger.once("hiring", 50.0)
    ledger.open({"wages_sales": 260_000.0, "tools": 1.0})
    page, next_page = (ledger.close(Bookings(), recurring=0) for _ in range(2))
    assert (page["wages_sales"], page["hiring"], page["tools"]) == (100_000, 15_000, 0)
    assert (next_page["wages_sales"], next_page["hiring"]) == (100_000, 0)


def test_a_closed_page_has_every_line_and_the_day_s_earnings() -> None:
    ledger = Ledger()
    ledger.open({"leadership": 26.0})
    page = ledger.close(Bookings(new_bookings=520, churned=260, signed={1: 520}), recurring=2600)
    assert set(page) == {column.name for column in BOOKS} - {"day"}
    assert (page["new_bookings"], page["churned"], page["recurring"], page["revenue"]) == (520, 260, 2600, 10)
    assert page["leadership"] == 10
