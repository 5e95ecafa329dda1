"""More and more leads out of mere curiosity, and nobody hired to work them: what becomes of bookings (facts T14)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.compiled import Floats
from sim.spec.experiment import DAYS_PER_YEAR
from sim.spec.facts import Size
from sim.spec.load import load_company
from sim.study.cohorts import YEARS
from sim.study.measures import expected_bookings, worth_and_leads
from sim.study.pairs import named, share_interval
from sim.study.replicas import Replica, policy_label
from sim.study.shocks import Shock, run_shocked
from sim.study.workers import run_all
from sim.study.worlds import in_world

if TYPE_CHECKING:
    import pandas as pd

FLOODS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""How many times as readily somebody outside a buying window answers an offer (``configs/facts.yaml``, T14)."""
QUANTITIES = ("leads", "called", "from_leads", "expected", "signed")
"""What is added up of each run."""
YEARS_COUNTED = YEARS - 1
"""Years 2 and 3."""
COLUMNS: tuple[str, ...] = (
    *("company", "times", "replications", "leads", "called", "from_leads", "expected", "signed"),
    *("change", "change_low", "change_high", "signed_change", "signed_change_low", "signed_change_high"),
    *("added", "added_low", "added_high", "scale"),
)
"""The columns of ``flood_table``, in order."""


class Flood(NamedTuple):
    """One run, with a flood from its first measured day on."""

    replica: Replica
    shock: Shock


def plan(size: Size, replications: int, seed: int, scale: float) -> list[Flood]:
    """All runs of the catalogue's company of this ``size``; replication r has seed ``seed + r``."""
    spec = in_world("typical_with_marketing", load_company(size), YEARS, seed, scale)
    return [
        Flood(
            Replica(policy_label(spec), number, spec.model_copy(update={"seed": seed + number})),
            Shock("browsing", times),
        )
        for number in range(replications)
        for times in FLOODS
    ]


def watched(jobs: Sequence[Flood], workers: int) -> "pd.DataFrame":
    """Run ``jobs`` in ``workers`` processes; a row a run.

    ``company, times, replication, seed, scale``, and of years 2 and 3 ``expected`` and ``signed`` new bookings in
    dollars, those expected ``from_leads`` of marketing, how many ``leads`` these are, and how many of them reps
    ``called``.
    """
    import pandas as pd

    return pd.DataFrame(run_all(jobs, workers, _seen, "runs"))


def _seen(job: Flood) -> dict[str, object]:
    spec = job.replica.spec
    run = run_shocked(spec, job.shock)
    ((from_leads, leads),), ((expected,),) = worth_and_leads(run).tolist(), expected_bookings(run).tolist()
    first = spec.warmup_days + DAYS_PER_YEAR
    return {
        **{"company": spec.company.name, "times": job.shock.times, "replication": job.replica.replication},
        **{"seed": spec.seed, "scale": spec.scale, "leads": leads},
        **{"from_leads": from_leads, "expected": expected},
        "signed": run.books["new_bookings"].to_numpy()[first:].sum() / 100.0,
        "called": int(run.days["calls"].to_numpy()[first:].sum()),
    }


def flood_table(seen: "pd.DataFrame") -> "pd.DataFrame":
    """One row a company and flood, with ``COLUMNS``; all a year, means of a replication, over years 2 and 3.

    ``leads`` of marketing and how many are ``called``; new bookings in dollars: expected ``from_leads``, ``expected``
    in all, ``signed`` in all. ``change``: of expected bookings against no flood, as a share; ``signed_change`` alike.
    ``added``: what is expected from leads more than with the flood before, over the leads that this one adds; without a
    flood, of an average lead. 95 % intervals over replications, which share their luck.
    """
    import pandas as pd

    rows = []
    for company, here in seen.groupby("company", sort=False):
        wide = {name: here.pivot(index="replication", columns="times", values=name) for name in QUANTITIES}
        before = None
        for times in FLOODS:
            now = {name: values[times].to_numpy(dtype=float) for name, values in wide.items()}
            usual = {name: values[1.0].to_numpy(dtype=float) for name, values in wide.items()}
            rows.append(
                {"company": company, "times": times, "replications": len(now["leads"])}
                | {name: values.mean() / YEARS_COUNTED for name, values in now.items()}
                | named("change", share_interval(now["expected"] - usual["expected"], usual["expected"]))
                | named("signed_change", share_interval(now["signed"] - usual["signed"], usual["signed"]))
                | named("added", _added(now, before))
                | {"scale": here["scale"].iloc[0]}
            )
            before = now
    return pd.DataFrame(rows, columns=COLUMNS)


def _added(now: dict[str, Floats], before: dict[str, Floats] | None) -> tuple[float, float, float]:
    if before is None:
        return share_interval(now["from_leads"], now["leads"])
    return share_interval(now["from_leads"] - before["from_leads"], now["leads"] - before["leads"])
