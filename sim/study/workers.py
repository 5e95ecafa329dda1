"""The same task for many specifications, in as many processes as one likes; who finishes first does not matter."""

import os
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sim.study.progress import watched

SUSPECT, GIVEN_UP = 2, 5
"""Processes that were killed with a task under way, until it is carried out alone, and until it is given up."""
PATIENCE = 0.25
"""Seconds between two looks at whether to stop."""
ORPHANED = 1.0
"""Seconds between two looks of a process at whether its driver is still there."""


class Ended[S, T](NamedTuple):
    """A task that has come to its end: with a ``result``, or without one if each of its processes was killed."""

    spec: S
    result: T | None


def run_all[S, T](specs: Sequence[S], workers: int, task: Callable[[S], T], label: str) -> list[T]:
    """Return ``task(spec)`` for each of ``specs``, in their order.

    ``workers`` (1 or more) processes share the work, each with its numeric libraries held to one thread; with one,
    or one spec, everything happens in this process. ``label`` names the work in the progress told on standard error.
    Whatever a task raises is raised here, and ends the rest; so does Ctrl-C, as ``KeyboardInterrupt``.
    """
    results = map(task, specs) if min(workers, len(specs)) <= 1 else _fanned_out(specs, workers, task)
    return list(watched(results, len(specs), label))


def _fanned_out[S, T](specs: Sequence[S], workers: int, task: Callable[[S], T]) -> Iterator[T]:
    from joblib import Parallel, delayed, parallel_config

    import sim.columns.crowd  # noqa: F401 - compiles the rules once, here, before the processes would each do so

    # Told whenever loky ends a process that holds 300 MB more than at first and starts another: nothing is lost.
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given to the executor", UserWarning)
    with parallel_config("loky", n_jobs=workers, inner_max_num_threads=1, initializer=_leave_interrupts_to_parent):
        # One task at a time: they take seconds, and a batch would hold back its first results.
        results = Parallel(return_as="generator", batch_size=1)(delayed(task)(spec) for spec in specs)
        try:
            yield from results
        finally:
            results.close()


def as_they_end[S, T](
    specs: Iterable[S], workers: int, task: Callable[[S], T], stopped: Callable[[], bool]
) -> Iterator[Ended[S, T]]:
    """Pass on what each of ``specs`` comes to, as soon as it does, whatever happens to the processes meanwhile.

    ``workers`` as in ``run_all``. Where a process is killed, all tasks under way are carried out again: nobody knows
    whose it was. One that was there ``SUSPECT`` times is carried out alone from then on, after all others, and is
    given up when ``GIVEN_UP`` processes were killed with it. As soon as ``stopped`` says so, no task is begun any more;
    those that run end.
    """
    if workers == 1:
        for spec in specs:
            if stopped():
                return
            yield Ended(spec, task(spec))
        return
    waiting, suspects = deque((spec, 0) for spec in specs), deque[tuple[S, int]]()
    while (waiting or suspects) and not stopped():
        alone = not waiting
        queue = deque([suspects.popleft()]) if alone else waiting
        crashed = yield from _until_a_crash(queue, 1 if alone else workers, task, stopped)
        for spec, tries in crashed:
            if tries + 1 == GIVEN_UP:
                yield Ended(spec, None)
            else:
                (waiting if tries + 1 < SUSPECT else suspects).append((spec, tries + 1))


def _until_a_crash[S, T](
    queue: deque[tuple[S, int]], workers: int, task: Callable[[S], T], stopped: Callable[[], bool]
) -> Generator[Ended[S, T], None, list[tuple[S, int]]]:
    """Work ``queue`` off until a process is killed; return the tasks that were under way then, with their tries."""
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    from joblib.externals.loky import ProcessPoolExecutor

    import sim.columns.crowd  # noqa: F401 - as above

    environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    options: dict[str, Any] = {"initializer": _belong_to, "initargs": (os.getpid(),), "env": environment}
    pool = ProcessPoolExecutor(max_workers=workers, **options)
    running: dict[Any, tuple[S, int]] = {}
    crashed: list[tuple[S, int]] = []
    try:
        while running or (queue and not crashed and not stopped()):
            while queue and len(running) < workers + 1 and not crashed and not stopped():
                spec, tries = queue.popleft()
                try:
                    running[pool.submit(task, spec)] = (spec, tries)
                except BrokenProcessPool:
                    crashed.append((spec, tries))
            ended, _ = wait(running, PATIENCE, FIRST_COMPLETED)
            for future in ended:
                spec, tries = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    crashed.append((spec, tries))
                else:
                    yield Ended(spec, future.result())
    finally:
        pool.shutdown(kill_workers=True)
    return crashed


def _belong_to(driver: int) -> None:
    """Leave Ctrl-C to the ``driver``, and end when it was killed: nobody else would ever end this process."""
    _leave_interrupts_to_parent()

    def watch() -> None:
        while os.getppid() == driver:
            time.sleep(ORPHANED)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches every process of a terminal; one message is enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
