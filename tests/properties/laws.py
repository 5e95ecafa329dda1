"""What must hold in every run, whatever the specification: recounted from the records, not asked of the model."""

import numpy as np
import pandas as pd

from sim.contract import ACTIVITIES, BOOKS, LOSSES, SPENDING, TABLES
from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.records.leaks import WASTE
from sim.records.run import Run
from sim.spec import prices
from sim.spec.company import scaled
from sim.spec.experiment import HOURS_PER_WEEK
from sim.spec.policy import scaled_policy
from sim.stages import NEXT, STAGES, Stage

TINY = 1e-6
"""Hours that floating point may cost."""

HOURS = [f"hours_{name}" for name in ACTIVITIES]


Market = list[Prospect]
"""Everybody, as they stood on the first morning."""


def check_all(run: Run) -> None:
    """Every law."""
    market = FunnelModel(run.spec).crowd.prospects
    every_prospect_is_in_one_stage(run, market)
    books_add_up(run, market)
    contracts_add_up_to_what_recurs(run, market)
    for law in (
        tables_keep_the_contract,
        every_move_is_legal,
        moves_and_books_agree,
        spending_goes_by_heads,
        plans_fit_the_week,
        work_fits_the_plans,
        what_was_missed_could_have_been_had,
        months_and_years_add_up,
    ):
        law(run)


