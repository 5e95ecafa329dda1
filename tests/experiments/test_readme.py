"""What experiments/README.md shows is carried out, step by step, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, to be changed at will."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("sim", "configs", "experiments", "results"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", folder)
    return folder


def apply(diff: str, project: Path) -> None:
    """Apply each part of ``diff``; its old lines must be there exactly once."""
    (name,) = re.findall(r"^\+\+\+ b/(.*)$", diff, flags=re.MULTILINE)
    path = project / name
    for part in re.split(r"^@@.*\n", diff, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{name} has not once:\n{old}"
        path.write_text(content.replace(old, new), encoding="utf-8")


def carry_out(kind: str, block: str, project: Path) -> None:
    if kind == "diff":
        return apply(block, project)
    if found := re.match(r"# (experiments/\w+\.py)\n", block):
        (project / found[1]).write_text(block, encoding="utf-8")
        return None
    commands = [line.split()[1:] for line in block.splitlines()] if kind == "bash" else [["-c", block]]
    for words in commands:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}:\n{done.stderr}"
    return None


def test_every_step_works_in_its_turn(copy: Path) -> None:
    done: list[str] = []
    scope = ""
    for kind, block in BLOCKS:
        # What is shown in Python builds on what was shown before, as in one session.
        scope = scope + block if kind == "python" and not block.startswith("# ") else scope
        carry_out(kind, block if kind != "python" or block.startswith("# ") else scope, copy)
        scope = "" if kind == "diff" else scope
        done.append(kind)
    assert done.count("diff") == 3
    assert done.count("bash") == 2
    refused = [sys.executable, "-m", "experiments.silence", "quikc=1"]
    told = subprocess.run(refused, cwd=copy, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (2, "quikc: unknown key; nearest is quick\n")
    assert (copy / "silence" / "table.csv").read_text().startswith("company,policy,against,period,quantity")
    assert (copy / "raised" / "moves.parquet").exists()
    assert "`lead.raised_first`" in (copy / "sim" / "ODD.md").read_text()


def test_a_step_that_no_longer_fits_the_code_would_be_found(copy: Path) -> None:
    with pytest.raises(AssertionError, match="has not once"):
        apply("+++ b/sim/model.py\n@@ nowhere\n-    a line that is not there\n+    another\n", copy)


def test_every_experiment_is_in_the_table() -> None:
    here = {path.stem for path in (ROOT / "experiments").glob("*.py")} - {"__init__", "arguments"}
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE)) == here
