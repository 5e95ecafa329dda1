"""How much more is sold with more effort: elasticities of selling and of marketing (facts T13)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sim.spec.facts import Size, World
from sim.spec.load import load_company
from sim.study.cohorts import YEARS, expected_cents
from sim.study.pairs import mean_interval, named
from sim.study.pooled import LITTLE, MUCH
from sim.study.replicas import Replica, policy_label
from sim.study.shocks import Shock, run_shocked
from sim.study.workers import run_all
from sim.study.worlds import in_world

if TYPE_CHECKING:
    import pandas as pd

type Effort = Literal["selling", "marketing"]
EFFORTS: Mapping[Effort, World] = {"selling": "typical", "marketing": "typical_with_marketing"}
"""Whose effort changes, and in which world (``configs/facts.yaml``)."""
QUANTITIES = ("revenue", "new_bookings", "expected_bookings")
"""Dollars a year: earned, signed by new customers, and what the same decisions were worth before they were taken."""
CHANGES: Mapping[str, tuple[float, float]] = {
    "-20 to +25 %": (MUCH, LITTLE),
    "-20 %": (1.0, LITTLE),
    "+25 %": (MUCH, 1.0),
}
"""Which two efforts are compared, more first."""
COLUMNS: tuple[str, ...] = (
    *("company", "effort", "quantity", "period", "change", "replications"),
    *("elasticity", "elasticity_low", "elasticity_high", "scale"),
)
"""The columns of ``elasticities``, in order."""


class Push(NamedTuple):
    """One run, with an effort that changes for good on its first measured day."""

    replica: Replica
    shock: Shock
    effort: Effort
    """Whose effort the run is about; without a change it may be about either."""


def plan(size: Size, replications: int, seed: int, scale: float) -> list[Push]:
    """All runs of the catalogue's company of this ``size``; replication r has seed ``seed + r``."""
    company = load_company(size)
    worlds = {effort: in_world(world, company, YEARS, seed, scale) for effort, world in EFFORTS.items()}
    return [
        Push(
            Replica(policy_label(spec), number, spec.model_copy(update={"seed": seed + number})),
            Shock(effort, times),
            effort,
        )
        for number in range(replications)
        for effort, spec in worlds.items()
        for times in (LITTLE, 1.0, MUCH)
    ]


def watched(jobs: Sequence[Push], workers: int) -> "pd.DataFrame":
    """Run ``jobs`` in ``workers`` processes; a row a run and measured year.

    ``company, effort, times, replication, seed, scale, year`` and the ``QUANTITIES``, in dollars.
    """
    import pandas as pd

    return pd.concat(run_all(jobs, workers, _seen, "runs"), ignore_index=True)


def _seen(job: Push) -> "pd.DataFrame":
    import pandas as pd

    spec = job.replica.spec
    run = run_shocked(spec, job.shock)
    ids = {"company": spec.company.name, "effort": job.effort, "times": job.shock.times}
    ids |= {"replication": job.replica.replication, "seed": spec.seed, "scale": spec.scale}
    years = run.annual[["year", "revenue", "new_bookings"]].assign(expected_bookings=expected_cents(run) / 100.0)
    return pd.concat([pd.DataFrame(ids, index=years.index), years], axis=1)


def elasticities(seen: "pd.DataFrame") -> "pd.DataFrame":
    """One row a company, effort, quantity, period and change, with ``COLUMNS``.

    ``elasticity``: relative change of the quantity over that of the effort, both as logarithms, of sums over
    replications; its 95 % interval is by the delta method over replications, which share their luck in all efforts.
    """
    import pandas as pd

    rows = []
    for (company, effort), here in seen.groupby(["company", "effort"], sort=False):
        for quantity in QUANTITIES:
            for period, years in periods().items():
                sums = here[here["year"].isin(years)].pivot_table(
                    index="replication", columns="times", values=quantity, aggfunc="sum"
                )
                for change, (more, less) in CHANGES.items():
                    ids = (company, effort, quantity, period, change, len(sums))
                    found = named("elasticity", _elasticity(sums[more], sums[less], more / less))
                    rows.append(dict(zip(COLUMNS, ids, strict=False)) | found | {"scale": here["scale"].iloc[0]})
    return pd.DataFrame(rows, columns=COLUMNS)


def periods() -> dict[str, list[int]]:
    """The measured years that are looked at, by name: each alone, and all."""
    years = list(range(1, YEARS + 1))
    return {**{f"year {year}": [year] for year in years}, f"years 1-{YEARS}": years}


def _elasticity(much: "pd.Series[float]", little: "pd.Series[float]", ratio: float) -> tuple[float, float, float]:
    """The logarithm of a ratio of two means moves like the difference of what each is of its mean."""
    first, second = much.to_numpy(), little.to_numpy()
    middle = np.log(first.mean() / second.mean())
    return mean_interval((middle + first / first.mean() - second / second.mean()) / np.log(ratio))
