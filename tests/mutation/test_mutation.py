"""The mutation check itself: it breaks every rule, notices what tests notice, and passes what is not broken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import DECORATORS, Mutant, mutants

ROOT = Path(__file__).parents[2]
CHECK = """
import os, sys
os.environ["TRUCE_UNCOMPILED"] = "1"
import pytest
from tests.mutation.check import Check
from tests.mutation.mutants import mutants
tell = lambda verdict: print(verdict.mutant.name, "|", verdict.noticed_by)
check = Check(mutants(lambda rule: rule in {"prospect.open_to_offers", "calendar.take_windows"}), 2, tell)
sys.exit(pytest.main(["-m", "mutation", "-p", "no:terminal", "-p", "no:cacheprovider", "-s", sys.argv[1]], [check]))
"""
TESTS = """
import pytest
from sim.columns.prospect import open_to_offers
from sim.stages import Stage

@pytest.mark.mutation
def test_offers():
    assert [stage for stage in Stage if open_to_offers(stage)] == [Stage.MARKET, Stage.RECYCLED]
"""


@pytest.fixture(scope="module")
def found() -> list[Mutant]:
    return mutants()


def test_every_rule_is_broken(found: list[Mutant]) -> None:
    rules = {mutant.rule for mutant in found}
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "sim" / "columns").glob("*.py")))
    assert len(rules) == sum(source.count(f"\n@{decorator}\n") for decorator in DECORATORS)
    assert {mutant.kind for mutant in found} == {"sign", "threshold", "update"}


def test_names_tell_mutants_apart_and_those_called_equivalent_are_there(found: list[Mutant]) -> None:
    names = [mutant.name for mutant in found]
    assert len(set(names)) == len(names)
    assert set(EQUIVALENT) <= set(names)
    assert all(EQUIVALENT.values())


def test_a_broken_rule_is_noticed_if_a_test_looks_at_it(tmp_path: Path) -> None:
    (tmp_path / "test_rules.py").write_text(TESTS)
    here = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECK, tmp_path],
        env=here,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told = dict(line.rsplit(" | ", 1) for line in done.stdout.splitlines())
    offers = {name: by for name, by in told.items() if name.startswith("prospect.open_to_offers: ")}
    assert len(offers) >= 5
    assert all(by.endswith("test_rules.py::test_offers") for by in offers.values())
    assert {by for name, by in told.items() if name not in offers} == {"None"}
