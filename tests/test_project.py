"""What must hold for the project as a whole: its layout, its pins, its size, and the lines that set it up."""

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    *("sim", "configs", "experiments", "results", "tests"),
    *("pyproject.toml", "README.md", "Makefile", "constraints.txt", "LICENSE", "CITATION.cff", "CHANGELOG.md"),
}
# Each in two parts, or this file would name what it forbids.
REGISTRIES = [
    *(r"pypi" r"\.org", r"pypi" r"\.python\.org", r"pythonhosted" r"\.org", r"piwheels" r"\.org"),
    *(r"anaconda" r"\.(org|com)", r"npmjs" r"\.(org|com)", r"crates" r"\.io", r"deb" r"\.debian\.org"),
]
PLAIN_LINES = [
    "python -m venv .venv",
    '.venv/bin/python -m pip install -c constraints.txt -e ".[test]"',
    ".venv/bin/python -m experiments.cost_of_feud",
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Every file that git tracks, relative to the project's root."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listing.stdout.split("\0") if name]


def pins() -> dict[str, str]:
    """The version that ``constraints.txt`` gives each distribution, by its canonical name."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    split = [line.split("==") for line in lines]
    assert all(len(parts) == 2 and re.fullmatch(r"[\w.]+", parts[1]) for parts in split), "a line that is no exact pin"
    return {canonicalize_name(name): version for name, version in split}


def direct_requirements() -> list[Requirement]:
    """What the project itself asks for: to run, in each extra, and to be built."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    groups = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"], *extras]
    return [Requirement(line) for group in groups for line in group]


def needs(requirement: Requirement) -> list[Requirement]:
    """What an installed distribution asks for here, under the extras asked of it; nothing if it is not installed."""
    try:
        lines = metadata.requires(requirement.name) or []
    except metadata.PackageNotFoundError:
        return []
    asked = [{"extra": extra} for extra in requirement.extras or {""}]
    found = [Requirement(line) for line in lines]
    return [need for need in found if need.marker is None or any(need.marker.evaluate(extra) for extra in asked)]


def closure(requirements: list[Requirement]) -> set[str]:
    """The canonical names of the requirements and of all that they need, however deep."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            waiting.extend(needs(requirement))
    return {name for name, _ in seen}


def test_top_level_is_the_agreed_list():
    top = {path.parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


def test_no_tracked_file_names_a_package_registry():
    registry = re.compile("|".join(REGISTRIES).encode(), re.IGNORECASE)
    assert [str(path) for path in tracked() if registry.search((ROOT / path).read_bytes())] == []


def test_all_that_is_needed_is_pinned():
    needed = closure(direct_requirements())
    assert {"mesa", "networkx", "numpy", "pytest", "hatchling"} <= needed
    assert needed - pins().keys() == set()


def test_no_python_file_is_longer_than_400_lines():
    lengths = {str(path): len((ROOT / path).read_bytes().splitlines()) for path in tracked() if path.suffix == ".py"}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("line", PLAIN_LINES)
def test_readme_shows_the_plain_lines_for_people_without_make(line):
    assert line in [shown.strip() for shown in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]


def test_the_citation_tells_the_version_of_the_project():
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert version in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
