"""What is known and what the model shows, as people read it; of the rows of ``fact_table``."""

import math
import re
from collections.abc import Mapping
from typing import Any


def title_and_unit(row: Mapping[str, Any]) -> tuple[str, str]:
    """What a row of ``fact_table`` claims, and in which unit."""
    title, _, unit = str(row["quantity"]).removesuffix("]").partition(" [")
    return title, unit


def aside(row: Mapping[str, Any]) -> str:
    """What stands beside the name of a fact that nobody may tune for."""
    return {"seen": "; only looked at", "validate": "; held back"}.get(row["role"], "")


def estimated(row: Mapping[str, Any]) -> str:
    """The estimate in a row of ``fact_table`` with its interval, as in ``8.1 (7.2 to 9.0) %``.

    Of a trend its way.
    """
    if row["company"] == "all":
        return _WAYS[row["model"]]
    name = "estimate" if row["low"] == row["high"] else "model"
    return with_ends(row[name], row[f"{name}_low"], row[f"{name}_high"], title_and_unit(row)[1])


def with_ends(value: float, low: float, high: float, unit: str) -> str:
    """An answer to a fact with two ends, all in its ``unit``: ``8.1 (7.2 to 9.0) %``.

    An end that is not finite, as few runs may leave it, is unknown.
    """
    value, low, high = (_in_unit(one, unit) for one in (value, low, high))
    digits = _digits(value)
    ends = [f"{end:,.{digits}f}" if math.isfinite(end) else "unknown" for end in (low, high)]
    return _with_unit(f"{value:,.{digits}f} ({' to '.join(ends)})", unit)


def believable(row: Mapping[str, Any]) -> str:
    """The range in a row of ``fact_table``, as in ``8 to 16 %`` or ``from $200M``; of a sign or trend that alone."""
    unit, low, high = title_and_unit(row)[1], row["low"], row["high"]
    if low == high:
        return _WAYS[low] if row["company"] == "all" else _SIGNS[low]
    ends = [f"{_in_unit(end, unit):,.10g}" for end in (low, high)]
    return _with_unit(f"from {ends[0]}" if math.isinf(high) else " to ".join(ends), unit)


def off_by(row: Mapping[str, Any]) -> str:
    """How far the estimate in a row of ``fact_table`` is outside of its range, and where; nothing of ways and signs."""
    if row["low"] == row["high"]:
        return ""
    unit, below = title_and_unit(row)[1], row["model"] < row["low"]
    gap = _in_unit(row["low"] - row["model"] if below else row["model"] - row["high"], unit)
    size = f"{gap:,.{_digits(gap) - 1 if _digits(gap) else 0}f}"
    told = f"{size} points" if unit.startswith("share") else _with_unit(size, unit)
    return f"{told} too {'low' if below else 'high'}"


def in_words(value: float, unit: str) -> str:
    """A number in the unit of a fact, as in ``8.1 %``."""
    shown = _in_unit(value, unit)
    return _with_unit(f"{shown:,.{_digits(shown)}f}", unit)


_SIGNS = {1.0: "above 0", -1.0: "below 0"}
_WAYS = {1.0: "rises with size", -1.0: "falls with size", 0.0: "goes up and down"}


def _in_unit(value: float, unit: str) -> float:
    """Shares in per cent, dollars a year in millions, everything else as it is."""
    return value * 100.0 if unit.startswith("share") else value / 1e6 if unit == "dollars a year" else value


def _with_unit(text: str, unit: str) -> str:
    """``text`` in such numbers, with their sign."""
    if unit == "dollars a year":
        return re.sub(r"(\d[\d.,]*)", r"$\1M", text)
    return f"{text} %" if unit.startswith("share") else text


def _digits(value: float) -> int:
    """Decimals that show three digits of ``value``."""
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 2
