"""Chunks carried out on a Ray cluster: nodes may come and go, and need not share a disk with the driver."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sim.spec.errors import SpecError
from sim.study.chunks import Chunk, Ran, carried_out
from sim.study.sweep import Driver
from sim.study.workers import GIVEN_UP, PATIENCE, Ended

AHEAD = 2
"""Chunks under way for each core of the cluster, so that none waits for the driver."""
LOST = (
    *("WorkerCrashedError", "NodeDiedError", "OutOfMemoryError", "RaySystemError", "ObjectLostError"),
    "LocalRayletDiedError",
)
"""Ray's words for a process or a node that went away with a chunk; whatever else is raised is a mistake of ours."""


def on_ray(address: str) -> Driver:
    """Carry out chunks on the cluster at ``address``; empty: that of ``RAY_ADDRESS``, or the one of this machine.

    Every node needs this version of Truce. A chunk whose node dies is carried out again elsewhere, and given up when
    ``GIVEN_UP`` processes died with it. Raises ``SpecError`` if there is no such cluster.
    """
    import ray

    place = address or os.environ.get("RAY_ADDRESS") or "auto"
    try:
        ray.init(address=place, log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True)
    except (ConnectionError, ValueError, RuntimeError) as error:
        told = str(error).splitlines()[0]
        raise SpecError(f"address = {place}: no Ray cluster: {told}; start one with: ray start --head") from None
    return _as_they_end


def _as_they_end(left: Sequence[Chunk], stopped: Callable[[], bool]) -> Iterator[Ended[Chunk, Ran]]:
    """Pass on what each chunk comes to, as soon as it does: taken one by one, so that no failure hides a result."""
    import ray
    from ray.exceptions import RayError

    # Ray's own retries would not tell how often; ours do. One thread each, as everywhere.
    options: dict[str, Any] = {"num_cpus": 1, "max_retries": 0, "runtime_env": {"env_vars": {"OMP_NUM_THREADS": "1"}}}
    task = ray.remote(**options)(carried_out)
    resources: Any = ray.cluster_resources
    waiting = deque((chunk, 0) for chunk in left)
    running: dict[Any, tuple[Chunk, int]] = {}
    while running or (waiting and not stopped()):
        cores = int(resources().get("CPU", 1))
        while waiting and len(running) < AHEAD * cores and not stopped():
            chunk, tries = waiting.popleft()
            running[task.remote(chunk)] = (chunk, tries)
        ended, _ = ray.wait(list(running), num_returns=1, timeout=PATIENCE)
        for reference in ended:
            chunk, tries = running.pop(reference)
            try:
                yield Ended(chunk, ray.get(reference))
            except RayError as error:
                if type(error).__name__ not in LOST:
                    raise
                if tries + 1 == GIVEN_UP:
                    yield Ended(chunk, None)
                else:
                    waiting.append((chunk, tries + 1))
