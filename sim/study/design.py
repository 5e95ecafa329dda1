"""Designs: which points a sweep runs, over companies, policies, any lever and any number of the model.

A *choice* sets one key: ``company`` and ``policy`` (a name or the path of a file), ``behaviour``, ``years``, ``scale``
and the other options of ``sim.experiment``, or any value of the chosen files by its dotted key:
``policy.handoff.sla_days``, short ``handoff.sla_days``; ``company.team.reps``; ``behaviour.memory.monthly_retention``.
A *point* is a set of choices that can be run. Replication r of every point has the same seed, so that all points share
their luck (common random numbers).
"""

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError, shown, unknown_key
from sim.spec.experiment import ExperimentSpec
from sim.spec.fields import Spec
from sim.spec.keys import fields, groups
from sim.spec.load import experiment, load_behaviour, load_company, load_policy
from sim.spec.policy import PolicySpec
from sim.study.progress import watched

if TYPE_CHECKING:
    from sim.compiled import Floats

type Choices = Mapping[str, Any]
"""What a point sets, by key; values are those of JSON."""
type Axes = Mapping[str, Sequence[Any]]
"""The values of each key that a design goes through."""

PARTS: Mapping[str, type[Spec]] = {"company": CompanySpec, "policy": PolicySpec, "behaviour": BehaviourSpec}
OPTIONS = ("years", "warmup_years", "without", "scale", "reading", "engine")
KEYS = (*PARTS, *OPTIONS, *(f"{part}.{key}" for part, spec in PARTS.items() for key in fields(spec)))
MOST_TOLD = 6
"""Points that one refusal tells of; of more it tells the number."""


class Ranged(Protocol):
    """What a sample is drawn from, as ``Range`` and ``sim.study.parameters.Parameter`` are."""

    def at(self, share: float) -> float:
        """The value at ``share`` (0 to 1) of the range."""


class Range(NamedTuple):
    """All numbers from ``low`` to ``high``, ends included, evenly spread; or the ``whole`` ones among them."""

    low: float
    high: float
    whole: bool = False

    def at(self, share: float) -> float:
        """The value at ``share`` (0 to 1) of the range."""
        if self.whole:
            return min(round(self.high), round(self.low) + int(share * (round(self.high) - round(self.low) + 1)))
        return self.low + (self.high - self.low) * share


class Point(NamedTuple):
    """What is run in one place of a design, light enough for a hundred thousand of them."""

    choices: str
    """As canonical JSON: all that it takes to specify the run but the seed (``specified``)."""
    company: str
    policy: str
    config: str
    """Hash of the specification with the seed of replication 0."""
    seconds: float
    """What a run is expected to take (``expected_seconds``)."""


# ---------------------------------------------------------------------- designs


def grid(axes: Axes) -> list[Choices]:
    """Every combination of the values; the last key changes fastest."""
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def paired(axes: Axes) -> list[Choices]:
    """The first values of all keys, the second ones, and so on; a key with one value has it everywhere."""
    longest = max(map(len, axes.values()), default=0)
    for key, values in axes.items():
        if len(values) not in (1, longest):
            raise SpecError(f"{key}: {len(values)} values; a paired design needs {longest} of each key, or one")
    return [{key: values[number % len(values)] for key, values in axes.items()} for number in range(longest)]


def one_at_a_time(axes: Axes) -> list[Choices]:
    """First the first value of every key, then every other value of each key alone."""
    first = {key: values[0] for key, values in axes.items()}
    return [first, *(first | {key: value} for key, values in axes.items() for value in values[1:])]


def latin_hypercube(ranges: Mapping[str, Ranged], points: int, seed: int) -> list[Choices]:
    """``points`` of a Latin hypercube (McKay and others 1979), by SciPy, drawn with ``seed``.

    Each range is cut into as many equal parts as there are points, and each part is hit once.
    """
    from scipy.stats import qmc

    return sampled(ranges, qmc.LatinHypercube(len(ranges), rng=seed).random(points))


def sobol(ranges: Mapping[str, Ranged], points: int, seed: int) -> list[Choices]:
    """``points``, a power of two, of Sobol's sequence, scrambled with ``seed`` (Owen 1998), by SciPy."""
    from scipy.stats import qmc

    if points & (points - 1) or points < 1:
        raise SpecError(f"points = {points}: must be a power of two for a sobol design, as in 64 or 128")
    return sampled(ranges, qmc.Sobol(len(ranges), rng=seed).random_base2(points.bit_length() - 1))


def sampled(ranges: Mapping[str, Ranged], shares: "Floats") -> list[Choices]:
    """A point for each row of ``shares`` (points x keys, 0 to 1): the value at that share of each range."""
    return [{key: one.at(float(at)) for (key, one), at in zip(ranges.items(), row, strict=True)} for row in shares]


