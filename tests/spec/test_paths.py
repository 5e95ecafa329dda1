"""The catalogue is found beside a checkout's package and inside an installed one."""

import runpy
import shutil
from pathlib import Path

import pytest

from sim.spec import paths


def found_from(root: Path) -> Path:
    """What ``CONFIGS`` is for a package that lies in ``root``."""
    copy = root / "sim" / "spec" / "paths.py"
    copy.parent.mkdir(parents=True)
    shutil.copy(paths.__file__, copy)
    found: Path = runpy.run_path(str(copy))["CONFIGS"]
    return found


def test_this_checkout_reads_its_own_catalogue():
    assert (paths.CONFIGS / "facts.yaml").is_file()


@pytest.mark.parametrize(
    ("there", "expected"),
    [(["configs"], "configs"), (["sim/_configs"], "sim/_configs"), (["configs", "sim/_configs"], "sim/_configs")],
)
def test_the_packages_own_copy_comes_first(tmp_path, there, expected):
    for folder in there:
        (tmp_path / folder).mkdir(parents=True)
    assert found_from(tmp_path) == tmp_path.resolve() / expected


def test_without_any_catalogue_the_path_still_names_where_it_should_be(tmp_path):
    assert found_from(tmp_path) == tmp_path.resolve() / "configs"
