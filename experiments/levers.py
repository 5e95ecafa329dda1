"""Which levers bring the gain of a cure: every combination of six groups of them, under the same luck.

python -m experiments.levers [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=24       runs of each combination in each size
  seed=0                of the first replication; the others count on from it
  years=3               measured, after one year under the policy usual for the size
  scale=1.0             heads, market and budget over the real company's (0.5 for mid, 0.25 large, 0.1 enterprise)
  quick=true            2 replications of a small part of each company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/levers, or results/local if anything above changed

Up to 64 combinations a size, some 6,000 runs: ten to fifteen minutes on two free cores.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments import arguments
from experiments.arguments import SizeSettings

if TYPE_CHECKING:
    from sim.study.contest import Contest
    from sim.study.replicas import Replica

REPLICATIONS, QUICK_REPLICATIONS = 24, 2
SCALES = {"small": 1.0, "mid": 0.5, "large": 0.25, "enterprise": 0.1}
QUICK_SCALES = {"small": 0.1, "mid": 0.05, "large": 0.03, "enterprise": 0.015}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def runs(settings: SizeSettings) -> "tuple[list[Contest], list[Replica]]":
    """The contests and all their runs; sizes take turns, so that the time left is right from early on."""
    from sim.spec.load import load_company
    from sim.study.contest import main_contest_of
    from sim.study.lever_parts import plan

    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    scales = QUICK_SCALES if settings.quick else SCALES
    contests = [main_contest_of(company) for company in map(load_company, settings.companies)]
    chosen = [
        replica
        for each in contests
        for replica in plan(each, count, settings.seed, settings.years, settings.scale or scales[each.company.name])
    ]
    return contests, sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    from sim.report.lever_parts import LeverPartsResults
    from sim.study.replicas import run_tables
    from sim.study.totals import totals

    begun = arguments.begin("levers", words, SizeSettings, arguments.BY_SIZE)
    contests, chosen = runs(begun.settings)
    found = run_tables(chosen, begun.settings.workers, keep=totals)["totals"]
    results = LeverPartsResults(chosen, begun.made_by, contests, found)
    begun.end(results.files(), results.answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
