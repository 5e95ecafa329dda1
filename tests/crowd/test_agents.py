"""The crowd: moving, resting, recycling."""

import pytest

from sim.crowd.rules import rules_of
from sim.model import FunnelModel
from sim.stages import IllegalMoveError, Stage
from tests import builders


def test_an_illegal_move_is_refused_and_changes_nothing(toy: FunnelModel) -> None:
    stranger = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET)
    counts = list(toy.crowd.counts)
    with pytest.raises(IllegalMoveError, match="from market to customer"):
        toy.crowd.move(stranger, Stage.CUSTOMER, "won", 0)
    assert stranger.stage == Stage.MARKET
    assert toy.crowd.counts == counts
    assert toy.recorder.tables()["moves"].num_rows == 0


def test_members_and_counts_follow_a_move(toy: FunnelModel) -> None:
    stranger = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET)
    before = toy.crowd.counts[Stage.MARKET]
    toy.crowd.move(stranger, Stage.INQUIRY, "responded", 4)
    assert toy.crowd.in_stage(Stage.INQUIRY) == [stranger]
    assert toy.crowd.counts[Stage.MARKET] == before - 1
    (row,) = toy.recorder.tables()["moves"].to_pylist()
    assert (row["day"], row["prospect"], row["from"], row["to"]) == (4, stranger.index, "market", "inquiry")
    assert (row["reason"], row["value"], row["expected"]) == ("responded", stranger.value, 0)
    assert row["marketer"] == stranger.index % 2


@pytest.mark.parametrize(("share", "stage"), [(1.0, Stage.RECYCLED), (0.0, Stage.MARKET)])
def test_what_is_not_ready_is_kept_as_far_as_the_policy_recycles(share: float, stage: Stage) -> None:
    model = builders.model(levers={"lead.recycling": share})
    stranger = next(p for p in model.crowd.prospects if p.stage == Stage.MARKET)
    model.crowd.move(stranger, Stage.INQUIRY, "responded", 0)
    model.crowd.recycle(stranger, "not_ready", 0)
    assert stranger.stage == stage


def test_whoever_rests_is_back_on_the_day(toy: FunnelModel) -> None:
    stranger = next(p for p in toy.crowd.prospects if p.stage == Stage.MARKET)
    toy.crowd.move(stranger, Stage.INQUIRY, "responded", 0)
    toy.crowd.rest(stranger, Stage.RECYCLED, "not_ready", 0)
    rest = int(toy.spec.behaviour.rest.recycled)
    toy.crowd.turn_windows(rest - 1)
    assert stranger.stage == Stage.RECYCLED
    toy.crowd.turn_windows(rest)
    assert stranger.stage == Stage.MARKET


def test_rules_are_in_business_days() -> None:
    rules = rules_of(builders.behaviour(), builders.company("mid").market)
    assert rules.cycle == pytest.approx(75.0 * 5 / 7)
    assert rules.window_median == pytest.approx(1.75 * rules.cycle)
    assert rules.window_mean > rules.window_median
    assert rules.window_mean + rules.window_gap == pytest.approx(5 * 260)
    assert pytest.approx(2.718281828459045 ** (-rules.forgetting * 260 / 12)) == 0.72
