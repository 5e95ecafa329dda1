"""The dotted keys of a specification, as overrides and ``sources`` write them (``handoff.sla_days``)."""

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.spec.fields import Spec


def fields(spec: type[Spec], prefix: str = "") -> dict[str, FieldInfo]:
    """Every key of ``spec`` that an override may name, groups before what is in them; ``sources`` is not one."""
    found: dict[str, FieldInfo] = {}
    for name, field in spec.model_fields.items():
        if name == "sources":
            continue
        found[f"{prefix}{name}"] = field
        if (group := _group(field)) is not None:
            found |= fields(group, f"{prefix}{name}.")
    return found


def groups(spec: type[Spec]) -> tuple[str, ...]:
    """The top-level keys of ``spec`` that hold further keys: ``lanes``, ``lead``, ... of a policy."""
    return tuple(name for name, field in spec.model_fields.items() if _group(field) is not None)


def values(spec: type[Spec]) -> tuple[str, ...]:
    """The keys that hold a value with a unit: those that need a source."""
    return tuple(key for key, field in fields(spec).items() if field.json_schema_extra)


def _group(field: FieldInfo) -> type[Spec] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) and issubclass(kind, Spec) else None
