"""Where results go, tried before anything runs."""

import re
import tempfile
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
    return LOCAL / file_name(first.company, first.policy, first.spec.seed)


def check_writable(out: Path) -> None:
    """Raise ``SpecError`` unless ``out`` is a folder, or can be made one, in which files can be made. Leaves nothing.

    A file is really tried: permission bits say little about root, read-only mounts and full disks.
    """
    try:
        parent = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
        if not parent.is_dir():
            raise SpecError(f"out = {out}: {parent} is a file, not a folder")
        with tempfile.NamedTemporaryFile(dir=parent):
            pass
    except OSError as error:
        raise SpecError(f"out = {out}: cannot be written to: {error.strerror}") from None
