"""Where does a cure lose, and where does it pay: plausible numbers drawn anew for many worlds, and boxes (PRIM).

python -m experiments.when_it_fails [key=value ...]

  company=mid           of the catalogue, from its usual policy to its first cure
  worlds=1000           half of them find the boxes, half of them judge
  replications=2        pairs of runs of each world
  seed=0                of the worlds and of the first replication
  years=3               measured, after one year under the usual policy
  scale=0.5             heads, market and budget over the real company's
  quick=true            40 worlds of a small part of the company: a look in half a minute, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/when_it_fails, or results/local if anything above changed

4,000 runs of four years: about ten minutes on two free cores. Its runs are kept in FOLDER/store: the same
command goes on where it was interrupted. Needs the extra discovery (EMA workbench).
"""

import sys
from collections.abc import Sequence
from typing import Any

from experiments import arguments
from experiments.arguments import CompanySettings
from sim.spec.fields import quantity

USUAL: dict[str, Any] = {"worlds": 1000, "replications": 2, "scale": 0.5}
QUICK: dict[str, Any] = {"worlds": 40, "replications": 2, "scale": 0.05}


class Settings(CompanySettings):
    """What the command line can change. Without a number (null), it is that of ``USUAL`` or ``QUICK``."""

    worlds: int | None = quantity("Worlds", "worlds", 10, 100_000)
    replications: int | None = quantity("Pairs of runs of each world", "pairs", 2, 10_000)
    years: int = quantity("Measured years", "years", 1, 30)

    def check(self) -> None:
        """Refuse also to look for boxes without what finds them."""
        super().check()
        arguments.check_extra("discovery", "ema_workbench")


DEFAULTS: dict[str, Any] = {"company": "mid", "worlds": None, "replications": None, "years": 3, **arguments.STUDY}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> int:
    from sim.report.when_it_fails import WhenItFailsResults
    from sim.spec.load import load_company
    from sim.study import load
    from sim.study.contest import main_contest_of
    from sim.study.sensitivity import differences
    from sim.study.sweep import local, swept
    from sim.study.when_it_fails import found, sides, sweep, worlds

    begun = arguments.begin("when_it_fails", words, Settings, DEFAULTS)
    settings, numbers = begun.settings, begun.settings.numbers(USUAL, QUICK)
    of, options = main_contest_of(load_company(settings.company)), {"years": settings.years, "scale": numbers["scale"]}
    sample = worlds(of, numbers["worlds"], settings.seed)
    planned = sweep(of, sample, numbers["replications"], settings.seed, options)
    ended = swept(planned, begun.folder / "store", local(settings.processes))
    if ended.left:
        print(f"{ended.made} runs made, {ended.left} to come; the same command goes on from here", file=sys.stderr)
        return arguments.INTERRUPTED
    outcomes = differences(load(begun.folder / "store"), [side["policy"] for side in sides(of)], sample)
    results = WhenItFailsResults(of, planned, sample, outcomes, found(sample, outcomes), options, begun.made_by)
    begun.end(results.files(), results.answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
