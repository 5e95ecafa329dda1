"""What the null models are fitted to: counts by day and times by state of finished runs. Nobody in them is a person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.contract import REP_ACTIVITIES
from sim.nulls.promises import policies
from sim.nulls.ways import OPPORTUNITIES, STATES, WAYS
from sim.records.run import Run
from sim.spec.company import MarketSpec, scaled
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_WEEK, ExperimentSpec
from sim.stages import STAGES

if TYPE_CHECKING:
    import pandas as pd

STAYS = "still"
"""Where an account goes that stays in its state to the end of the run."""
MONEY: tuple[str, ...] = ("revenue", "recurring", "new_bookings", "expansions", "churned", "renewals")
"""Columns of the books that a history keeps, in dollars."""
_WAY = {"hand_raise": "inbound", "campaign": "inbound", "prospecting": "prospecting", "expansion": "expansion"}


class History(NamedTuple):
    """What one run tells a null model.

    ``days``: one row a day from the first of the warm-up: ``day``, ``in_STAGE`` (accounts at the day's end),
    ``to_STATE`` (accounts that enter each of ``STATES``, and those that churn), ``won_WAY``, ``MONEY`` in dollars, and
    ``hours_ACTIVITY`` that reps plan for a day. ``stays``: one row a state, next state and length, with the columns
    ``state, then, days, number``; ``days`` are whole business days from the move in to the move out, ``then`` is
    ``STAYS`` where there is none, and out of an opportunity it is the reason. Who is there at first counts from day 0.
    ``values``: annual value of each new customer's deal, in dollars.
    """

    spec: ExperimentSpec
    days: "pd.DataFrame"
    stays: "pd.DataFrame"
    values: Floats


def history(run: Run) -> History:
    """What ``run`` tells a null model, warm-up included."""
    import pandas as pd

    moves = run.journeys
    way = moves["source"].astype(str).map(_WAY)
    state = moves["to"].astype(str)
    state = state.mask(state.eq("sales_accepted"), moves["reason"].astype(str))
    state = state.mask(state.eq("opportunity"), way.map(OPPORTUNITIES))
    won = moves["reason"].eq("won")
    index = run.days["day"]
    columns = [*STATES, "churned"]
    entered = pd.crosstab(moves["day"], state).reindex(index=index, columns=columns, fill_value=0).add_prefix("to_")
    wins = pd.crosstab(moves.loc[won, "day"], way[won]).reindex(index=index, columns=list(WAYS), fill_value=0)
    money = run.books[list(MONEY)].div(100.0).set_axis(index)
    there = run.days[list(STAGES)].add_prefix("in_").set_axis(index)
    frames = [there, entered, wins.add_prefix("won_"), money, _hours(run)]
    values = moves.loc[won & moves["source"].ne("expansion"), "value"].to_numpy(dtype=float) / 100.0
    return History(run.spec, pd.concat(frames, axis=1).reset_index(names="day"), _stays(run, state), values)


def _stays(run: Run, state: "pd.Series[str]") -> "pd.DataFrame":
    """The stays that ``History`` tells of; ``state`` is the one that each row of the journeys enters."""
    import pandas as pd

    moves, last = run.journeys, run.spec.days - 1
    goes_on = moves["then"].notna()
    then = state.shift(-1).mask(state.isin(OPPORTUNITIES.values()), moves["then_reason"].astype(str))
    later = pd.DataFrame(
        {
            "state": state,
            "then": then.where(goes_on, STAYS),
            "days": moves["then_day"].fillna(last).sub(moves["day"]).astype(int),
        }
    )
    begins = moves.drop_duplicates("prospect")
    first = pd.DataFrame({"state": begins["from"].astype(str), "then": state[begins.index], "days": begins["day"]})
    counted = pd.concat([later, first]).value_counts().reset_index(name="number")
    market = at_first(run.spec)
    there = {"market": market.accounts - market.customers, "customer": market.customers}
    moved = first["state"].value_counts()
    never = [(stage, STAYS, last, number - int(moved.get(stage, 0))) for stage, number in there.items()]
    return pd.concat([counted, pd.DataFrame(never, columns=counted.columns)], ignore_index=True)


def _hours(run: Run) -> "pd.DataFrame":
    """Hours that reps plan for each of their activities, a row a day."""
    names = [f"hours_{name}" for name in REP_ACTIVITIES]
    people = run.people
    weeks = people[people["role"].eq("rep")].groupby("week")[names].sum()
    days = run.days["day"]
    return weeks.reindex(days // DAYS_PER_WEEK, fill_value=0.0).div(DAYS_PER_WEEK).set_axis(days)


def at_first(spec: ExperimentSpec) -> MarketSpec:
    """The market on day 0, at the scale of the run."""
    return scaled(spec.company, spec.scale).market


def fitted_under(histories: Sequence[History]) -> ExperimentSpec:
    """The specification of the runs that a null model is fitted to, with the first one's seed.

    Raises ``ValueError`` if they differ in more than their seeds, or if their policy changes: what another policy does
    must not enter a fit.
    """
    spec = histories[0].spec
    if any(history.spec.model_copy(update={"seed": spec.seed}) != spec for history in histories):
        raise ValueError("a null model is fitted to runs that differ in their seeds alone")
    if len(policies(spec)) > 1:
        raise ValueError("a null model is fitted to runs under one policy")
    return spec


def mean_days(histories: Sequence[History]) -> "pd.DataFrame":
    """The days of the mean run."""
    import pandas as pd

    return pd.concat([history.days for history in histories]).groupby("day").mean().reset_index()


def all_stays(histories: Sequence[History]) -> "pd.DataFrame":
    """The stays of all runs together."""
    import pandas as pd

    keys = ["state", "then", "days"]
    return pd.concat([history.stays for history in histories]).groupby(keys)["number"].sum().reset_index()


def by_quarter(days: "pd.DataFrame", some: "pd.Series[float]", of: "pd.Series[float] | float" = 1.0) -> Floats:
    """``some`` over ``of`` (or over days), each summed over a quarter: a number a quarter, 0 where that is nothing."""
    table = days[["day"]].assign(some=some, of=of).groupby(days["day"] // DAYS_PER_QUARTER).sum()
    return np.array([rate(part, whole) for part, whole in zip(table["some"], table["of"], strict=True)])


def rate(some: float, of: float) -> float:
    """``some`` over ``of``; 0 where there is nothing to divide by, since what never happened has no rate."""
    return float(some / of) if of else 0.0


def at_start(days: "pd.DataFrame") -> float:
    """Annual value under contract before the first day, in dollars."""
    first = days.iloc[0]
    return float(first["recurring"] - first["new_bookings"] - first["expansions"] + first["churned"])
