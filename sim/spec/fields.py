"""How a value of a specification states what it is: meaning, unit, allowed range, and for levers claim and effect."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Spec(BaseModel):
    """Base of every specification: inert, frozen, strictly typed, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sourced(Spec):
    """Where one value comes from: ``source`` cites model.md, a claim, a page, or says ``assumption: reason``.

    ``low`` and ``high`` bound what is plausible (narrower than what is allowed at all); a calibration searches inside
    them. Words, switches and ``null`` have none.
    """

    source: str = Field(min_length=4, pattern=r"^(model\.md|article\.md|C\d|https?://|assumption: )")
    low: float | None = None
    high: float | None = None


def quantity(meaning: str, unit: str, low: float | None = None, high: float | None = None) -> Any:
    """A required value with its meaning, unit and allowed range (inclusive)."""
    return Field(ge=low, le=high, description=meaning, json_schema_extra={"unit": unit})


def share(meaning: str) -> Any:
    """A required value between 0 and 1."""
    return quantity(meaning, "share", 0.0, 1.0)


def switch(meaning: str) -> Any:
    """A required yes or no."""
    return quantity(meaning, "switch")


def lever(
    meaning: str,
    claim: str,
    acts_on: tuple[str, ...],
    unit: str = "share",
    low: float | None = 0.0,
    high: float | None = 1.0,
) -> Any:
    """A required value of a policy: the article's ``claim`` that it stands for, and the records that it ``acts_on``.

    A record is a table of ``sim.contract`` with a column, or of moves with a reason, or of activities with an activity:
    ``people.hours_chase``, ``moves.scored_in``, ``activities.contact``. Where two worlds differ in the lever alone, the
    first record in which they differ is one of these.
    """
    extra: dict[str, Any] = {"unit": unit, "claim": claim, "acts_on": list(acts_on)}
    return Field(ge=low, le=high, description=meaning, json_schema_extra=extra)
