"""A design in words, as a YAML file or a command line says it.

``design`` names how the values of all keys are put together: ``grid``, ``paired`` or ``one_at_a_time``; or how many
``points`` are drawn between two ends: ``latin_hypercube`` or ``sobol``. ``companies`` and ``policies`` are lists of
names or paths; every other key is one of ``sim.study.design`` with a value or a list of values. In a drawn design a
number's list holds the two ends of its range, and ``plausible`` means the range that its source gives; everything else
is gone through, each company with each policy, at each of the points. ``union`` is a list of designs, put together.
"""

from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import Any, get_args

from sim.spec.errors import SpecError, shown, unknown_name
from sim.spec.keys import fields
from sim.spec.load import load_behaviour, load_company
from sim.study.design import (
    PARTS,
    Axes,
    Choices,
    Range,
    Ranged,
    crossed,
    full_key,
    grid,
    latin_hypercube,
    one_at_a_time,
    paired,
    sobol,
    united,
)
from sim.study.parameters import ranged

LAID: Mapping[str, Callable[[Axes], list[Choices]]] = {"grid": grid, "paired": paired, "one_at_a_time": one_at_a_time}
DRAWN: Mapping[str, Callable[[Mapping[str, Ranged], int, int], list[Choices]]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
}
PLAUSIBLE = "plausible"
PLURALS = {"companies": "company", "policies": "policy"}
WORDS = ("design", "points", "union", *PLURALS)
"""Keys that say how, not what."""
MOST_POINTS = 1_000_000


def designed(words: Mapping[str, Any], seed: int) -> list[Choices]:
    """The points of the design that ``words`` tell; drawn ones are drawn with ``seed``.

    Raises ``SpecError`` for a key, a design or a number of points that is not known or makes no sense.
    """
    whole = dict(words)
    if (parts := whole.pop("union", None)) is not None:
        if not isinstance(parts, Sequence) or not parts or not all(isinstance(part, Mapping) for part in parts):
            raise SpecError(f"union = {shown(parts)}: must be a list of designs, each a mapping")
        return united(designed(whole | dict(part), seed) for part in parts)
    name, number = whole.pop("design", "grid"), whole.pop("points", None)
    axes = {full_key(PLURALS.get(key, key), WORDS): _values(key, value) for key, value in whole.items()}
    if name in LAID:
        if number is not None:
            raise SpecError(f"points = {shown(number)}: only {' and '.join(DRAWN)} have a number of points")
        return LAID[name](axes)
    if name not in DRAWN:
        raise unknown_name("design", str(name), [*LAID, *DRAWN])
    if not isinstance(number, int) or not 1 <= number <= MOST_POINTS:
        raise SpecError(f"points = {shown(number)}: must be a whole number between 1 and {MOST_POINTS:,}")
    return _drawn(axes, lambda ranges: DRAWN[name](ranges, number, seed))


def _drawn(axes: Axes, draw: Callable[[Mapping[str, Ranged]], list[Choices]]) -> list[Choices]:
    """The points drawn, for each combination of what cannot be drawn; a plausible range may be the company's own."""
    between = {key: values for key, values in axes.items() if _is_drawn(key, values)}
    if not between:
        raise SpecError("nothing to draw: no key has a range, as in handoff.sla_days=[0.5,20]")
    named = grid({key: values for key, values in axes.items() if key not in between})
    design: list[Choices] = []
    for fixed in named:
        plausible = _plausible(fixed)
        ranges = {key: _range(key, values, plausible) for key, values in between.items()}
        design += crossed([fixed], draw(ranges))
    return design


def _is_drawn(key: str, values: Sequence[Any]) -> bool:
    if list(values) == [PLAUSIBLE]:
        return True
    return "." in key and len(values) > 1 and all(type(value) in (int, float) for value in values)


def _range(key: str, values: Sequence[Any], plausible: Mapping[str, Ranged]) -> Ranged:
    if list(values) == [PLAUSIBLE]:
        if key not in plausible:
            raise SpecError(f"{key} = {PLAUSIBLE}: its source gives no range; write [low, high]")
        return plausible[key]
    low, *rest = values
    if len(rest) != 1 or low >= rest[0]:
        raise SpecError(f"{key} = {shown(list(values))}: must be the two ends of a range, the lower one first")
    return Range(low, rest[0], _is_whole(key))


def _plausible(fixed: Choices) -> dict[str, Ranged]:
    """Every number that has a plausible range, for the company and the behaviour of a point."""
    company, behaviour = load_company(fixed.get("company", "mid")), load_behaviour(fixed.get("behaviour", "default"))
    return {one.key: one for one in ranged(company, behaviour)}


def _is_whole(key: str) -> bool:
    """Whether the value of a dotted key is counted."""
    part, _, rest = key.partition(".")
    kind = fields(PARTS[part])[rest].annotation
    return int in (get_args(kind) if isinstance(kind, UnionType) else (kind,))


def _values(key: str, value: Any) -> list[Any]:
    values = list(value) if isinstance(value, list | tuple) else [value]
    if not values:
        raise SpecError(f"{key}: an empty list has no values")
    if any(isinstance(one, Mapping) for one in values):
        raise SpecError(f"{key} = {shown(value)}: must be a value or a list of values")
    return values
