"""How far many runs are: a bar on a terminal, a line now and then elsewhere, nothing if they are soon done."""

import sys
import time
from collections.abc import Iterable, Iterator

PATIENCE = 3.0
"""Seconds of work before anything is shown."""
EVERY = 10.0
"""Seconds between two lines where standard error is no terminal."""


def watched[T](results: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Pass on ``results``, of which there will be ``total``, and tell on standard error how far they are."""
    return _with_bar(results, total, label) if sys.stderr.isatty() else _with_lines(results, total, label)


def _with_bar[T](results: Iterable[T], total: int, label: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), "{task.fields[rate]}", TimeRemainingColumn())
    shown = [TextColumn(column) if isinstance(column, str) else column for column in columns]
    bar, start = Progress(*shown, console=Console(stderr=True), transient=True), time.monotonic()
    task = bar.add_task(label, total=total, rate="")
    try:
        for done, result in enumerate(results, 1):
            elapsed = time.monotonic() - start
            bar.update(task, completed=done, rate=f"{done / max(elapsed, 1e-3):.1f} a second")
            if elapsed > PATIENCE:
                bar.start()
            yield result
    finally:
        bar.stop()


def _with_lines[T](results: Iterable[T], total: int, label: str) -> Iterator[T]:
    began = told = time.monotonic()
    first = 0.0
    for done, result in enumerate(results, 1):
        now = time.monotonic()
        first = first or now
        if now - told >= EVERY and done > 1:
            # The first one also waited for the processes to start, and is no measure of the others, unless these came
            # with it: as many as there are processes end about at once.
            late = now - first >= EVERY
            told, rate = now, (done - 1) / max(now - first, 1e-3) if late else done / max(now - began, 1e-3)
            left = (total - done) / rate
            print(f"{label}: {done} of {total}, {rate:.1f} a second, {left:.0f} s left", file=sys.stderr, flush=True)
        yield result
