"""What finished runs must show: the facts of ``configs/facts.yaml``, with their definitions, ranges and roles.

Nothing is computed here. A fact says what to count, in which runs, and which answers are believable.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from sim.spec.fields import Spec
from sim.spec.paths import CONFIGS

type Size = Literal["small", "mid", "large", "enterprise"]
"""The company sizes of the article (C6)."""

type Role = Literal["calibrate", "validate", "seen", "report"]
"""What a fact is for.

``calibrate``: may be tuned for. ``validate``: not computed before the calibration is frozen. ``seen``: was to be held
back, but was looked at, so that it neither is tuned for nor judges. ``report``: no target.
"""

type World = Literal["typical", "typical_with_marketing", "cure"]
"""The policy in force, by company size.

``typical``: the policy that the company names as typical. ``typical_with_marketing``: the same, but for the small
size ``lane_crossing`` with ``team.marketers=2``, since ``founder_led`` has no marketing. ``cure``: the first cure that
the company names, from the first measured day on.
"""

type Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
type Direction = Literal[-1, 1]

RATIO = "numerator / denominator"


class Range(Spec):
    """Believable answers, ends included, in the fact's unit; an open end is ``.inf`` in YAML."""

    low: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low = {self.low:g} must be below high = {self.high:g}")
        return self


class Fact(Spec):
    """One fact. The text fields together let an analyst code it; terms are defined at the top of the YAML file.

    A fact has either ``ranges`` or a ``sign``; one of role ``report`` may have neither. It is judged only for the sizes
    that ``ranges`` names.
    """

    id: str = Field(pattern=r"^[TC]\d+(_[a-z]+)*$", description="Row of model.md section 7, and which quantity of it")
    title: Text = Field(description="What is claimed, in plain words")
    role: Role
    unit: Text
    policy: World = Field(description="Runs in which the fact is measured")
    against: World | None = Field(None, description="Runs that are compared with, on the same random draws")
    change: Text | None = Field(None, description="What is changed in those runs beside the policy")
    ranges: dict[Size | Literal["all"], Range] = Field({}, description="By size; ``all`` stands for sizes not named")
    sign: Direction | None = Field(None, description="Sign that the estimate must have, its 95 % interval clear of 0")
    trend: Direction | None = Field(None, description="Estimates must rise (1) or fall (-1) from small to enterprise")
    numerator: Text
    denominator: Text
    estimate: Text = Field(RATIO, description="How the number follows from numerator and denominator")
    over_replications: Literal["mean", "pooled"] = Field(
        description="mean: one estimate a replication, then their mean with a t interval. "
        "pooled: sums or samples of all replications first, interval by bootstrap over replications"
    )
    cohort: Text = Field(description="What is counted, and in which years")
    censoring: Text = Field(description="What is done with that which has not ended by the end of the run")
    reported_beside: Text | None = Field(None, description="Shown with the fact, not judged")
    source: Text
    # YAML has lists only, and a strict tuple refuses them.
    pulls_against: tuple[str, ...] = Field((), strict=False, description="Facts that are harder to meet with this one")

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        targets = bool(self.ranges) + (self.sign is not None)
        if targets > 1 or (targets == 0 and self.role != "report"):
            raise ValueError(f"role {self.role} with {targets} targets: give either ranges or a sign")
        return self

    def range_for(self, size: Size) -> Range | None:
        """The range for ``size``, or None where the fact has none for it."""
        return self.ranges.get(size) or self.ranges.get("all")


def load_facts(path: Path | None = None) -> tuple[Fact, ...]:
    """All facts of ``path`` (default: the catalogue's ``facts.yaml``), in its order.

    Raises ``ValueError`` with file, fact, key, value and what is allowed, ``OSError`` if the file cannot be read.
    """
    source = path or CONFIGS / "facts.yaml"
    entries = _read(source)
    try:
        facts = TypeAdapter(tuple[Fact, ...]).validate_python(entries)
    except ValidationError as error:
        raise ValueError(f"{source.name}: {_first_problem(error, entries)}") from None
    _check_ids(facts, source.name)
    return facts


def _read(path: Path) -> object:
    """The file as plain lists and mappings. OmegaConf, unlike plain YAML, refuses a key that is given twice."""
    from omegaconf import OmegaConf
    from yaml import YAMLError

    try:
        return OmegaConf.to_container(OmegaConf.load(path))
    except (YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: not readable as YAML: {' '.join(str(error).split())}") from None


def _first_problem(error: ValidationError, entries: object) -> str:
    problem = error.errors(include_url=False)[0]
    place, message = problem["loc"], problem["msg"].removeprefix("Value error, ")
    if not place or not isinstance(entries, list):
        return message
    entry, keys = entries[int(place[0])], ".".join(str(part) for part in place[1:] if part != "[key]")
    name = entry.get("id", f"entry {place[0]}") if isinstance(entry, dict) else f"entry {place[0]}"
    value = "" if isinstance(problem["input"], dict) else f" = {problem['input']!r}"
    return f"{name}: {keys}{value}: {message}" if keys else f"{name}: {message}"


def _check_ids(facts: tuple[Fact, ...], name: str) -> None:
    known: set[str] = set()
    for fact in facts:
        if fact.id in known:
            raise ValueError(f"{name}: {fact.id} is there twice")
        known.add(fact.id)
    for fact in facts:
        if strange := set(fact.pulls_against) - known:
            raise ValueError(f"{name}: {fact.id}: pulls_against = {sorted(strange)}: no such fact")
