"""How far many runs are: a bar on a terminal, a line now and then elsewhere, nothing if they are soon done."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator

PATIENCE = 3.0
"""Seconds of work before anything is shown."""
EVERY = 10.0
"""Seconds between two lines where standard error is no terminal."""


def _one(_: object) -> int:
    return 1


def _nothing() -> str:
    return ""


def watched[T](
    results: Iterable[T],
    total: int,
    label: str,
    number: Callable[[T], int] = _one,
    beside: Callable[[], str] = _nothing,
) -> Iterator[T]:
    """Pass on ``results``, and tell on standard error how many of ``total`` pieces of work are done.

    A result stands for ``number`` of them, and ``beside`` is what else is told.
    """
    shown = _with_bar if sys.stderr.isatty() else _with_lines
    return shown(results, total, label, number, beside)


def _with_bar[T](
    results: Iterable[T], total: int, label: str, number: Callable[[T], int], beside: Callable[[], str]
) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), "{task.fields[rate]}", TimeRemainingColumn())
    shown = [TextColumn(column) if isinstance(column, str) else column for column in columns]
    bar, start, done = Progress(*shown, console=Console(stderr=True), transient=True), time.monotonic(), 0
    task = bar.add_task(label, total=total, rate="")
    try:
        for result in results:
            done += number(result)
            elapsed = time.monotonic() - start
            rate = ", ".join(filter(None, [f"{done / max(elapsed, 1e-3):.1f} a second", beside()]))
            bar.update(task, completed=done, rate=rate)
            if elapsed > PATIENCE:
                bar.start()
            yield result
    finally:
        bar.stop()


def _with_lines[T](
    results: Iterable[T], total: int, label: str, number: Callable[[T], int], beside: Callable[[], str]
) -> Iterator[T]:
    began = told = time.monotonic()
    first, done, came_first = 0.0, 0, 0
    for result in results:
        now = time.monotonic()
        done += number(result)
        if not first:
            first, came_first = now, done
        if now - told >= EVERY and done > came_first:
            # The first one also waited for the processes to start, and is no measure of the others, unless these came
            # with it: as many as there are processes end about at once.
            late = now - first >= EVERY
            rate = (done - came_first) / max(now - first, 1e-3) if late else done / max(now - began, 1e-3)
            left, told = (total - done) / rate, now
            line = f"{label}: {done} of {total}, {rate:.1f} a second, {left:.0f} s left"
            print(", ".join(filter(None, [line, beside()])), file=sys.stderr, flush=True)
        yield result
