"""The same sweep on a real Ray cluster of two nodes, of which one dies half-way."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.study import chunks
from sim.study.store import read
from sim.study.sweep import Swept, local, swept
from tests.study.drivers import small_sweep

pytestmark = pytest.mark.slow

RAY = shutil.which("ray", path=str(Path(sys.executable).parent))
PORT = 6391


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    """A head without cores to work on, and two nodes with one core each; their processes, by name."""
    if RAY is None:
        pytest.skip("needs the extra ray: pip install -c constraints.txt -e '.[ray]'")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2])]))
    monkeypatch.setattr(chunks, "SECONDS", 1.0)
    lean = ["--num-cpus=1", "--object-store-memory=100000000", "--block", "--disable-usage-stats"]
    head = [*lean, "--head", f"--port={PORT}", "--include-dashboard=false", f"--temp-dir={tmp_path / 'ray'}"]
    commands = {"head": head, "second": [*lean, f"--address=127.0.0.1:{PORT}"]}
    started = {}
    try:
        for name, words in commands.items():
            log = (tmp_path / f"{name}.log").open("wb")
            started[name] = subprocess.Popen([RAY, "start", *words], stdout=log, stderr=log, start_new_session=True)
            time.sleep(15.0)
        yield started
    finally:
        import ray

        ray.shutdown()
        for process in started.values():
            stop(process)


def stop(process):
    """Kill a node with everything that it started."""
    import contextlib

    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()


def test_a_node_that_dies_half_way_changes_no_byte(nodes, tmp_path):
    import ray

    from sim.study.cluster import on_ray

    sweep = small_sweep(replications=40)
    assert swept(sweep, tmp_path / "alone", local(2)) == Swept(80, 0, 0)
    driver = on_ray(f"127.0.0.1:{PORT}")
    assert len([node for node in ray.nodes() if node["Alive"]]) == 2

    def driven(left, stopped):
        for number, ended in enumerate(driver(left, stopped)):
            if number == len(left) // 2:
                stop(nodes["second"])
            yield ended

    assert swept(sweep, tmp_path / "cluster", driven) == Swept(80, 0, 0)
    assert len([node for node in ray.nodes() if node["Alive"]]) == 1
    assert read(tmp_path / "cluster").equals(read(tmp_path / "alone"))
