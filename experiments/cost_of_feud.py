"""What the feud between marketing and sales costs: each size's typical policy against its cures, under the same luck.

python -m experiments.cost_of_feud [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=30       pairs of runs for each contest; more make the intervals narrower
  seed=0                of the first pair; the others count on from it
  years=3               measured, after one year under the typical policy
  scale=1.0             heads, market and budget over the real company's (large 0.25, enterprise 0.1, the others 1)
  quick=true            4 replications of small companies: a look in a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/cost_of_feud, or results/local if any of the first six changed
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import arguments
from sim.records.files import check_writable
from sim.spec.errors import SpecError, unknown_name
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.report.feud import FeudResults
    from sim.spec.company import CompanySpec
    from sim.study.feud import Contest
    from sim.study.replicas import Replica

REPLICATIONS = {"small": 30, "mid": 30, "large": 30, "enterprise": 30}
"""Pairs of runs by size: a run takes 1 to 4 seconds, and all of them together six to eight minutes on two cores."""
SCALE = {"small": 1.0, "mid": 1.0, "large": 0.25, "enterprise": 0.1}
"""Simulated size over real size: 1 as far as the agents engine carries it."""
TWO_CROSSING = {"name": "lane_crossing_of_two", "title": "Two marketers, each team in the other's lane"}
"""What a small company with marketers feuds like: with nobody in marketing there is an absence, and no feud (C7)."""
QUICK_REPLICATIONS = 4
QUICK_SCALE = {"small": 0.5, "mid": 0.15, "large": 0.06, "enterprise": 0.03}
"""For a look in a minute."""


class Settings(arguments.StudySettings):
    """What the command line can change. Without a number (null), replications and scale are the size's own."""

    companies: tuple[str, ...]
    replications: int | None = quantity("Pairs of runs for each size", "pairs", 2, 100_000)
    years: int = quantity("Measured years", "years", 1, 30)


DEFAULTS: dict[str, Any] = {
    "companies": tuple(REPLICATIONS),
    "replications": None,
    "years": 3,
    **arguments.STUDY,
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def settled(given: dict[str, Any]) -> Settings:
    """``given`` over the defaults, validated; raises ``SpecError``."""
    from sim.spec.load import validated

    settings = validated(Settings, "", {**DEFAULTS, **given})
    for name in settings.companies:
        if name not in REPLICATIONS:
            raise unknown_name("companies", name, REPLICATIONS)
    if len(set(settings.companies)) < len(settings.companies):
        raise SpecError(f"companies = {','.join(settings.companies)}: must name each size once")
    return settings


def contests(company: "CompanySpec") -> "list[Contest]":
    """Who is held against whom: the typical policy against each cure; where it has no marketers, two more.

    There what costs is an absence. So the first cure is also held against two marketers in a feud, and against the
    typical policy at the cure's dollars a year.
    """
    from sim.spec.load import load_behaviour, load_policy
    from sim.study.feud import Contest, at_equal_budget

    found = [Contest(company, load_policy(company.typical), load_policy(cure)) for cure in company.cures]
    if found[0].absence:
        crossing = load_policy("lane_crossing", {**TWO_CROSSING, "team.marketers": 2})
        found += [found[0]._replace(typical=crossing), *at_equal_budget(found[0], load_behaviour())]
    return found


def plan(settings: Settings) -> "tuple[list[Contest], list[Replica]]":
    """All contests and runs of the study; sizes take turns, so that the time left is right from early on."""
    from sim.spec.load import load_company
    from sim.study.feud import policies_of
    from sim.study.replicas import replicas

    held: list[Contest] = []
    chosen: list[Replica] = []
    for company in map(load_company, settings.companies):
        count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS[company.name])
        scale = settings.scale or (QUICK_SCALE if settings.quick else SCALE)[company.name]
        span = {"years": settings.years, "scale": scale}
        here = contests(company)
        held += here
        chosen += replicas(company, policies_of(here), count, settings.seed, **span)
    return held, sorted(chosen, key=lambda replica: replica.replication)


def _answer(words: Sequence[str]) -> None:
    given = arguments.read(words, DEFAULTS)
    settings = settled(given)
    folder = arguments.destination("cost_of_feud", given)
    check_writable(folder)
    held, chosen = plan(settings)

    from sim.report.feud import FeudResults
    from sim.study.replicas import run_monthly

    made_by = arguments.command("experiments.cost_of_feud", given)
    results = FeudResults(held, chosen, run_monthly(chosen, settings.workers), made_by)
    arguments.write(folder, results.files())
    _print(results, folder)


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
