"""Where the market moves: each segment's need and fit, quarter by quarter, and what can be known of it (C8).

A deviation is a stationary autoregressive process of order one, the same whatever the company does. Need is lived on a
clock of its own: a window opens when its segment's clock has run as far as the account has to wait.
"""

import math
from bisect import bisect_right

from sim.draws import Purpose, normal
from sim.spec.buyers import SegmentSpec
from sim.spec.experiment import DAYS_PER_QUARTER

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
        # exp(sigma x) has the mean exp(sigma^2 / 2): taken off, so that drift adds no need on average.
        off = 0.5 * segment.need_sigma * segment.need_sigma
        self._rates = [[math.exp(segment.need_sigma * x - off) for x in walk[LAST_YEAR:]] for walk in self._need]
        self._clocks = [_clock(rates) for rates in self._rates]

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
        return self.segment.need_sigma * self._need[segment][LAST_YEAR + day // DAYS_PER_QUARTER]

    def fit(self, segment: int, day: int) -> float:
        """What is added to the fit of the segment's accounts on ``day``."""
        return self.segment.fit_sigma * self._fit[segment][LAST_YEAR + day // DAYS_PER_QUARTER]

    def opening(self, segment: int, day: int, wait: float) -> int | None:
        """The day on which who waits from ``day`` on for ``wait`` days of ordinary need has waited enough.

        At least the day after; None if the run ends before.
        """
        rates, clock = self._rates[segment], self._clocks[segment]
        now = day // DAYS_PER_QUARTER
        target = clock[now] + (day - now * DAYS_PER_QUARTER) * rates[now] + wait
        if target >= clock[-1]:
            return None
        then = bisect_right(clock, target) - 1
        return max(day + 1, then * DAYS_PER_QUARTER + math.ceil((target - clock[then]) / rates[then]))

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


def _clock(rates: list[float]) -> list[float]:
    """Days of ordinary need that have passed when each quarter begins, and when the last one ends."""
    clock = [0.0]
    for rate in rates:
        clock.append(clock[-1] + DAYS_PER_QUARTER * rate)
    return clock
