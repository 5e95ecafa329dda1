"""The model's description is kept true: names are the code's, tables are made from it, the order is that of a step."""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest

from sim.contract import LOSSES, REASONS, SOURCES, TABLES, TOUCHES
from sim.crowd.calendar import Event
from sim.draws import Purpose
from sim.model import FunnelModel
from sim.records.leaks import CAUSES
from sim.report import describe
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.facts import load_facts
from sim.spec.keys import fields, groups, values
from sim.spec.load import names
from sim.spec.policy import PolicySpec
from sim.spec.switches import SWITCHES
from sim.stages import STAGES

PACKAGE = Path(describe.__file__).parents[1]
ODD = (PACKAGE / "ODD.md").read_text(encoding="utf-8")
BY_HAND = re.sub(r"<!-- generated: .*?<!-- end -->", "", ODD, flags=re.DOTALL)
SPECS = (CompanySpec, PolicySpec, BehaviourSpec)
KEYS = [key for spec in SPECS for key in values(spec)]
IDENTIFIER = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)`")


def says(word: str, text: str = BY_HAND) -> bool:
    """Whether ``text`` has ``word`` as a whole name, not as a part of a longer or a dotted one."""
    return re.search(rf"(?<![\w.]){re.escape(word)}(?![\w]|\.\w)", text) is not None


@cache
def code() -> tuple[set[str], dict[str, set[str]]]:
    """All identifiers of the package, and the members of each class, inherited ones aside."""
    found: set[str] = set()
    members: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= identifiers(tree) | {path.stem}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                members[node.name] = identifiers(node)
    return found, members


def identifiers(tree: ast.AST) -> set[str]:
    """Names that ``tree`` defines or uses."""
    found = set()
    for node in ast.walk(tree):
        for kind, field in ((ast.Name, "id"), (ast.Attribute, "attr"), (ast.arg, "arg"), (ast.keyword, "arg")):
            if isinstance(node, kind):
                found.add(getattr(node, field))
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
    return found


@cache
def vocabulary() -> set[str]:
    """Words that are data in the code: stages, reasons, tables, options of levers, names in the catalogue, facts."""
    columns = {column.name for table in TABLES.values() for column in table}
    facts = {word for fact in load_facts() for word in (fact.id, fact.role)}
    catalogue = {name for group in ("company", "policy", "behaviour") for name in names(group)}
    options = {word for field in fields(PolicySpec).values() for word in get_args(field.annotation)}
    words = {*STAGES, *REASONS, *SOURCES, *TOUCHES, *LOSSES, *CAUSES, *TABLES, *SWITCHES}
    return words | columns | facts | catalogue | options


def exists(name: str) -> bool:
    """Whether ``name`` is a word of the model or an identifier of the code; of a class, also one of its members."""
    found, members = code()
    first, _, rest = name.partition(".")
    if name in KEYS or name in vocabulary():
        return True
    if first in TABLES and rest:
        return rest in vocabulary()
    if first == "sim" and rest:
        return find_spec(name) is not None
    if first in members and rest:
        return rest in members[first]
    return all(part in found for part in name.split("."))


def test_every_name_in_code_type_exists():
    assert [name for name in dict.fromkeys(IDENTIFIER.findall(ODD)) if not exists(name)] == []


def test_a_name_that_is_not_there_would_be_found():
    assert not exists("Rep.charm")
    assert not exists("handoff.sla_weeks")
    assert not exists("sim.luck")


def test_every_key_in_an_equation_exists():
    heads = "|".join(group for spec in SPECS for group in groups(spec))
    written = set(re.findall(rf"(?<![\w.])(?:{heads})\.[a-z_]+", BY_HAND))
    assert written - set(KEYS) == set()


@pytest.mark.parametrize("spec", SPECS)
def test_every_value_has_its_rule_in_the_text(spec):
    assert [key for key in values(spec) if not says(key)] == []


def test_every_stage_reason_source_purpose_and_event_is_named():
    words = [*STAGES, *REASONS, *SOURCES, *LOSSES, *Purpose._fields, *(event.name for event in Event)]
    assert [word for word in words if f"`{word}`" not in ODD] == []


def test_the_phases_are_those_of_the_model():
    phases = re.findall(r"^ *(\d\. .*)$", FunnelModel.__doc__ or "", flags=re.MULTILINE)
    assert len(phases) == 6
    assert "\n".join(phases) in ODD


class _Calls(ast.NodeVisitor):
    """Calls in the order in which they are made: what is inside the brackets first."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            self.found.append(ast.unparse(node.func).removeprefix("self."))


def _calls(path: Path, function: str) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (found,) = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)
    calls = _Calls()
    calls.visit(found)
    return calls.found


def test_the_schedule_is_that_of_the_model_and_of_the_crowd():
    week, phases = _calls(PACKAGE / "model.py", "_live"), _calls(PACKAGE / "crowd" / "agents.py", "live")
    week.remove("recorder.day")
    week[week.index("crowd.live") + 1 : week.index("crowd.live") + 1] = phases
    _, _, schedule = ODD.partition("| phase | call |")
    assert re.findall(r"^\| [^|]*\| `([\w.]+)` \|", schedule.partition("\n\n")[0], flags=re.MULTILINE) == week


@pytest.mark.parametrize("page", describe.PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_the_generated_parts_are_up_to_date(page):
    told = page.read_text(encoding="utf-8")
    assert describe.filled(told) == told, "run: python -m sim.report.describe"


def test_a_generated_part_that_nothing_makes_is_refused():
    with pytest.raises(KeyError, match="weather"):
        describe.filled("<!-- generated: weather -->\n<!-- end -->")
