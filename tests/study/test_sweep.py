"""A sweep, whatever happens to it: nothing lost, nothing twice, and the same bytes as if nothing had happened."""

import contextlib
import errno
import os
import random
import signal
import time

import psutil
import pytest

from sim.model import FunnelModel
from sim.spec.errors import SpecError
from sim.spec.paths import CONFIGS
from sim.study import chunks, load, store
from sim.study.design import points
from sim.study.store import read
from sim.study.sweep import Shard, Swept, local, swept
from tests.study.drivers import REPLICATIONS, SMALL_CHUNKS, small_sweep, started

RUNS = 2 * REPLICATIONS
KILLS = int(os.environ.get("TRUCE_KILLS", "5"))
"""Moments at which drivers are killed; more with TRUCE_KILLS=50."""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "SECONDS", SMALL_CHUNKS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The table of a sweep in one process to which nothing happened."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert swept(small_sweep(), folder, local(1)) == Swept(RUNS, 0, 0)
    return read(folder)


def finished(folder):
    """The table after the sweep has gone on to its end."""
    ended = swept(small_sweep(), folder, local(1))
    assert (ended.failed, ended.left) == (0, 0)
    assert not list((folder / "runs").glob(".*"))
    return read(folder)


def workers_of(driver):
    """The processes that carry out its chunks."""
    found = []
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(driver.pid).children():
            if "popen_loky" in " ".join(child.cmdline()):
                found.append(child)
    return found


def files(folder):
    return sorted(path.name for path in (folder / "runs").glob("*.parquet"))


def test_each_run_is_there_once_with_its_seed_and_year(undisturbed, tmp_path):
    swept(small_sweep(), tmp_path, local(1))
    frame = load(tmp_path)
    assert list(frame.columns[:6]) == ["company", "policy", "scale", "warmup_years", "years", "replication"]
    assert len(frame) == RUNS
    assert frame.groupby("policy", observed=True)["seed"].apply(list).tolist() == [list(range(REPLICATIONS))] * 2
    one = frame.query("policy == 'silos' and replication == 3").iloc[0]
    spec = small_sweep().points[0]
    run = FunnelModel(chunks.specified(spec.choices, 3)).run()
    assert one["revenue"] == run.annual["revenue"].iloc[0]
    assert one["blame"] == pytest.approx(run.trust["blame"].mean())


def test_two_processes_and_four_shards_give_the_same_table(undisturbed, tmp_path):
    assert swept(small_sweep(), tmp_path / "two", local(2)).made == RUNS
    assert read(tmp_path / "two").equals(undisturbed)
    made = [swept(small_sweep(shard=Shard(k, 4)), tmp_path / "shards", local(1)).made for k in (1, 2, 3, 4)]
    assert sum(made) == RUNS
    assert min(made) > 0
    assert read(tmp_path / "shards").equals(undisturbed)


def test_what_is_there_is_not_run_again_and_more_replications_add_what_is_missing(tmp_path):
    few = small_sweep(replications=4)
    assert swept(few, tmp_path, local(1)).made == 8
    assert swept(few, tmp_path, local(1)) == Swept(0, 0, 0)
    assert swept(small_sweep(), tmp_path, local(1)).made == RUNS - 8


def test_whatever_is_killed_at_any_moment_no_chunk_that_ended_is_lost(undisturbed, tmp_path):
    seed = random.randrange(2**32)
    dice, round_, before = random.Random(seed), 0, 0
    for _ in range(KILLS):
        folder = tmp_path / str(round_)
        workers = dice.choice((1, 2))
        driver = started(folder, workers)
        time.sleep(dice.uniform(0.0, 0.8 if workers == 1 else 3.0))
        victims = [psutil.Process(driver.pid), *workers_of(driver)]
        dice.choice(victims).kill()
        driver.join()
        assert not psutil.wait_procs(victims, timeout=10.0)[1], seed
        kept = len(files(folder))
        assert kept >= before, seed
        before = kept
        if kept >= RUNS // 4:  # nearly all is there: begin another one
            assert finished(folder).equals(undisturbed), seed
            round_, before = round_ + 1, 0
    assert finished(tmp_path / str(round_)).equals(undisturbed), seed


def test_a_killed_worker_s_chunk_is_carried_out_again(undisturbed, tmp_path):
    driver = started(tmp_path, workers=2)
    deadline = time.monotonic() + 60.0
    killed = 0
    while killed < 2 and driver.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
        workers = workers_of(driver)
        if len(files(tmp_path)) > killed and workers:
            workers[0].kill()
            killed += 1
    driver.join()
    assert driver.exitcode == 0
    assert killed
    assert read(tmp_path).equals(undisturbed)


