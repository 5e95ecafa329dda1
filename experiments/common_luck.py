"""How much pairing by common random numbers saves: variance of a paired difference over that of independent seeds.

python -m experiments.common_luck [key=value ...]

  pairs=200             pairs of the one-lever change: a promise of 2 against one of 4 days, mid, marketing_mandate,
                        with reps of the usual spread of skill and of half of it
  contests=60           pairs of each typical policy against each cure
  seed=0                of the first pair; the others count on from it
  scale=1.0             heads, market and budget over the real company's
  quick=true            6 pairs of a small part of the company: a look in a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/common_luck, or results/local if anything above changed
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments import arguments
from experiments.arguments import SIZES
from sim.spec.fields import quantity

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.replicas import Replica

USUAL: dict[str, Any] = {"pairs": 200, "contests": 60, "scale": 1.0}
QUICK: dict[str, Any] = {"pairs": 6, "contests": 3, "scale": 0.08}
LEVER = "handoff.sla_days"
SKILLS = {"": {}, " (skill 0.3)": {"choice.skill_sigma": 0.3}}
"""Reps as they are, and with half of their spread of skill: luck with reps is the largest that two worlds share."""


class Settings(arguments.StudySettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    pairs: int | None = quantity("Pairs of the one-lever change", "pairs", 3, 100_000)
    contests: int | None = quantity("Pairs of each typical policy against each cure", "pairs", 3, 100_000)


DEFAULTS: dict[str, Any] = {
    "pairs": None,
    "contests": None,
    **arguments.STUDY,
}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> None:
    from sim.report.common_luck import files

    begun = arguments.begin("common_luck", words, Settings, DEFAULTS)
    settings, numbers = begun.settings, begun.settings.numbers(USUAL, QUICK)
    studies = [
        *_one_lever(numbers["pairs"], settings.seed, numbers["scale"]),
        *_contests(numbers["contests"], settings.seed, numbers["scale"]),
    ]
    table = ratios(studies, settings.workers)
    chosen = [replica for study in studies for replica in study]
    begun.end(files(table, chosen, begun.made_by), table.round(3).to_string(index=False))


def ratios(studies: "Sequence[Sequence[Replica]]", workers: int | None) -> "pd.DataFrame":
    """The rows of ``variance_ratios`` for every study of two policies."""
    import pandas as pd

    from sim.study.common_luck import variance_ratios
    from sim.study.replicas import run_tables

    rows = []
    for study in studies:
        first, second = dict.fromkeys(replica.policy for replica in study)
        rows += variance_ratios(run_tables(study, workers)["months"], study[0].spec.company.name, first, second)
    return pd.DataFrame(rows)


def _one_lever(pairs: int, seed: int, scale: float) -> "list[list[Replica]]":
    from sim.spec.load import load_behaviour, load_policy
    from sim.study.replicas import replicas

    studies = []
    for note, changes in SKILLS.items():
        promises = [
            load_policy("marketing_mandate", {LEVER: days, "name": f"marketing_mandate {days} days{note}"})
            for days in (2, 4)
        ]
        behaviour = load_behaviour("default", changes)
        options: dict[str, Any] = {"scale": scale, "behaviour": behaviour}
        studies.append(replicas("mid", promises, pairs, seed, **options))
    return studies


def _contests(pairs: int, seed: int, scale: float) -> "list[list[Replica]]":
    from sim.spec.load import load_company
    from sim.study.replicas import replicas

    return [
        replicas(company, (company.typical, cure), pairs, seed, scale=scale)
        for company in map(load_company, SIZES)
        for cure in company.cures
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
