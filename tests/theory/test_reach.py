"""Whom word of mouth, nurture and collateral reach: recomputed from the draws, in worlds where their number varies."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.draws import Purpose, pair, uniform
from sim.exchange import Campaigns
from sim.records.run import Run
from sim.stages import STAGES
from tests.theory import corner

REFERRAL = 2
"""The channel of word of mouth."""
TEAM = {"market.accounts": 300, "market.customers": 60, "market.cycle_days": 25.0}
HABITS = {"window.years_between": 0.7, "memory.referrals": 20.0}
NURTURING = {
    "incentives": {"brand": 0.1, "volume": 0.2, "accepted": 0.4, "revenue": 0.3},
    "lead.recycling": 0.8,
    "handoff.tracking": 0.7,
    "mandate.protected_hours": 0.9,
}
WITHOUT = ("friction",)
"""Nobody is pushed away, so that whoever was on a list in the evening and did not move by itself is on it on Monday."""


@cache
def _lived(saturates: bool, **habits: Any) -> tuple[Run, list[Campaigns]]:
    habits = HABITS | {"reach.saturates": saturates} | habits
    return corner.lived("sales_led", WITHOUT, team=TEAM, levers=NURTURING, habits=habits, years=2)[1:]


def _on_the_list(run: Run, stage: str, gone: str) -> dict[int, list[int]]:
    """By Monday, who is in ``stage`` in the third phase: whoever was there on Friday but who left by ``gone`` today."""
    dawns, code = corner.dawns(run), STAGES.index(stage)
    left = run.moves[(run.moves["from"] == stage) & (run.moves["reason"] == gone)]
    away = set(zip(left["day"], left["prospect"], strict=True))
    return {
        day: [i for i in np.flatnonzero(dawns[day] == code).tolist() if (day, i) not in away]
        for day in range(5, run.spec.days, 5)
    }


def _touched(run: Run, name: str) -> dict[int, list[int]]:
    rows = run.activities[run.activities["activity"] == name]
    found: pd.Series = rows.groupby("day")["prospect"].apply(list)
    return {int(day): who for day, who in found.items()}  # type: ignore[call-overload]


@pytest.mark.parametrize("saturates", [True, False])
def test_customers_tell_whom_the_draws_name_exactly(saturates: bool) -> None:
    """``memory.referrals`` a year and customer, spread evenly over accounts, up to the ceiling (ODD 7.4)."""
    run, _ = _lived(saturates)
    reach, accounts = run.spec.behaviour.reach, run.spec.company.market.accounts
    left = run.moves[(run.moves["from"] == "customer") & (run.moves["reason"] == "not_renewed")]
    today = np.bincount(left["day"], minlength=run.spec.days)
    customers = np.concatenate([[run.spec.company.market.customers], run.days["customer"].to_numpy()[:-1]]) - today
    seen = _touched(run, "referral")
    assert len(seen) > 400
    for day in range(run.spec.days):
        meant = run.spec.behaviour.memory.referrals * customers[day] / 260.0 / accounts
        share = reach.ceiling * (1.0 - np.exp(-meant / reach.ceiling)) if saturates else min(reach.ceiling, meant)
        everyone = np.zeros(accounts, dtype=np.int64)
        told = corner.reached(run.spec.seed, REFERRAL, day, everyone, reach.ceiling, [share])
        assert seen.get(day, []) == told


def test_nurture_reaches_its_part_of_the_list_exactly() -> None:
    """Each Monday everybody on it with chance touches / length, by the week's own draw."""
    run, weeks = _lived(True, **{"reach.hours_per_nurture": 3.0})
    seen, parts = _touched(run, "nurture"), []
    for day, listed in _on_the_list(run, "recycled", "rested").items():
        part = min(1.0, weeks[day // 5].nurture_touches / len(listed)) if listed else 0.0
        luck = [uniform(run.spec.seed, Purpose.NURTURE, i, day // 5) for i in listed]
        assert seen.get(day, []) == [i for i, one in zip(listed, luck, strict=True) if one < part]
        parts.append(part)
    assert len({part for part in parts if 0.0 < part < 1.0}) > 20
    assert run.days["nurture_touches"].sum() == sum(map(len, seen.values())) > 100


def test_collateral_reaches_its_part_of_the_deals_and_some_is_used_exactly() -> None:
    """Each Monday every open deal with chance pieces / deals; of those a rep uses ``reach.collateral_used``."""
    run, weeks = _lived(True, **{"reach.hours_per_nurture": 3.0})
    used, made, parts = _touched(run, "collateral"), [], []
    for day, deals in _on_the_list(run, "opportunity", "not_renewed").items():
        part = min(1.0, weeks[day // 5].collateral / len(deals)) if deals else 0.0
        luck = [(i, *pair(run.spec.seed, Purpose.COLLATERAL, i, day // 5)) for i in deals]
        made.append(sum(one < part for _, one, _ in luck))
        share = run.spec.behaviour.reach.collateral_used
        assert used.get(day, []) == [i for i, one, other in luck if one < part and other < share]
        parts.append(part)
    assert len({part for part in parts if 0.0 < part < 1.0}) > 15
    assert run.days["collateral"].to_numpy()[5::5].tolist() == made
    assert run.days["collateral_used"].sum() == sum(map(len, used.values())) > 40
