"""The feud as a system: does trust come to one state under a policy, or to two, with a tipping point between?

python -m experiments.tipping_point [key=value ...]

  companies=small,mid   which sizes, also of large and enterprise: each its feud against its first cure
  replications=20       of the two starts and of the truces; half as many of the ramps and of each cell of the grid
  seed=0                of the first replication; the others count on from it
  scale=1.0             heads, market and budget over the real company's (0.5 for large, 0.2 for enterprise)
  quick=true            2 replications of a tiny company and two cells: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/tipping_point, or results/local if anything above changed

Of each size 860 runs of 6 to 23 years: some six minutes for both on two free cores.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.assumptions import SCALES
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.study.tipping import Plan

REPLICATIONS, QUICK_REPLICATIONS = 20, 2
QUICK_SCALE, QUICK_CELLS = 0.05, 2


class Settings(arguments.SizesSettings):
    """What the command line can change. Without a number (null), it is the study's own."""

    replications: int | None = quantity("Runs of each start and each truce", "runs", 2, 100_000)


DEFAULTS: dict[str, Any] = {"companies": ("small", "mid"), "replications": None, **arguments.STUDY}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def plan(settings: Settings, company: str) -> "Plan":
    """What is studied of one company: its feud, not an absence of marketing, against its first cure."""
    from sim.spec.load import load_behaviour, load_company
    from sim.study.contest import main_contest_of
    from sim.study.tipping import Plan, grid, histories

    feud = main_contest_of(load_company(company))
    behaviour = load_behaviour()
    cells = grid(behaviour)[: QUICK_CELLS if settings.quick else None]
    number = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    scale = settings.scale or (QUICK_SCALE if settings.quick else SCALES[company])
    return Plan(feud, behaviour, histories(feud), cells, number, settings.seed, scale)


def _answer(words: Sequence[str]) -> None:
    from sim.report.tipping import TippingResults
    from sim.study.histories import quarterly
    from sim.study.replicas import run_tables
    from sim.study.tipping import runs

    begun = arguments.begin("tipping_point", words, Settings, DEFAULTS)
    plans = [plan(begun.settings, company) for company in begun.settings.companies]
    chosen = [replica for each in plans for replica in runs(each)]
    quarters = run_tables(chosen, begun.settings.workers, keep=quarterly)["quarters"]
    results = TippingResults(chosen, begun.made_by, plans, quarters)
    begun.end(results.files(), *(f"{sentence}\n" for sentence in results.sentences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
