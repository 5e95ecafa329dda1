"""How a value of a specification states what it is: meaning, unit, allowed range and the claim it stands for."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Spec(BaseModel):
    """Base of every specification: inert, frozen, strictly typed, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sourced(Spec):
    """Where one value comes from: ``source`` cites model.md, a claim, a page, or says ``assumption: reason``.

    ``low`` and ``high`` bound what is plausible for this company (narrower than what is allowed at all); a
    calibration searches inside them.
    """

    source: str = Field(min_length=4, pattern=r"^(model\.md|article\.md|C\d|https?://|assumption: )")
    low: float | None = None
    high: float | None = None


def quantity(meaning: str, unit: str, low: float | None = None, high: float | None = None, claim: str = "") -> Any:
    """A required value with its meaning, unit, allowed range (inclusive) and, for levers, the article's claim."""
    return Field(ge=low, le=high, description=meaning, json_schema_extra={"unit": unit, "claim": claim})


def share(meaning: str, claim: str = "") -> Any:
    """A required value between 0 and 1."""
    return quantity(meaning, "share", 0.0, 1.0, claim)
