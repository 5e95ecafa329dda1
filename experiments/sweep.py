"""Any design of runs, into a store that survives anything: companies, policies, every lever, every number of the model.

python -m experiments.sweep companies=[small,mid] policies=[silos,dual_mandate,open_feud] replications=60 out=FOLDER

What to run; every key takes a value or a list of values:
  companies=[small,mid]    names or files (mid)
  policies=[silos,mine.yaml]    names or files (the one that is typical of the company)
  handoff.sla_days=[1,5]   any value of the chosen files: policy.KEY or KEY, company.KEY, behaviour.KEY
  years=3 warmup_years=1 scale=1.0 without=NAME reading=switch engine=columns    as in python -m sim
  design=grid              grid: every combination; paired: first values of all, then second ones; one_at_a_time: the
                           first values, then every other one alone; latin_hypercube, sobol: points drawn between two
                           ends, key=[low,high] or key=plausible; or a YAML file with all of these keys, and
                           union: [design, ...]
  points=64                of a design that is drawn
  replications=20          runs of each point: seed, seed + 1, ...; all points share their luck
  seed=0                   of the first replication; the others count on from it

How to run:
  workers=2                processes (all cores), or workers=ray for a Ray cluster; the results are the same
  address=auto             of the cluster (otherwise RAY_ADDRESS)
  shard=1/1                2/4: the second of four parts, for machines that share a folder
  retry=false              true: run again also what ended in an error
  quick=false              true: 3 replications of a twentieth of each company
  out=FOLDER               the store (a folder of its own under results/local)

The same command goes on where it was interrupted; with more replications it adds what is missing. Python, R and DuckDB
read the store (README, "You do research"); python -m experiments.rerun repeats one row alone. Exit code 1: some runs
failed; 130: some are still to come.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import arguments
from sim.records.files import check_writable
from sim.spec.fields import Spec, quantity

if TYPE_CHECKING:
    from sim.study.sweep import Driver, Sweep

REPLICATIONS, QUICK_REPLICATIONS = 20, 3
QUICK_SCALE = 0.05
CLUSTER = "ray"


class Settings(Spec):
    """How a sweep is run. Without a number (null) of replications, it is ``REPLICATIONS`` or ``QUICK_REPLICATIONS``."""

    replications: int | None = quantity("Runs of each point", "runs", 1, 1_000_000)
    seed: int = quantity("Seed of the first replication", "integer", 0, 2**62)
    workers: int | None = quantity("Processes; null: all cores", "processes", 1, 256)
    quick: bool = quantity("A look in seconds", "switch")
    retry: bool = quantity("Run again what ended in an error", "switch")
    shard: str = quantity("Which part of the sweep, as in 2/4", "name")
    address: str = quantity("Of the Ray cluster; empty: RAY_ADDRESS, or the one that is found", "name")
    out: str = quantity("Folder; empty: one of its own", "path")


DEFAULTS: dict[str, Any] = {
    **{"replications": None, "seed": 0, "workers": None, "quick": False, "retry": False},
    **{"shard": "1/1", "address": "", "out": ""},
}


def main(words: Sequence[str]) -> int:
    """Run what is missing, print and write a summary; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> int:
    from rich.console import Console

    from sim.report.sweep import files, printed
    from sim.spec.load import validated
    from sim.study import load
    from sim.study.sweep import swept

    given = arguments.read(words, DEFAULTS)
    on_cluster = given.get("workers") == CLUSTER and bool(given.pop("workers"))
    own = {key: value for key, value in given.items() if key in DEFAULTS}
    settings = validated(Settings, "", {**DEFAULTS, **own})
    sweep = planned({key: value for key, value in given.items() if key not in DEFAULTS}, settings)
    folder = Path(settings.out) if settings.out else arguments.RESULTS / "local" / f"sweep-{_name(sweep)}"
    check_writable(folder)
    ended = swept(sweep, folder, _driver(settings, on_cluster), settings.retry)
    runs, failures = load(folder), load(folder, failures=True)
    arguments.write(folder, files(sweep, runs, failures))
    Console().print(*printed(sweep, runs))
    print(f"{ended.made} runs made, {ended.failed} failed, {ended.left} to come. Written to {folder}")
    if ended.failed:
        print(f"The first failure: {failures['error'].iloc[0].splitlines()[-1]}", file=sys.stderr)
    if ended.left:
        print("The same command goes on from here.", file=sys.stderr)
        return arguments.INTERRUPTED
    return arguments.UNWRITTEN if ended.failed else 0


def planned(words: Mapping[str, Any], settings: Settings) -> "Sweep":
    """The sweep that the command line or a YAML file asks for; raises ``SpecError`` for what cannot be run."""
    from sim.spec.files import read_mapping
    from sim.study.design import full_key, points
    from sim.study.designed import WORDS, designed
    from sim.study.sweep import Shard, Sweep

    words = {key: _listed(key, value) for key, value in words.items()}
    name = words.get("design")
    if isinstance(name, str) and name.endswith((".yaml", ".yml")):
        words = {**read_mapping(Path(name)), **{key: value for key, value in words.items() if key != "design"}}
    for key in words:
        if key not in WORDS:
            full_key(key, [*DEFAULTS, *WORDS])
    usual = {"scale": QUICK_SCALE} if settings.quick else {}
    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    design = designed({**usual, **words}, settings.seed)
    return Sweep(points(design, settings.seed, count), count, settings.seed, Shard.parse(settings.shard))


def _listed(key: str, value: Any) -> Any:
    """Names may also stand between commas, as in other experiments."""
    return value.split(",") if key in ("companies", "policies") and isinstance(value, str) else value


def _driver(settings: Settings, on_cluster: bool) -> "Driver":
    import joblib

    from sim.study.sweep import local

    if not on_cluster:
        return local(settings.workers or joblib.cpu_count())
    arguments.check_extra("ray", "ray")
    from sim.study.cluster import on_ray

    return on_ray(settings.address)


def _name(sweep: "Sweep") -> str:
    """The same points find their store again, whatever the number of replications."""
    text = " ".join(point.config for point in sweep.points)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
