"""The words of the command line, checked and rewritten before Hydra sees them.

Hydra alone would take ``+sed=3``, merge the files of ``company=[small,mid]`` and know no files outside its catalogue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Glob, Override, OverrideType, QuotedString
from hydra.errors import HydraException

from sim.cli.settings import Settings
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError, shown, unknown_key
from sim.spec.experiment import ExperimentSpec
from sim.spec.fields import Spec
from sim.spec.keys import fields, groups
from sim.spec.load import find, is_path, load_behaviour, load_company, load_policy, names
from sim.spec.policy import PolicySpec

SPECS: dict[str, type[Spec]] = {"company": CompanySpec, "policy": PolicySpec, "behaviour": BehaviourSpec}
LOADERS = {"company": load_company, "policy": load_policy, "behaviour": load_behaviour}
CHOICES = (*SPECS, "experiment")
"""Keys that choose a file; all others change a value."""
PLAIN = (
    *(key for key in ExperimentSpec.model_fields if key not in ("company", "typical", "timeline", "behaviour")),
    "without",
)
KEYS = (*CHOICES, *PLAIN, *Settings.model_fields, *(f"{key}.{name}" for key in SPECS for name in fields(SPECS[key])))
LEVERS = groups(PolicySpec)


@dataclass(frozen=True)
class Argument:
    """One ``key=value``; with several ``values``, as texts that Hydra reads, it is swept over."""

    key: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """As Hydra reads it."""
        return f"{self.key}={','.join(self.values)}"


def arguments(words: Sequence[str], sweep: bool) -> list[Argument]:
    """Every word as an argument; raises ``SpecError`` for the first that is not one, or is given twice.

    ``sweep``: several values are allowed. Words about Hydra itself (``hydra.``, ``hydra/``) are left to Hydra.
    """
    read = [_argument(word, sweep) for word in words if not is_hydra(word)]
    keys = [argument.key for argument in read]
    for key in keys:
        if keys.count(key) > 1:
            raise SpecError(f"{key}: given twice")
    return read


def is_hydra(word: str) -> bool:
    """Whether a word is about Hydra itself: its launcher, its folders."""
    return word.lstrip("+").startswith(("hydra.", "hydra/"))


def _argument(word: str, sweep: bool) -> Argument:
    override = _parsed(word)
    key = _full_key(override)
    values = _values(key, override)
    if override.is_sweep_override() and not sweep:
        both = "; for all of them at once write 'without=[a,b]'" if key == "without" else ""
        raise SpecError(f"{word}: one value is meant; several are a sweep, which needs -m{both}")
    if override.is_sweep_override() and key in Settings.model_fields:
        raise SpecError(f"{word}: {key} is one for all cells and cannot be swept")
    return Argument(key, tuple(values))


def _parsed(word: str) -> Override:
    if "=" not in word and not word.startswith("~"):
        raise SpecError(f"{word!r}: must be key=value, as in years=3")
    try:
        return OverridesParser.create().parse_override(word)
    except HydraException:
        raise SpecError(f"{word!r}: not readable; must be key=value, with quotes around , = ( ) [ ] {{ }}") from None


def _full_key(override: Override) -> str:
    """The key with its file in front (``handoff.sla_days`` is the policy's); refuses what does not exist."""
    key = override.key_or_group
    if key.split(".")[0] in LEVERS:
        key = f"policy.{key}"
    if override.package is not None:
        raise SpecError(f"{override.input_line}: {key} goes nowhere else; write {key}=value")
    _check_known(key, override.value())
    if override.type is not OverrideType.CHANGE:
        raise SpecError(f"{override.input_line}: keys can be neither added nor removed; write {key}=value")
    return key


def _check_known(key: str, value: object) -> None:
    """Refuse ``key``, or one inside a ``{key: value}``, with what is near: in its group if there is such a group."""
    if key not in KEYS:
        group, _, last = key.rpartition(".")
        siblings = [name.removeprefix(f"{group}.") for name in KEYS if name.rpartition(".")[0] == group]
        inside = [name for name in KEYS if name.rpartition(".")[2] == last]
        raise SpecError(unknown_key(group, last, siblings) if siblings else unknown_key("", key, inside or KEYS))
    for name, inner in value.items() if isinstance(value, dict) else ():
        _check_known(f"{key}.{name}", inner)


def _values(key: str, override: Override) -> Iterable[str]:
    if key in CHOICES:
        return [_choice(key, name) for name in _chosen(key, override)]
    if override.is_interval_sweep():
        raise SpecError(f"{override.input_line}: an interval has no cells; give the values, as in a,b,c")
    if override.is_sweep_override():
        return list(override.sweep_string_iterator())
    return [override.get_value_element_as_str()]


def _chosen(key: str, override: Override) -> list[Any]:
    """The names that the word gives, a pattern (``glob(*)``) replaced by those of the catalogue that it fits."""
    value = override.value()
    if isinstance(value, Glob):
        found = value.filter(list(names(key)))
        if not found:
            raise SpecError(f"{override.input_line}: fits none of {', '.join(names(key))}")
        return found
    if override.is_sweep_override() and not override.is_interval_sweep():
        return [item.text if isinstance(item, QuotedString) else item for item in override.sweep_iterator()]
    return [value]


def _choice(key: str, name: object) -> str:
    """The name by which Hydra finds what ``name`` means; a file of one's own is read and handed to it."""
    if name is None and key == "experiment":
        return "null"
    if not isinstance(name, str):
        raise SpecError(f"{key} = {shown(name)}: must be one name or path; several are a sweep: -m {key}=a,b")
    if key not in LOADERS or not is_path(name):
        return find(key, key, name).stem
    spec = LOADERS[key](name)
    option = f"file_{sha256(str(Path(name).resolve()).encode()).hexdigest()[:12]}"
    ConfigStore.instance().store(option, spec.model_dump(mode="json"), group=key)
    return option
