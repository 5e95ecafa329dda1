"""The command line of an experiment: ``key=value`` words, refused before anything runs, and where results go."""

import importlib.util
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from pydantic import Field

from sim.cli.page import put
from sim.spec.errors import SpecError, unknown_name
from sim.spec.fields import Spec, quantity

if TYPE_CHECKING:
    from sim.spec.facts import Size
    from sim.study.replicas import Replica

SIZES: Final = ("small", "mid", "large", "enterprise")
"""The companies of the catalogue, by size."""
RESULTS = Path(__file__).resolve().parents[1] / "results"
NEUTRAL = ("workers", "out", "redraw", "resume")
"""Keys that change where and how fast, and never what."""
REFUSED, UNWRITTEN, INTERRUPTED = 2, 1, 130
"""Exit codes."""


class Planned(Protocol):
    """A run of a study, with what is asked of it."""

    @property
    def replica(self) -> "Replica":
        """Which run it is."""


class StudySettings(Spec):
    """What the command line of every study of pairs can change. Without a number (null), it is the study's own."""

    seed: int = quantity("Seed of the first pair", "integer", 0, 2**62)
    scale: float | None = quantity("Heads, market and budget over the real company's", "factor", 0.001, 1.0)
    quick: bool = Field(description="A look in seconds")
    workers: int | None = quantity("Processes; null: all cores", "processes", 1, 256)
    out: str = Field(description="Folder to write to; empty: the usual one")

    def check(self) -> None:
        """Raise ``SpecError`` for what no field tells alone."""

    @property
    def processes(self) -> int:
        """How many share the work."""
        import joblib

        return self.workers or int(joblib.cpu_count())

    def numbers(self, usual: Mapping[str, Any], quick: Mapping[str, Any]) -> dict[str, Any]:
        """What was given of the keys of ``usual``; what was not, as it is there or, for a look, in ``quick``."""
        return {key: getattr(self, key) or (quick if self.quick else usual)[key] for key in usual}


class SizesSettings(StudySettings):
    """The same for a study of some sizes."""

    companies: tuple[str, ...]

    def check(self) -> None:
        """Refuse what is no size, and a size named twice."""
        for name in self.companies:
            if name not in SIZES:
                raise unknown_name("companies", name, SIZES)
        if len(set(self.companies)) < len(self.companies):
            raise SpecError(f"companies = {','.join(self.companies)}: must name each size once")

    @property
    def sizes(self) -> "list[Size]":
        """The sizes asked for, in the catalogue's order."""
        return [size for size in SIZES if size in self.companies]

    def scale_of(self, size: str) -> float:
        """At which part of its real size a company is simulated, unless a study has scales of its own."""
        return self.scale or (QUICK_SCALE[size] if self.quick else 1.0)

    def taking_turns[J: Planned](self, plan: "Callable[[Size, int, int, float], list[J]]", count: int) -> list[J]:
        """What ``plan`` gives for size, replications (``count``), first seed and scale, of all sizes.

        Sizes take turns, so that the time left is right from early on.
        """
        chosen = [job for size in self.sizes for job in plan(size, count, self.seed, self.scale_of(size))]
        return sorted(chosen, key=lambda job: job.replica.replication)


class CompanySettings(StudySettings):
    """The same for a study of one company of the catalogue."""

    company: str = quantity("Company of the catalogue", "name")

    def check(self) -> None:
        """Refuse what is no size."""
        if self.company not in SIZES:
            raise unknown_name("company", self.company, SIZES)


class SizeSettings(SizesSettings):
    """The same for a study that is made for each size alone."""

    replications: int | None = quantity("Pairs of runs for each size", "pairs", 2, 100_000)
    years: int = quantity("Measured years", "years", 1, 30)


class ShockSettings(SizesSettings):
    """The same for a study of something that changes for good on the first measured day (``sim.study.shocks``)."""

    replications: int | None = quantity("Runs of each size with each change", "runs", 2, 100_000)

    def jobs[J: Planned](self, plan: "Callable[[Size, int, int, float], list[J]]") -> list[J]:
        """What is asked of each size with each change."""
        return self.taking_turns(plan, self.replications or (QUICK_SHOCKS if self.quick else USUAL_SHOCKS))


USUAL_SHOCKS, QUICK_SHOCKS = 60, 3
"""Replications of a study of shocks: as many as the study of facts has."""
STUDY: dict[str, Any] = {"seed": 0, "scale": None, "quick": False, "workers": None, "out": ""}
"""The defaults of ``StudySettings``."""
BY_SIZE: dict[str, Any] = {"companies": SIZES, "replications": None, "years": 3, **STUDY}
"""The defaults of ``SizeSettings``."""
SHOCKS: dict[str, Any] = {"companies": SIZES, "replications": None, **STUDY}
"""The defaults of ``ShockSettings``."""
QUICK_SCALE = {"small": 0.5, "mid": 0.15, "large": 0.06, "enterprise": 0.03}
"""Scales at which a run of any size takes a fraction of a second."""


