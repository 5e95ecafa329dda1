"""Numbers set to the ends of their ranges: which, with what else alike, and what that says of the cost of the feud."""

import numpy as np
import pytest

from sim.spec.fields import Sourced
from sim.study import assumptions
from sim.study.assumptions import COLUMNS, CONFIRMED, SCREENING, Plan, changed, effects, parameters, tornado, worlds
from sim.study.contest import Contest
from sim.study.feud import cost_of_feud
from sim.study.pairs import share_change
from sim.study.replicas import replicas, run_tables
from tests import builders

RIVALS, PATIENCE = "company.market.rivals", "behaviour.patience.exponent"


def plan(company="toy", sources=None, **changes):
    """Two pairs screen and three confirm; ``sources`` replaces those of some of the company's numbers."""
    where = builders.company(company)
    where = where.model_copy(update={"sources": {**where.sources, **(sources or {})}})
    held = Contest(where, builders.policy("sales_led"), builders.policy("fractional_cmo"))
    usual = {"screening": 2, "confirmed": 3, "top": 1, "seed": 4, "years": 1, "scale": 0.2}
    return Plan(held, builders.behaviour(), **{**usual, **changes})


def some(*names, of=None):
    """The numbers of that name."""
    found = {parameter.key: parameter for parameter in parameters(of or plan())[0]}
    return [found[name] for name in names]


def sourced(low, high):
    return Sourced(source="assumption: made up", low=low, high=high)


@pytest.fixture
def made_up(monkeypatch):
    """Runs whose money is known: the cure earns 10 more a rival, and the typical policy wastes 5; returns the runs."""
    runs = []

    def money(spec):
        runs.append(spec)
        luck = float(np.random.default_rng(spec.seed).normal(0.0, 10.0))
        cure = spec.timeline[0].policy.name == "fractional_cmo"
        return 1000.0 + luck + 10.0 * cure * spec.company.market.rivals, 0.0 if cure else 5.0

    monkeypatch.setattr(assumptions, "_money", money)
    return runs


# ---------------------------------------------------------------------- which numbers


@pytest.mark.parametrize("company", builders.COMPANIES)
def test_every_number_of_the_catalogue_that_has_a_range_can_be_varied(company):
    held = plan(company, scale=1.0, years=3)
    found, left_out = parameters(held)
    firm, usual = held.contest.company, held.behaviour
    sources = {f"company.{key}": value for key, value in firm.sources.items()}
    sources |= {f"behaviour.{key}": value for key, value in usual.sources.items()}
    assert left_out == {}
    assert {one.key for one in found} == {key for key, value in sources.items() if value.low is not None}
    for one in found:
        assert one.low <= one.default <= one.high
        assert (one.low, one.high) == (sources[one.key].low, sources[one.key].high)
        assert one.assumed == sources[one.key].source.startswith("assumption: ")


def test_a_number_says_what_it_is():
    (rivals,) = some(RIVALS)
    mid = builders.company("mid")
    assert rivals.meaning == "Strength of the competing offers on a shortlist"
    assert (rivals.unit, rivals.default, rivals.assumed) == ("equal rivals", mid.market.rivals, True)
    assert rivals.source == mid.sources["market.rivals"].source


def test_what_is_counted_in_heads_stays_whole():
    (reps,) = some("company.team.reps")
    assert [type(value) for value in (reps.low, reps.default, reps.high)] == [int, int, int]


def test_what_cannot_be_varied_is_left_out_and_says_why():
    odd = {"revenue": sourced(4e6, 4e6), "team.selling_share": sourced(0.2, 1.5)}
    found, left_out = parameters(plan(sources=odd))
    assert left_out == {
        "company.revenue": "its range has no width",
        "company.team.selling_share": "company.team.selling_share = 1.5: must be between 0 and 1",
    }
    assert not {one.key for one in found} & left_out.keys()


def test_numbers_without_a_range_are_no_candidates():
    where = plan()
    bare = where.contest.company.model_copy(update={"sources": {}})
    found, left_out = parameters(where._replace(contest=where.contest._replace(company=bare)))
    assert left_out == {}
    assert {one.key.partition(".")[0] for one in found} == {"behaviour"}
    assert "behaviour.reach.saturates" not in {one.key for one in found}


# ---------------------------------------------------------------------- which runs


def test_a_world_differs_from_the_usual_one_in_its_number_alone():
    held = plan()
    usual = worlds(held)
    assert [spec.timeline[0].policy.name for spec in usual] == ["sales_led", "fractional_cmo"]
    assert {(spec.seed, spec.years, spec.scale, spec.typical.name) for spec in usual} == {(4, 1, 0.2, "sales_led")}
    for spec, other in zip(usual, changed(usual, {PATIENCE: 0.9}), strict=True):
        assert other.behaviour.patience.exponent == 0.9
        assert other.model_copy(update={"behaviour": spec.behaviour}) == spec
    for spec, other in zip(usual, changed(usual, {RIVALS: 3.0}), strict=True):
        assert other.company.market.rivals == 3.0
        assert other.model_copy(update={"company": spec.company}) == spec


