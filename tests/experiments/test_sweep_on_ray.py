"""The same sweep on a real Ray cluster of two nodes, of which one dies half-way."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from sim.study import chunks
from sim.study.store import read
from sim.study.sweep import Swept, local, swept
from tests.study.drivers import small_sweep

pytestmark = pytest.mark.slow

RAY = shutil.which("ray", path=str(Path(sys.executable).parent))


def free_port():
    """A port that nobody listens to: a cluster that another run of this test left behind is none of ours."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    """A head and a second node with one core each: their address, and their processes by name."""
    if RAY is None:
        pytest.skip("needs the extra ray: pip install -c constraints.txt -e '.[ray]'")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2])]))
    monkeypatch.setattr(chunks, "SECONDS", 1.0)
    short = tempfile.mkdtemp(prefix="ray")  # the paths of its sockets may have 107 letters
    lean = ["--num-cpus=1", "--object-store-memory=100000000", "--block", "--disable-usage-stats"]
    port = free_port()
    head = [*lean, "--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={short}"]
    commands = {"head": head, "second": [*lean, f"--address=127.0.0.1:{port}"]}
    started = {}
    try:
        for name, words in commands.items():
            log = (tmp_path / f"{name}.log").open("wb")
            started[name] = subprocess.Popen([RAY, "start", *words], stdout=log, stderr=log, start_new_session=True)
            time.sleep(15.0)
        yield f"127.0.0.1:{port}", started
    finally:
        import ray

        ray.shutdown()
        for process in started.values():
            stop(process)
        shutil.rmtree(short, ignore_errors=True)


def stop(process):
    """Kill a node, its raylet first, with everything that it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        started = psutil.Process(process.pid).children(recursive=True)
        for child in sorted(started, key=lambda child: "raylet" not in child.name()):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
    process.kill()
    process.wait()


def alive():
    import ray

    return sum(node["Alive"] for node in ray.nodes())


def test_a_node_that_dies_half_way_changes_no_byte(nodes, tmp_path):
    from sim.study.cluster import on_ray

    sweep = small_sweep(replications=150)
    assert swept(sweep, tmp_path / "alone", local(2)) == Swept(300, 0, 0)
    address, processes = nodes
    driver = on_ray(address)
    assert alive() == 2

    def driven(left, stopped):
        for number, ended in enumerate(driver(left, stopped)):
            if number == len(left) // 2:
                stop(processes["second"])
            yield ended

    assert swept(sweep, tmp_path / "cluster", driven) == Swept(300, 0, 0)
    deadline = time.monotonic() + 90.0
    while alive() > 1 and time.monotonic() < deadline:
        time.sleep(1.0)
    assert alive() == 1
    assert read(tmp_path / "cluster").equals(read(tmp_path / "alone"))
