"""Each mechanism off: what follows, with the reason in the test's name.

A run is compared with the same run without one mechanism; the figure must rise (1) or fall (-1). Levers and habits are
set so that the mechanism matters; two seeds add up.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from scipy import stats

from sim.records.run import Run
from sim.spec.switches import SWITCHES
from tests import builders

SEEDS = (1, 2)
RICH = {"revenue": 2e7}
BUSY = {"team.reps": 2, "effort.hours_per_opportunity": 60.0}
"""Reps with far more deals than hours."""
FEUD = {"handoff.tracking": 0.0, "lanes.marketing_chase": 0.0}
NURTURING = {"lead.recycling": 1.0, "incentives": {"brand": 0.0, "volume": 0.0, "accepted": 0.0, "revenue": 1.0}}
BY_VOLUME = {
    "incentives": {"brand": 0.0, "volume": 1.0, "accepted": 0.0, "revenue": 0.0},
    "lead.shared_definition": 0.0,
}
SHARED = {"incentives": {"brand": 0.2, "volume": 0.2, "accepted": 0.4, "revenue": 0.2}}
ALL_TOLD = {"feedback.reported_share": 1.0, "handoff.tracking": 1.0}

type Figure = Callable[[Run], float]


def reason(name: str, origin: str | None = None) -> Figure:
    """How often something moved a prospect, from a stage or any."""
    return lambda run: float((run.moves["reason"].eq(name) & (run.moves["from"].eq(origin) if origin else True)).sum())


def total(column: str) -> Figure:
    return lambda run: float(run.days[column].sum())


def booked(line: str) -> Figure:
    return lambda run: float(run.books[line].sum())


def planned(role: str, *activities: str) -> Figure:
    """Mean hours a week and person."""
    return lambda run: float(
        run.people.loc[run.people["role"].eq(role), [f"hours_{name}" for name in activities]].sum(axis=1).mean()
    )


def felt(role: str, column: str) -> Figure:
    return lambda run: float(run.people.loc[run.people["role"].eq(role), column].mean())


def win_chance(run: Run) -> float:
    """Mean chance to win of the deals that were decided."""
    decided = run.moves[run.moves["from"].eq("opportunity") & run.moves["reason"].ne("not_renewed")]
    return float((decided["expected"] / decided["value"]).mean())


def qualified_share(run: Run) -> float:
    ends = run.moves[run.moves["from"].eq("sales_accepted") & run.moves["source"].ne("prospecting")]
    return float(ends["reason"].eq("qualified").mean())


def hours_per_call(run: Run) -> float:
    """Hours planned for leads over leads that were there to be called."""
    return planned("rep", "leads")(run) / run.days["calls"].sum()


def price_kept(run: Run) -> float:
    """What was signed over what was at stake when the deals opened."""
    deals = run.moves[run.moves["to"].eq("opportunity") | run.moves["from"].eq("opportunity")]
    opened = deals.groupby("prospect")["value"].shift(1)
    won = deals["reason"].eq("won") & opened.notna()
    return float(deals.loc[won, "value"].sum() / opened[won].sum())


def learned(run: Run) -> float:
    """How well the score tells good inquiries from bad ones in the second year: area under the ROC curve."""
    judged = run.activities[run.activities["activity"].eq("score") & run.activities["day"].ge(260)]
    good, bad = (judged.loc[judged["good"].eq(label), "score"] for label in (1, 0))
    return float(stats.mannwhitneyu(good, bad).statistic / (len(good) * len(bad)))


def unlike(column: str, role: str) -> Figure:
    """Spread over the people of one role of what they do on average."""
    return lambda run: float(run.people[run.people["role"].eq(role)].groupby("person")[column].mean().std())


def weekly_spread(run: Run) -> float:
    weeks = run.days.groupby(run.days["day"] // 5)["demand_touches"].sum()
    return float(weeks.std() / weeks.mean())


def trust_moved(run: Run) -> float:
    trust = run.trust
    return float(abs(trust["sales"].iloc[-1] - trust["sales"].iloc[0]))


def need_spread(run: Run) -> float:
    return float(
        (run.days["campaign_need"] / (run.days["brand_touches"] + run.days["demand_touches"] + 1)).abs().mean()
    )


# Each row: switch, reason, what is looked at, whether it rises or falls without the mechanism, what else is set.
ROWS: list[tuple[str, str, Figure, int, dict[str, Any]]] = [
    ("drift", "segments that want what they always want are reached without regard to need", need_spread, -1, {}),
    ("forgetting", "who forgets nothing asks more often", reason("hand_raised", "market"), 1, {}),
    ("word_of_mouth", "whom nobody told does not ask", reason("hand_raised", "market"), -1, {}),
    ("hand_raising", "nobody asks who does not raise a hand", reason("hand_raised", "market"), -1, {}),
    ("browsers", "only buyers answer offers", reason("responded"), -1, {}),
    ("saturation", "a channel that meets ever new accounts meets more", total("demand_touches"), 1, {"team": RICH}),
    ("waves", "a campaign that goes out evenly reaches as many each week", weekly_spread, -1, {"team": RICH}),
    ("nurture", "who is not nurtured comes back less", reason("hand_raised", "recycled"), -1,
     {"levers": NURTURING, "team": RICH, "years": 2}),
    ("enablement", "who gets no explanation decides less and less for us", win_chance, -1,
     {"team": RICH, "habits": {"reach.collateral_used": 1.0, "reach.booth_share": 0.0}}),
    ("score", "without a score nothing is scored out", reason("scored_out"), -1, {}),
    ("score_learning", "a score that learns nothing tells good from bad less", learned, -1,
     {"levers": ALL_TOLD, "detail": "activities", "years": 2, "team": RICH}),
    ("volume_bar", "a bar that does not follow the number lets fewer through", reason("scored_in"), -1,
     {"levers": BY_VOLUME, "habits": {"score.number": 50.0}}),
    ("patience", "who does not mind waiting qualifies more", qualified_share, 1, {"levers": ALL_TOLD}),
    ("friction", "who minds nothing turns its back on nobody", reason("pushed_away"), -1, {}),
    ("neglect", "deals that need no hours are won more", win_chance, 1, {"team": BUSY}),
    ("skill", "equally good reps sign more evenly chanced deals", lambda run: _skill_spread(run), -1, {}),
    ("acceptance", "who never declines calls more although the desk is full", total("calls"), 1,
     {"team": BUSY, "levers": {"handoff.tracking": 1.0}}),
    ("reporting_cost", "a call is shorter where reporting takes no time", hours_per_call, -1,
     {"levers": ALL_TOLD, "habits": {"handoff.hours_per_report": 2.0}}),
    ("expansion", "customers who want no more buy no more", booked("expansions"), -1, {}),
    ("churn", "customers who stay do not leave", booked("churned"), -1, {}),
    ("beliefs", "who does not learn thinks on the last day what he thought on the first", trust_moved, -1, {}),
    ("retreat", "who does not flee into brand does less of it", planned("marketer", "brand"), -1, {"levers": FEUD}),
    ("seasoning", "veterans who heed tracking call more", total("calls"), 1, {"levers": {"handoff.tracking": 0.9}}),
    ("mediation", "what nobody mends goes on being held against the other", felt("rep", "blame"), 1,
     {"levers": {"leader.kind": "cmo"}}),
    ("quotas", "a number that presses nobody makes no pressure", felt("rep", "pressure"), -1, {}),
    ("blame", "where nobody is blamed reps think better of leads", felt("rep", "trust"), 1,
     {"levers": BY_VOLUME | {"handoff.tracking": 1.0}, "habits": {"quota.blame": 1.0}, "years": 2}),
    ("push", "pressure that does not push leaves less for own prospecting", planned("rep", "prospecting"), -1,
     {"team": {"effort.hours_per_opportunity": 20.0}, "habits": {"quota.push": 1.5}}),
    ("discounts", "prices that do not give way are kept", price_kept, 1, {"habits": {"quota.discount": 0.5}}),
    ("crowding", "a large team that looks at leads does more for them", planned("marketer", "nurture", "analytics"), 1,
     {"team": RICH | {"team.marketers": 30}, "levers": SHARED}),
    ("specialties", "marketers who are alike plan alike", unlike("hours_brand", "marketer"), -1,
     {"team": RICH | {"team.marketers": 8}}),
    ("meetings", "talk that takes no time takes none", planned("rep", "meetings"), -1,
     {"levers": {"lanes.coordination": 1.0}}),
    ("requests", "who is asked for nothing serves nobody", planned("marketer", "enablement"), -1, {}),
    ("turnover", "where nobody leaves nobody has to be found", booked("hiring"), -1,
     {"habits": {"career.turnover": 1.0}}),
    ("ramp", "who can do the job at once sells more hours", planned("rep", "opportunities", "leads", "prospecting"), 1,
     {"habits": {"career.turnover": 1.0}}),
    ("change", "a change that costs nothing costs nothing", booked("change"), -1, {"warmup_years": 1,
     "rules": "fractional_cmo"}),
    ("capacity", "work that takes no time leaves no lead that a rep means to call", total("misplaced_hours"), -1,
     {"team": BUSY, "levers": {"handoff.tracking": 1.0}}),
]  # fmt: skip


def _skill_spread(run: Run) -> float:
    """Spread over reps of the mean odds of their deals, beyond what the accounts differ in."""
    decided = run.moves[run.moves["from"].eq("opportunity") & run.moves["source"].eq("prospecting")]
    chance = decided["expected"] / decided["value"]
    return float(chance.groupby(decided["rep"]).mean().std())


@cache
def _runs(row: int, without: tuple[str, ...]) -> tuple[Run, ...]:
    setting = dict(ROWS[row][4])
    rules = setting.pop("rules", "sales_led")
    return tuple(builders.run(rules=rules, without=without, seed=seed, **setting) for seed in SEEDS)


NAMES = [f"{switch}: {why}".replace(" ", "_") for switch, why, *_ in ROWS]


@pytest.mark.parametrize("row", range(len(ROWS)), ids=NAMES)
def test_without(row: int) -> None:
    switch, _, figure, sign, _ = ROWS[row]
    usual, less = (sum(figure(run) for run in _runs(row, without)) for without in ((), (switch,)))
    assert sign * less > sign * usual


def test_every_switch_has_its_reason() -> None:
    assert [row[0] for row in ROWS] == list(SWITCHES)
