"""What the feud between marketing and sales costs: each size's typical policy against its cures, under the same luck.

python -m experiments.cost_of_feud [key=value ...]

  companies=small,mid   which sizes (all four)
  replications=30       pairs of runs for each contest; otherwise 100 to 1,000, until every interval is within half a
                        per cent of revenue to either side
  seed=0                of the first pair; the others count on from it
  years=3               measured, after one year under the typical policy
  scale=1.0             heads, market and budget over the real company's
  uncertainty=luck      luck alone, all runs with the catalogue's numbers; otherwise (parameters) also in the numbers
                        that nobody knows, plausible sets of which take turns
  quick=true            4 replications of small companies: a look in a minute, not an answer
  redraw=true           draw the page, the tables and the pictures again from the runs that are stored, and run nothing
  workers=2             processes (all cores); the results are the same with any number
  out=FOLDER            where to write; otherwise results/cost_of_feud, or results/local if a key before redraw changed
"""

import math
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from experiments import arguments
from sim.spec.errors import SpecError
from sim.study.until_sure import Goal

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.feud import FeudResults
    from sim.spec.company import CompanySpec
    from sim.spec.policy import PolicySpec
    from sim.study.contest import Contest
    from sim.study.replicas import Replica

SURE = Goal(widest=0.005, fewest=100, most=1000)
"""Half of a 95 % interval of the cost of the feud, as a share of revenue over all measured years."""
QUICK_REPLICATIONS = 4


class Settings(arguments.SizeSettings):
    """What the command line can change. Without a number (null), replications and scale are the size's own."""

    redraw: bool = Field(description="Draw again what is stored")
    uncertainty: str = Field(description="What pairs differ in")

    def check(self) -> None:
        """Refuse also what pairs cannot differ in, and too few of them for two members."""
        from sim.study.replicas import check_uncertainty

        super().check()
        check_uncertainty(self.uncertainty, self.replications or QUICK_REPLICATIONS)


DEFAULTS: dict[str, Any] = {"redraw": False, **arguments.BY_SIZE, "uncertainty": "parameters"}


def main(words: Sequence[str]) -> int:
    """Answer, print and write; returns the exit code (``experiments.arguments``)."""
    return arguments.carry_out(__doc__, words, _answer)


def plan(settings: Settings) -> "tuple[list[Contest], dict[str, Callable[[range], list[Replica]]], Goal]":
    """All contests, each size's runs by a range of replications, and how many of these are enough."""
    from sim.spec.load import load_company
    from sim.study.contest import contests_of, policies_of
    from sim.study.replicas import one_round

    held: list[Contest] = []
    studies: dict[str, Callable[[range], list[Replica]]] = {}
    for company in map(load_company, settings.companies):
        scale = settings.scale_of(company.name)
        here = contests_of(company)
        held += here
        options = {"seed": settings.seed, "uncertainty": settings.uncertainty, "years": settings.years, "scale": scale}
        studies[company.name] = partial(_runs, company, policies_of(here), options)
    count = settings.replications or (QUICK_REPLICATIONS if settings.quick else None)
    if count is not None:
        return held, studies, Goal(math.inf, count, count)
    return held, studies, SURE._replace(fewest=max(SURE.fewest, one_round(settings.uncertainty)))


def _runs(company: "CompanySpec", policies: "list[PolicySpec]", options: Any, wanted: range) -> "list[Replica]":
    from sim.study.replicas import replicas

    return [run for run in replicas(company, policies, wanted.stop, **options) if run.replication in wanted]


def _answer(words: Sequence[str]) -> None:
    begun = arguments.begin("cost_of_feud", words, Settings, DEFAULTS)
    settings = begun.settings
    held, studies, goal = plan(settings)

    from sim.report.feud import FeudResults
    from sim.report.feud_files import files
    from sim.study.contest import main_contests
    from sim.study.digest import digest
    from sim.study.feud import half_width
    from sim.study.replay import replays
    from sim.study.until_sure import until_sure

    def widest(company: str, runs: "pd.DataFrame") -> float:
        return max(half_width(runs, contest) for contest in held if contest.company.name == company)

    if settings.redraw:
        results = _stored(begun.folder, held, studies, begun.made_by)
    else:
        chosen, kept = until_sure(studies, widest, goal, settings.workers, digest)
        kept["replay"] = replays(kept["months"], main_contests(held), chosen, settings.workers)
        results = FeudResults(held, chosen, kept, SURE.widest, begun.made_by, *_evidence(chosen))
    arguments.write(begun.folder, files(results))
    _print(results, begun.folder)


def _stored(
    folder: Path, held: "list[Contest]", studies: "dict[str, Callable[[range], list[Replica]]]", made_by: str
) -> "FeudResults":
    """The results in ``folder``; raises ``SpecError`` if there are none, or if other settings or rules made them."""
    import json

    import pandas as pd

    from sim.report.feud import FeudResults
    from sim.report.feud_files import STORED
    from sim.report.manifest import manifest

    try:
        kept = {table: pd.read_parquet(folder / f"{name}.parquet") for table, name in STORED.items()}
        written = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SpecError(f"redraw = true: {folder} has no whole results: {error}") from None
    counts = kept["months"].groupby("company")["replication"].max() + 1
    chosen = [run for name, of in studies.items() for run in of(range(counts.get(name, 0)))]
    chosen.sort(key=lambda run: run.replication)
    if not chosen or manifest(chosen)["config"] != written["config"]:
        raise SpecError(f"redraw = true: the runs in {folder} are of another configuration; run again")
    return FeudResults(held, chosen, kept, SURE.widest, made_by, *_evidence(chosen), written)


def _evidence(chosen: "Sequence[Replica]") -> "tuple[pd.DataFrame | None, pd.DataFrame | None]":
    """What the reference studies of facts and of assumptions say, where they are of the same model.

    These have the catalogue's numbers, which stand for the members of the ensemble.
    """
    from sim.report.evidence import evidence
    from sim.spec.load import load_behaviour, load_company

    numbers = {name: load_company(name) for name in {run.spec.company.name for run in chosen}}
    behaviour = load_behaviour()
    specs = [
        run.spec.model_copy(update={"company": numbers[run.spec.company.name], "behaviour": behaviour})
        for run in chosen
        if run.replication == 0
    ]
    return evidence(arguments.RESULTS / "facts", specs), evidence(arguments.RESULTS / "assumptions", specs)


def _print(results: "FeudResults", folder: Path) -> None:
    from rich.console import Console

    from sim.report.tables import cells, heading, on_terminal, readable

    console = Console(markup=False, highlight=False)  # a name in brackets is a name
    console.print(results.answer, end="\n\n")
    for sentence in results.sentences:
        console.print(sentence, end="\n\n")
    for rows in cells(results.table):
        console.print(on_terminal(readable(rows), heading(rows)))
    console.print(f"Written to {folder}; the page to read is {folder / 'page.html'}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
