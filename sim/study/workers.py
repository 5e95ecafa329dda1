"""The same task for many specifications, in as many processes as one likes; who finishes first does not matter."""

import signal
from collections.abc import Callable, Iterator, Sequence

from sim.study.progress import watched


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

    with parallel_config("loky", n_jobs=workers, inner_max_num_threads=1, initializer=_leave_interrupts_to_parent):
        # One task at a time: they take seconds, and a batch would hold back its first results.
        results = Parallel(return_as="generator", batch_size=1)(delayed(task)(spec) for spec in specs)
        try:
            yield from results
        finally:
            results.close()


def _leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches every process of a terminal; one message is enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
