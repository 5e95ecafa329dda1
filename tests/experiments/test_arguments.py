"""Words of the command line: read, refused, and turned into a place for the results."""

import errno
from pathlib import Path

import pytest

from experiments import arguments
from sim.spec.errors import SpecError

DEFAULTS = {"names": ("a", "b"), "count": None, "seed": 0, "workers": None, "out": ""}


def test_values_are_read_by_the_kind_of_their_default():
    words = ["names=b,a", "count=4", "seed=3", "out=5"]
    assert arguments.read(words, DEFAULTS) == {"names": ("b", "a"), "count": 4, "seed": 3, "out": "5"}


def test_saying_the_default_changes_nothing():
    assert arguments.read(["seed=0", "names=a,b", "out="], DEFAULTS) == {}


@pytest.mark.parametrize("word", ["seed", "=3", "--seed", "", "count=[1"])
def test_what_is_no_pair_is_refused(word):
    with pytest.raises(SpecError, match=r"key=value|not readable"):
        arguments.read([word], DEFAULTS)


def test_only_the_default_study_writes_reference_results():
    results = arguments.RESULTS
    assert arguments.destination("study", {}) == results / "study"
    assert arguments.destination("study", {"workers": 1}) == results / "study"
    told = {"names": ("b", "a"), "count": 4, "workers": 1}
    assert arguments.destination("study", told) == results / "local" / "study-names_b+a-count_4"
    assert arguments.destination("study", {"out": "here", "count": 4}) == Path("here")


def test_the_command_repeats_what_changes_results_and_nothing_else():
    told = {"names": ("b", "a"), "quick": True, "workers": 2, "out": "here"}
    assert arguments.command("experiments.study", told) == "python -m experiments.study names=b,a quick=true"


@pytest.mark.parametrize(
    ("problem", "code", "message"),
    [
        (SpecError("seed = -1: must be more"), 2, "seed = -1: must be more"),
        (OSError(errno.ENOSPC, "No space left on device", "table.csv"), 1, "table.csv: No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_a_problem_is_one_line_and_an_exit_code(problem, code, message, capsys):
    def action():
        raise problem

    assert arguments.exit_code(action) == code
    assert capsys.readouterr().err == f"{message}\n"


def test_a_mistake_of_our_own_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        arguments.exit_code(lambda: 1 / 0)


@pytest.mark.parametrize("word", ["seed=0.0", "seed=false", "years=3.0", "quick=0"])
def test_what_only_equals_the_default_is_kept_for_validation(word):
    assert arguments.read([word], {"seed": 0, "years": 3, "quick": False})


def test_a_key_given_twice_is_refused():
    with pytest.raises(SpecError, match="seed: given twice"):
        arguments.read(["seed=1", "seed=0"], {"seed": 0})


def test_files_are_written_into_a_folder_that_is_made_if_need_be(tmp_path):
    arguments.write(tmp_path / "new" / "deeper", {"a.md": b"page", "b.csv": b"1,2"})
    arguments.write(tmp_path / "new" / "deeper", {"a.md": b"other"})
    found = {path.name: path.read_bytes() for path in (tmp_path / "new" / "deeper").iterdir()}
    assert found == {"a.md": b"other", "b.csv": b"1,2"}


def test_an_extra_that_is_missing_is_named_with_the_line_that_installs_it():
    arguments.check_extra("test", "pytest", "json")
    with pytest.raises(SpecError, match=r'no_such_thing not installed; .* extra heavy: pip install .*"\.\[heavy\]"'):
        arguments.check_extra("heavy", "pytest", "no_such_thing")
