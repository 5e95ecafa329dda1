"""The pieces in which a sweep is worked off: each takes seconds, is told by its contents, and ends in one table."""

import gc
import hashlib
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.study.design import Point, specified

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.records.run import Run
    from sim.spec.experiment import ExperimentSpec

SECONDS = 10.0
"""That a chunk is expected to take, or one run if that takes longer: to lose one is little, and to write one is too."""
TEAMS = ("sales", "marketing", "blame")


class Part(NamedTuple):
    """The replications ``numbers`` of one point."""

    point: Point
    numbers: tuple[int, ...]


class Chunk(NamedTuple):
    """Some runs; replication r of each has seed ``seed + r``."""

    seed: int
    parts: tuple[Part, ...]

    @property
    def key(self) -> str:
        """What tells it from every other chunk: the sha256 of its configurations and replications."""
        text = ";".join(f"{part.point.config}:{','.join(map(str, part.numbers))}" for part in self.parts)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return sum(len(part.numbers) for part in self.parts)

    @property
    def seconds(self) -> float:
        """What it is expected to take on one core."""
        return sum(part.point.seconds * len(part.numbers) for part in self.parts)


class Ran(NamedTuple):
    """What a chunk has come to."""

    table: "pa.Table"
    failed: int


def chunks(points: Sequence[Point], replications: int, seed: int) -> Iterator[Chunk]:
    """All runs of a sweep in chunks, which hang together by nothing but the design: every driver cuts it alike."""
    parts: list[Part] = []
    for point in points:
        fit = max(1, int(SECONDS / point.seconds))
        for first in range(0, replications, fit):
            part = Part(point, tuple(range(first, min(first + fit, replications))))
            if parts and Chunk(seed, (*parts, part)).seconds > SECONDS:
                yield Chunk(seed, tuple(parts))
                parts = []
            parts.append(part)
    if parts:
        yield Chunk(seed, tuple(parts))


def without(chunk: Chunk, done: Mapping[str, Collection[int]]) -> Chunk | None:
    """What is left of ``chunk`` when the runs that are ``done`` (replications, by configuration) are taken out."""
    parts = []
    for point, numbers in chunk.parts:
        left = tuple(number for number in numbers if number not in done.get(point.config, ()))
        if left:
            parts.append(Part(point, left))
    return chunk._replace(parts=tuple(parts)) if parts else None


def schema() -> "pa.Schema":
    """The columns of every table of a store, with their types: the same whatever was run."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    names = [(name, words) for name in ("company", "policy", "choices", "config")]
    numbers = [("replication", pa.int32()), ("seed", pa.int64()), ("year", pa.int32())]
    return pa.schema([*names, *numbers, *((name, pa.float64()) for name in figure_names()), ("error", pa.string())])


def figure_names() -> tuple[str, ...]:
    """What is kept of each year of a run: ``Run.annual`` in dollars, and the year's mean trust and blame (0..1)."""
    from sim.records.run import FLOWS

    return (*FLOWS, "recurring", "spend", "wasted", *(f"trust_{team}" for team in TEAMS[:2]), TEAMS[2])


def carried_out(chunk: Chunk) -> Ran:
    """Carry out all runs of ``chunk``: a row a run and measured year, of one that failed a row with its traceback."""
    rows: list[dict[str, Any]] = []
    failed = 0
    for point, numbers in chunk.parts:
        for number in numbers:
            seed = chunk.seed + number
            try:
                years = yearly(_run(point, chunk.seed, seed))
            except Exception:  # whatever a run dies of is told in its row, and does not stop the others
                years = [{"error": traceback.format_exc()}]
                failed += 1
            rows += [_named(point, number, seed, year) for year in years]
    # A model and its people name each other: Python frees them when it gets to it, and thousands of runs later if let.
    gc.collect()
    return Ran(_table(rows), failed)


def lost(chunk: Chunk, why: str) -> Ran:
    """The rows of a chunk whose process died each time, so that nobody could tell of its runs."""
    rows = [
        _named(point, number, chunk.seed + number, {"error": why})
        for point, numbers in chunk.parts
        for number in numbers
    ]
    return Ran(_table(rows), chunk.runs)


def yearly(run: "Run") -> list[dict[str, Any]]:
    """A row a measured year: its number, from 1, and the figures of that year, None for trust of nobody."""
    from sim.spec.experiment import WEEKS_PER_YEAR

    annual, weeks = run.annual, run.trust.iloc[run.spec.warmup_years * WEEKS_PER_YEAR :]
    trust: pd.DataFrame = weeks[list(TEAMS)].groupby((weeks["week"] // WEEKS_PER_YEAR).to_numpy()).mean()
    trust.columns = list(figure_names()[-len(TEAMS) :])
    columns = {name: annual[name].to_list() for name in ("year", *figure_names()[: -len(TEAMS)])}
    columns |= {str(name): trust[name].astype(object).where(trust[name].notna(), None).to_list() for name in trust}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _run(point: Point, first: int, seed: int) -> "Run":
    from sim.model import FunnelModel

    spec = _checked(point, first)
    return FunnelModel(spec.model_copy(update={"seed": seed})).run()


@lru_cache(maxsize=1)
def _checked(point: Point, first: int) -> "ExperimentSpec":
    """The specification of a point, unless a file of one's own has changed since it was validated."""
    from sim.records.run import config_hash

    spec = specified(point.choices, first)
    if config_hash(spec) != point.config:
        raise RuntimeError(f"{point.choices}: a file that it names has changed since the sweep began")
    return spec


def _named(point: Point, number: int, seed: int, figures: Mapping[str, Any]) -> dict[str, Any]:
    names = {"company": point.company, "policy": point.policy, "choices": point.choices, "config": point.config}
    return {**names, "replication": number, "seed": seed, **figures}


def _table(rows: Sequence[Mapping[str, Any]]) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=schema())
