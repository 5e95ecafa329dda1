"""What pairing saves: a ratio of variances whose answer is known in made-up worlds."""

import numpy as np
import pandas as pd
import pytest

from sim.study.common_luck import QUANTITIES, variance_ratio, variance_ratios
from tests.study.frames import both, world

RNG = np.random.default_rng(4)
SHARED, OWN, OTHER = RNG.normal(size=(3, 400))


def test_independent_worlds_save_nothing_and_equal_ones_everything() -> None:
    assert variance_ratio(OWN, OTHER) == pytest.approx(1.0, abs=0.15)
    assert variance_ratio(SHARED, SHARED) == 0.0
    assert variance_ratio(SHARED, SHARED + 5.0) == 0.0


def test_the_ratio_is_one_less_the_correlation_of_alike_worlds() -> None:
    """With shared variance s and own variance o in each world it is o / (s + o)."""
    assert variance_ratio(3.0 * SHARED + OWN, 3.0 * SHARED + OTHER) == pytest.approx(0.1, abs=0.02)


def _runs(first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    return both(*(world(name, values[:, None] + np.zeros(12), replications=400, months=12)
                  for name, values in (("one", first), ("two", second))))  # fmt: skip


def test_a_row_a_quantity_with_an_interval_that_holds_the_ratio() -> None:
    rows = variance_ratios(_runs(3.0 * SHARED + OWN, 3.0 * SHARED + OTHER), "mid", "one", "two")
    assert [row["quantity"] for row in rows] == list(QUANTITIES)
    (revenue,) = (row for row in rows if row["quantity"] == "revenue")
    assert (revenue["company"], revenue["first"], revenue["second"], revenue["pairs"]) == ("mid", "one", "two", 400)
    assert 0.05 < revenue["low"] < revenue["ratio"] < revenue["high"] < 0.15


def test_where_nothing_varies_there_is_nothing_to_save() -> None:
    assert variance_ratio(np.ones(4), np.ones(4)) == 1.0


def test_equal_runs_give_equal_rows() -> None:
    runs = _runs(3.0 * SHARED + OWN, 3.0 * SHARED + OTHER)
    assert variance_ratios(runs, "mid", "one", "two")[-1] == variance_ratios(runs, "mid", "one", "two")[-1]
