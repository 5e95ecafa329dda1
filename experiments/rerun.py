"""One row of a store, run again alone: what was it, does it come out the same, and all that it left.

python -m experiments.rerun store=FOLDER config=HASH replication=N [out=FOLDER]

  store=FOLDER      of a sweep
  config=HASH       of the row, as sim.study.load gives it; its beginning does
  replication=0     of the row
  detail=moves      activities: every touch and judgement is saved too
  out=FOLDER        where the run's records go (results/local/rerun-HASH-N)

A run that failed fails again, with its traceback. Exit code 1: it failed, or came out otherwise than it is stored.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments import arguments
from sim.records.files import check_writable
from sim.spec.errors import SpecError
from sim.spec.fields import Spec, quantity

if TYPE_CHECKING:
    import pyarrow as pa


class Settings(Spec):
    """Which run, and where its records go."""

    store: str = quantity("Folder of the sweep", "path")
    config: str = quantity("Hash of what was run, or how it begins", "name")
    replication: int = quantity("Number of the replication", "integer", 0, 2**31 - 1)
    detail: Literal["moves", "activities"] = quantity("How much is saved", "name")
    out: str = quantity("Folder; empty: one of its own", "path")


DEFAULTS: dict[str, Any] = {"store": "", "config": "", "replication": 0, "detail": "moves", "out": ""}


def main(words: Sequence[str]) -> int:
    """Run it, compare and save; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> int:
    from sim.model import FunnelModel
    from sim.spec.load import validated
    from sim.study.chunks import yearly
    from sim.study.design import specified
    from sim.study.store import check_version, read

    settings = validated(Settings, "", {**DEFAULTS, **arguments.read(words, DEFAULTS)})
    rows = _found(read(Path(settings.store)), settings)
    check_version(Path(settings.store))
    row = rows[0]
    name = f"rerun-{row['config']}-{settings.replication}"
    folder = Path(settings.out) if settings.out else arguments.RESULTS / "local" / name
    check_writable(folder)
    told = ", ".join(f"{key} {value}" for key, value in {**json.loads(row["choices"]), "seed": row["seed"]}.items())
    print(told)
    run = FunnelModel(specified(row["choices"], row["seed"]), detail=settings.detail).run()
    run.save(folder)
    print(f"Saved in {folder}")
    if row["error"] is not None:
        print(f"It ran. It is stored as failed:\n{row['error']}", file=sys.stderr)
        return arguments.UNWRITTEN
    again = yearly(run)
    # As text, so that what is missing on both sides is equal too.
    if [{key: str(year[key]) for key in year} for year in again] != [
        {key: str(stored[key]) for key in year} for stored, year in zip(rows, again, strict=True)
    ]:
        print("It came out otherwise than it is stored: another platform, or a changed file.", file=sys.stderr)
        return arguments.UNWRITTEN
    print("Every figure is equal to what is stored.")
    return 0


def _found(table: "pa.Table", settings: Settings) -> list[dict[str, Any]]:
    """The rows of the run that is asked for, a measured year each."""
    if not settings.config:
        raise SpecError("config: missing; the hash of the row, as sim.study.load gives it")
    import pyarrow.compute as pc

    own = table.filter(pc.starts_with(table["config"].cast("string"), settings.config))
    if len(configs := own["config"].unique()) != 1:
        raise SpecError(f"config = {settings.config}: {len(configs)} configurations of the store begin so, not one")
    found = own.filter(pc.equal(own["replication"], settings.replication))
    if not found.num_rows:
        there = own["replication"].to_pylist()
        raise SpecError(f"replication = {settings.replication}: not stored; there are {min(there)} to {max(there)}")
    return list(found.to_pylist())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