def test_two_drivers_on_one_folder_lose_and_double_nothing(undisturbed, tmp_path):
    drivers = [started(tmp_path), started(tmp_path)]
    for driver in drivers:
        driver.join()
    assert [driver.exitcode for driver in drivers] == [0, 0]
    assert read(tmp_path).equals(undisturbed)


def test_ctrl_c_lets_what_is_under_way_end_and_the_same_command_goes_on(undisturbed, tmp_path):
    driver = started(tmp_path)
    while not files(tmp_path):
        time.sleep(0.01)
    os.kill(driver.pid, signal.SIGINT)
    driver.join()
    assert driver.exitcode == 0
    assert 0 < len(files(tmp_path)) < RUNS // 2
    assert finished(tmp_path).equals(undisturbed)


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "half written"])
def test_torn_files_are_noticed_and_made_again(undisturbed, tmp_path, capsys, harm):
    swept(small_sweep(), tmp_path, local(1))
    path = tmp_path / "runs" / files(tmp_path)[1]
    content = bytearray(path.read_bytes())
    if harm == "half written":
        path.rename(path.parent / f".{path.name}.999999999.tmp")
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes({"cut": content[: len(content) // 2], "flipped": content, "emptied": b""}[harm])
        with pytest.raises(SpecError, match=r"torn; run the sweep again"):
            read(tmp_path)
    assert finished(tmp_path).equals(undisturbed)
    assert ("torn; its runs are made again" in capsys.readouterr().err) == (harm != "half written")


def test_a_full_disk_ends_it_with_what_has_ended_kept(undisturbed, tmp_path, monkeypatch):
    written = 0

    def full(path, write):
        nonlocal written
        written += 1
        if written == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        keep(path, write)

    keep = store.write_whole
    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(OSError, match="No space left on device"):
        swept(small_sweep(), tmp_path, local(1))
    monkeypatch.setattr(store, "write_whole", keep)
    assert len(files(tmp_path)) == 2  # the first thing written is the version
    assert finished(tmp_path).equals(undisturbed)


def test_a_run_that_fails_is_a_row_and_stops_no_other(undisturbed, tmp_path, monkeypatch):
    run = FunnelModel.run

    def failing(model):
        if model.spec.seed == 3 and model.spec.timeline[0].policy.name == "silos":
            raise ZeroDivisionError("no reps")
        return run(model)

    monkeypatch.setattr(FunnelModel, "run", failing)
    assert swept(small_sweep(), tmp_path, local(1)) == Swept(RUNS, 1, 0)
    (row,) = load(tmp_path, failures=True).to_dict("records")
    assert (row["policy"], row["replication"], row["seed"]) == ("silos", 3, 3)
    assert row["error"].rstrip().endswith("ZeroDivisionError: no reps")
    assert len(load(tmp_path)) == RUNS - 1
    assert swept(small_sweep(), tmp_path, local(1)) == Swept(0, 0, 0)
    monkeypatch.setattr(FunnelModel, "run", run)
    assert swept(small_sweep(), tmp_path, local(1), retry=True) == Swept(1, 0, 0)
    assert read(tmp_path).equals(undisturbed)


def test_a_file_that_changes_meanwhile_is_not_run_as_something_else(tmp_path):
    mine = tmp_path / "mine.yaml"
    text = (CONFIGS / "policy" / "silos.yaml").read_text(encoding="utf-8").replace("name: silos", "name: mine")
    mine.write_text(text, encoding="utf-8")
    (point,) = points([{"company": "small", "policy": str(mine), "scale": 0.02, "years": 1}], 0, 1)
    mine.write_text(text.replace("routing: territory", "routing: balanced"), encoding="utf-8")
    ended = swept(small_sweep(points=[point], replications=1), tmp_path / "store", local(1))
    assert ended == Swept(1, 1, 0)
    assert "has changed since the sweep began" in load(tmp_path / "store", failures=True)["error"].iloc[0]


def test_versions_are_never_mixed(tmp_path, monkeypatch):
    swept(small_sweep(replications=1), tmp_path, local(1))
    here = store.model_version()
    monkeypatch.setattr(store, "model_version", lambda: {**here, "sources": "another"})
    with pytest.raises(SpecError, match="its runs are of another version: sources"):
        swept(small_sweep(), tmp_path, local(1))
    assert len(load(tmp_path)) == 2


def test_a_folder_of_other_things_is_no_store(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(SpecError, match=r"holds thesis.txt and is no store of runs"):
        swept(small_sweep(), tmp_path, local(1))
    with pytest.raises(SpecError, match="no store of runs"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4"])
def test_shards_are_parts_of_a_whole(text):
    with pytest.raises(SpecError, match=f"shard = {text}: must be k/n"):
        Shard.parse(text)
