"""The record contract: every table that a run leaves, its columns, their types and units.

Both engines write these tables and nothing else; studies and reports read these tables and nothing else.
Days count from the first day of the warm-up (0); money is integer cents; hours are hours.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.stages import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

SOURCES: tuple[str, ...] = ("none", "hand_raise", "campaign", "prospecting", "expansion")
"""What brought a prospect into the funnel this time; a position is the code that the engines use."""

REASONS: tuple[str, ...] = (
    "hand_raised",
    "responded",
    "scored_in",
    "scored_out",
    "unscored",
    "called",
    "contacted",
    "chased",
    "qualified",
    "not_ready",
    "not_fit",
    "never_called",
    "pushed_away",
    "won",
    "lost_to_competitor",
    "lost_to_no_decision",
    "expansion_lost",
    "not_renewed",
    "rested",
)
"""Why a prospect moved; a position is the code that the engines use."""

MARKETER_ACTIVITIES: tuple[str, ...] = ("brand", "demand", "nurture", "analytics", "enablement", "chase")
REP_ACTIVITIES: tuple[str, ...] = ("opportunities", "leads", "prospecting")
ACTIVITIES: tuple[str, ...] = (*MARKETER_ACTIVITIES, *REP_ACTIVITIES, "meetings")
"""What hours go to, in the order of the columns of the people table."""


@dataclass(frozen=True)
class Column:
    """One column: its name, its type in Arrow's words, its unit and what it says."""

    name: str
    type: str
    unit: str
    meaning: str


def _cents(name: str, meaning: str) -> Column:
    return Column(name, "int64", "cents", meaning)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "int32", "count", meaning)


MOVES: tuple[Column, ...] = (
    Column("day", "int32", "business days", "When the prospect moved"),
    Column("prospect", "int32", "index", "Who moved"),
    Column("source", "category", "name", "What brought the prospect into the funnel this time"),
    Column("from", "category", "stage", "Stage before"),
    Column("to", "category", "stage", "Stage after"),
    Column(
        "marketer",
        "int16",
        "index or -1",
        "Marketer to whose even part of the accounts this one belongs, if there is one",
    ),
    Column("rep", "int16", "index or -1", "Rep in charge of the account, if there is one"),
    Column("reason", "category", "name", "Why the prospect moved"),
    _cents("value", "Annual value at stake: of the contract, or of the expansion"),
    _cents("expected", "Chance to win times value, on the moves that end a deal; 0 elsewhere"),
)
"""One row a move, in the order in which they happened."""

DAYS: tuple[Column, ...] = (
    Column("day", "int32", "business days", "The day just ended"),
    *(_count(stage, f"Prospects in stage {stage} at the end of the day") for stage in STAGES),
    _count("brand_touches", "Accounts reached by brand programmes"),
    _count("demand_touches", "Accounts reached by demand programmes"),
    _count("nurture_touches", "Accounts reached by nurture"),
    _count("collateral", "Pieces of collateral made for open deals"),
    _count("collateral_used", "Pieces that a rep used"),
    _count("calls", "Marketing's leads called by reps"),
    _count("contacts", "Accounts of a rep's own choice contacted"),
    _count("chases", "Leads pushed by marketers themselves"),
    Column("idle_hours", "float64", "hours", "Marketing hours without money, list or deal, all booked on Mondays"),
)
"""One row a day."""

PEOPLE: tuple[Column, ...] = (
    Column("week", "int32", "weeks", "Week of the plan, from the first week of the warm-up"),
    Column("person", "int16", "index", "Which person of that role"),
    Column("role", "category", "name", "rep or marketer"),
    *(Column(f"hours_{name}", "float64", "hours", f"Hours planned for {name} this week") for name in ACTIVITIES),
    Column("asked", "float64", "hours", "Hours that the person asked for in all"),
    Column("clipped", "float64", "hours", "Hours asked for beyond those that the person has"),
    Column("trust", "float64", "share", "A rep's belief in marketing's leads, a marketer's confidence in sales"),
    Column(
        "attainment",
        "float64",
        "share",
        "Value signed since the quarter began over its quota; a quarter's first Monday shows the last one whole",
    ),
)
"""One row a person and week, written when the week is planned."""

BOOKS: tuple[Column, ...] = (
    Column("day", "int32", "business days", "The day just ended"),
    _cents("revenue", "Contract value earned on the day: 1/260 of what customers pay a year"),
    _cents("recurring", "Annual value under contract at the end of the day"),
    _cents("new_bookings", "Annual value signed by new customers"),
    _cents("expansions", "Annual value added by customers"),
    _cents("churned", "Annual value that ended"),
    _cents("renewals", "Annual value renewed for another year"),
    _cents("expected_bookings", "Chance to win times value of the deals decided on the day, expansions included"),
    _cents("wages_sales", "Reps, fully loaded"),
    _cents("wages_marketing", "Marketers, fully loaded"),
    _cents("leadership", "Leader's cost"),
    _cents("programmes_brand", "Programme money spent on brand"),
    _cents("programmes_demand", "Programme money spent on demand"),
    _cents("programmes_enablement", "Programme money spent on booths and collateral"),
)
"""One row a day."""

SPENDING: tuple[str, ...] = tuple(
    column.name for column in BOOKS if column.name.startswith(("wages", "leader", "programmes"))
)
"""The columns of the books that are spending."""

TABLES: dict[str, tuple[Column, ...]] = {"moves": MOVES, "days": DAYS, "people": PEOPLE, "books": BOOKS}


def schema(table: str) -> "pa.Schema":
    """The Arrow schema of ``table``; category columns are dictionary-encoded text."""
    import pyarrow as pa

    category = pa.dictionary(pa.int8(), pa.string())
    types = {"int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema([(column.name, types.get(column.type, category)) for column in TABLES[table]])
