"""Refusals: what is wrong with an input, said once and shortly: key, value, what is allowed, nearest valid name."""

from collections.abc import Iterable
from difflib import get_close_matches
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

MOST_PROBLEMS = 6
"""Problems that one message tells; of more it tells the number."""

LONGEST_VALUE = 60

PLAIN_UNITS = ("share", "integer", "factor", "exponent", "chance", "runs", "")
"""Units that say nothing behind a range."""


class SpecError(ValueError):
    """An input that cannot be run. Its text names key, value, allowed range and the nearest valid name."""


def unknown_name(key: str, name: str, names: Iterable[str]) -> SpecError:
    """The refusal of ``name`` where one of ``names`` is meant."""
    known = sorted(names)
    return SpecError(f"{key} = {shown(name)}: unknown; nearest is {nearest(name, known)}; there are {', '.join(known)}")


def unknown_key(prefix: str, key: str, keys: Iterable[str]) -> str:
    """What to say of ``key`` (under the dotted ``prefix``) where only ``keys`` are known."""
    return f"{_joined(prefix, key)}: unknown key; nearest is {nearest(key, keys)}"


def refusal(error: "ValidationError", spec: "type[BaseModel]", prefix: str) -> SpecError:
    """Everything that pydantic found wrong with ``spec``, in our words; ``prefix`` is put before each key."""
    problems = list(dict.fromkeys(_problem(detail, spec, prefix) for detail in error.errors(include_url=False)))
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], f"and {len(problems) - MOST_PROBLEMS} more"]
    return SpecError("\n".join(problems))


def shown(value: object) -> str:
    """``value`` as YAML writes it, cut to a readable length."""
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def nearest(word: str, words: Iterable[str]) -> str:
    """Which of ``words`` is most like ``word``."""
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.0)), "none")


def _joined(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix and key else prefix or key


def _problem(detail: "ErrorDetails", spec: "type[BaseModel]", prefix: str) -> str:
    *parents, last = detail["loc"] or ("",)
    place = _joined(prefix, ".".join(str(part) for part in detail["loc"]))
    field, model = _field(spec, detail["loc"])
    match detail["type"]:
        case "value_error":
            return _joined(prefix, str(detail["ctx"]["error"]))
        case "extra_forbidden" | "invalid_key":
            return unknown_key(_joined(prefix, ".".join(map(str, parents))), str(last), _keys(_field(spec, parents)[1]))
        case "missing":
            return f"{place}: missing; {_allowed(field, model, detail)}"
    return f"{place} = {shown(detail['input'])}: {_allowed(field, model, detail)}"


def _keys(model: "type[BaseModel] | None") -> list[str]:
    return list(model.model_fields) if model else []


def _field(spec: "type[BaseModel]", loc: Iterable[int | str]) -> "tuple[FieldInfo | None, type[BaseModel] | None]":
    """The field at ``loc``, and the specification that it holds if it holds one."""
    field: FieldInfo | None = None
    model: type[BaseModel] | None = spec
    for part in loc:
        if model is not None and part in model.model_fields:
            field = model.model_fields[str(part)]
            model = _model_in(field.annotation)
    return field, model


def _model_in(annotation: Any) -> "type[BaseModel] | None":
    """The specification in ``X``, ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    from pydantic import BaseModel

    kinds = [annotation, *get_args(annotation)]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _allowed(field: "FieldInfo | None", model: "type[BaseModel] | None", detail: "ErrorDetails") -> str:
    if field is None or (model is None and not _limits(field) and not _is_choice(field) and "string" in detail["type"]):
        return "must be text" if detail["type"] == "string_type" else detail["msg"].replace("String should", "must")
    if model is not None:
        return f"must be a mapping with {', '.join(_keys(model))}"
    return f"must be {_range(field, typed=detail['type'].endswith('type'))}{_or_null(field)}"


def _is_choice(field: "FieldInfo") -> bool:
    return bool(get_args(field.annotation)) and isinstance(get_args(field.annotation)[0], str)


def _or_null(field: "FieldInfo") -> str:
    return ", or null" if NoneType in get_args(field.annotation) else ""


def _limits(field: "FieldInfo") -> list[Any]:
    pairs = [(getattr(item, "ge", None), getattr(item, "le", None)) for item in field.metadata]
    return [limit for pair in pairs for limit in pair if limit is not None]


def _range(field: "FieldInfo", typed: bool) -> str:
    """What ``field`` takes, in words; ``typed``: also say that it takes a number."""
    kinds = get_args(field.annotation) or (field.annotation,)
    if _is_choice(field):
        return " or ".join(kinds)
    if bool in kinds:
        return "true or false"
    if len(limits := _limits(field)) < 2:
        return "a list" if get_origin(field.annotation) is tuple else "text"
    kind = "a whole number " if int in kinds else "a number " if typed else ""
    extra = field.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    return f"{kind}between {_number(limits[0])} and {_number(limits[1])} {'' if unit in PLAIN_UNITS else unit}".rstrip()


def _number(limit: float) -> str:
    return f"{int(limit):,}" if limit == int(limit) else f"{limit:g}"