def test_each_stage_pairs_every_world_with_the_usual_one_by_seed_and_shares_no_seed_with_the_other(made_up):
    table = tornado(plan(), some(RIVALS, PATIENCE), 1)
    asked = [(spec.seed, spec.timeline[0].policy.name) for spec in made_up]
    screening, confirmed = asked[: 5 * 2 * 2], asked[5 * 2 * 2 :]
    assert screening == [(seed, name) for name in ("sales_led", "fractional_cmo") for seed in (4, 5)] * 5
    assert confirmed == [(seed, name) for name in ("sales_led", "fractional_cmo") for seed in (6, 7, 8)] * 3
    assert table.groupby("stage")["pairs"].unique().map(list).to_dict() == {SCREENING: [2], CONFIRMED: [3]}


# ---------------------------------------------------------------------- what they say


def test_the_cost_is_that_of_the_headline():
    held = plan()
    table = effects(held, some(PATIENCE), SCREENING, 1)
    policies, options = held.contest[1:3], {"years": 1, "scale": 0.2}
    for change, column in (({}, "cost_default"), ({PATIENCE: 1.0}, "cost_at_high")):
        behaviour = builders.behaviour({key.removeprefix("behaviour."): value for key, value in change.items()})
        runs = run_tables(replicas(held.contest.company, policies, 2, 4, behaviour=behaviour, **options), 1)["months"]
        whole = cost_of_feud(runs, held.contest).iloc[-1]
        assert table[column].iloc[0] == pytest.approx(whole["cost_share"])
    assert table["effect_high"].iloc[0] == pytest.approx(table["cost_at_high"].iloc[0] - table["cost_default"].iloc[0])


def test_an_effect_is_the_change_of_the_cost_over_revenue_with_its_paired_interval(made_up):
    (row,) = effects(plan(), some(RIVALS), CONFIRMED, 1).to_dict("records")
    revenue = 1000.0 + np.array([np.random.default_rng(seed).normal(0.0, 10.0) for seed in (6, 7, 8)])

    def world(rivals):
        return np.full(3, 10.0 * rivals + 5.0), revenue

    for end in ("low", "high"):
        expected = share_change(world(row["default"]), world(row[end]))
        assert [row[f"effect_{end}{part}"] for part in ("", "_low", "_high")] == pytest.approx(expected)
        assert row[f"cost_at_{end}"] == pytest.approx((10.0 * row[end] + 5.0) / revenue.mean())
    assert row["cost_default"] == pytest.approx((10.0 * row["default"] + 5.0) / revenue.mean())
    assert row["effect_low"] < 0.0 < row["effect_high"]


def test_what_nobody_reads_changes_nothing():
    nothing = builders.company().team.founders
    (row,) = effects(plan(), some("company.team.founders", of=plan()), SCREENING, 1).to_dict("records")
    assert nothing == row["low"] == row["default"]
    assert [row[f"effect_low{part}"] for part in ("", "_low", "_high")] == [0.0, 0.0, 0.0]
    assert row["cost_at_low"] == row["cost_default"]


def test_the_largest_is_confirmed_and_comes_first(made_up):
    table = tornado(plan(), some(PATIENCE, RIVALS, "behaviour.memory.referrals"), 1)
    assert tuple(table.columns) == COLUMNS
    assert table["stage"].tolist() == [CONFIRMED, *[SCREENING] * 3]
    assert table["parameter"].tolist() == [RIVALS, RIVALS, PATIENCE, "behaviour.memory.referrals"]
    assert table.iloc[0][["company", "typical", "cure"]].tolist() == ["toy", "sales_led", "fractional_cmo"]


def test_what_only_luck_put_on_top_falls_back_when_it_is_confirmed(monkeypatch):
    def money(spec):
        numbers = [spec.seed, *(round(1e6 * value) for value in spec.behaviour.memory.model_dump().values())]
        cure = spec.timeline[0].policy.name == "fractional_cmo"
        return 1000.0 + float(np.random.default_rng([*numbers, cure]).normal(0.0, 20.0)), 0.0

    monkeypatch.setattr(assumptions, "_money", money)
    memory = [one for one in parameters(plan())[0] if one.key.startswith("behaviour.memory.")]
    table = tornado(plan(screening=4, confirmed=40, top=3), memory, 1)
    size = table[["effect_low", "effect_high"]].abs().max(axis=1)
    again = table["stage"] == CONFIRMED
    assert len(memory) == 12
    assert size[again].max() < 0.5 * size[~again].nlargest(3).min()
    assert (table.loc[again, "effect_low_low"] < 0.0).all()
    assert (table.loc[again, "effect_low_high"] > 0.0).all()
