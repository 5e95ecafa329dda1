"""Does the model show what is known? Every fact on finished runs, against its believable range.

python -m experiments.facts [key=value ...]

  replications=60       of each size in each world: its typical policy, the same with marketers, its first cure, and
                        each of these with what some facts change
  seed=0                of the first replication; the others count on from it
  scale=1.0             heads, market and budget over the real company's
  quick=true            3 replications of a small part of the company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/facts, or results/local if anything above changed

Facts of role validate in configs/facts.yaml judge: nobody computed them before the calibration was frozen.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SIZES
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.spec.facts import Role
    from sim.study.facts import Job

USUAL: dict[str, Any] = {"replications": 60, "scale": 1.0}
QUICK: dict[str, Any] = {"replications": 3, "scale": 0.1}
QUICK_RESAMPLES = 100
"""Of so few replications more would say no more."""


class Settings(arguments.StudySettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    replications: int | None = quantity("Runs of each size in each world", "runs", 2, 100_000)


DEFAULTS: dict[str, Any] = {"replications": None, **arguments.STUDY}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> None:
    from sim.report.facts import files, summary
    from sim.study.facts import RESAMPLES, contributions, fact_table

    begun = arguments.begin("facts", words, Settings, DEFAULTS)
    jobs = runs(begun.settings)
    found = contributions(jobs, begun.settings.processes)
    table = fact_table(found, SIZES, QUICK_RESAMPLES if begun.settings.quick else RESAMPLES)
    begun.end(files(table, [job.replica for job in jobs], begun.made_by), summary(table))


def runs(settings: Settings) -> "list[Job]":
    """All runs of the study, with what is measured on each."""
    from sim.study.facts import plan

    numbers = settings.numbers(USUAL, QUICK)
    roles: list[Role] = ["calibrate", "validate", "seen"]
    jobs = [job for size in SIZES for job in plan(size, seed=settings.seed, roles=roles, beside=True, **numbers)]
    return sorted(jobs, key=lambda job: job.replica.replication)  # sizes take turns, so that the time left is right


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
