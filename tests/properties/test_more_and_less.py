"""More of one thing, and whose fate it may only better or worsen: account by account, on the same draws, always.

Accounts are untied: nothing that happens to one reaches another. Until a change first bites, an account's story is then
the same in both worlds, so each law speaks of the first time that something happens to an account.
"""

from functools import cache
from typing import Any

import pandas as pd
import pytest

from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.load import load_behaviour
from tests import builders

UNTIED = ("score_learning", "volume_bar", "beliefs", "quotas", "saturation", "capacity", "word_of_mouth", "turnover")
"""What ties accounts together: a score, bars and beliefs learned from all, numbers, ceilings, hours, word of mouth."""
STILL = {"segment.fit_sigma": 0.0, "reach.ceiling": 0.5}
"""Fit does not depend on the day."""
CALM = dict.fromkeys(("friction.clash", "friction.again", "friction.contact", "friction.chase"), 0.0)
"""Nobody is annoyed."""
LOOKING = {"window.years_between": 0.1, "window.length_cycles": 20.0, "window.length_sigma": 0.0}
SLOW = {"market.cycle_days": 1000.0}
"""Together: windows that are mostly longer than the run, and no time between them."""
LEVERS = {
    "lanes.marketing_chase": 0.5,
    "lead.recycling": 0.6,
    "lead.shared_definition": 1.0,
    "handoff.tracking": 0.6,
    "feedback.reported_share": 0.5,
    "team.marketers": 2,
}


@cache
def _run(changes: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]) -> Run:
    given = {part: dict(values) for part, values in changes}
    untied = builders.spec(without=UNTIED, levers=LEVERS | given.get("levers", {}), years=2, engine="columns")
    team = builders.company("toy", {"revenue": 2e7, "effort.hours_per_opportunity": 0.0} | given.get("team", {}))
    habits = load_behaviour(untied.behaviour, STILL | given.get("habits", {}))
    return FunnelModel(untied.model_copy(update={"company": team, "behaviour": habits}), detail="activities").run()


def run(**changes: builders.Changes) -> Run:
    """Two years of untied accounts, with ``changes`` to ``levers``, ``habits`` or ``team``."""
    return _run(tuple((part, tuple(values.items())) for part, values in changes.items()))


