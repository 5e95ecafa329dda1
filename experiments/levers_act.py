"""What each lever touches first, whether it moves its own mechanism, and what it does to revenue alone and last.

python -m experiments.levers_act [key=value ...]

  company=mid           in which company, from its typical policy to its first cure
  pairs=40              pairs of runs; more make the intervals narrower
  seed=0                of the first pair; the others count on from it
  years=3               measured for revenue, after one year under the typical policy
  scale=1.0             heads, market and budget over the real company's
  quick=true            2 pairs of a small part of the company: a look in a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/levers_act, or results/local if anything above changed

Ends with exit code 1 if a lever's first record is not one that it declares, or its own mechanism does not move; so it
does where the typical policy has no marketers, since levers about marketing have nothing to move there.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SIZES
from sim.spec.errors import SpecError
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.report.levers import LeverResults
    from sim.study.levers import Setting

USUAL: dict[str, Any] = {"pairs": 40, "years": 3, "scale": 1.0}
QUICK: dict[str, Any] = {"pairs": 2, "years": 1, "scale": 0.05}


class Settings(arguments.StudySettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    company: str
    pairs: int | None = quantity("Pairs of runs", "pairs", 2, 100_000)
    years: int | None = quantity("Measured years", "years", 1, 30)


DEFAULTS: dict[str, Any] = {
    "company": "mid",
    "pairs": None,
    "years": None,
    **arguments.STUDY,
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> int:
    """Carry the study out; 1 if there are levers that do not do what they declare."""
    begun = arguments.begin("levers_act", words, Settings, DEFAULTS)
    results = study(begun.settings, _setting(begun.settings, begun.settings.company), begun.made_by)
    _print(results)
    begun.end(results.files())
    return int(bool(results.failures))


def study(settings: Settings, setting: "Setting", made_by: str) -> "LeverResults":
    """The whole study, as far as ``quick`` goes."""
    from sim.report.levers import LeverResults
    from sim.report.manifest import manifest
    from sim.study import levers
    from sim.study.replicas import replicas

    workers = settings.processes
    watched = [setting]
    if not settings.quick:
        watched = [_setting(settings, name) for name in SIZES]
    policies = (setting.typical, setting.cure)
    chosen = replicas(setting.company, policies, setting.pairs, setting.seed, years=setting.years, scale=setting.scale)
    return LeverResults(
        setting,
        levers.tried(setting, workers),
        levers.on_revenue(setting, workers),
        levers.inert(watched, workers),
        made_by,
        manifest(chosen),
    )


def _setting(settings: Settings, name: str) -> "Setting":
    from sim.spec.load import load_company, load_policy
    from sim.study.levers import Setting

    company, numbers = load_company(name), settings.numbers(USUAL, QUICK)
    if not company.cures:
        raise SpecError("company.cures = []: must name a policy, whose levers are tried")
    return Setting(company, load_policy(company.typical), load_policy(company.cures[0]), seed=settings.seed, **numbers)


def _print(results: "LeverResults") -> None:
    from rich.console import Console
    from rich.table import Table

    from sim.report.levers import effect, touched_first
    from sim.report.words import records

    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("lever", "first record", "mechanism", "effect, 99 %", "acts"):
        table.add_column(name, no_wrap=name == "lever", overflow="fold")
    for row in records(results.mechanisms):
        table.add_row(row["lever"], touched_first(row), row["measure"], effect(row), "yes" if row["acts"] else "no")
    console.print(table)
    for lever, companies in results.inert.items():
        console.print(f"Inert: {lever} in {', '.join(companies)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
