"""Where results go, tried before anything runs."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sim.cli.cells import Cell
from sim.spec.errors import SpecError

LOCAL = Path("results") / "local"
"""Below the working folder; git does not see it."""


def file_name(*parts: object) -> str:
    """``parts`` joined by hyphens, whatever else they hold made harmless."""
    return re.sub(r"[^\w.-]+", "_", "-".join(str(part) for part in parts))


def folder(cells: Sequence[Cell], sweep: bool) -> Path:
    """The folder asked for, or one that these cells always get: the same command finds its results again.

    Raises ``SpecError`` for one without a name.
    """
    first = cells[0]
    if (out := first.settings.out) is not None:
        if not out.strip():
            raise SpecError(f"out = {out!r}: must be a folder")
        return Path(out)
    if sweep:
        return LOCAL / f"sweep-{sha256(' '.join(cell.key for cell in cells).encode()).hexdigest()[:8]}"
    return LOCAL / file_name(first.company, first.policy, first.spec.seed, first.key[:8])
