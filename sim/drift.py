"""Where the market moves: each segment's need and fit, quarter by quarter, and what can be known of it (C8).

A deviation is a stationary autoregressive process of order one, the same whatever the company does. Need is lived on a
clock of its own: a window opens when its segment's clock has run as far as the account has to wait.
"""

import math
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from sim.compiled import Array, compiled
from sim.draws import Purpose, normal
from sim.spec.buyers import SegmentSpec
from sim.spec.experiment import DAYS_PER_QUARTER

NEED, FIT, RATE, CLOCK = range(4)
"""First index of ``Drift.columns``."""
Columns = Annotated[Any, Array(np.float64, 3)]
LAST_YEAR = 4
"""Quarters back to which habit looks."""


class Drift:
    """The segments of one run. Quarters count from 0, the first of the warm-up."""

    def __init__(self, seed: int, segment: SegmentSpec, days: int) -> None:
        """Draw every quarter of a run of ``days`` business days, and a year before it for habit."""
        self.seed, self.segment = seed, segment
        quarters = -(-days // DAYS_PER_QUARTER) + LAST_YEAR
        everyone = range(segment.number)
        self._need = [self._walk(Purpose.SEGMENT_NEED, one, quarters) for one in everyone]
        self._fit = [self._walk(Purpose.SEGMENT_FIT, one, quarters) for one in everyone]
        self.columns = self._columns(quarters - LAST_YEAR)
        self._need_now, self._fit_now = self.columns[NEED].tolist(), self.columns[FIT].tolist()

    def _columns(self, quarters: int) -> "npt.NDArray[np.float64]":
        """Need, fit, rate of need and clock at the start, by segment and quarter, and the clock at the end."""
        columns = np.zeros((4, self.segment.number, quarters + 1))
        # exp(sigma x) has the mean exp(sigma^2 / 2): taken off, so that drift adds no need on average.
        off = 0.5 * self.segment.need_sigma * self.segment.need_sigma
        for one in range(self.segment.number):
            for quarter in range(quarters):
                need = self.segment.need_sigma * self._need[one][LAST_YEAR + quarter]
                columns[NEED, one, quarter] = need
                columns[FIT, one, quarter] = self.segment.fit_sigma * self._fit[one][LAST_YEAR + quarter]
                columns[RATE, one, quarter] = math.exp(need - off)
                clock = columns[CLOCK, one, quarter] + DAYS_PER_QUARTER * columns[RATE, one, quarter]
                columns[CLOCK, one, quarter + 1] = clock
        return columns

    def _walk(self, purpose: int, segment: int, quarters: int) -> list[float]:
        """Deviations in standard deviations, a quarter each."""
        kept = self.segment.persistence
        new = math.sqrt(1.0 - kept * kept)
        walk = [normal(self.seed, purpose, segment, 0)]
        for quarter in range(1, quarters):
            walk.append(kept * walk[-1] + new * normal(self.seed, purpose, segment, quarter))
        return walk

    # ------------------------------------------------------------------ what is so

    def need(self, segment: int, day: int) -> float:
        """How far the segment's need lies from the market's on ``day``, in log units."""
        need: float = self._need_now[segment][day // DAYS_PER_QUARTER]
        return need

    def fit(self, segment: int, day: int) -> float:
        """What is added to the fit of the segment's accounts on ``day``."""
        fit: float = self._fit_now[segment][day // DAYS_PER_QUARTER]
        return fit

    def opening(self, segment: int, day: int, wait: float) -> int | None:
        """The day on which who waits from ``day`` on for ``wait`` days of ordinary need has waited enough.

        At least the day after; None if the run ends before.
        """
        on = opening(self.columns, segment, day, wait)
        return on if on > day else None

    # ------------------------------------------------------------------ what is believed

    def habit(self, day: int) -> list[float]:
        """Each segment's need of a year ago, in log units: what who does not look goes on believing."""
        quarter = day // DAYS_PER_QUARTER
        return [self.segment.need_sigma * walk[quarter] for walk in self._need]

    def evidence(self, day: int, known: float) -> list[float]:
        """Each segment's need as far as analysis tells, in log units: a share ``known`` (0..1) of its variance.

        The best estimate from data of that strength: nothing known gives 0, all known the truth.
        """
        quarter, noise = day // DAYS_PER_QUARTER, math.sqrt(known * (1.0 - known))
        return [
            known * self.need(segment, day)
            + self.segment.need_sigma * noise * normal(self.seed, Purpose.EVIDENCE, segment, quarter)
            for segment in range(self.segment.number)
        ]


@compiled
def opening(columns: Columns, segment: int, day: int, wait: float) -> int:
    """The day on which a wait of ``wait`` days of ordinary need that began on ``day`` is over; -1 after the end."""
    rates, clock = columns[RATE, segment], columns[CLOCK, segment]
    now = day // DAYS_PER_QUARTER
    target = clock[now] + (day - now * DAYS_PER_QUARTER) * rates[now] + wait
    if target >= clock[-1]:
        return -1
    then = np.searchsorted(clock, target, side="right") - 1
    return max(day + 1, then * DAYS_PER_QUARTER + math.ceil((target - clock[then]) / rates[then]))