def crossed(first: Iterable[Choices], second: Sequence[Choices]) -> list[Choices]:
    """Each point of ``first`` with each of ``second``."""
    return [{**one, **other} for one in first for other in second]


def united(designs: Iterable[Sequence[Choices]]) -> list[Choices]:
    """All points of several designs, each once, in the order of their first appearance."""
    return list({_canonical(choices): choices for design in designs for choices in design}.values())


# ---------------------------------------------------------------------- points


def points(design: Sequence[Choices], seed: int, replications: int) -> list[Point]:
    """All points of ``design``, validated: their replications have the seeds from ``seed`` on.

    Without a company a point has ``mid``; without a policy the one that is typical of its company. Raises one
    ``SpecError`` that tells everything that cannot be run, before anything is.
    """
    if not design:
        raise SpecError("the design has no points")
    found: dict[tuple[str, str, str], Point] = {}
    wrong: dict[str, None] = {}
    for choices in watched(design, len(design), "points"):
        full = {full_key(key): value for key, value in choices.items()}
        try:
            point = _point(full, seed)
            other = found.setdefault((point.company, point.policy, _beside(full)), point)
            if other is not point:
                told = f"{point.company}, {point.policy}, {_beside(full)}"
                raise SpecError(f"two points are both {told}: name one otherwise")
        except SpecError as error:
            wrong |= dict.fromkeys(str(error).splitlines())
    if wrong:
        raise SpecError("\n".join([*list(wrong)[:MOST_TOLD], *_more(len(wrong) - MOST_TOLD)]))
    specified(next(iter(found.values())).choices, seed + replications - 1)  # the highest seed of all
    return list(found.values())


def specified(choices: str, seed: int) -> ExperimentSpec:
    """The specification of the run that ``Point.choices`` tells, with ``seed``."""
    return _specified(json.loads(choices), seed)


def full_key(key: str, others: Iterable[str] = ()) -> str:
    """``key`` with its part in front: ``handoff.sla_days`` is the policy's.

    Raises ``SpecError`` if there is none such; the nearest one is looked for among ``others`` too.
    """
    full = f"policy.{key}" if key.partition(".")[0] in groups(PolicySpec) else key
    if full not in KEYS:
        part, _, rest = full.partition(".")
        near = [name.partition(".")[2] for name in KEYS if name.startswith(f"{part}.")] if part in PARTS else []
        raise SpecError(unknown_key(part, rest, near) if near else unknown_key("", key, [*others, *KEYS]))
    return full


def expected_seconds(spec: ExperimentSpec) -> float:
    """About what a run takes on one core of 2026, in seconds: for the size of chunks, and for nothing else.

    By days, accounts and heads; the coefficients are those of ``tests/benchmarks/bench_store.py``.
    """
    heads = spec.company.team.reps + spec.company.team.marketers
    by_day = 7e-5 + spec.scale * (1.1e-8 * spec.company.market.accounts + 4e-6 * heads)
    return 0.05 + spec.days * by_day * (10.0 if spec.engine == "agents" else 1.0)


def _point(choices: dict[str, Any], seed: int) -> Point:
    from sim.records.run import config_hash

    spec = _specified(choices, seed)
    policy = spec.timeline[0].policy.name
    return Point(_canonical(choices), spec.company.name, policy, config_hash(spec), expected_seconds(spec))


def _specified(choices: Mapping[str, Any], seed: int) -> ExperimentSpec:
    parts = {part: choices.get(part) for part in PARTS}
    changes: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    for key, value in choices.items():
        part, dot, rest = key.partition(".")
        if dot:
            changes[part][rest] = value
    company = load_company("mid" if parts["company"] is None else parts["company"], changes["company"])
    policy = load_policy(company.typical if parts["policy"] is None else parts["policy"], changes["policy"])
    behaviour = load_behaviour("default" if parts["behaviour"] is None else parts["behaviour"], changes["behaviour"])
    options = {key: value for key, value in choices.items() if key in OPTIONS}
    return experiment(company, policy, seed=seed, behaviour=behaviour, **options)


def _canonical(choices: Choices) -> str:
    try:
        return json.dumps(choices, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        raise SpecError(f"{shown(dict(choices))}: values must be numbers, texts, true, false or null") from None


def _beside(choices: Choices) -> str:
    """What the names of company and policy do not tell."""
    return _canonical({key: value for key, value in choices.items() if key not in ("company", "policy")})


def _more(number: int) -> list[str]:
    return [f"and {number} more"] if number > 0 else []
