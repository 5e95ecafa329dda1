"""The numbers of company and behaviour that have a plausible range: what they mean, and runs with other values."""

import math
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sim.spec import keys
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec
from sim.spec.fields import Spec
from sim.spec.load import load_behaviour, load_company, validated


class Parameter(NamedTuple):
    """A number that has a plausible range; ``key`` is dotted and starts with ``company`` or ``behaviour``."""

    key: str
    meaning: str
    unit: str
    source: str
    low: float
    default: float
    high: float

    @property
    def assumed(self) -> bool:
        """Whether nobody has measured it."""
        return self.source.startswith("assumption")

    def at(self, share: float) -> float:
        """The value at ``share`` (0 to 1) of the range, whole where heads, accounts or clicks are counted.

        What can only be positive is spread evenly by ratios: to be half of a value is as plausible as to be twice it.
        Anything else is spread evenly by differences.
        """
        by_ratio = self.low > 0.0
        value = self.low * (self.high / self.low) ** share if by_ratio else self.low + (self.high - self.low) * share
        return round(value) if isinstance(self.default, int) else float(value)

    def share(self, value: float) -> float:
        """Where in the range ``value`` is: what ``at`` takes to give it."""
        if self.low > 0.0:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def ranged(company: CompanySpec, behaviour: BehaviourSpec) -> list[Parameter]:
    """All that have a range, the company's first; where heads or accounts are counted, its ends are whole too."""
    return [*_ranged("company", company), *_ranged("behaviour", behaviour)]


def changed(specs: Sequence[ExperimentSpec], values: Mapping[str, float]) -> list[ExperimentSpec]:
    """The same runs with other ``values``, by key; raises ``SpecError`` for what cannot be run.

    All of ``specs`` have one company and one behaviour.
    """
    company = load_company(specs[0].company, _of("company", values))
    behaviour = load_behaviour(specs[0].behaviour, _of("behaviour", values))
    return [validated(ExperimentSpec, "", {**dict(spec), "company": company, "behaviour": behaviour}) for spec in specs]


def _of(group: str, values: Mapping[str, float]) -> dict[str, float]:
    return {key.partition(".")[2]: value for key, value in values.items() if key.partition(".")[0] == group}


def _ranged(group: str, spec: Any) -> list[Parameter]:
    kind: type[Spec] = type(spec)
    fields, found = keys.fields(kind), []
    for key in keys.values(kind):
        sourced, default = spec.sources.get(key), attrgetter(key)(spec)
        if sourced is None or sourced.low is None or sourced.high is None:
            continue
        low, high = (type(default)(end) for end in (sourced.low, sourced.high))
        extra: Any = fields[key].json_schema_extra
        about = (str(fields[key].description), str(extra["unit"]), sourced.source)
        found.append(Parameter(f"{group}.{key}", *about, low, default, high))
    return found
