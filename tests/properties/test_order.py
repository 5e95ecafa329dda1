"""What must not matter to a run: other runs, how it is stepped, what lies ahead of it, and what it is not made of."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment
from tests import builders
from tests.properties.strategies import experiments, policies

RANDOM = (Phase.explicit, Phase.generate)
ENGINES = ("agents", "columns")
OF_DAYS = ("moves", "days", "books")
"""Tables whose rows are written on their day; ``people`` has weeks, and ``missed`` is written late."""


def by(engine: str, spec: ExperimentSpec) -> ExperimentSpec:
    return spec.model_copy(update={"engine": engine})


def before(run: Run, table: str, day: int) -> pa.Table:
    """What was written down before ``day``."""
    rows = run.tables[table]
    column, last = ("week", day // 5) if table == "people" else ("day", day)
    return rows.filter(pc.less(rows[column], last))


def assert_same(one: Run, other: Run) -> None:
    assert [name for name in one.tables if not one.tables[name].equals(other.tables[name])] == []


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=2, phases=RANDOM)
@given(specs=st.tuples(experiments(), experiments()), pause=st.integers(1, 259))
def test_a_run_in_the_middle_of_another(engine: str, specs: tuple[ExperimentSpec, ExperimentSpec], pause: int) -> None:
    one, other = (by(engine, spec) for spec in specs)
    alone = FunnelModel(one).run(), FunnelModel(other).run()
    outer = FunnelModel(one)
    for _ in range(pause):
        outer.step()
    assert_same(FunnelModel(other).run(), alone[1])
    assert_same(outer.run(), alone[0])


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=3, phases=RANDOM)
@given(spec=experiments(), ahead=policies(), week=st.integers(1, 51))
def test_what_is_decided_later_changes_nothing_before(engine: str, spec: ExperimentSpec, ahead: Any, week: int) -> None:
    delay = spec.behaviour.change.delay_weeks
    plain: dict[str, Any] = {
        "company": spec.company,
        "behaviour": spec.behaviour,
        "years": 1,
        "warmup_years": 0,
        "seed": spec.seed,
        "engine": engine,
    }
    first = spec.timeline[0].policy
    decided = min(week, 51 - delay)
    changed = experiment(policy=[(0, first), (5 * decided, ahead)], **plain)
    one, other = FunnelModel(experiment(policy=first, **plain)).run(), FunnelModel(changed).run()
    for table in (*OF_DAYS, "people"):
        day = 5 * (decided + delay)
        assert before(one, table, day).equals(before(other, table, day))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=3, phases=RANDOM)
@given(spec=experiments())
def test_a_longer_run_begins_as_a_shorter_one(engine: str, spec: ExperimentSpec) -> None:
    short, long = (
        FunnelModel(
            by(engine, spec.model_copy(update={"years": years, "warmup_years": 0, "timeline": spec.timeline[:1]}))
        )
        for years in (1, 2)
    )
    one, other = short.run(), long.run()
    for table in (*OF_DAYS, "people"):
        assert before(other, table, 260).equals(one.tables[table])


@settings(max_examples=5, phases=RANDOM)
@given(spec=experiments())
def test_the_order_of_keys_and_what_they_are_called_after_do_not_matter(spec: ExperimentSpec) -> None:
    def turned(tree: Any) -> Any:
        return {key: turned(tree[key]) for key in reversed(tree)} if isinstance(tree, dict) else tree

    names = {"name": "another", "title": "Another"}
    company = turned(spec.company.model_dump() | {"name": "another"})
    timeline = [(step.day, turned(step.policy.model_dump() | names)) for step in spec.timeline]
    again = experiment(
        company,
        timeline,
        behaviour=turned(spec.behaviour.model_dump()),
        years=spec.years,
        warmup_years=spec.warmup_years,
        seed=spec.seed,
        scale=spec.scale,
        reading=spec.reading,
        engine="columns",
    )
    assert_same(FunnelModel(again).run(), FunnelModel(by("columns", spec)).run())


# ---------------------------------------------------------------------- what cannot act does nothing

IDLE: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "a promise that no lead is old enough for",
        {},
        {"levers": {"handoff.sla_days": 60.0}},
        {"habits": {"handoff.queue_days": 50.0}},
    ),
    ("balance among one", {}, {"levers": {"lead.routing": "balanced"}}, {"team": {"team.reps": 1}}),
    (
        "a bar of one's own where it is shared",
        {},
        {"habits": {"score.own_bar": 0.9}},
        {"levers": {"lead.shared_definition": 1.0}, "without": ["volume_bar"]},
    ),
    (
        "the sales bar where it is not shared",
        {},
        {"habits": {"score.bar": 0.9}},
        {"levers": {"lead.shared_definition": 0.0}},
    ),
    (
        "reports of which none is made",
        {"habits": {"score.learning_rate": 0.0}},
        {"habits": {"score.learning_rate": 0.1}},
        {"levers": {"feedback.reported_share": 0.0}},
    ),
    (
        "the time that no report takes",
        {},
        {"habits": {"handoff.hours_per_report": 3.0}},
        {"levers": {"feedback.reported_share": 0.0}},
    ),
    (
        "a founder who cannot mediate",
        {},
        {"levers": {"leader.kind": "founder"}},
        {"levers": {"leader.kind": "none"}, "without": ["mediation"]},
    ),
    (
        "the split of no money and no hours",
        {},
        {"levers": {"budget.brand_share": 0.1}},
        {"levers": {"budget.granted_share": 0.0, "team.marketers": 0}},
    ),
    (
        "meetings that nobody has",
        {},
        {"habits": {"leadership.meeting_share": 0.5}},
        {"levers": {"lanes.coordination": 0.0}},
    ),
    ("tolerance of no touch that annoys", {}, {"habits": {"friction.tolerance": 0.01}}, {"without": ["friction"]}),
    (
        "skill of a chase that nobody makes",
        {},
        {"habits": {"handoff.chase_skill": 0.0}},
        {"levers": {"lanes.marketing_chase": 0.0}},
    ),
    (
        "hours that nobody lacks",
        {},
        {"habits": {"choice.neglect": 0.0}},
        {"team": {"effort.hours_per_opportunity": 0.0}},
    ),
    ("a ramp that no veteran climbs", {}, {"habits": {"career.ramp_months": 9.0}}, {"team": {"team.founders": 3}}),
]


def _with(*parts: dict[str, Any]) -> ExperimentSpec:
    merged: dict[str, Any] = {"team": {"revenue": 2e7, "market.accounts": 600}}
    for part in parts:
        for key, value in part.items():
            merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
    return builders.spec(engine="columns", **merged)


@pytest.mark.parametrize(("one", "other", "always"), [row[1:] for row in IDLE], ids=[row[0] for row in IDLE])
def test_what_cannot_act_does_nothing(one: Any, other: Any, always: Any) -> None:
    runs = [FunnelModel(_with(always, part), detail="activities").run() for part in (one, other)]
    assert len(runs[0].moves) > 100
    assert_same(*runs)


PRICES = {
    "wages_sales": {"team": {"team.rep_cost": 9e5}},
    "hiring": {"habits": {"price.hiring": 9e5}},
    "tools": {"habits": {"price.tools": 9e4}},
    "leadership": {"habits": {"price.cmo": 9e5}},
    "change": {"habits": {"change.cost_per_head": 9e4}},
}


@pytest.mark.parametrize("line", PRICES)
def test_what_people_and_tools_cost_is_paid_and_not_felt(line: str) -> None:
    always = {
        "rules": "dual_mandate",
        "warmup_years": 1,
        "levers": {"leader.kind": "cmo"},
        "habits": {"career.turnover": 1.0},
    }
    cheap, dear = (FunnelModel(_with(always, part)).run() for part in ({}, PRICES[line]))
    for table in set(cheap.tables) - {"books"}:
        assert cheap.tables[table].equals(dear.tables[table])
    assert cheap.books.drop(columns=line).equals(dear.books.drop(columns=line))
    assert dear.books[line].sum() > cheap.books[line].sum()
