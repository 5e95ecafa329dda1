"""Who is counted in a fact: the words at the top of ``configs/facts.yaml``, as rows of a finished run."""

from typing import TYPE_CHECKING

import numpy as np

from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_WEEK, DAYS_PER_YEAR, WEEKS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

YEARS = 3
"""Measured years of every run."""
HORIZON = 2 * DAYS_PER_YEAR
"""Business days for which everything that starts in year 1 is followed."""
STILL_WAITING = DAYS_PER_QUARTER
"""Business days at the end of a run whose leads are left out, since their answer may be yet to come."""
DECISIONS = ("won", "lost_to_competitor", "lost_to_no_decision", "expansion_lost")
"""Reasons that close an opportunity by a decision on the deal."""


def measured(run: Run, frame: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of ``frame`` from the first measured day on."""
    return frame[frame["day"] >= run.spec.warmup_days]


def entered(run: Run, stage: str, first_year: int = 1, last_year: int = YEARS) -> "pd.DataFrame":
    """The journeys (``Run.journeys``) that enter ``stage`` in these measured years, both included."""
    rows = run.journeys
    year = (rows["day"] - run.spec.warmup_days) // DAYS_PER_YEAR + 1
    return rows[rows["to"].eq(stage) & year.between(first_year, last_year)]


def inbound(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Those that marketing brought."""
    return rows[rows["source"].isin(["hand_raise", "campaign"])]


def new(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Those that are not about an existing customer."""
    return rows[rows["source"].ne("expansion")]


def expected_cents(run: Run) -> "NDArray[np.int64]":
    """Cents that new customers' decisions of each measured year were worth before they were taken."""
    closed = new(run.moves[run.moves["reason"].isin(DECISIONS)])
    year = (closed["day"] - run.spec.warmup_days) // DAYS_PER_YEAR
    return closed["expected"].groupby(year).sum().reindex(range(YEARS), fill_value=0).to_numpy()


def in_time(rows: "pd.DataFrame", day: str, horizon: int = HORIZON) -> "pd.Series[bool]":
    """Whether the day in the column ``day`` came, and within so many business days."""
    return rows[day].sub(rows["day"]).le(horizon)


def called(leads: "pd.DataFrame") -> "pd.Series[bool]":
    """Whether sales works a lead; one that only a marketer chased is not worked."""
    return leads["then"].eq("sales_accepted") & leads["then_reason"].eq("called")


def decided(run: Run) -> "pd.DataFrame":
    """Opportunities of year 1 that are won or lost within the horizon, whoever the buyer is."""
    deals = entered(run, "opportunity", last_year=1)
    return deals[deals["then_reason"].isin(DECISIONS) & in_time(deals, "then_day")]


def raised(run: Run, first_year: int) -> "pd.DataFrame":
    """Hands raised from ``first_year`` on, but for the last days, with ``answer`` and ``answer_day``.

    What ends the wait is the move after the inquiry, or that after the marketing lead if it became one. Both columns
    are missing where it still waits.
    """
    hands = entered(run, "inquiry", first_year)
    hands = hands[hands["source"].eq("hand_raise") & hands["day"].lt(run.spec.days - STILL_WAITING)]
    passed_on = hands["then"].eq("marketing_qualified")
    after = run.journeys[["then", "then_day"]].shift(-1).loc[hands.index]
    ends = {name: hands[of].mask(passed_on, after[of]) for name, of in (("answer", "then"), ("answer_day", "then_day"))}
    return hands.assign(**ends)


def holders(run: Run, seats: "pd.Series[int]", days: "pd.Series[int]") -> "pd.Series[int]":
    """A number for whoever sat at each of ``seats`` on each of ``days``, or last before: another one, another number.

    Somebody new has less experience than whoever was there the week before.
    """
    import pandas as pd

    reps = run.people[run.people["role"].eq("rep")].sort_values(["person", "week"], kind="stable")
    other = reps["person"].ne(reps["person"].shift()) | reps["experience"].lt(reps["experience"].shift())
    plans = pd.DataFrame({"week": reps["week"], "seat": reps["person"], "who": other.cumsum()}).sort_values("week")
    asked = pd.DataFrame({"week": days // DAYS_PER_WEEK, "seat": seats}).astype("int64")
    found = pd.merge_asof(
        asked.sort_values("week", kind="stable").reset_index(names="row"),
        plans.astype("int64"),
        on="week",
        by="seat",
    )
    return found.set_index("row")["who"].reindex(asked.index)


def whole_year(run: Run, year: int) -> list[int]:
    """The seats that have somebody in every week of a measured ``year``."""
    first = run.spec.warmup_days // DAYS_PER_WEEK + (year - 1) * WEEKS_PER_YEAR
    people = run.people
    here = people[people["role"].eq("rep") & people["week"].between(first, first + WEEKS_PER_YEAR - 1)]
    weeks = here.groupby("person")["week"].nunique()
    return [int(seat) for seat in weeks.index[weeks.eq(WEEKS_PER_YEAR)]]


def part(which: "pd.Series[bool] | NDArray[np.bool_]") -> float:
    """The part that is true; nan of nothing."""
    return over(float(which.sum()), len(which))


def over(some: float, whole: float) -> float:
    """``some`` over ``whole``; nan where there is nothing to divide by."""
    return float(some / whole) if whole else np.nan
