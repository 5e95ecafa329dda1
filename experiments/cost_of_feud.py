"""What the feud between marketing and sales costs: each size's typical policy against its cure, under the same luck.

python -m experiments.cost_of_feud [key=value ...]

  companies=small,mid   which sizes
  replications=50       pairs of runs for each size (40 small, 50 mid); more make the intervals narrower
  seed=0                of the first pair; the others count on from it
  years=3               measured, after one year under the typical policy
  scale=1.0             heads, market and budget over the real company's
  quick=true            4 replications at a tenth of the size: a look in seconds, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/cost_of_feud, or results/local if any of the first six changed
"""

import sys
from collections.abc import Sequence
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from experiments import arguments
from sim.cli.page import put
from sim.records.files import check_writable
from sim.spec.errors import SpecError, unknown_name
from sim.spec.fields import Spec, quantity

if TYPE_CHECKING:
    from sim.report.feud import FeudResults
    from sim.study.replicas import Replica

REPLICATIONS = {"small": 40, "mid": 50}
"""Pairs of runs by size: a run takes 1 to 2 seconds, and all of them together under four minutes on two cores."""
SCALE = {"small": 1.0, "mid": 1.0}
"""Simulated size over real size: 1 as far as the agents engine carries it."""
QUICK: dict[str, Any] = {"replications": 4, "scale": 0.1}


class Settings(Spec):
    """What the command line can change. Without a number (null), replications and scale are the size's own."""

    companies: tuple[str, ...]
    replications: int | None = quantity("Pairs of runs for each size", "pairs", 2, 100_000)
    seed: int = quantity("Seed of the first pair", "integer", 0, 2**62)
    years: int = quantity("Measured years", "years", 1, 30)
    scale: float | None = quantity("Heads, market and budget over the real company's", "factor", 0.001, 1.0)
    quick: bool = Field(description="A look in seconds")
    workers: int | None = quantity("Processes; null: all cores", "processes", 1, 256)
    out: str = Field(description="Folder to write to; empty: the usual one")


DEFAULTS: dict[str, Any] = {
    "companies": tuple(REPLICATIONS),
    "replications": None,
    "seed": 0,
    "years": 3,
    "scale": None,
    "quick": False,
    "workers": None,
    "out": "",
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    if {"-h", "--help"} & set(words):
        put(__doc__)
        return 0
    return arguments.exit_code(lambda: _answer(words))


def settled(given: dict[str, Any]) -> Settings:
    """``given`` over the defaults, validated; raises ``SpecError``."""
    from sim.spec.load import validated

    quick = QUICK if given.get("quick") is True else {}
    settings = validated(Settings, "", {**DEFAULTS, **quick, **given})
    for name in settings.companies:
        if name not in REPLICATIONS:
            raise unknown_name("companies", name, REPLICATIONS)
    if len(set(settings.companies)) < len(settings.companies):
        raise SpecError(f"companies = {','.join(settings.companies)}: must name each size once")
    return settings


def plan(settings: Settings) -> "list[Replica]":
    """All runs of the study; sizes take turns, so that the time left is right from early on."""
    from sim.spec.load import load_company
    from sim.study.replicas import replicas

    chosen: list[Replica] = []
    for company in map(load_company, settings.companies):
        count = settings.replications or REPLICATIONS[company.name]
        span = {"years": settings.years, "scale": settings.scale or SCALE[company.name]}
        chosen += replicas(company, (company.typical, *company.cures), count, settings.seed, **span)
    return sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    given = arguments.read(words, DEFAULTS)
    settings = settled(given)
    chosen, folder = plan(settings), arguments.destination("cost_of_feud", given)
    check_writable(folder)

    from sim.report.feud import FeudResults
    from sim.study.replicas import run_monthly

    made_by = arguments.command("experiments.cost_of_feud", given)
    results = FeudResults(chosen, run_monthly(chosen, settings.workers), made_by)
    _write(folder, results.files())
    _print(results, folder)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    from sim.records.files import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, methodcaller("write", content))


def _print(results: "FeudResults", folder: Path) -> None:
    from rich.console import Console

    from sim.report.tables import cells, heading, on_terminal, readable

    console = Console(highlight=False)
    for sentence in results.sentences:
        console.print(sentence, end="\n\n")
    for rows in cells(results.table):
        console.print(on_terminal(readable(rows), heading(rows)))
    console.print(f"Written to {folder}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
