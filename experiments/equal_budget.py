"""What to spend the next dollars on: a rep, a marketer, a fractional CMO, programmes or coordination, at equal cost.

python -m experiments.equal_budget [key=value ...]

  dollars=100000        a year, on top of what the size's usual policy costs
  companies=small,mid   which sizes (all four)
  replications=60       runs of each way in each size
  seed=0                of the first replication; the others count on from it
  years=3               measured, after one year under the policy usual for the size
  scale=1.0             heads, market, budget and dollars over the real company's
  quick=true            3 replications of a small part of each company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/equal_budget, or results/local if anything above changed

1,440 runs of four years: about seven minutes on two free cores.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SizeSettings
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.study.contest import Contest
    from sim.study.replicas import Replica

REPLICATIONS, QUICK_REPLICATIONS = 60, 3


class Settings(SizeSettings):
    """What the command line can change."""

    dollars: float = quantity("Spent more each year", "dollars a year", 1.0, 1e9)


DEFAULTS: dict[str, Any] = {"dollars": 100_000.0, **arguments.BY_SIZE}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def runs(settings: Settings) -> "tuple[list[Contest], list[Replica]]":
    """The contests and all their runs; sizes take turns, so that the time left is right from early on."""
    from sim.spec.load import load_behaviour, load_company
    from sim.study.contest import main_contest_of
    from sim.study.next_dollars import policies
    from sim.study.replicas import replicas

    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    contests = [main_contest_of(company) for company in map(load_company, settings.companies)]
    behaviour, chosen = load_behaviour(), []
    for each in contests:
        scale = settings.scale_of(each.company.name)
        ways = list(policies(each, settings.dollars, behaviour).values())
        chosen += replicas(each.company, ways, count, settings.seed, years=settings.years, scale=scale)
    return contests, sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    from sim.report.next_dollars import NextDollarsResults
    from sim.study.replicas import run_tables
    from sim.study.totals import totals

    begun = arguments.begin("equal_budget", words, Settings, DEFAULTS)
    contests, chosen = runs(begun.settings)
    found = run_tables(chosen, begun.settings.workers, keep=totals)["totals"]
    results = NextDollarsResults(chosen, begun.made_by, contests, float(begun.settings.dollars), found)
    begun.end(results.files(), results.answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
