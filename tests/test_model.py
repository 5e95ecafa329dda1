"""The model as a whole: laws of every run, same bytes for the same specification, names that mean nothing."""

import ast
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

import sim.model
from sim.exchange import MarketerPlan, MarketingTally, RepPlan, RepTally
from sim.model import FunnelModel
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.records.run import Run
from sim.spec.errors import SpecError
from sim.spec.policy import LeaderSpec, PolicySpec
from sim.stages import Stage
from tests import builders
from tests.properties import laws

TABLES = ("moves", "days", "people", "books", "missed")
CATALOGUE = [(company, policy) for company in ("toy", *builders.COMPANIES) for policy in builders.POLICIES]

CatalogueRun = Callable[[str, str], Run]


def same(one: Run, other: Run) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in TABLES)


# ---------------------------------------------------------------------- laws


@pytest.mark.parametrize(("company", "policy"), CATALOGUE)
def test_every_law_holds_across_the_catalogue(catalogue_run: CatalogueRun, company: str, policy: str) -> None:
    laws.check_all(catalogue_run(company, policy))


@pytest.mark.parametrize(("company", "policy"), CATALOGUE)
def test_our_people_ask_for_no_more_than_their_week(catalogue_run: CatalogueRun, company: str, policy: str) -> None:
    people = catalogue_run(company, policy).people
    assert people["asked"].sum() > 0.0
    assert people["clipped"].sum() < 0.01 * people["asked"].sum()


def test_laws_hold_over_three_years_and_many_reps() -> None:
    laws.check_all(builders.run(rules="lane_crossing", years=3, warmup_years=1, team={"team.reps": 7}))


def test_agents_end_where_the_records_say() -> None:
    model = builders.stepped(130, rules="fractional_cmo")
    prospects = model.crowd.prospects
    last = model.recorder.tables()["days"].to_pylist()[-1]
    for stage in Stage:
        assert last[stage.name.lower()] == sum(prospect.stage == stage for prospect in prospects)
    assert sum(prospect.contract for prospect in prospects) == model.crowd.roster.recurring


def test_the_funnel_is_not_idle(catalogue_run: CatalogueRun) -> None:
    moves = catalogue_run("toy", "lane_crossing").moves
    seen = {reason for policy in builders.POLICIES for reason in catalogue_run("toy", policy).moves["reason"]}
    assert seen == set(moves["reason"].cat.categories)  # every reason of the contract happens somewhere


# ---------------------------------------------------------------------- sameness

DIGEST = """
import hashlib, sys
from pathlib import Path
from tests import builders
folder = builders.run("mid", "lane_crossing", scale=0.02).save(sys.argv[1])
print(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(Path(folder).iterdir())))
"""


def test_same_bytes_whatever_the_process_the_hash_seed_and_the_compiler(tmp_path: Path) -> None:
    here = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    settings = [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, {"PYTHONHASHSEED": "3", "TRUCE_UNCOMPILED": "1"}]
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST, tmp_path / str(number)],
            env=os.environ | here | setting,
            capture_output=True,
            check=True,
            text=True,
            cwd=Path(__file__).parents[1],
        ).stdout
        for number, setting in enumerate(settings)
    }
    assert len(digests) == 1
    assert hashlib.sha256((tmp_path / "0" / "books.parquet").read_bytes()).hexdigest() in digests.pop()


def test_two_models_in_one_process_do_not_disturb_each_other() -> None:
    spec = builders.spec(rules="lane_crossing")
    alone = FunnelModel(spec).run()
    first, second = FunnelModel(spec), FunnelModel(spec)
    for _ in range(spec.days):
        first.step()
        second.step()
    assert same(alone, first.run())
    assert same(alone, second.run())


@pytest.mark.parametrize("seed", range(20))
def test_a_policy_and_a_company_by_another_name_are_the_same(seed: int) -> None:
    anonymous = {"name": "zzz", "title": "?", "claims": ()}
    unknown = {"name": "aaa", "title": "?", "cures": ()}
    one = builders.run(seed=seed)
    other = builders.run(seed=seed, levers=anonymous, team=unknown)
    assert same(one, other)


def test_a_timeline_may_name_the_same_policy_twice() -> None:
    policy = builders.policy("fractional_cmo")
    again = builders.policy("fractional_cmo", {"name": "again"})
    assert same(builders.run(rules=policy), builders.run(rules=[(0, policy), (130, again)]))


def test_another_seed_is_another_run() -> None:
    assert not same(builders.run(seed=1), builders.run(seed=2))


# ---------------------------------------------------------------------- names

RULES = sorted(
    path
    for path in Path(sim.model.__file__).parent.rglob("*.py")
    if path.relative_to(Path(sim.model.__file__).parent).parts[0]
    not in {"spec", "study", "report", "cli.py", "cli", "__main__.py", "__init__.py"}
)
KINDS = set(get_args(LeaderSpec.model_fields["kind"].annotation))
"""What a leader can be: lever values, although one of them is a policy's name as well."""
NAMES = (set(builders.POLICIES) | set(builders.COMPANIES)) - KINDS
LABELS = {"name", "title", "claims", "typical", "cures", "sources"}
"""What a specification says of itself, and no rule may read."""


