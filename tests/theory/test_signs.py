"""What a lever is for: each is turned alone, and its own mechanism, not revenue, is looked at."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

from sim.records.run import Run
from sim.score import Score
from sim.study.mechanisms import uneven_queues
from tests import builders

SEEDS = (1, 2)

RICH = {"revenue": 2e7}
"""Money enough for programmes, so that hours decide."""

SURE = {"belief.good": 0.0, "belief.bad": 0.0}
"""Reps whom no experience moves."""


@cache
def _runs(changes: tuple[tuple[str, Any], ...], habits: tuple[tuple[str, Any], ...]) -> tuple[Run, ...]:
    return tuple(builders.run(levers=dict(changes), habits=dict(habits), team=RICH, seed=seed) for seed in SEEDS)


def runs(levers: builders.Changes | None = None, habits: builders.Changes | None = None) -> tuple[Run, ...]:
    """Years under ``sales_led`` but for some levers and habits."""
    return _runs(tuple((levers or {}).items()), tuple((habits or {}).items()))


def total(column: str, worlds: tuple[Run, ...]) -> float:
    return float(sum(world.days[column].sum() for world in worlds))


def moves(worlds: tuple[Run, ...]) -> pd.DataFrame:
    return pd.concat([world.moves.assign(world=number) for number, world in enumerate(worlds)])


def called_share(worlds: tuple[Run, ...]) -> float:
    return total("calls", worlds) / moves(worlds)["to"].eq("marketing_qualified").sum()


def days_to_call(worlds: tuple[Run, ...]) -> float:
    """Mean days between being passed on and being called."""
    rows = moves(worlds)
    rows = rows[rows["to"].isin(["marketing_qualified", "sales_accepted"]) & rows["source"].ne("prospecting")]
    since = rows.groupby(["world", "prospect"])["day"].diff()
    return float(since[rows["reason"] == "called"].mean())


def reasons(reason: str) -> Callable[[tuple[Run, ...]], float]:
    return lambda worlds: float(moves(worlds)["reason"].eq(reason).sum())


def counts(column: str) -> Callable[[tuple[Run, ...]], float]:
    return lambda worlds: total(column, worlds)


def planned(activity: str) -> Callable[[tuple[Run, ...]], float]:
    return lambda worlds: float(sum(world.people[f"hours_{activity}"].sum() for world in worlds))


def spent(column: str) -> Callable[[tuple[Run, ...]], float]:
    return lambda worlds: float(sum(world.books[column].sum() for world in worlds))


# Each row: why, the lever, a low and a high value, what rises with it (or falls, if -1), what else is set.
LEVERS = [
    ("who is seen to follow up does", "handoff.tracking", 0.0, 1.0, called_share, 1, {}),
    ("a promise is kept in time", "handoff.sla_days", 20.0, 1.0, days_to_call, -1, {"handoff.tracking": 1.0}),
    ("the protected are not asked", "mandate.protected_hours", 0.0, 1.0, counts("collateral"), -1, {}),
    ("what is kept is nurtured", "lead.recycling", 0.0, 1.0, counts("nurture_touches"), 1, {}),
    ("lanes are crossed as allowed", "lanes.marketing_chase", 0.0, 1.0, counts("chases"), 1, {}),
    ("own hours find own accounts", "lanes.sales_prospecting", 0.0, 1.0, planned("opportunities"), -1, {}),
    ("meetings take hours", "lanes.coordination", 0.0, 1.0, planned("meetings"), 1, {}),
    ("who meets does not push too early", "lanes.coordination", 0.0, 1.0, reasons("pushed_away"), -1,
     {"lanes.marketing_chase": 1.0, "handoff.tracking": 0.0}),
    ("sales' bar lets fewer through", "lead.shared_definition", 0.0, 1.0, reasons("scored_in"), -1, {}),
    ("money for brand buys brand", "budget.brand_share", 0.1, 0.7, spent("programmes_brand"), 1,
     {"budget.granted_share": 0.25}),
    ("no money, no offers", "budget.granted_share", 0.0, 1.0, counts("demand_touches"), 1, {}),
    ("booths cost money", "budget.enablement", 0.0, 0.5, spent("programmes_enablement"), 1, {}),
    ("heads cost wages", "team.marketers", 0, 3, spent("wages_marketing"), 1, {}),
    ("a CMO costs more than a founder", "leader.kind", "founder", "cmo", spent("leadership"), 1, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lever", "low", "high", "figure", "sign", "others"), [row[1:] for row in LEVERS], ids=[row[0] for row in LEVERS]
)
def test_a_lever_does_what_it_is_for(
    lever: str, low: Any, high: Any, figure: Callable[[tuple[Run, ...]], float], sign: int, others: builders.Changes
) -> None:
    less, more = (figure(runs({lever: value} | others)) for value in (low, high))
    assert sign * more > sign * less


def test_who_believes_in_leads_calls_more_of_them() -> None:
    doubting, believing = (runs(habits=SURE | {"belief.first_yield": belief}) for belief in (0.05, 0.6))
    assert called_share(believing) > called_share(doubting)
    assert total("calls", believing) > total("calls", doubting)


def test_without_recycling_nobody_is_recycled() -> None:
    assert not moves(runs({"lead.recycling": 0.0}))["to"].eq("recycled").any()
    everything = moves(runs({"lead.recycling": 1.0}))
    assert everything["to"].eq("recycled").any()
    unready = everything[everything["reason"].isin(["scored_out", "not_ready", "never_called"])]
    assert set(unready["to"]) == {"recycled"}


def test_without_marketers_and_money_nobody_is_reached_and_nothing_is_scored() -> None:
    alone = runs({"team.marketers": 0, "budget.granted_share": 0.0})
    touches = ("brand_touches", "demand_touches", "booth_touches", "nurture_touches", "collateral", "chases")
    assert [total(column, alone) for column in touches] == [0.0] * 6
    rows = moves(alone)
    assert not rows["reason"].isin(["scored_in", "scored_out", "responded"]).any()
    assert rows["reason"].eq("unscored").any()
    assert set(rows["marketer"]) == {-1}


def test_nobody_chases_who_may_not_or_does_not_doubt() -> None:
    allowed = {"lanes.marketing_chase": 1.0, "handoff.tracking": 0.0}
    assert total("chases", runs(allowed)) > 0.0
    assert total("chases", runs(allowed | {"lanes.marketing_chase": 0.0})) == 0.0


def test_a_score_that_hears_nothing_knows_only_clicks() -> None:
    deaf = {"feedback.reported_share": 0.0, "lanes.marketing_chase": 0.0}
    model = builders.stepped(260, levers=deaf, team=RICH)
    noise = model.spec.behaviour.score
    first = Score(model.spec.seed, noise.learning_rate, noise.clicks)
    assert (model.crowd.handoff.score.weights, model.crowd.handoff.score.intercept) == (first.weights, first.intercept)
    told = builders.stepped(260, levers=deaf | {"feedback.reported_share": 1.0}, team=RICH)
    assert told.crowd.handoff.score.weights != first.weights


def test_a_feud_leaves_lying_what_its_end_would_call() -> None:
    feud, end = (builders.run(rules=rules, team=RICH) for rules in ("lane_crossing", "frictionless"))
    assert called_share((feud,)) < called_share((end,))


def test_marketers_whose_leads_are_called_come_to_trust_sales() -> None:
    left, called = (
        sum(run.people.query("role == 'marketer' and week == 51")["trust"].mean() for run in worlds)
        for worlds in (runs({"handoff.tracking": tracking}) for tracking in (0.0, 1.0))
    )
    assert left < called


def test_a_free_rep_is_found_where_leads_are_balanced_so_that_queues_are_more_even_than_by_territory() -> None:
    territory, balanced = (
        sum(uneven_queues(run) for run in runs({"lead.routing": routing}, {"career.turnover": 0.0}))
        for routing in ("territory", "balanced")
    )
    assert balanced < territory


def test_a_lead_that_a_marketer_had_to_chase_is_one_that_sales_did_not_call_so_that_confidence_stays_low() -> None:
    levers = {"lanes.marketing_chase": 1.0, "handoff.tracking": 0.0}
    model = builders.stepped(260, levers=levers, team=RICH, habits={"belief.first_yield": 0.02})
    days = model.recorder.tables()["days"].to_pandas()
    called = days["calls"].sum() / (days["calls"].sum() + days["chases"].sum())
    assert days["chases"].sum() > 0
    assert model.marketers[0].confidence == pytest.approx(called, abs=0.25)
