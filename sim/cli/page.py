"""What ``--help`` and ``list`` print. Imports nothing heavy: both answer at once."""

import os
import sys

from sim.spec.paths import CONFIGS

PAGE = """\
Truce: marketers, reps and prospects in one sales funnel; what feuding costs, and what ends it.

  python -m sim company=mid policy=sales_led years=3 seed=7
      one run: the funnel and the years are printed, all records are saved
  python -m sim -m company=small,mid policy=sales_led,fractional_cmo replications=40
      a sweep: each company under each policy, 40 runs each, into one dataset
  python -m sim list
      companies, policies and mechanisms with what they stand for
  python -m sim assumptions
      how many of the values nobody has measured, and which

What to run
  company=    {company}; or a path to a YAML file of yours
  policy=     {policy};
              or a path to a YAML file of yours
  experiment= {experiment}: a ready set of choices
  years=3     measured years, 1 to 30          warmup_years=1   years before them, 0 to 10
  seed=7      whole number; runs with the same seed share all luck
  scale=1.0   market, heads and budget over the real company's, 0.001 to 1
  without=patience     a mechanism that is switched off (all of them: python -m sim list);
                       several at once in quotes: 'without=[patience,blame]'
  engine=columns       compiled, or agents: the same records from readable objects, ten times slower
  reading=switch       the policy starts on the first measured day (from_start: with the warm-up)

What to change: any value of the chosen files
  policy.handoff.sla_days=2    a lever of the policy; the short handoff.sla_days=2 means the same
  company.market.accounts=5000    behaviour.memory.monthly_retention=0.7

How to run
  replications=1   runs of each cell: seed, seed + 1, ...       workers=1   processes for them
  detail=activities    save every touch and judgement of a single run as well
  out=FOLDER       where to save (default: a folder of its own under results/local)
  -m, --multirun   sweep: a,b,c after = are several values, every combination is a cell
  -h, --help   --version

`truce` is short for `python -m sim`. The whole question in one command: python -m experiments.cost_of_feud
"""


def put(text: str) -> None:
    """Print ``text``; a reader who stops early, as ``head`` does, gets no traceback."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain again at its end


def page() -> str:
    """The help page, with the names that the catalogue has today."""
    return PAGE.format(**{group: ", ".join(_names(group)) for group in ("company", "policy", "experiment")})


def listing() -> str:
    """Companies, policies and mechanisms, a line each: name and title."""
    from sim.spec.switches import SWITCHES

    catalogue = [line for group in ("company", "policy") for line in (f"{group}=", *_lines(group))]
    return "\n".join([*catalogue, "without=", *(f"  {name:20}{switch.meaning}" for name, switch in SWITCHES.items())])


def assumptions() -> str:
    """How many values of the catalogue rest on an assumption, in all and file by file, and which they are."""
    from sim.report.describe import assumed, assumptions

    lines = []
    for title, keys, number in assumed():
        lines.append(f"{title}: {len(keys)} of {number}")
        lines.extend(f"  {key:34}{why}" for key, why in keys.items())
    return "\n".join([assumptions(), "", *lines])


def _names(group: str) -> list[str]:
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


def _lines(group: str) -> list[str]:
    from sim.spec.files import read_mapping

    return [f"  {name:20}{read_mapping(CONFIGS / group / f'{name}.yaml')['title']}" for name in _names(group)]
