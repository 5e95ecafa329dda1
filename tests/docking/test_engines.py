"""Two engines, one model: the agents and the columns leave equal records, bit by bit."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sim.columns.view import KEPT
from sim.exchange import RepPlan, RepTally
from sim.model import FunnelModel
from sim.people.rep import Rep
from sim.records.difference import first_difference
from sim.records.run import Run
from sim.spec.experiment import ExperimentSpec
from sim.spec.policy import PolicySpec
from sim.spec.switches import SWITCHES
from tests import builders
from tests.conftest import SCALES
from tests.properties.strategies import experiments

SEEDS = (1, 2)
TIMELINES = {
    "small": [(0, "founder_led"), (65, "distinct_marketing"), (130, "lane_crossing")],
    "mid": [(0, "sales_led"), (130, "fractional_cmo")],
    "large": [(0, "silos"), (65, "open_feud"), (130, "dual_mandate")],
}


def both(spec: ExperimentSpec, people: dict[str, type] | None = None) -> tuple[Run, Run]:
    """The same run by each engine, every touch written down."""
    one, other = (spec.model_copy(update={"engine": engine}) for engine in ("agents", "columns"))
    return FunnelModel(one, people, "activities").run(), FunnelModel(other, people, "activities").run()


def assert_docked(spec: ExperimentSpec, people: dict[str, type] | None = None) -> None:
    """Raise ``AssertionError`` with the first record that differs, if one does."""
    agents, columns = both(spec, people)
    apart = [name for name in agents.tables if not agents.tables[name].equals(columns.tables[name])]
    assert not apart, (apart, first_difference(agents, columns))


@pytest.mark.parametrize("policy", builders.POLICIES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_every_policy_in_every_size(company: str, policy: str) -> None:
    assert_docked(builders.spec(company, policy, warmup_years=1, scale=SCALES[company]))


@pytest.mark.parametrize("company", TIMELINES)
def test_policies_one_after_the_other(company: str) -> None:
    assert_docked(builders.spec(company, TIMELINES[company], warmup_years=1, scale=SCALES[company], seed=3))


def test_seats_that_come_and_go() -> None:
    more: Any = [(0, builders.policy("sales_led", {"team.extra_reps": 1.5})), (65, "sales_led"), (130, "founder_led")]
    leave = {"career.turnover": 1.5, "change.delay_weeks": 0}
    assert_docked(builders.spec("toy", more, habits=leave))


class Eager(Rep):
    """Means to call every lead."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        plan = super().decide(policy, seen)
        plan.follow = 1.0
        return plan


def test_people_of_one_s_own() -> None:
    assert_docked(builders.spec("toy", "lane_crossing"), {"rep": Eager})


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch(switch: str) -> None:
    assert_docked(builders.spec("toy", "lane_crossing", without=[switch]))


@pytest.mark.parametrize("policy", ["fractional_cmo", "open_feud"])
def test_what_each_account_remembers(policy: str) -> None:
    """State, not only records: equal too, where real-valued within 1e-9."""
    spec = builders.spec("toy", policy, habits={"career.turnover": 1.0})
    agents, columns = (FunnelModel(spec.model_copy(update={"engine": name})) for name in ("agents", "columns"))
    for model in (agents, columns):
        model.run()
    assert len(columns.crowd.prospects) == len(agents.crowd.prospects)
    for one, other in zip(agents.crowd.prospects, columns.crowd.prospects, strict=True):
        for name in (*KEPT, "stage", "in_window", "contract", "fit", "value"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=0.0, abs=1e-9), (one.index, name)


@settings(max_examples=12)
@given(experiments())
def test_anything_that_can_be_specified(spec: ExperimentSpec) -> None:
    assert_docked(spec)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("policy", builders.POLICIES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_every_policy_in_every_size_for_years(company: str, policy: str, seed: int) -> None:
    assert_docked(builders.spec(company, policy, years=2, warmup_years=1, scale=SCALES[company], seed=seed))


@pytest.mark.slow
@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_every_switch_in_every_size(company: str, switch: str) -> None:
    usual = builders.company(company).typical
    assert_docked(builders.spec(company, usual, warmup_years=1, scale=SCALES[company], seed=5, without=[switch]))


def test_days_one_by_one_are_the_run() -> None:
    spec = builders.spec("toy", "fractional_cmo", engine="columns")
    model = FunnelModel(spec)
    for _ in range(103):
        model.step()
    by_hand, whole = model.run(), FunnelModel(spec).run()
    assert all(by_hand.tables[name].equals(whole.tables[name]) for name in whole.tables)


UNCOMPILED = """
import sys
from tests import builders
few = {"market.accounts": 300, "market.customers": 30}
builders.run("toy", "lane_crossing", team=few, engine="columns").save(sys.argv[1])
"""


FREED = """
import gc
from numba.core.runtime import _nrt_python, rtsys
_nrt_python.memsys_enable_stats()
from tests import builders
builders.run("toy", "lane_crossing", engine="columns")
gc.collect()
before = rtsys.get_allocation_stats()
builders.run("toy", "lane_crossing", engine="columns")
gc.collect()
after = rtsys.get_allocation_stats()
print(after.mi_alloc - before.mi_alloc, after.mi_free - before.mi_free)
"""


def test_every_array_that_a_rule_makes_is_freed() -> None:
    here = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "TRUCE_UNCOMPILED": "0"}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FREED], env=os.environ | here, check=True, cwd=root, capture_output=True, text=True
    )
    made, freed = map(int, done.stdout.split())
    assert made > 1000
    assert freed == made


def test_compiled_rules_are_the_python_that_they_are(tmp_path: Path) -> None:
    """The same bytes compiled and not."""
    here = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for name, mode in (("compiled", "0"), ("plain", "1")):
        subprocess.run(
            [sys.executable, "-c", UNCOMPILED, tmp_path / name],
            env=os.environ | here | {"TRUCE_UNCOMPILED": mode},
            check=True,
            cwd=Path(__file__).parents[2],
        )
    files = sorted(path.name for path in (tmp_path / "plain").glob("*.parquet"))
    assert len(files) == 5
    for name in files:
        assert (tmp_path / "plain" / name).read_bytes() == (tmp_path / "compiled" / name).read_bytes()
