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

TOUCHES: tuple[str, ...] = (
    *("brand", "demand", "booth", "referral", "nurture", "collateral"),
    *("score", "call", "contact", "chase"),
)
"""What happens to a prospect without moving it; a position is the code that the engines use."""

LOSSES: tuple[str, ...] = ("stuck_at_top", "never_called", "too_late", "collided", "neglected")
"""Why a buyer was lost who, with the same luck, would have been won over; a position is the code."""

MARKETER_ACTIVITIES: tuple[str, ...] = ("brand", "demand", "nurture", "analytics", "enablement", "chase")
REP_ACTIVITIES: tuple[str, ...] = ("opportunities", "leads", "prospecting")
ACTIVITIES: tuple[str, ...] = (*MARKETER_ACTIVITIES, *REP_ACTIVITIES, "meetings")
"""What hours go to, in the order of the columns of the people table."""

ROLES: tuple[str, ...] = ("rep", "marketer")


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


def _real(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "float64", unit, meaning)


_DAY = Column("day", "int32", "business days", "When it happened")
_PROSPECT = Column("prospect", "int32", "index", "To whom")
_REP = Column("rep", "int16", "index or -1", "Seat of the rep in charge of the account, if there is one")

MOVES: tuple[Column, ...] = (
    _DAY,
    _PROSPECT,
    Column("source", "category", "name", "What brought the prospect into the funnel this time"),
    Column("from", "category", "stage", "Stage before"),
    Column("to", "category", "stage", "Stage after"),
    Column(
        "marketer",
        "int16",
        "index or -1",
        "Marketer to whose even part of the accounts this one belongs, if there is one",
    ),
    _REP,
    Column("reason", "category", "name", "Why the prospect moved"),
    _cents("value", "Annual value at stake: of the contract, or of the expansion, discount off"),
    _cents("expected", "Chance to win times value, on the moves that end a deal; 0 elsewhere"),
)
"""One row a move, in the order in which they happened."""

DAYS: tuple[Column, ...] = (
    Column("day", "int32", "business days", "The day just ended"),
    *(_count(stage, f"Prospects in stage {stage} at the end of the day") for stage in STAGES),
    _count("brand_touches", "Accounts reached by brand programmes"),
    _count("demand_touches", "Accounts reached by demand programmes"),
    _count("booth_touches", "Accounts met at booths"),
    _count("nurture_touches", "Accounts reached by nurture"),
    _count("collateral", "Pieces of collateral made for open deals"),
    _count("collateral_used", "Pieces that a rep used"),
    _count("calls", "Marketing's leads called by reps"),
    _count("contacts", "Accounts of a rep's own choice contacted"),
    _count("chases", "Leads pushed by marketers themselves"),
    _count("reports", "Outcomes that sales reported back to marketing"),
    _real("contact_clashes", "count", "Contacts while marketing was at the account, as far as nobody coordinated"),
    _real("demand_clashes", "count", "Accounts reached by demand while sales was at them, likewise"),
    _real("booth_clashes", "count", "Accounts met at booths while sales was at them, likewise"),
    _real("chase_clashes", "count", "Leads pushed by marketers while sales was at them, likewise"),
    _real("misplaced_hours", "hours", "Prospecting hours of reps who left leads lying that they meant to call"),
    _real("campaign_need", "log units", "Need of the segments reached by brand and demand, added up over touches"),
    _real("contact_need", "log units", "Need of the segments contacted by reps, added up over contacts"),
)
"""One row a day."""

PEOPLE: tuple[Column, ...] = (
    Column("week", "int32", "weeks", "Week of the plan, from the first week of the warm-up"),
    Column("person", "int16", "index", "Seat of a rep, number of a marketer"),
    Column("role", "category", "name", "rep or marketer"),
    *(_real(f"hours_{name}", "hours", f"Hours planned for {name} this week") for name in ACTIVITIES),
    _real("asked", "hours", "Hours that the person asked for in all"),
    _real("clipped", "hours", "Hours asked for beyond those that the person has"),
    _real("trust", "share", "A rep's belief in marketing's leads, a marketer's confidence in sales"),
    _real("experience", "years", "Time on the job"),
    _real("pressure", "share", "How far behind the number the person feels"),
    _real("blame", "share", "What the two teams hold against each other, the same for everybody"),
    _real(
        "attainment",
        "share",
        "Value signed since the quarter began over its quota; a quarter's first Monday shows the last one whole",
    ),
)
"""One row a person and week, written when the week is planned; a vacant seat has none."""

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
    _cents("wages_marketing", "Marketers, fully loaded, or what outsourced ones ask"),
    _cents("leadership", "Leader's cost"),
    _cents("tools", "Tools that track follow-up"),
    _cents("hiring", "Finding reps"),
    _cents("change", "Changing the policy"),
    _cents("programmes_brand", "Programme money spent on brand"),
    _cents("programmes_demand", "Programme money spent on demand"),
    _cents("programmes_enablement", "Programme money spent on booths and collateral"),
)
"""One row a day."""

SPENDING: tuple[str, ...] = tuple(column.name for column in BOOKS[8:])
"""The columns of the books that are spending."""

MISSED: tuple[Column, ...] = (
    _DAY,
    _PROSPECT,
    Column(
        "window", "int32", "count", "The account's buying windows that had closed before: tells one need from another"
    ),
    _REP,
    Column("cause", "category", "name", "Why"),
    _cents("value", "Annual value lost, times the chance to win it where the deal never came about"),
)
"""One row whenever a buyer is lost who, with the same luck, would have been won over, had all been done well."""

TOUCHED: tuple[Column, ...] = (
    _DAY,
    _PROSPECT,
    Column("activity", "category", "name", "What happened"),
    Column("person", "int16", "index or -1", "Seat of the rep who called or contacted, if one did"),
    _real("score", "log-odds", "Marketing's score of an inquiry; 0 elsewhere"),
    Column("good", "int8", "1, 0 or -1", "Of an inquiry: whether it would qualify if called within the hour; else -1"),
)
"""One row a touch, call or judgement; written only if asked for (``detail="activities"``)."""

TABLES: dict[str, tuple[Column, ...]] = {
    "moves": MOVES,
    "days": DAYS,
    "people": PEOPLE,
    "books": BOOKS,
    "missed": MISSED,
    "activities": TOUCHED,
}

WORDS: dict[str, tuple[str, ...]] = {
    "source": SOURCES,
    "from": STAGES,
    "to": STAGES,
    "reason": REASONS,
    "role": ROLES,
    "cause": LOSSES,
    "activity": TOUCHES,
}
"""The words behind the codes of the category columns."""


def schema(table: str) -> "pa.Schema":
    """The Arrow schema of ``table``; category columns are dictionary-encoded text."""
    import pyarrow as pa

    category = pa.dictionary(pa.int8(), pa.string())
    types = {
        "int8": pa.int8(),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
    }
    return pa.schema([(column.name, types.get(column.type, category)) for column in TABLES[table]])
