"""What do more selling and more marketing bring? Elasticities of revenue and of new bookings, by size of company.

python -m experiments.elasticities [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=60       runs of each size with each effort
  seed=0                of the first replication; the others count on from it
  scale=1.0             heads, market and budget over the real company's
  quick=true            3 replications of a small part of each company: a look in seconds, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/elasticities, or results/local if anything above changed

1,440 runs of four years.
"""

import sys
from collections.abc import Sequence

from experiments import arguments
from experiments.arguments import ShockSettings

DEFAULTS = arguments.SHOCKS


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def _answer(words: Sequence[str]) -> None:
    from sim.report.elasticities import ElasticityResults
    from sim.spec.facts import load_facts
    from sim.study.elasticities import plan, watched

    begun = arguments.begin("elasticities", words, ShockSettings, DEFAULTS)
    jobs = begun.settings.jobs(plan)
    seen = watched(jobs, begun.settings.processes)
    results = ElasticityResults([job.replica for job in jobs], begun.made_by, seen, load_facts())
    begun.end(results.files(), results.answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
