"""Do more leads mean more business? A flood of leads out of mere curiosity, and nobody hired to work them.

python -m experiments.lead_flood [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=60       runs of each size with each of five floods
  seed=0                of the first replication; the others count on from it
  scale=1.0             heads, market and budget over the real company's
  quick=true            3 replications of a small part of each company: a look in seconds, not an answer
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/lead_flood, or results/local if anything above changed

1,200 runs of four years.
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
    from sim.report.lead_flood import FloodResults
    from sim.spec.load import load_company
    from sim.study.lead_flood import plan, watched

    begun = arguments.begin("lead_flood", words, ShockSettings, DEFAULTS)
    jobs = begun.settings.jobs(plan)
    seen = watched(jobs, begun.settings.processes)
    companies = [load_company(name) for name in begun.settings.sizes]
    results = FloodResults([job.replica for job in jobs], begun.made_by, companies, seen)
    summaries = [f"{company.title}: {results.summary(company)}" for company in companies]
    begun.end(results.files(), results.answer, *summaries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
