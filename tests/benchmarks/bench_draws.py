"""The cost of one keyed draw: compiled in bulk, compiled but called from Python, and as plain Python."""

import os
import subprocess
import sys
import timeit
from collections.abc import Iterator

import numpy as np

from sim import draws

CALL = "uniform(7, Purpose.CHOICE, 5, 2)"
SETUP = "from sim.draws import Purpose, uniform"


def seconds_a_call() -> float:
    """Return the seconds that one call of ``uniform`` from Python takes, the best of five rounds."""
    calls, seconds = timeit.Timer(CALL, SETUP).autorange()
    return min(seconds, *timeit.repeat(CALL, SETUP, repeat=4, number=calls)) / calls


def seconds_uncompiled() -> float:
    """Return ``seconds_a_call`` of a fresh process that compiles nothing."""
    code = "from tests.benchmarks.bench_draws import seconds_a_call; print(seconds_a_call())"
    environment = os.environ | {"TRUCE_UNCOMPILED": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def seconds_in_bulk() -> float:
    """Return the seconds a draw when a million are drawn at once, the best of five rounds."""
    rows = np.arange(1_000_000)
    return min(timeit.repeat(lambda: draws.uniforms(7, 1, rows, 2), repeat=5, number=1)) / rows.size


def measure() -> Iterator[tuple[str, float, str]]:
    """Yield name, value and unit of each cost."""
    bulk, uncompiled = seconds_in_bulk(), seconds_uncompiled()
    yield "ns_draw_compiled", bulk * 1e9, "ns"
    yield "ns_draw_call", seconds_a_call() * 1e9, "ns"
    yield "us_draw_uncompiled", uncompiled * 1e6, "us"
    yield "ratio_draw_uncompiled_to_compiled", uncompiled / bulk, "times"