class Begun[S: StudySettings](NamedTuple):
    """A study that can be carried out: its settings, the folder of its results, the command that makes it again."""

    settings: S
    folder: Path
    made_by: str

    def end(self, files: Mapping[str, bytes], *told: str) -> None:
        """Write the results' ``files``, each whole or not at all, and print what is ``told`` and where they are."""
        write(self.folder, files)
        for text in told:
            print(text)
        print(f"Written to {self.folder}")


def begin[S: StudySettings](
    name: str, words: Sequence[str], settings: type[S], defaults: Mapping[str, Any]
) -> Begun[S]:
    """The study ``name`` as the ``words`` of a command line want it; raises ``SpecError`` for what cannot be run.

    ``defaults``: the value of every one of its ``settings`` that is not given.
    """
    from sim.records.files import check_writable
    from sim.spec.load import validated

    given = read(words, defaults)
    wanted = validated(settings, "", {**defaults, **given})
    wanted.check()
    folder = destination(name, given)
    check_writable(folder)
    return Begun(wanted, folder, command(f"experiments.{name}", given))


def carry_out(page: str | None, words: Sequence[str], answer: Callable[[Sequence[str]], int | None]) -> int:
    """Answer the ``words`` of a command line, or show ``page`` where they ask for help; returns the exit code."""
    if {"-h", "--help"} & set(words):
        put(page or "")
        return 0
    return exit_code(lambda: answer(words))


def exit_code(action: Callable[[], int | None]) -> int:
    """Carry out ``action``, which may have an exit code of its own.

    Say in one message, without a traceback, what was refused, not written or interrupted.
    """
    try:
        return action() or 0
    except SpecError as refused:
        return _told(refused, REFUSED)
    except OSError as error:
        return _told(f"{error.filename or 'writing'}: {error.strerror or error}", UNWRITTEN)
    except KeyboardInterrupt:
        return _told("interrupted", INTERRUPTED)


def read(words: Sequence[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """``key=value`` words as a mapping, without those that say what is the default anyway.

    Values are read as YAML; where the default is a list, as names between commas; where it is text, as they stand.
    Raises ``SpecError`` for a word that is not ``key=value`` and for a key given twice; what is unknown, or is no
    value of the default's type (``seed=0.0``, ``seed=false``), is kept for validation to refuse.
    """
    pairs = [_pair(word, defaults) for word in words]
    for number, (key, _) in enumerate(pairs):
        if key in dict(pairs[:number]):
            raise SpecError(f"{key}: given twice")
    return {key: value for key, value in pairs if key not in defaults or not _same(value, defaults[key])}


def _same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)


def check_extra(extra: str, *modules: str) -> None:
    """Raise ``SpecError`` unless ``modules`` are installed, which come with an ``extra`` of the project."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        line = f'pip install -c constraints.txt -e ".[{extra}]"'
        raise SpecError(f"{' and '.join(missing)} not installed; this study needs the extra {extra}: {line}")


def command(module: str, given: Mapping[str, Any]) -> str:
    """The command that gives these results."""
    return " ".join([f"python -m {module}", *(f"{key}={value}" for key, value in _changes(given).items())])


def destination(name: str, given: Mapping[str, Any]) -> Path:
    """The folder of the results: ``out`` if given; results/NAME for the default study; else one in results/local."""
    if given.get("out"):
        return Path(given["out"])
    told = "-".join(
        f"{key}_{re.sub(r'[^\w.+-]+', '_', value.replace(',', '+'))}" for key, value in _changes(given).items()
    )
    return RESULTS / "local" / f"{name}-{told}" if told else RESULTS / name


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the results' files, each whole or not at all."""
    from sim.records.files import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, methodcaller("write", content))


def _told(message: object, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _pair(word: str, defaults: Mapping[str, Any]) -> tuple[str, Any]:
    import yaml

    key, equals, text = word.partition("=")
    if not (key and equals):
        raise SpecError(f"{word}: must be key=value, with a key of {', '.join(defaults)}")
    default = defaults.get(key)
    if isinstance(default, str):
        return key, text
    if isinstance(default, tuple):
        return key, tuple(text.split(","))
    try:
        return key, yaml.safe_load(text)
    except yaml.YAMLError:
        raise SpecError(f"{word}: not readable as a value") from None


def _changes(given: Mapping[str, Any]) -> dict[str, str]:
    changes = {key: value for key, value in given.items() if key not in NEUTRAL}
    return {key: ",".join(value) if isinstance(value, tuple) else str(value).lower() for key, value in changes.items()}
