"""From a name, a path or a mapping to a validated specification, and from those to a whole experiment.

A name is looked up in the catalogue (``configs/<group>/<name>.yaml``); what has a path separator or ends in
``.yaml`` is a path. Overrides are dotted: ``{"handoff.sla_days": 4}``. Nothing here touches Hydra.
"""

import os
from collections.abc import Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError, refusal, shown, unknown_name
from sim.spec.experiment import ExperimentSpec, PolicyStep
from sim.spec.fields import Spec
from sim.spec.files import read_mapping
from sim.spec.paths import CONFIGS
from sim.spec.policy import PolicySpec
from sim.spec.switches import neutral

type Given = str | os.PathLike[str] | Mapping[str, Any]
"""A name from the catalogue, a path to a YAML file, or what such a file holds."""
type Overrides = Mapping[str, Any] | None
"""Changed values by dotted key."""
type Timeline = Sequence[tuple[int, Given | PolicySpec]]
"""Policies one after the other, each with its first day (business days after the first measured day)."""


def load_company(company: Given | CompanySpec, overrides: Overrides = None) -> CompanySpec:
    """The company of that name, path or mapping, with ``overrides``; raises ``SpecError`` for anything else."""
    return _load(CompanySpec, "company", company, overrides)


def load_policy(policy: Given | PolicySpec, overrides: Overrides = None) -> PolicySpec:
    """The policy of that name, path or mapping, with ``overrides``; raises ``SpecError`` for anything else."""
    return _load(PolicySpec, "policy", policy, overrides)


def load_behaviour(behaviour: Given | BehaviourSpec = "default", overrides: Overrides = None) -> BehaviourSpec:
    """The behaviour of that name, path or mapping, with ``overrides``; raises ``SpecError`` for anything else."""
    return _load(BehaviourSpec, "behaviour", behaviour, overrides)


def experiment(
    company: Given | CompanySpec = "mid",
    policy: Given | PolicySpec | Timeline = "sales_led",
    years: int = 3,
    seed: int = 7,
    *,
    behaviour: Given | BehaviourSpec = "default",
    warmup_years: int = 1,
    without: str | Sequence[str] = (),
    scale: float = 1.0,
    reading: str = "switch",
    engine: str = "columns",
) -> ExperimentSpec:
    """The whole specification of one run, validated; the policy usual for the company comes with the company.

    Args:
        company: name, path, mapping or ``CompanySpec``.
        policy: the same for a policy, or a timeline ``[(0, "sales_led"), (260, "fractional_cmo")]``.
        years: measured years, 1 to 30.
        seed: whole number from 0; runs with the same seed share all luck.
        behaviour: name, path, mapping or ``BehaviourSpec``.
        warmup_years: years before the first measured day, 0 to 10.
        without: mechanisms that are switched off, by their names in ``sim.spec.switches``.
        scale: heads, market and budget over the real company's, 0.001 to 1.
        reading: ``switch`` (warm-up under the usual policy) or ``from_start`` (under ``policy``).
        engine: ``columns``, compiled, or ``agents``, prospects to read and subclass: equal records, later.

    Raises:
        SpecError: naming key, value, allowed range and nearest valid name.
    """
    of_behaviour, of_company = neutral(without)
    chosen = load_company(company, of_company)
    parts = {
        "company": chosen,
        "typical": _load(PolicySpec, "company.typical", chosen.typical, None),
        "timeline": _timeline(policy),
        "behaviour": load_behaviour(behaviour, of_behaviour),
    }
    span = {"years": years, "warmup_years": warmup_years, "seed": seed}
    rules = {"scale": scale, "reading": reading, "engine": engine}
    return validated(ExperimentSpec, "", parts | span | rules)


def validated[S: Spec](spec: type[S], prefix: str, tree: Mapping[str, Any]) -> S:
    """``tree`` as a ``spec``; raises ``SpecError`` with ``prefix`` before each key that is wrong."""
    try:
        return spec.model_validate(_plain(tree))
    except ValidationError as error:
        raise refusal(error, spec, prefix) from None


