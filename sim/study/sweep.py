"""A sweep: whatever of a design is not in its store yet is run, in chunks, and what ends is on disk."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.spec.errors import SpecError
from sim.study.chunks import Chunk, Ran, carried_out, chunks, lost, without
from sim.study.design import Point
from sim.study.pairs import CONFIDENCE
from sim.study.progress import watched
from sim.study.store import Store
from sim.study.workers import GIVEN_UP, Ended, as_they_end

KILLED = f"the process was killed each time that this chunk was carried out, {GIVEN_UP} times; was there memory enough?"


class Shard(NamedTuple):
    """The ``number``-th (from 1) of ``of`` parts of a sweep: machines on a shared folder each take one."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """The shard that ``text`` names, as in ``2/4``; raises ``SpecError`` for anything else."""
        number, slash, of = text.partition("/")
        if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            raise SpecError(f"shard = {text}: must be k/n with k from 1 to n, as in 2/4")
        return cls(int(number), int(of))


class Sweep(NamedTuple):
    """What is run: ``replications`` of every point, replication r with seed ``seed + r``."""

    points: Sequence[Point]
    replications: int
    seed: int = 0
    shard: Shard = Shard(1, 1)

    def left(self, done: Mapping[str, np.ndarray]) -> list[Chunk]:
        """The chunks of this shard less the runs that are ``done`` (replications, by configuration)."""
        own = list(chunks(self.points, self.replications, self.seed))[self.shard.number - 1 :: self.shard.of]
        taken = {config: frozenset(numbers.tolist()) for config, numbers in done.items()}
        return [left for chunk in own if (left := without(chunk, taken)) is not None]


class Swept(NamedTuple):
    """How a sweep ended: runs made now, how many of these failed, and runs that are not made yet."""

    made: int
    failed: int
    left: int


type Driver = Callable[[Sequence[Chunk], Callable[[], bool]], Iterator[Ended[Chunk, Ran]]]
"""Carries out chunks until it is to stop: here (``local``) or on a cluster (``sim.study.cluster``)."""


def local(workers: int) -> Driver:
    """Carry out chunks in ``workers`` processes of this machine."""
    return lambda left, stopped: as_they_end(left, workers, carried_out, stopped)


def swept(sweep: Sweep, folder: Path, driver: Driver, retry: bool = False) -> Swept:
    """Run what is not in ``folder`` yet; whatever has ended is there, however this ends.

    ``retry``: also those runs that ended in an error. Ctrl-C lets chunks under way end and be written; a second one
    does not. Raises ``SpecError`` if the folder is none of this version's, ``OSError`` if it cannot be written to.
    """
    store = Store(folder)
    left = sweep.left(store.done(failed=not retry))
    made = failed = 0
    widths = Widths()
    with _interrupts() as stopped:
        total = sum(chunk.runs for chunk in left)
        for chunk, result in watched(driver(left, stopped), total, "runs", lambda ended: ended.spec.runs, widths.told):
            ran = result or lost(chunk, KILLED)
            store.add(chunk, ran.table)
            made, failed = made + chunk.runs, failed + ran.failed
            widths.add(ran)
    return Swept(made, failed, total - made)


class Widths:
    """How sure the means are so far, and how many runs failed: what progress tells."""

    def __init__(self) -> None:
        """Of no runs."""
        self._failed = 0
        self._sums: dict[str, tuple[int, float, float]] = {}

    def add(self, ran: Ran) -> None:
        """Take in what a chunk has come to: number, sum and sum of squares of its runs' revenue, by configuration."""
        self._failed += ran.failed
        columns = (ran.table[name].to_pylist() for name in ("config", "replication", "revenue"))
        revenue: dict[tuple[str, int], float] = {}
        for config, replication, year in zip(*columns, strict=True):
            if year is not None:
                revenue[config, replication] = revenue.get((config, replication), 0.0) + year
        for (config, _), value in revenue.items():
            number, total, squares = self._sums.get(config, (0, 0.0, 0.0))
            self._sums[config] = number + 1, total + value, squares + value * value

    def told(self) -> str:
        """How many failed, and the widest 95 % interval of a point's mean revenue, over that mean."""
        from scipy import stats

        known = np.array([sums for sums in self._sums.values() if sums[0] > 1 and sums[1]]).reshape(-1, 3)
        words = f"{self._failed} failed"
        if not len(known):
            return words
        number, total, squares = known.T
        mean = total / number
        spread = np.sqrt(np.maximum(0.0, squares / number - mean * mean) / (number - 1.0))
        half = stats.t.ppf(0.5 + CONFIDENCE / 2.0, number - 1.0) * spread / np.abs(mean)
        return f"{words}, widest interval of revenue: plus or minus {100.0 * half.max():.1f} %"


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; pressed twice, it interrupts as ever."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        print("stopping: chunks under way end and are written; Ctrl-C again drops them", file=sys.stderr, flush=True)

    if threading.current_thread() is not threading.main_thread():  # which alone hears Ctrl-C
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