def first(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each account the first row, by account."""
    return rows.drop_duplicates("prospect").set_index("prospect")


def days_of(world: Run, column: str, *names: str) -> pd.Series:
    """When something first happened to each account to which it did."""
    return first(world.moves[world.moves[column].isin(names)])["day"]


def assert_no_later(sooner: pd.Series, later: pd.Series) -> None:
    """Whom it happens to in the one world it happens to in the other, and no later; for some, sooner."""
    assert set(later.index) <= set(sooner.index)
    assert (sooner[later.index] <= later).all()
    assert len(later) > 20
    assert (sooner[later.index] < later).any() or len(sooner) > len(later)


# ---------------------------------------------------------------------- interest


def _asked(world: Run) -> pd.Series:
    """When those first asked who had no deal before that: how that ends depends on what they know."""
    begun = first(world.moves[world.moves["to"].isin(["inquiry", "opportunity"])])
    return begun.loc[begun["to"] == "inquiry", "day"]


@pytest.mark.parametrize(
    ("habit", "less", "more"),
    [
        ("memory.monthly_retention", 0.5, 0.8),
        ("memory.brand_awareness", 0.0, 0.4),
        ("memory.demand_awareness", 0.05, 0.3),
        ("inquiry.search", 0.01, 0.2),
        ("inquiry.hand_raise", 0.005, 0.02),
        ("inquiry.response_browsing", 0.02, 0.08),
        ("inquiry.response_brand", 0.0, 0.05),
    ],
)
def test_who_knows_or_cares_more_asks_no_later(habit: str, less: float, more: float) -> None:
    lower, higher = (run(habits={habit: value}) for value in (less, more))
    assert_no_later(_asked(higher), _asked(lower))


def test_more_money_meets_all_whom_less_meets() -> None:
    """Where a touch leaves nothing behind: else the two worlds would soon not be the same."""
    deaf = {"inquiry.response_in_window": 0.0, "inquiry.response_browsing": 0.0, "inquiry.response_brand": 0.0}
    numb = {f"memory.{kind}_awareness": 0.0 for kind in ("brand", "demand", "booth")}
    quiet = deaf | numb | {"memory.demand_understanding": 0.0, "memory.booth_understanding": 0.0}
    poor, rich = (run(habits=quiet | CALM, levers={"budget.extra": extra}) for extra in (0.0, 2e5))
    assert poor.moves.equals(rich.moves)
    for kind in ("brand", "demand", "booth"):
        met, more = (
            set(map(tuple, world.activities.loc[world.activities["activity"] == kind, ["day", "prospect"]].to_numpy()))
            for world in (poor, rich)
        )
        assert met < more


# ---------------------------------------------------------------------- hand-off


def _qualified(world: Run) -> set[int]:
    """Who qualified the first time that somebody talked to it, of those whose first window outlasts the run."""
    talks = first(world.moves[world.moves["from"] == "sales_accepted"])
    lasting = {
        p.index
        for p in FunnelModel(world.spec.model_copy(update={"engine": "agents"})).crowd.prospects
        if p.in_window and not 0 <= p.due[0] < world.spec.days
    }
    return set(talks.index[talks["reason"] == "qualified"]) & lasting


@pytest.mark.parametrize(
    ("habit", "worse", "better"),
    [
        ("handoff.notice_hours", 40.0, 0.0),
        ("patience.exponent", 1.0, 0.3),
        ("patience.readiness", 1.0, 2.5),
        ("patience.unfit_readiness", 0.1, 0.5),
    ],
)
def test_a_faster_or_better_talk_loses_no_lead(habit: str, worse: float, better: float) -> None:
    """Hours are unlimited, and what a lead is shows after the same time."""
    slow, fast = (run(habits=LOOKING | CALM | {habit: value}, team=SLOW) for value in (worse, better))
    assert _qualified(slow) < _qualified(fast)


def test_without_impatience_a_delay_does_not_matter() -> None:
    """While the need lasts, and but for those who are still waiting on the last day."""
    ways = LOOKING | CALM | {"handoff.queue_days": 30.0, "patience.readiness": 0.6}
    prompt, late, impatient = (
        run(habits=ways | {"patience.exponent": exponent, "handoff.notice_hours": hours}, team=SLOW)
        for exponent, hours in ((0.0, 0.0), (0.0, 60.0), (0.35, 60.0))
    )
    talked = set(late.moves.loc[late.moves["from"] == "sales_accepted", "prospect"])
    assert _qualified(late) == _qualified(prompt) & talked
    assert _qualified(impatient) < _qualified(late)


def test_a_lower_bar_passes_on_all_that_a_higher_one_does() -> None:
    low, high = (first(run(habits={"score.bar": bar}).moves.query("`from` == 'inquiry'")) for bar in (0.1, 0.3))
    assert low.index.equals(high.index)
    passed = [set(world.index[world["reason"] == "scored_in"]) for world in (high, low)]
    assert passed[0] < passed[1]
    assert passed[0]


def test_what_is_kept_by_a_careless_policy_is_kept_by_a_careful_one() -> None:
    kept = []
    for recycling in (0.2, 0.7):
        out = first(
            run(levers={"lead.recycling": recycling}).moves.query("`from` == 'inquiry' or reason == 'contacted'")
        )
        kept.append(set(out.index[out["to"] == "recycled"]))
    assert kept[0] < kept[1]
    assert kept[0]


def test_who_bears_more_turns_away_no_sooner() -> None:
    touchy, patient = (run(habits={"friction.tolerance": value}) for value in (0.3, 1.0))
    assert_no_later(days_of(touchy, "reason", "pushed_away"), days_of(patient, "reason", "pushed_away"))


# ---------------------------------------------------------------------- deals and contracts


def _first_decisions(world: Run) -> pd.DataFrame:
    moves = world.moves
    return first(moves[moves["from"].eq("opportunity") & moves["reason"].ne("not_renewed")])


@pytest.mark.parametrize(
    ("part", "key", "worse", "better"),
    [
        ("team", "market.rivals", 6.0, 1.0),
        ("habits", "choice.no_decision", 0.5, -2.0),
        ("habits", "choice.incumbent", 1.0, 2.5),
    ],
)
def test_a_better_stand_never_lowers_a_deal_s_chance(part: str, key: str, worse: float, better: float) -> None:
    low, high = (_first_decisions(run(**{part: {key: value}})) for value in (worse, better))
    assert low.index.equals(high.index)
    assert low["value"].equals(high["value"])
    assert (low["expected"] <= high["expected"]).all()
    assert (low["expected"] < high["expected"]).any()
    assert set(low.index[low["reason"] == "won"]) <= set(high.index[high["reason"] == "won"])


def test_skill_helps_the_able_and_their_lack_of_it_hurts_the_others() -> None:
    even, spread = (_first_decisions(run(habits={"choice.skill_sigma": sigma})) for sigma in (0.0, 0.8))
    skills = [rep.skill for rep in builders.model("toy").reps]
    assert even.index.equals(spread.index)
    assert min(skills) < 0.0 < max(skills)
    for seat, skill in enumerate(skills):
        gain = (spread["expected"] - even["expected"])[even["rep"] == seat]
        assert (gain * skill >= 0.0).all()
        assert (gain != 0.0).any()


def test_deals_that_nobody_serves_are_the_worse_the_more_that_counts() -> None:
    """Nobody sells at all: only customers open deals, by themselves."""
    unserved = {"team.selling_share": 0.0, "effort.hours_per_opportunity": 20.0, "market.customers": 600}
    low, high = (_first_decisions(run(team=unserved, habits={"choice.neglect": value})) for value in (1.5, 0.0))
    assert low.index.equals(high.index)
    assert (low["expected"] < high["expected"]).all()


def test_who_would_stay_stays_where_staying_is_easier() -> None:
    gone = [days_of(run(habits={"contract.renewal": value}), "reason", "not_renewed") for value in (0.0, 1.5)]
    customers = set(first(run().moves.query("`from` == 'customer'")).index)
    early = [{i for i, day in days.items() if day < 260} & customers for days in gone]
    assert early[1] < early[0]
