"""Which assumptions the answer hangs on: the cost of the feud with each number at both ends of its plausible range.

python -m experiments.assumptions [key=value ...]

  companies=small,mid   which sizes, also of large and enterprise: each its feud against its first cure
  screening=4           pairs of runs with which every number is tried, at either end
  top=12                of the numbers that move the cost most; they are tried again
  pairs=30              with so many pairs, under other seeds
  seed=0                of the first pair; the others count on from it
  years=3               measured, after one year under the typical policy
  scale=1.0             heads, market and budget over the real company's (0.5 for large, 0.2 for enterprise)
  quick=true            one number in twenty, few pairs of a tiny company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/assumptions, or results/local if anything above changed
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.report.assumptions import AssumptionResults
    from sim.study.assumptions import Plan

USUAL: dict[str, Any] = {"screening": 4, "pairs": 30, "top": 12, "years": 3, "scale": None}
QUICK: dict[str, Any] = {"screening": 2, "pairs": 3, "top": 4, "years": 1, "scale": 0.05}
SCALES = {"small": 1.0, "mid": 1.0, "large": 0.5, "enterprise": 0.2}
"""At which a run of any size takes about as long as one of mid."""
ONE_IN = 20
"""Of the numbers are tried for a look."""


class Settings(arguments.SizesSettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    screening: int | None = quantity("Pairs of runs in the screening", "pairs", 2, 100_000)
    top: int | None = quantity("Numbers that are confirmed", "numbers", 1, 1000)
    pairs: int | None = quantity("Pairs of runs that confirm", "pairs", 2, 100_000)
    years: int | None = quantity("Measured years", "years", 1, 30)


DEFAULTS: dict[str, Any] = {
    "companies": ("small", "mid"),
    "screening": None,
    "top": None,
    "pairs": None,
    "years": None,
    **arguments.STUDY,
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> None:
    begun = arguments.begin("assumptions", words, Settings, DEFAULTS)
    results = study(begun.settings, begun.made_by)
    begun.end(results.files(), *(f"{sentence}\n" for sentence in results.sentences))


def study(settings: Settings, made_by: str) -> "AssumptionResults":
    """The whole study, as far as ``quick`` goes."""
    import pandas as pd

    from sim.report.assumptions import AssumptionResults
    from sim.study.assumptions import parameters, tornado

    plans = [plan(settings, company) for company in settings.companies]
    tables, left_out = [], {}
    for one in plans:
        varied, refused = parameters(one)
        taken = varied[:: ONE_IN if settings.quick else 1]
        unseen = {parameter.key: "not part of a quick look" for parameter in varied if parameter not in taken}
        left_out[one.contest.company.name] = refused | unseen
        tables.append(tornado(one, taken, settings.processes))
    return AssumptionResults(plans, pd.concat(tables, ignore_index=True), left_out, made_by)


def plan(settings: Settings, company: str) -> "Plan":
    """What is studied of one company: its feud, not an absence of marketing, against its first cure."""
    from sim.spec.load import load_behaviour, load_company
    from sim.study.assumptions import Plan
    from sim.study.contest import main_contest_of

    numbers = settings.numbers(USUAL, QUICK)
    feud = main_contest_of(load_company(company))
    scale = numbers.pop("scale") or SCALES[company]
    return Plan(
        feud,
        load_behaviour(),
        screening=numbers["screening"],
        confirmed=numbers["pairs"],
        top=numbers["top"],
        seed=settings.seed,
        years=numbers["years"],
        scale=scale,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