def _labels_read(tree: ast.AST) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in LABELS
        and any(word in ast.unparse(node.value) for word in ("policy", "company", "spec"))
    ]


@pytest.mark.parametrize("path", RULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_rule_reads_a_name(path: Path) -> None:
    tree = ast.parse(path.read_text())
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not texts & NAMES
    assert not _labels_read(tree)


def test_the_search_for_names_would_find_one() -> None:
    assert _labels_read(ast.parse("if crowd.policy.name == 'sales_led': pass")) == ["crowd.policy.name"]
    assert {path.name for path in RULES} >= {"firm.py", "rep.py", "handoff.py", "prospect.py"}


# ---------------------------------------------------------------------- steps and people


def test_steps_by_hand_are_the_run() -> None:
    stepped = builders.stepped(100, rules="fractional_cmo")
    assert stepped.day == 100
    assert same(stepped.run(), builders.run(rules="fractional_cmo"))


AT_ONCE = {"change.delay_weeks": 0}


def test_the_warm_up_runs_under_the_typical_policy_unless_told_otherwise() -> None:
    cure = builders.run(rules="fractional_cmo", warmup_years=1, habits=AT_ONCE)
    typical = builders.run(rules="sales_led", warmup_years=1, habits=AT_ONCE)
    early = builders.run(rules="fractional_cmo", warmup_years=1, reading="from_start", habits=AT_ONCE)
    for name, unit in (("moves", "day"), ("days", "day"), ("books", "day"), ("people", "week")):
        until = 260 if unit == "day" else 52
        one, other, third = (getattr(run, name).query(f"{unit} < {until}") for run in (cure, typical, early))
        assert one.equals(other)
        assert not one.equals(third)


@pytest.mark.parametrize(("day", "delay"), [(130, 0), (5, 0), (100, 6)])
def test_a_timeline_is_its_first_policy_until_the_second_has_come_into_force(day: int, delay: int) -> None:
    policy, later = builders.policy("sales_led"), builders.policy("fractional_cmo")
    habits, until = {"change.delay_weeks": delay}, day + 5 * delay
    first = builders.run(rules=policy, warmup_years=1, habits=habits)
    both = builders.run(rules=[(0, policy), (day, later)], warmup_years=1, habits=habits)
    for name in ("moves", "days", "books"):
        one, other = (getattr(run, name) for run in (first, both))
        assert one[one["day"] < 260 + until].equals(other[other["day"] < 260 + until])
    assert (both.books["leadership"].to_numpy() > 0).tolist() == [False] * (260 + until) + [True] * (260 - until)
    (changed,) = both.books.loc[both.books["change"] > 0, "day"]
    assert changed == 260 + until


def test_the_first_policy_of_a_run_without_a_warm_up_holds_at_once() -> None:
    books = builders.run(rules="fractional_cmo", habits={"change.delay_weeks": 8}).books
    assert (books["leadership"] > 0).all()
    assert (books["change"] == 0).all()


class Skeptic(Rep):
    """Never plans an hour for marketing's leads."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        plan = super().decide(policy, seen)
        return RepPlan(plan.opportunities, 0.0, plan.leads + plan.prospecting, 0.0, plan.weight_of_data)


class Workaholic(Rep):
    """Asks for ten times the week."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        return RepPlan(5 * self.hours, 3 * self.hours, 2 * self.hours, 1.0, 0.0)


class Dreamer(Marketer):
    """Wants everything at once."""

    def decide(self, policy: PolicySpec, seen: MarketingTally) -> MarketerPlan:
        plan = super().decide(policy, seen)
        plan.brand += self.hours
        return plan


class Denier(Rep):
    """Plans hours that do not exist."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        return RepPlan(-1.0, 0.0, 1.0, 0.0, 0.0)


def test_a_rep_who_never_plans_for_leads_calls_none() -> None:
    assert builders.run().days["calls"].sum() > 0
    assert builders.run(people={"rep": Skeptic}).days["calls"].sum() == 0


def test_whoever_asks_for_too_much_is_clipped_evenly_and_it_is_recorded() -> None:
    everybody = {"rep": Workaholic, "marketer": Dreamer}
    run = builders.run(rules="fractional_cmo", people=everybody, habits={"career.ramp_months": 0.0})
    laws.check_all(run)
    reps = run.people[run.people["role"] == "rep"]
    week = 40.0 * run.spec.company.team.selling_share
    meetings = reps["hours_meetings"]
    assert (reps["asked"] - 10.0 * week - meetings).abs().max() < 1e-9
    assert (reps["clipped"] - 9.0 * week - meetings).abs().max() < 1e-9
    assert (reps["hours_opportunities"] - 0.5 * (week - meetings)).abs().max() < 1e-9
    assert (run.people[run.people["role"] == "marketer"]["clipped"] > 0.0).all()


def test_negative_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="no number from 0"):
        builders.run(people={"rep": Denier})


@pytest.mark.parametrize(
    ("people", "words"),
    [({"prospect": Rep}, "no role 'prospect'"), ({"rep": Marketer}, "subclass of"), ({"rep": "Rep"}, "subclass of")],
)
def test_people_who_are_none_are_refused(people: dict[str, type], words: str) -> None:
    with pytest.raises(SpecError, match=words):
        FunnelModel(builders.spec(), people)