def names(group: str) -> tuple[str, ...]:
    """What the catalogue holds of ``group`` (``company``, ``policy``, ``behaviour``, ``experiment``), sorted."""
    return tuple(sorted(path.stem for path in (CONFIGS / group).glob("*.yaml")))


def is_path(given: str | os.PathLike[str]) -> bool:
    """Whether ``given`` is a path, not a name: it has a separator or ends in ``.yaml``."""
    text = os.fspath(given)
    return not isinstance(given, str) or "/" in text or os.sep in text or text.endswith((".yaml", ".yml"))


def find(key: str, group: str, given: str | os.PathLike[str]) -> Path:
    """The file that ``given`` means; raises ``SpecError`` for a name that ``group`` does not have."""
    if is_path(given):
        return Path(given)
    if given not in names(group):
        raise unknown_name(key, os.fspath(given), names(group))
    return CONFIGS / group / f"{given}.yaml"


GROUPS: dict[type[Spec], str] = {CompanySpec: "company", PolicySpec: "policy", BehaviourSpec: "behaviour"}
"""The folder of the catalogue that holds each kind."""


def _load[S: Spec](spec: type[S], key: str, given: Given | S, overrides: Overrides) -> S:
    if isinstance(given, spec) and not overrides:
        return given
    tree, where = _tree(spec, key, given)
    if not isinstance(overrides, Mapping | None):
        raise SpecError(f"overrides of {key} = {shown(overrides)}: must be a mapping of dotted keys to values")
    for name, value in (overrides or {}).items():
        _put(tree, str(name), value)
    try:
        return validated(spec, key, {"sources": {}, **tree})
    except SpecError as error:
        raise SpecError(f"{where}{error}") from None


def _tree(spec: type[Spec], key: str, given: object) -> tuple[dict[str, Any], str]:
    """What ``given`` holds, free to be changed, and where messages say that it is from."""
    if isinstance(given, spec):
        return given.model_dump(), ""
    if isinstance(given, Mapping):
        return {name: _copy(value) for name, value in given.items()}, ""
    if not isinstance(given, str | os.PathLike):
        raise SpecError(f"{key} = {shown(given)}: must be one name, a path to a YAML file or a {spec.__name__}")
    path = find(key, GROUPS[spec], given)
    return read_mapping(path), f"{path}: " if is_path(given) else ""


def _timeline(policy: Given | PolicySpec | Timeline) -> tuple[PolicyStep, ...]:
    if isinstance(policy, str | os.PathLike | Mapping | PolicySpec):
        return (PolicyStep(day=0, policy=load_policy(policy)),)
    if not isinstance(policy, Sequence) or not policy:
        raise SpecError(f"policy = {shown(policy)}: must be a policy or a timeline [(day, policy), ...]")
    return tuple(_timeline_step(number, step) for number, step in enumerate(policy))


def _timeline_step(number: int, step: object) -> PolicyStep:
    if not isinstance(step, Sequence) or isinstance(step, str) or len(step) != 2:
        raise SpecError(f"policy[{number}] = {shown(step)}: must be a pair (day, policy)")
    tree = {"day": step[0], "policy": _load(PolicySpec, f"policy[{number}]", step[1], None)}
    return validated(PolicyStep, f"policy[{number}]", tree)


def _put(tree: dict[str, Any], key: str, value: Any) -> None:
    """Set the dotted ``key``; a mapping changes the keys that it names and leaves the others."""
    head, _, rest = key.partition(".")
    changes = {rest: value} if rest else value
    if not isinstance(changes, Mapping):
        tree[head] = value
        return
    if not isinstance(tree.get(head), dict):
        tree[head] = {}
    for name, change in changes.items():
        _put(tree[head], str(name), change)


def _copy(value: Any) -> Any:
    return {key: _copy(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _plain(value: Any) -> Any:
    """Lists as tuples, and NumPy's whole numbers as Python's: what strict validation takes."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else value
