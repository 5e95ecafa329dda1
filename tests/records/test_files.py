"""Files that are whole or not there."""

from pathlib import Path
from typing import IO

import pytest

from sim.records.files import check_writable, write_whole
from sim.spec.errors import SpecError


def test_what_is_written_is_there_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.bin", lambda file: file.write(b"whole"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"whole"


def test_what_fails_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise RuntimeError("pulled the plug")

    (tmp_path / "a.bin").write_bytes(b"old")
    with pytest.raises(RuntimeError, match="plug"):
        write_whole(tmp_path / "a.bin", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"old"


def test_a_folder_that_cannot_be_made_is_refused_and_one_that_can_is_not_made(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "deeper")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(SpecError, match="is a file, not a folder"):
        check_writable(tmp_path / "file" / "below")
