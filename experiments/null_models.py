"""Where do simpler models do as well as the agents? Two null models that are fitted to the usual policy alone.

python -m experiments.null_models [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=40       pairs of runs of each size: its usual policy with marketers, and its first cure
  seed=0                of the first pair; the others count on from it
  scale=1.0             heads, market and budget over the real company's
  quick=true            4 pairs of a small part of each company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/null_models, or results/local if anything above changed

320 runs of four years: two to three minutes on two free cores. Facts of role validate in configs/facts.yaml are
computed for nobody.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SIZES
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.study.facts import Job

REPLICATIONS, QUICK_REPLICATIONS = 40, 4


class Settings(arguments.SizesSettings):
    """What the command line can change."""

    replications: int | None = quantity(
        "Pairs of runs for each size, half of them to fit the other half", "pairs", 4, 1e5
    )


DEFAULTS: dict[str, Any] = {"companies": SIZES, "replications": None, **arguments.STUDY}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def runs(settings: Settings) -> "list[Job]":
    """All runs of the study, with what is measured on each; sizes take turns, so that the time left is right."""
    from sim.study.nulls import plan

    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else REPLICATIONS)
    return settings.taking_turns(plan, count)


def _answer(words: Sequence[str]) -> None:
    from sim.report.nulls import NullResults
    from sim.spec.load import load_company
    from sim.study.nulls import null_table, watched

    begun = arguments.begin("null_models", words, Settings, DEFAULTS)
    jobs, sizes = runs(begun.settings), begun.settings.sizes
    table = null_table(watched(jobs, begun.settings.processes), sizes)
    companies = [load_company(name) for name in sizes]
    results = NullResults([job.replica for job in jobs], begun.made_by, companies, table)
    begun.end(results.files(), results.answer, *map(results.summary, companies))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
