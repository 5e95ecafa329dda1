"""Runs the marked tests against each mutant, in a child of its own that the first failure ends.

The tests are the repository's own, collected once by pytest. A child whose rule never ends is stopped when far more
processor time has passed since a day began than without a mutant ever does: the clock of the process and not of the
machine, so that a busy machine changes nothing.
"""

import inspect
import os
import pickle
import pkgutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

import sim.columns
from sim.model import FunnelModel
from tests.mutation.mutants import Mutant

PATIENCE = 10.0
"""How many times longer than without a mutant a day may take, and a second, until its rule counts as endless."""
DOCKING = "tests/docking/"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: the first test that noticed it, or None."""

    mutant: Mutant
    noticed_by: str | None

    @property
    def by_theory(self) -> bool:
        """Whether it took no second engine to notice it."""
        return self.noticed_by is not None and not self.noticed_by.startswith(DOCKING)


class EndlessError(BaseException):
    """A rule goes on and on; no test may take it for an ordinary error."""


class Check:
    """A plugin of pytest that takes the place of its loop over tests."""

    def __init__(self, mutants: Sequence[Mutant], workers: int, tell: Callable[[Verdict], None]) -> None:
        """As many children as ``workers`` at once; ``tell`` hears each verdict as soon as there is one."""
        self.mutants, self.workers, self.tell = mutants, workers, tell
        self.children: dict[int, tuple[Mutant, int]] = {}
        self.noticed: dict[str, str] = {}
        self.beat, self.longest = 0.0, 0.0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """First all tests without a mutant, which must pass and show how long days take; then each mutant."""
        session.config.option.tbstyle = "native"  # nobody reads them, and long ones take longer than the tests
        _lay_bare()
        items, took = session.items, dict[str, float]()
        _passes(items[0])  # loads all that is loaded once
        self.beat = time.process_time()
        self._at_each_day(self._measure)
        for item in items:
            started = time.process_time()
            if not _passes(item):
                raise pytest.UsageError(f"{item.nodeid} fails without a mutant")
            took[item.nodeid] = time.process_time() - started
            self._measure()
        items = sorted(items, key=lambda item: (item.nodeid.startswith(DOCKING), took[item.nodeid]))
        self._at_each_day(self._wait_no_longer)
        for mutant in self.mutants:
            if len(self.children) == self.workers:
                self._wait()
            self._start(mutant, items)
        while self.children:
            self._wait()
        return True

    def _start(self, mutant: Mutant, items: Sequence[pytest.Item]) -> None:
        """Let a child in which the rule is the ``mutant`` look for the first of ``items`` that fails."""
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            self.children[child] = mutant, reading
            return
        mutant.infect()
        signal.signal(signal.SIGPROF, _stop)
        before = self.noticed.get(mutant.rule)  # who noticed the rule's last mutant is likely to notice this one
        order = sorted(items, key=lambda item: item.nodeid != before)
        failing = next((item.nodeid for item in order if not self._passes_in_time(item)), None)
        os.write(writing, pickle.dumps(failing))
        os._exit(0)

    def _wait(self) -> None:
        child, _ = os.wait()
        mutant, reading = self.children.pop(child)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        verdict = Verdict(mutant, pickle.loads(told) if told else "the end of the process")
        if verdict.by_theory:
            self.noticed[mutant.rule] = str(verdict.noticed_by)
        self.tell(verdict)

    def _passes_in_time(self, item: pytest.Item) -> bool:
        self._wait_no_longer()
        passed = _passes(item)
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        return passed

    # ------------------------------------------------------------------ time

    def _at_each_day(self, call: Callable[[], None]) -> None:
        live = inspect.unwrap(FunnelModel._live)

        def begin(model: FunnelModel, until: int) -> None:
            call()
            live(model, until)

        begin.__wrapped__ = live  # type: ignore[attr-defined]
        FunnelModel._live = begin  # type: ignore[method-assign]

    def _measure(self) -> None:
        now = time.process_time()
        self.beat, self.longest = now, max(self.longest, now - self.beat)

    def _wait_no_longer(self) -> None:
        """Raise ``EndlessError`` unless this is called again before too much processor time has passed."""
        signal.setitimer(signal.ITIMER_PROF, 1.0 + PATIENCE * self.longest)


def _stop(*_: Any) -> None:
    raise EndlessError


def _passes(item: pytest.Item) -> bool:
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))


def _lay_bare() -> None:
    """Set NumPy's ways with errors once, and not in each call of a rule, which takes a quarter of the time."""
    np.seterr(over="ignore", divide="raise", invalid="raise")
    for module in pkgutil.iter_modules(sim.columns.__path__, "sim.columns."):
        names = vars(import_module(module.name))
        for name, value in names.items():
            if inspect.isfunction(value) and value.__module__.startswith("sim.columns."):
                names[name] = inspect.unwrap(value)
