"""Mutants of the compiled rules: each is one small change of a rule's source, put in place of the rule's code.

Three kinds. *Sign*: plus for minus, times for over, and the other way round. *Threshold*: a comparison moved by its
border or turned round, a constant or a code moved to the next one, a condition turned round, least for most. *Update*:
an assignment to state, or a call made for its effect, left out.
"""

import ast
import copy
import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import shorten
from types import CodeType
from typing import Any

import sim.columns
from sim.columns import codes
from sim.draws import Purpose

DECORATORS = ("compiled", "inner", "lean")
MOVED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
CODES = {name: getattr(codes, name)._fields for name in ("STAGE", "WHY", "SOURCE", "TOUCH", "LOSS")}
CODES["Purpose"] = Purpose._fields
"""Names of constants that are told apart by their number alone."""
EXTREMES = {"min": "max", "max": "min"}
SIGNS = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/"}
SIGNS |= {"Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!="}

type Edit = Callable[[Any], None]
"""Changes a node in place."""


@dataclass(frozen=True)
class Mutant:
    """One change of one rule. ``name`` tells it from all others, and stays when lines move."""

    rule: str
    """Module and function, as ``desk.take_deal``."""
    line: int
    kind: str
    name: str
    build: Callable[[], CodeType]

    def infect(self) -> None:
        """From now on, in this process, the rule is the mutant. Only for rules that run uncompiled."""
        module, _, function = self.rule.partition(".")
        rule = getattr(importlib.import_module(f"sim.columns.{module}"), function)
        inspect.unwrap(rule).__code__ = self.build()


def mutants(wanted: Callable[[str], bool] = lambda rule: True) -> list[Mutant]:
    """All mutants of the ``wanted`` rules, in the order of the source."""
    found: list[Mutant] = []
    for module in sorted(info.name for info in pkgutil.iter_modules(sim.columns.__path__)):
        path = Path(sim.columns.__path__[0]) / f"{module}.py"
        for rule in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(rule, ast.FunctionDef) and _is_rule(rule) and wanted(name := f"{module}.{rule.name}"):
                found += _mutants_of(name, rule, str(path))
    return found


def _is_rule(function: ast.FunctionDef) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id in DECORATORS for decorator in function.decorator_list)


def _mutants_of(rule: str, source: ast.FunctionDef, file: str) -> Iterator[Mutant]:
    seen: Counter[str] = Counter()
    source.decorator_list = []
    for place, (node, statement) in enumerate(_nodes(source)):
        for kind, what, edit in _edits(node, source):
            name = f"{rule}: {what}" if kind == "update" else f"{rule}: {what} in `{_headline(statement)}`"
            seen[name] += 1
            if seen[name] > 1:
                name += f" ({seen[name]})"
            yield Mutant(
                rule,
                getattr(node, "lineno", statement.lineno),
                kind,
                name,
                partial(_changed, source, place, edit, file),
            )


def _nodes(rule: ast.FunctionDef) -> list[tuple[Any, Any]]:
    """Every node of the rule with the statement that it belongs to, always in the same order."""
    found: list[tuple[Any, Any]] = [(rule, rule)]

    def visit(node: ast.AST, statement: ast.AST) -> None:
        inside = node if isinstance(node, ast.stmt) else statement
        found.append((node, inside))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    for statement in rule.body:
        visit(statement, statement)
    return found


def _changed(source: ast.FunctionDef, place: int, edit: Edit, file: str) -> CodeType:
    """The function's code after ``edit`` of the node at ``place``, numbered as in its file."""
    changed = copy.deepcopy(source)
    edit(_nodes(changed)[place][0])
    module = ast.fix_missing_locations(ast.Module([changed], []))
    constants = compile(module, file, "exec").co_consts
    return next(constant for constant in constants if isinstance(constant, CodeType))


# ---------------------------------------------------------------------- what can be changed at a node


def _edits(node: Any, rule: ast.FunctionDef) -> Iterator[tuple[str, str, Edit]]:
    """Kind, description and edit of each change of ``node`` itself, and of the statements right below it."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED:
        yield "sign", *_swap(node.op)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", f"no minus before {ast.unparse(node.operand)}", lambda n: setattr(n, "op", ast.UAdd())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "threshold", f"no not before {ast.unparse(node.operand)}", _turn_operand
    elif isinstance(node, ast.BoolOp):
        yield "threshold", *_swap(node.op)
    elif isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTREMES:
        other = EXTREMES[node.func.id]
        yield "threshold", f"{node.func.id} to {other}", lambda n: setattr(n.func, "id", other)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not _is_row(node, rule):
        moved = not node.value if isinstance(node.value, bool) else node.value + 1
        yield "threshold", f"{node.value} to {moved}", lambda n: setattr(n, "value", moved)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CODES:
        names = CODES[node.value.id]
        following = names[(names.index(node.attr) + 1) % len(names)]
        yield "threshold", f"{node.attr} to {following}", lambda n: setattr(n, "attr", following)
    elif isinstance(node, ast.Assign):
        yield from _pairs(node)
    for field in ("body", "orelse"):
        statements = getattr(node, field, None)
        for place, statement in enumerate(statements if isinstance(statements, list) else []):
            if _is_update(statement, rule):
                yield "update", f"no `{_headline(statement)}`", _leave_out(field, place)


def _swap(operator: ast.AST) -> tuple[str, Edit]:
    other = SWAPPED[type(operator)]()
    return f"{_sign(operator)} to {_sign(other)}", lambda n: setattr(n, "op", other)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, str, Edit]]:
    for place, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        for other in MOVED[type(operator)]:

            def edit(n: Any, place: int = place, other: type[ast.cmpop] = other) -> None:
                n.ops[place] = other()

            yield "threshold", f"{_sign(operator)} to {_sign(other())} before {ast.unparse(right)}", edit


def _pairs(node: ast.Assign) -> Iterator[tuple[str, str, Edit]]:
    """Of several values assigned at once, each to state, one left out."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for place, (one, its) in enumerate(zip(target.elts, value.elts, strict=True)):

            def edit(n: Any, place: int = place) -> None:
                del n.targets[0].elts[place], n.value.elts[place]

            if not isinstance(one, ast.Name):
                yield "update", f"no `{ast.unparse(one)} = {ast.unparse(its)}`", edit


def _is_row(constant: ast.Constant, rule: ast.FunctionDef) -> bool:
    """Whether it numbers the only row there is, as in ``w.rules[0]``."""
    rows = (
        node for node in ast.walk(rule) if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute)
    )
    return any(row.slice is constant for row in rows)


def _is_update(statement: ast.stmt, rule: ast.FunctionDef) -> bool:
    """Whether to leave the statement out changes state: not where it gives a name its first value."""
    if isinstance(statement, ast.AugAssign):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call)
    if not isinstance(statement, ast.Assign) or isinstance(statement.targets[0], ast.Tuple):
        return False
    target = statement.targets[0]
    if not isinstance(target, ast.Name):
        return True
    stored = (node for node in ast.walk(rule) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    same = [node for node in stored if node.id == target.id]
    return min(same, key=lambda node: (node.lineno, node.col_offset)) is not target


def _leave_out(field: str, place: int) -> Edit:
    def edit(node: Any) -> None:
        getattr(node, field)[place] = ast.Pass()

    return edit


def _turn_operand(node: Any) -> None:
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _headline(statement: ast.AST) -> str:
    return shorten(ast.unparse(statement).splitlines()[0], 60, placeholder=" ...")


def _sign(operator: ast.AST) -> str:
    name = type(operator).__name__
    return SIGNS.get(name, name.lower())
