"""The decorator of compiled rules: its types, its cache, and the same rules as plain Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

import sim.compiled
from sim.compiled import ABOVE, Floats, Ints, compiled

RULE = """
from sim.compiled import compiled
from sim.inside import half
from sim.level import LEVEL

@compiled
def raised(by: float) -> float:
    return LEVEL + half(by) * 2.0
"""
INSIDE = """
from sim.compiled import inner

@inner
def half(of: float) -> float:
    return of / 2.0
"""
RAISED = "from sim.rule import raised; print(raised(0.5))"
HITS = "from sim.rule import raised; print(raised(0.5), sum(raised.stats.cache_hits.values()))"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package ``sim`` with the real decorator and one rule that takes a constant from another module."""
    folder = tmp_path / "copy" / "sim"
    folder.mkdir(parents=True)
    shutil.copy(sim.compiled.__file__, folder)
    (folder / "__init__.py").touch()
    (folder / "level.py").write_text("LEVEL = 1.0\n")
    (folder / "inside.py").write_text(INSIDE)
    (folder / "rule.py").write_text(RULE)
    return folder


def start(package: Path, code: str, **environment: str) -> subprocess.Popen[str]:
    """Start ``code`` in a fresh process that sees only the copied package, its cache beside it."""
    kept = {name: value for name, value in os.environ.items() if name not in {"TRUCE_UNCOMPILED", "NUMBA_CACHE_DIR"}}
    places = {"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(package.parent / "cache")}
    command = [sys.executable, "-B", "-W", "always", "-c", code]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=package.parent, env=kept | places | environment, stdout=pipe, stderr=pipe, text=True
    )


def fresh(package: Path, code: str, **environment: str) -> tuple[str, str]:
    """Run ``code`` in a fresh process to its end and return what it printed and what it complained of."""
    process = start(package, code, **environment)
    out, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    return out.strip(), complaints


def test_two_processes_share_the_cache_and_a_changed_constant_or_rule_is_never_stale(package: Path) -> None:
    at_once = [start(package, RAISED) for _ in range(2)]
    assert [process.communicate(timeout=60) for process in at_once] == [("1.5\n", "")] * 2
    assert fresh(package, HITS) == ("1.5 1", ""), "an unchanged rule must come from the cache"
    (package / "level.py").write_text("LEVEL = 2.0\n")
    assert fresh(package, HITS) == ("2.5 0", "")
    (package / "inside.py").write_text(INSIDE.replace("2.0", "4.0"))
    assert fresh(package, HITS) == ("2.25 0", "")


def test_a_change_above_the_rules_compiles_nothing_anew(package: Path) -> None:
    assert fresh(package, RAISED) == ("1.5", "")
    (package / "study").mkdir()
    (package / "study" / "pairs.py").write_text("CONFIDENCE = 0.9\n")
    assert fresh(package, HITS) == ("1.5 1", "")


def test_no_rule_stands_above_nor_depends_on_what_is_there() -> None:
    root = Path(sim.compiled.__file__).parent
    entries = {root / "__init__.py", root / "__main__.py"}
    for path in set(root.rglob("*.py")) - entries:
        lines, above = path.read_text().splitlines(), path.relative_to(root).parts[0] in ABOVE
        imported = {line.split()[1] for line in lines if line.lstrip().startswith(("from sim.", "import sim."))}
        if above:
            assert not any(line.startswith(("@compiled", "@inner", "@lean")) for line in lines), path
        else:
            assert not any(name.split(".")[1] in ABOVE for name in imported), path


def test_an_inner_rule_is_read_only_when_it_is_called(package: Path) -> None:
    looked = "from sim.rule import raised; from sim.inside import half; print(raised(0.5), 'code' in half.__dict__)"
    assert fresh(package, looked) == ("1.5 True", ""), "who compiles a rule compiles what it calls"
    assert fresh(package, looked) == ("1.5 False", ""), "a rule from the cache brings along what it calls"
    assert fresh(package, "from sim.inside import half; print(half(3.0), half.__name__)") == ("1.5 half", "")


def test_a_cache_that_cannot_be_written_is_replaced_for_the_process(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    out, complaints = fresh(package, RAISED, XDG_CACHE_HOME=str(tmp_path / "file"), TMPDIR=str(temporary))
    assert out == "1.5"
    assert "XDG_CACHE_HOME" in complaints
    assert not list(temporary.iterdir()), "the temporary cache must go with the process"
    assert not list(package.rglob("*.nbi")), "nothing may be cached beside the sources, where it would go stale"


def test_uncompiled_rules_do_not_need_numba(package: Path) -> None:
    code = "import sys; from sim.rule import raised; print(raised(0.5), 'numba' in sys.modules)"
    assert fresh(package, code, TRUCE_UNCOMPILED="1") == ("1.5 False", "")


@pytest.fixture(params=["0", "1"])
def uncompiled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bool:
    """Let rules of this process be compiled into a folder of the test, or stay plain."""
    monkeypatch.setenv("TRUCE_UNCOMPILED", request.param)
    monkeypatch.setattr(sim.compiled, "cache_folder", lambda: tmp_path)
    return bool(request.param == "1")


def test_rules_call_rules_and_write_columns(uncompiled: bool) -> None:
    @compiled
    def halved(value: float) -> float:
        """Half of it."""
        return value / 2

    @compiled
    def fill(column: Floats, values: Ints) -> None:
        for i in range(len(column)):
            column[i] = halved(values[i])

    column = np.zeros(3)
    fill(column, np.array([1, 2, 3]))
    assert column.tolist() == [0.5, 1.0, 1.5]
    assert (halved.__name__, halved.__doc__) == ("halved", "Half of it.")
    assert hasattr(halved, "py_func") is not uncompiled


def test_words_wrap_silently_and_a_division_by_zero_is_refused(uncompiled: bool) -> None:
    @compiled
    def doubled(word: np.uint64) -> np.uint64:
        return word + word

    @compiled
    def divided(values: Floats, by: float) -> float:
        return float(values[0] / by)

    assert doubled(np.uint64(2**63 + 1)) == 2
    for value in (1.0, 0.0):
        with pytest.raises(ArithmeticError):
            divided(np.array([value]), 0.0)


def test_a_type_that_has_no_compiled_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUCE_UNCOMPILED", raising=False)
    with pytest.raises(numba.TypingError, match="dict"):

        @compiled
        def looked_up(table: dict) -> float:  # type: ignore[type-arg]
            return float(table[0])


def test_other_packages_keep_their_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TRUCE_UNCOMPILED", raising=False)
    config: Any = numba.config
    monkeypatch.setattr(config, "CACHE_DIR", "theirs")
    monkeypatch.setattr(sim.compiled, "cache_folder", lambda: tmp_path)

    @compiled
    def same(value: int) -> int:
        return value

    assert same(3) == 3
    assert list(tmp_path.rglob("*.nbi"))
    assert config.CACHE_DIR == "theirs"
