"""Shapley's parts have the properties that single them out, exactly."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.shapley import parts


@st.composite
def games(draw, most=6):
    players = draw(st.integers(1, most))
    cents = st.integers(-(10**12), 10**12)
    return np.array(
        draw(st.lists(st.lists(cents, min_size=2, max_size=2), min_size=1 << players, max_size=1 << players))
    )


@given(games())
def test_parts_sum_to_the_whole_exactly(values):
    found = parts(values)
    assert (found.sum(axis=0) == factorial(len(found)) * (values[-1] - values[0])).all()


@given(games(4), st.integers(0, 3), st.integers(-(10**6), 10**6))
def test_who_brings_the_same_to_everybody_gets_just_that(values, player, brings):
    players = len(values).bit_length() - 1
    player %= players
    for coalition in range(len(values)):
        if coalition >> player & 1:
            values[coalition] = values[coalition ^ (1 << player)] + brings
    assert (parts(values)[player] == factorial(players) * brings).all()


@given(games(5))
def test_who_can_stand_in_for_each_other_get_the_same(values):
    players = len(values).bit_length() - 1
    if players < 2:
        return
    for coalition in range(len(values)):
        if coalition & 3 == 2:
            values[coalition] = values[coalition ^ 3]
    found = parts(values)
    assert (found[0] == found[1]).all()


@given(games(4), st.integers(-3, 3))
def test_parts_of_a_sum_are_the_sum_of_parts(values, times):
    other = np.roll(values, 1, axis=0) * times
    assert (parts(values + other) == parts(values) + parts(other)).all()


def test_the_glove_game_has_its_known_parts():
    """One left glove, two right ones; a pair is worth 1: the left one gets 2/3, each right one 1/6."""
    values = np.array([[int(bool(c & 1) and bool(c & 6))] for c in range(8)])
    assert parts(values)[:, 0].tolist() == [4, 1, 1]


@pytest.mark.parametrize(
    "values", [np.zeros((3, 1), int), np.zeros((1, 1), int), np.zeros((128, 1), int), np.zeros((4, 1))]
)
def test_what_is_no_game_is_refused(values):
    with pytest.raises(ValueError, match="coalitions of"):
        parts(values)
