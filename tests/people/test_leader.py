"""What mediation does: it moves beliefs towards facts, and no further."""

import math
from collections.abc import Sequence

import pytest

from sim.model import FunnelModel
from sim.people.leader import Leader
from tests import builders


def _mediate(model: FunnelModel, leader: Leader, qualified: float | None, called: float | None) -> None:
    leader.mediate(model.reps, model.marketers, qualified, called)


@pytest.mark.parametrize("fact", [0.0, 0.3, 1.0])
def test_mediation_moves_each_side_towards_what_happened(fact: float) -> None:
    model = builders.model(rules="fractional_cmo")
    leader = Leader(model, "cmo")
    rep, marketer = model.reps[0], model.marketers[0]
    rep.belief, marketer.confidence = 0.6, 0.2
    heads = len(model.reps) + len(model.marketers)
    kept = math.exp(-model.spec.behaviour.belief.repair * leader.hours / heads)
    _mediate(model, leader, fact, fact)
    assert rep.belief - fact == pytest.approx((0.6 - fact) * kept)
    assert marketer.confidence - fact == pytest.approx((0.2 - fact) * kept)
    assert leader.repair(heads) == pytest.approx(1.0 - kept)


def test_without_facts_there_is_nothing_to_point_at() -> None:
    model = builders.model()
    _mediate(model, Leader(model, "cmo"), None, None)
    assert {rep.belief for rep in model.reps} == {model.spec.behaviour.belief.first_yield}
    assert {marketer.confidence for marketer in model.marketers} == {0.5}


def test_the_same_hours_mend_less_over_more_heads() -> None:
    leader = Leader(builders.model(), "fractional_cmo")
    mended: Sequence[float] = [leader.repair(heads) for heads in (2, 20, 200)]
    assert mended[0] > mended[1] > mended[2] > 0.0
    assert leader.repair(0) == 0.0


def test_hours_rank_by_kind_and_scale_with_the_company() -> None:
    model = builders.model()
    founder, fractional, full = (Leader(model, kind) for kind in ("founder", "fractional_cmo", "cmo"))
    assert founder.hours < fractional.hours < full.hours
    assert Leader(builders.model(scale=0.5), "cmo").hours == 0.5 * full.hours


def test_a_mediated_company_believes_what_is_so() -> None:
    """Over a year that starts from a large misbelief, belief lies nearer to the share of calls that found a buyer."""
    gaps = {}
    for kind in ("none", "cmo"):
        run = builders.run(levers={"leader.kind": kind, "handoff.tracking": 1.0}, habits={"belief.first_yield": 0.9})
        ends = run.moves[run.moves["from"].eq("sales_accepted") & run.moves["source"].ne("prospecting")]
        assert len(ends) > 30
        trust = run.people.loc[run.people["role"] == "rep", "trust"].mean()
        gaps[kind] = abs(trust - ends["reason"].eq("qualified").mean())
    assert gaps["cmo"] < gaps["none"]
