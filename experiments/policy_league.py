"""Which policy is best for which size of company: the whole catalogue in every size, under the same luck.

python -m experiments.policy_league [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=40       runs of each policy in each size
  seed=0                of the first replication; the others count on from it
  years=3               measured, after one year under the policy usual for the size
  scale=1.0             heads, market and budget over the real company's
  quick=true            3 replications of a small part of each company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/policy_league, or results/local if anything above changed

1,760 runs of four years: six to eight minutes on two free cores.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SizeSettings
from sim.records.files import check_writable

if TYPE_CHECKING:
    from sim.study.replicas import Replica

REPLICATIONS, QUICK_REPLICATIONS = 40, 3


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def runs(settings: SizeSettings) -> "list[Replica]":
    """All runs of the study; sizes take turns, so that the time left is right from early on."""
    from sim.spec.load import load_behaviour, load_company, load_policy, names
    from sim.study.replicas import replicas

    # Read once, and not for each of 44 cells, which takes seconds.
    policies, behaviour = [load_policy(name) for name in names("policy")], load_behaviour()
    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    chosen = []
    for size in settings.companies:
        scale = settings.scale or (arguments.QUICK_SCALE[size] if settings.quick else 1.0)
        options: dict[str, Any] = {"years": settings.years, "scale": scale, "behaviour": behaviour}
        chosen += replicas(load_company(size), policies, count, settings.seed, **options)
    return sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    from sim.report.league import LeagueResults
    from sim.spec.load import load_company, validated
    from sim.study.league import monthly
    from sim.study.replicas import run_tables

    given = arguments.read(words, arguments.BY_SIZE)
    settings = validated(SizeSettings, "", {**arguments.BY_SIZE, **given})
    arguments.check_sizes(settings.companies)
    folder = arguments.destination("policy_league", given)
    check_writable(folder)
    chosen = runs(settings)
    months = run_tables(chosen, settings.workers, keep=monthly)["months"]
    companies = [load_company(name) for name in settings.companies]
    results = LeagueResults(companies, chosen, months, arguments.command("experiments.policy_league", given))
    arguments.write(folder, results.files())
    print(results.answer)
    for company in companies:
        print(f"{company.title}: {results.summary(company)}")
    print(f"Written to {folder}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
