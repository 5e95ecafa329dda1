"""A row of small bars."""

from hypothesis import given
from hypothesis import strategies as st

from sim.report.sparkline import BARS, sparkline


def test_the_lowest_is_the_lowest_bar_and_the_highest_the_highest() -> None:
    assert sparkline([1.0, 8.0, 4.5, 2.0]) == "▁█▅▂"
    assert sparkline([3.0, 3.0]) == "▅▅"


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40))
def test_there_is_a_bar_for_each_value_and_higher_ones_are_never_lower(values: list[float]) -> None:
    bars = sparkline(values)
    assert len(bars) == len(values)
    pairs = sorted(zip(values, (BARS.index(bar) for bar in bars), strict=True))
    assert [height for _, height in pairs] == sorted(height for _, height in pairs)
