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
from sim.records.files import check_writable
from sim.spec.fields import quantity

if TYPE_CHECKING:
    from sim.spec.facts import Size
    from sim.study.facts import Job

REPLICATIONS, QUICK_REPLICATIONS = 40, 4


class Settings(arguments.StudySettings):
    """What the command line can change."""

    companies: tuple[str, ...]
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
    chosen: list[Job] = []
    for size in sizes(settings):
        scale = settings.scale or (arguments.QUICK_SCALE[size] if settings.quick else 1.0)
        chosen += plan(size, count, settings.seed, scale)
    return sorted(chosen, key=lambda job: job.replica.replication)


def sizes(settings: Settings) -> "list[Size]":
    """The sizes asked for, in the catalogue's order."""
    return [size for size in SIZES if size in settings.companies]


def _answer(words: Sequence[str]) -> None:
    import joblib

    from sim.report.nulls import NullResults
    from sim.spec.load import load_company, validated
    from sim.study.nulls import null_table, watched

    given = arguments.read(words, DEFAULTS)
    settings = validated(Settings, "", {**DEFAULTS, **given})
    arguments.check_sizes(settings.companies)
    folder = arguments.destination("null_models", given)
    check_writable(folder)
    jobs = runs(settings)
    table = null_table(watched(jobs, settings.workers or joblib.cpu_count()), sizes(settings))
    companies = [load_company(name) for name in sizes(settings)]
    chosen = [job.replica for job in jobs]
    results = NullResults(chosen, arguments.command("experiments.null_models", given), companies, table)
    arguments.write(folder, results.files())
    print(results.answer)
    for company in companies:
        print(results.summary(company))
    print(f"Written to {folder}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