def tables_keep_the_contract(run: Run) -> None:
    """Names, order, no holes; a row a day, a row a person and week."""
    for name in run.tables:
        columns, frame = TABLES[name], getattr(run, name)
        assert list(frame.columns) == [column.name for column in columns]
        assert not frame.isna().any(axis=None)
    days = range(run.spec.days)
    assert run.days["day"].tolist() == run.books["day"].tolist() == list(days)
    assert run.moves["day"].is_monotonic_increasing
    assert not run.people.duplicated(["week", "person", "role"]).any()
    assert set(run.people["week"]) <= set(range(len(days) // 5))  # a company of one may be empty for a while


def every_prospect_is_in_one_stage(run: Run, market: Market) -> None:
    """Replay the moves from the first morning: each starts where the last one ended, and the counts are the table's."""
    stage = {prospect.index: int(prospect.stage) for prospect in market}
    counts = np.bincount(list(stage.values()), minlength=len(STAGES))
    code = {name: number for number, name in enumerate(STAGES)}
    moves = zip(*(run.moves[name].tolist() for name in ("day", "prospect", "from", "to")), strict=True)
    by_day: dict[int, list[tuple[int, int, int]]] = {}
    for day, prospect, origin, target in moves:
        by_day.setdefault(day, []).append((prospect, code[origin], code[target]))
    table = run.days[list(STAGES)].to_numpy()
    assert (table.sum(axis=1) == len(stage)).all()
    for day, in_table in enumerate(table.tolist()):
        for prospect, origin, target in by_day.get(day, ()):
            assert stage[prospect] == origin
            stage[prospect] = target
            counts[origin] -= 1
            counts[target] += 1
        assert counts.tolist() == in_table


def every_move_is_legal(run: Run) -> None:
    """All paths are those of the one table."""
    legal = {(origin.name.lower(), target.name.lower()) for origin in Stage for target in NEXT[origin]}
    assert set(zip(run.moves["from"], run.moves["to"], strict=True)) <= legal


def books_add_up(run: Run, market: Market) -> None:
    """Day by day, to the cent."""
    books = run.books
    assert all(str(books[column.name].dtype) == "int64" for column in BOOKS[1:])
    first = sum(prospect.contract for prospect in market)
    before = np.concatenate([[first], books["recurring"].to_numpy()[:-1]])
    change = books["new_bookings"] + books["expansions"] - books["churned"]
    assert (books["recurring"] == before + change).all()
    assert (books["revenue"] * 260 == books["recurring"]).all()
    assert (books.drop(columns="day") >= 0).all(axis=None)


def _a_day(rows: pd.DataFrame, column: str, days: int) -> np.ndarray:
    return rows.groupby("day")[column].sum().reindex(range(days), fill_value=0).to_numpy()


def moves_and_books_agree(run: Run) -> None:
    """What was won, lost and expected is the same in both tables on each day."""
    moves, books, days = run.moves, run.books, run.spec.days
    won = moves[moves["reason"] == "won"]
    more = won["source"] == "expansion"
    assert (books["new_bookings"] == _a_day(won[~more], "value", days)).all()
    assert (books["expansions"] == _a_day(won[more], "value", days)).all()
    assert (books["churned"] == _a_day(moves[moves["reason"] == "not_renewed"], "value", days)).all()
    assert (books["expected_bookings"] == _a_day(moves, "expected", days)).all()
    decided = moves["from"].eq("opportunity") & moves["reason"].ne("not_renewed")
    assert (moves.loc[~decided, "expected"] == 0).all()
    assert (moves["expected"] <= moves["value"]).all()


def contracts_add_up_to_what_recurs(run: Run, market: Market) -> None:
    """Who pays what, account by account: nobody leaves with more or less than was signed."""
    contracts = {prospect.index: prospect.contract for prospect in market}
    for prospect, reason, value in run.moves[["prospect", "reason", "value"]].itertuples(index=False):
        if reason == "won":
            contracts[prospect] += value
        elif reason == "not_renewed":
            assert contracts[prospect] == value
            contracts[prospect] = 0
    assert sum(contracts.values()) == run.books["recurring"].iloc[-1]
    paying = run.days["customer"].iloc[-1]
    assert sum(value > 0 for value in contracts.values()) - run.days["opportunity"].iloc[-1] <= paying
    assert paying <= sum(value > 0 for value in contracts.values())


def spending_goes_by_heads(run: Run) -> None:
    """Wages, leader, tools and programmes cost what the heads and the policy of the day cost, to the cent."""
    spec = run.spec
    company = scaled(spec.company, spec.scale)
    present = run.people[run.people["role"].eq("rep")].groupby("week")["person"].apply(list)
    for day in range(0, spec.days, 5):  # heads and policies change on Mondays alone
        policy = scaled_policy(spec.policy_on(day), spec.scale)
        seats = present.get(day // 5, [])
        parts = [_part(seat, company.team.reps, policy.team.extra_reps) for seat in seats]
        heads = prices.marketers(company, policy)
        expected = {
            "wages_sales": company.team.rep_cost * sum(parts),
            "wages_marketing": heads * prices.marketer_price(company, policy),
            "leadership": prices.leader(policy, spec.behaviour, spec.scale),
            "tools": prices.tools(policy, spec.behaviour, sum(parts) + heads),
        }
        page = run.books.iloc[day]
        for line, dollars in expected.items():
            assert abs(page[line] - dollars / 2.6) <= 0.5 + TINY
        paid = page[[name for name in SPENDING if name.startswith("programmes")]].sum()
        assert abs(paid - prices.programmes(company, policy) / 2.6) <= 1.5 + TINY
    week = run.books[list(SPENDING[:4])].groupby(run.books["day"] // 5)
    assert (week.max() == week.min()).all(axis=None)
    once = run.books.loc[run.books["day"] % 5 > 0, ["hiring", "change"]]
    assert (once == 0).all(axis=None)


def _part(seat: int, reps: int, extra: float) -> float:
    return min(1.0, extra - (seat - reps)) if seat >= reps else 1.0


def plans_fit_the_week(run: Run) -> None:
    """Planned hours, meetings included, never exceed the week, and are what was asked for less what was clipped."""
    people, team = run.people, run.spec.company.team
    planned = people[HOURS].sum(axis=1)
    week = np.where(people["role"] == "rep", team.selling_share, team.marketing_share) * HOURS_PER_WEEK
    assert (people[HOURS] >= 0.0).all(axis=None)
    assert (planned <= week + TINY).all()
    assert np.allclose(planned, people["asked"] - people["clipped"], rtol=0.0, atol=TINY)
    assert (people["clipped"] >= 0.0).all()
    for name in ("trust", "pressure", "blame"):
        assert people[name].between(0.0, 1.0).all()
    assert (people["experience"] >= 0.0).all()
    assert (people.groupby("week")["blame"].nunique() == 1).all()


def work_fits_the_plans(run: Run) -> None:
    """What was done by any day never took more hours than had been planned until the end of that week."""
    work, effort = run.spec.behaviour.handoff, run.spec.company.effort
    hours = run.people.groupby("week")[HOURS].sum().cumsum()
    done = run.days.groupby(run.days["day"] // 5)[["calls", "contacts", "chases"]].sum().cumsum()
    done = done.loc[hours.index]  # a company may be empty for a while
    selling = done["calls"] * work.hours_per_lead + done["contacts"] * effort.hours_per_contact
    assert (selling <= hours["hours_leads"] + hours["hours_prospecting"] + TINY).all()
    assert (done["chases"] * work.hours_per_chase <= hours["hours_chase"] + TINY).all()
    reasons, days = run.moves["reason"].value_counts(), run.days.sum()
    assert reasons.get("called", 0) == days["calls"]
    assert days["reports"] <= days["calls"]
    assert reasons.get("chased", 0) <= days["chases"]
    assert (run.days["collateral_used"] <= run.days["collateral"]).all()
    assert (run.days.filter(regex="_clashes|misplaced_hours") >= 0.0).all(axis=None)
    assert (run.days["contact_clashes"] <= run.days["contacts"]).all()


def what_was_missed_could_have_been_had(run: Run) -> None:
    """A need is lost once, for a cause, and for no more than the account is worth."""
    missed = run.missed
    assert not missed.duplicated(["prospect", "window"]).any()
    assert set(missed["cause"]) <= set(LOSSES)
    assert missed["day"].between(0, run.spec.days - 1).all()
    most = missed["prospect"].map(run.moves.groupby("prospect")["value"].max())  # none for whom nothing ever moved
    assert (missed["value"].between(0, most) | most.isna()).all()


def months_and_years_add_up(run: Run) -> None:
    """Measured months and years have all measured days once, in dollars."""
    measured = run.books[run.books["day"] >= run.spec.warmup_days]
    assert run.monthly["month"].tolist() == list(range(1, 12 * run.spec.years + 1))
    assert run.annual["year"].tolist() == list(range(1, run.spec.years + 1))
    for name in {column.name for column in BOOKS} - {"day", "recurring"}:
        dollars = measured[name].sum() / 100.0
        assert np.isclose(run.monthly[name].sum(), dollars, rtol=1e-12, atol=1e-6)
        assert np.isclose(run.annual[name].sum(), dollars, rtol=1e-12, atol=1e-6)
    assert np.allclose(run.annual["spend"], run.annual[list(SPENDING)].sum(axis=1))
    ends = [run.spec.warmup_days + 260 * year - 1 for year in range(1, run.spec.years + 1)]
    assert np.allclose(run.annual["recurring"], run.books["recurring"].to_numpy()[ends] / 100.0, rtol=1e-12)
    assert (run.leaks[["dollars", "hours", "value"]] >= 0.0).all(axis=None)
    wasted = run.leaks[run.leaks["cause"].isin(WASTE)].groupby("month")["dollars"].sum()
    assert np.allclose(wasted, run.monthly["wasted"])
    assert all(np.isfinite(value) for value in run.summary.values())
