"""Every account's life is what its luck and the formulas say, where nothing ties accounts together."""

from functools import cache
from typing import Any

import pandas as pd
import pytest

from sim.contract import LOSSES, REASONS, TOUCHES
from sim.model import FunnelModel
from sim.records.run import Run
from sim.stages import STAGES
from tests.theory import corner
from tests.theory.lives import Life
from tests.theory.worlds import ALWAYS_DUE, APART, NO_EFFORT, NO_LIMITS, World

FEW = {"market.accounts": 300, "market.customers": 40, "market.cycle_days": 25.0}
RESTLESS = {"window.years_between": 0.7, "rest.lost": 40.0, "rest.disqualified": 90.0, "inquiry.hand_raise": 0.04}
WORLDS: dict[str, dict[str, Any]] = {
    "nobody markets": {"people": "founder_led"},
    "both chase and prospect": {"people": "lane_crossing", "levers": {"lead.recycling": 0.5, "budget.enablement": 0.3}},
    "both meet": {"people": "fractional_cmo", "levers": {"handoff.tracking": 0.4}, "seed": 8},
}

CAMPAIGNS = ("brand_touches", "demand_touches", "booth_touches", "nurture_touches", "collateral", "collateral_used")
CLASHES = tuple(f"{name}_clashes" for name in ("contact", "demand", "booth", "chase"))
MONEY = ("new_bookings", "expansions", "churned", "renewals", "expected_bookings")
COUNTED = (*CAMPAIGNS, *CLASHES, *MONEY, "calls", "contacts", "chases", "reports", "campaign_need", "contact_need")


@cache
def _lived(name: str) -> tuple[FunnelModel, Run, list[Life]]:
    """Two years of one of the worlds, and the same years foretold, account by account."""
    world = WORLDS[name]
    levers = world.get("levers", {}) | ALWAYS_DUE
    setting = {"team": FEW | NO_EFFORT, "years": 2, "habits": RESTLESS | NO_LIMITS, "seed": world.get("seed", 7)}
    model, run, weeks = corner.lived(world["people"], APART, levers=levers, **setting)
    foretold = World(model, weeks)
    return model, run, [Life(foretold, i) for i in range(foretold.accounts)]


@pytest.fixture(scope="module", params=WORLDS)
def lived(request: pytest.FixtureRequest) -> tuple[FunnelModel, Run, list[Life]]:
    return _lived(request.param)


def _rows(frame: pd.DataFrame, columns: list[str]) -> dict[int, list[tuple[Any, ...]]]:
    """Records of each account, in the order in which they were written."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for who, *row in zip(frame["prospect"], *(frame[name].tolist() for name in columns), strict=True):
        rows.setdefault(who, []).append(tuple(row))
    return rows


def test_every_move_is_foretold_exactly(lived: tuple[FunnelModel, Run, list[Life]]) -> None:
    _, run, lives = lived
    rows = _rows(run.moves, ["day", "source", "from", "to", "marketer", "rep", "reason", "value", "expected"])
    for life in lives:
        assert rows.get(life.i, []) == life.moves


def test_every_touch_is_foretold_exactly(lived: tuple[FunnelModel, Run, list[Life]]) -> None:
    _, run, lives = lived
    rows = _rows(run.activities, ["day", "activity", "person", "score", "good"])
    for life in lives:
        seen = rows.get(life.i, [])
        assert [(*row[:3], row[4]) for row in seen] == [(*row[:3], row[4]) for row in life.touches]
        assert [row[3] for row in seen] == pytest.approx([row[3] for row in life.touches], rel=1e-9, abs=1e-12)


def test_every_buyer_lost_is_foretold_exactly(lived: tuple[FunnelModel, Run, list[Life]]) -> None:
    """What was lost when, by whom and why; and its value, where the account was just met."""
    _, run, lives = lived
    rows = _rows(run.missed, ["day", "window", "rep", "cause", "value"])
    for life in lives:
        seen = rows.get(life.i, [])
        assert [row[:4] for row in seen] == [row[:4] for row in life.missed]
        assert [row[4] for row in seen] == [row[4] for row in life.missed]


def test_every_day_counts_what_happened_in_the_lives_exactly(lived: tuple[FunnelModel, Run, list[Life]]) -> None:
    """Touches, calls, clashes and money of a day are the sums over accounts; nothing else is counted."""
    _, run, lives = lived
    table = pd.concat([run.days.drop(columns=list(STAGES)), run.books.drop(columns="day")], axis=1)
    sums = pd.Series(
        [number for life in lives for number in life.counts.values()],
        index=pd.MultiIndex.from_tuples([key for life in lives for key in life.counts]),
    )
    sums = sums.groupby(level=[0, 1]).sum().unstack(fill_value=0.0).reindex(run.days["day"], fill_value=0.0)
    for column in COUNTED:
        foretold = sums[column].to_numpy() if column in sums else 0.0
        assert table[column].to_numpy() == pytest.approx(foretold, rel=1e-9, abs=1e-9)


def test_what_everybody_remembers_at_the_end_is_foretold_exactly(lived: tuple[FunnelModel, Run, list[Life]]) -> None:
    """Closed forms over months are the product of days (ODD 7.2, 7.5), through every touch."""
    model, _, lives = lived
    accounts, last = model.crowd.world.accounts, model.spec.days - 1
    kept = lives[0].w.awareness_kept ** (last - accounts["settled"])
    forgiven = lives[0].w.friction_kept ** (last - accounts["settled"])
    for name, fading in (("awareness", kept), ("understanding", kept), ("friction", forgiven)):
        assert accounts[name] * fading == pytest.approx([getattr(life, name) for life in lives], rel=1e-9, abs=1e-12)
    for name in ("in_window", "window", "fed_up", "inquiries", "deals", "renewals"):
        assert accounts[name].tolist() == [getattr(life, name) for life in lives]


def test_all_that_can_happen_happens_in_one_of_these_worlds() -> None:
    """Every reason, touch and loss but what needs other accounts: word of mouth, and hours that run out."""
    runs = [_lived(name)[1] for name in WORLDS]
    for table, column, words in (("moves", "reason", REASONS), ("activities", "activity", TOUCHES)):
        seen = {word for run in runs for word in getattr(run, table)[column]}
        assert seen == set(words) - {"referral"}
    assert {word for run in runs for word in run.missed["cause"]} == set(LOSSES) - {"neglected"}
