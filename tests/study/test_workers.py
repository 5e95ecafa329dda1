"""Results come in the order asked for, from any number of processes, and progress is told where it helps."""

import io
import os
import signal
import sys
import time
from functools import partial

import pytest

from sim.study import progress
from sim.study.workers import as_they_end, run_all


def late_if_even(number):
    """The square, the even ones a little later; and how many threads a numeric library would take."""
    time.sleep(0.05 if number % 2 == 0 else 0.0)
    return number * number, os.environ.get("OMP_NUM_THREADS"), os.getpid()


def fail_on_three(number):
    if number == 3:
        raise ValueError("three")
    return number


def test_two_processes_give_results_in_order_with_one_thread_each():
    squares, threads, processes = zip(*run_all(range(12), 2, late_if_even, "squares"), strict=True)
    assert squares == tuple(number * number for number in range(12))
    assert set(threads) == {"1"}
    assert os.getpid() not in processes


def test_one_worker_stays_in_this_process():
    squares, _, processes = zip(*run_all(range(3), 1, late_if_even, "squares"), strict=True)
    assert squares == (0, 1, 4)
    assert set(processes) == {os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_task_raises_is_raised_here(workers):
    with pytest.raises(ValueError, match="three"):
        run_all(range(8), workers, fail_on_three, "numbers")


def test_nothing_to_do_is_done():
    assert run_all([], 2, late_if_even, "nothing") == []


def test_short_work_is_silent(capsys):
    assert list(progress.watched(range(5), 5, "runs")) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().err == ""


def test_without_a_terminal_a_line_now_and_then_tells_done_rate_and_time_left(capsys, monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0.0)
    assert list(progress.watched(range(4), 4, "runs")) == [0, 1, 2, 3]
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines] == ["runs: 2 of 4", "runs: 3 of 4", "runs: 4 of 4"]
    assert lines[-1].endswith(" a second, 0 s left")


def test_time_left_is_not_told_by_results_that_come_together(capsys, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])

    def two_by_two():
        for until in (60.0, 60.01, 110.0, 110.01):
            clock[0] = until
            yield until

    assert len(list(progress.watched(two_by_two(), 4, "fits"))) == 4
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["fits: 2 of 4, 0.0 a second, 60 s left", "fits: 3 of 4, 0.0 a second, 25 s left"]


def test_on_a_terminal_a_bar_tells_done_and_rate(monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    assert list(progress.watched(range(4), 4, "runs")) == [0, 1, 2, 3]
    assert "4/4" in terminal.getvalue()
    assert " a second" in terminal.getvalue()


# ---------------------------------------------------------------------- as they end


def never():
    return False


def deadly(number):
    """Kill the own process for 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


@pytest.mark.parametrize("workers", [1, 2])
def test_each_result_comes_once_with_its_task(workers):
    found = dict(as_they_end(range(9), workers, abs, never))
    assert found == {number: number for number in range(9)}


def test_a_task_that_kills_each_of_its_processes_is_given_up_and_no_other_is():
    found = dict(as_they_end(range(6), 2, deadly, never))
    assert found == {0: 0, 1: 1, 2: 4, 3: None, 4: 16, 5: 25}


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_begun_once_it_is_to_stop(workers):
    seen = []
    for ended in as_they_end(range(50), workers, abs, lambda: bool(seen)):
        seen.append(ended.spec)
    assert 1 <= len(seen) <= workers + 1


def test_what_a_task_raises_as_they_end_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(as_they_end([1, 0], 2, partial(divmod, 4), never))
