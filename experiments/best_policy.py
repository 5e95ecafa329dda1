"""Which policies does nothing dominate in revenue, cost and trust: a search over every lever (NSGA-II).

python -m experiments.best_policy [key=value ...]

  company=mid           of the catalogue
  population=40         policies of a generation; the first one has those of the catalogue
  generations=15        of the search
  replications=3        runs of each policy in the search
  judging=40            runs of each policy that is shown, under luck that the search has not seen
  seed=0                of the search and of its first replication
  years=3               measured, after one year under the usual policy
  scale=0.3             heads, market and budget over the real company's
  quick=true            3 generations of 12, of a small part of the company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/best_policy, or results/local if anything above changed

2,800 runs of four years: five to ten minutes on two free cores. Needs the extra optimization (Optuna).
"""

import sys
from collections.abc import Sequence
from typing import Any

from experiments import arguments
from experiments.arguments import CompanySettings
from sim.spec.fields import quantity

USUAL: dict[str, Any] = {"population": 40, "generations": 15, "replications": 3, "judging": 40, "scale": 0.3}
QUICK: dict[str, Any] = {"population": 12, "generations": 3, "replications": 2, "judging": 3, "scale": 0.03}


class Settings(CompanySettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    population: int | None = quantity("Policies of a generation", "policies", 2, 10_000)
    generations: int | None = quantity("Generations", "generations", 1, 10_000)
    replications: int | None = quantity("Runs of each policy in the search", "runs", 1, 10_000)
    judging: int | None = quantity("Runs of each policy that is shown", "runs", 2, 100_000)
    years: int = quantity("Measured years", "years", 1, 30)

    def check(self) -> None:
        """Refuse also to search without what searches."""
        super().check()
        arguments.check_extra("optimization", "optuna")


DEFAULTS: dict[str, Any] = {
    **{"company": "mid", "population": None, "generations": None, "replications": None, "judging": None, "years": 3},
    **arguments.STUDY,
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> None:
    from sim.report.best_policy import BestPolicyResults
    from sim.spec.load import load_company
    from sim.study import best_policy
    from sim.study.replicas import run_tables

    begun = arguments.begin("best_policy", words, Settings, DEFAULTS)
    settings, numbers = begun.settings, begun.settings.numbers(USUAL, QUICK)
    judging, scale = numbers.pop("judging"), numbers.pop("scale")
    where = best_policy.Settings(
        load_company(settings.company), seed=settings.seed, years=settings.years, scale=scale, **numbers
    )
    front = best_policy.spread(best_policy.search(where, settings.processes))
    chosen = best_policy.plan(where, front, judging)
    figures = run_tables(chosen, settings.processes, keep=best_policy.figures)["figures"]
    tried = where.population * where.generations
    results = BestPolicyResults(chosen, begun.made_by, where, tried, front, figures)
    begun.end(results.files(), results.answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
