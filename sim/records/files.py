"""Files that are either whole or not there, and folders tried before anything runs."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from sim.spec.errors import SpecError


def write_whole(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, bring it to disk, and rename it: all or nothing."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


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
