"""Which policy is best for which size of company: the whole catalogue in every size, under the same luck.

python -m experiments.policy_league [key=value ...]

  companies=small,mid   which sizes (all four)
  budget=both           as_it_comes: every policy at its own cost; equal: all at that of the dearest, the rest spent on
                        reps; both
  replications=40       runs of each policy in each size
  indifference=null     0.01: run on until the best policy can be chosen within 1 % of the usual one's revenue
  seed=0                of the first replication; the others count on from it
  years=3               measured, after one year under the policy usual for the size
  scale=1.0             heads, market and budget over the real company's
  quick=true            3 replications of a small part of each company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/policy_league, or results/local if anything above changed

3,400 runs of four years: fifteen minutes on two free cores; with budget=as_it_comes 1,760, and seven.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SizeSettings
from sim.spec.errors import unknown_name
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.spec.policy import PolicySpec
    from sim.study.league import Roster
    from sim.study.replicas import Replica

REPLICATIONS, QUICK_REPLICATIONS = 40, 3
BUDGETS = {"as_it_comes": ("as it comes",), "equal": ("equal",), "both": ("as it comes", "equal")}
MOST = 2000
"""Replications after which a choice is not waited for any longer."""


class Settings(SizeSettings):
    """What the command line can change."""

    budget: str = quantity("At whose cost policies are compared", "name")
    indifference: float | None = quantity("Difference that does not matter, of the usual revenue", "share", 1e-4, 1.0)

    def check(self) -> None:
        """Refuse also what is no budget."""
        super().check()
        if self.budget not in BUDGETS:
            raise unknown_name("budget", self.budget, BUDGETS)


DEFAULTS: dict[str, Any] = {**arguments.BY_SIZE, "budget": "both", "indifference": None}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def leagues(settings: Settings) -> "dict[Roster, list[PolicySpec]]":
    """The policies of each league: those as they come first, then those at equal budget."""
    from sim.spec.load import load_behaviour, load_company, load_policy, names
    from sim.study.equal_budget import equal_budget
    from sim.study.league import EQUAL, Roster

    catalogue, behaviour = [load_policy(name) for name in names("policy")], load_behaviour()
    found = {}
    for budget in BUDGETS[settings.budget]:
        for company in map(load_company, settings.companies):
            policies = equal_budget(company, catalogue, behaviour) if budget == EQUAL else catalogue
            typical = policies[[each.name for each in catalogue].index(company.typical)].name
            found[Roster(company.name, budget, tuple(each.name for each in policies), typical)] = policies
    return found


def runs(settings: Settings, replications: "Mapping[str, int] | None" = None) -> "list[Replica]":
    """All runs of the study; sizes take turns, so that the time left is right from early on.

    A policy that costs what the dearest does is in both leagues and runs once. ``replications``: so many by company.
    """
    from sim.spec.load import load_company
    from sim.study.replicas import replicas

    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    every, chosen = leagues(settings), []
    for size in settings.companies:
        scale = settings.scale_of(size)
        found = [policies for roster, policies in every.items() if roster.company == size]
        distinct = list({policy.name: policy for policies in found for policy in policies}.values())
        number = count if replications is None else replications[size]
        chosen += replicas(load_company(size), distinct, number, settings.seed, years=settings.years, scale=scale)
    return sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    import pandas as pd

    from sim.report.league import LeagueResults
    from sim.spec.load import load_company
    from sim.study.league import monthly, wanted
    from sim.study.replicas import run_tables

    begun = arguments.begin("policy_league", words, Settings, DEFAULTS)
    settings = begun.settings
    rosters = list(leagues(settings))
    chosen = runs(settings)
    months = run_tables(chosen, settings.workers, keep=monthly)["months"]
    while settings.indifference is not None:
        made = months.groupby("company")["replication"].nunique()
        asked = {size: int(made[size]) for size in settings.companies}
        for roster in rosters:
            asked[roster.company] = max(asked[roster.company], wanted(months, roster, settings.indifference))
        chosen = runs(settings, {size: max(int(made[size]), min(count, MOST)) for size, count in asked.items()})
        more = [replica for replica in chosen if replica.replication >= made[replica.spec.company.name]]
        if not more:
            for size in [size for size, count in asked.items() if count > MOST]:
                told = f"{asked[size]:,} replications would be needed to choose; there are {made[size]:,}"
                print(f"{size}: {told}", file=sys.stderr)
            break
        months = pd.concat([months, run_tables(more, settings.workers, keep=monthly)["months"]], ignore_index=True)
    companies = [load_company(name) for name in settings.companies]
    results = LeagueResults(chosen, begun.made_by, companies, rosters, months)
    summaries = [f"{company.title}: {results.summary(company)}" for company in companies]
    begun.end(results.files(), results.answer, *summaries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
