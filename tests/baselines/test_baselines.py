"""Nothing that a typical run comes to changes unseen. A change that is meant: ``python -m tests.baselines "why"``."""

import pytest

from sim.model import FunnelModel
from tests.baselines import CHANGELOG, MARK, SIZES, kept, outputs, typical

SAME = 1e-9
"""Counts and cents are equal on one platform; another one's logarithms may differ in the last bit."""


@pytest.mark.parametrize("size", SIZES)
def test_a_typical_run_comes_to_what_was_kept(size: str) -> None:
    before, now = kept()["outputs"][size], outputs(FunnelModel(typical(size)).run())
    assert now.keys() == before.keys()
    changed = {name: (before[name], now[name]) for name in now if now[name] != pytest.approx(before[name], rel=SAME)}
    assert changed == {}


def test_there_are_some_forty_of_each_size_and_most_say_something() -> None:
    for figures in kept()["outputs"].values():
        assert len(figures) >= 40
        assert sum(value != 0.0 for value in figures.values()) >= 30


def test_the_change_log_says_why_they_are_what_they_are() -> None:
    assert MARK + kept()["why"] in CHANGELOG.read_text(encoding="utf-8").split("\n")
