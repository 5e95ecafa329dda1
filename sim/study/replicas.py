"""The same world again with other luck: which runs a study needs, and what is kept of them below each other."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.spec import keys
from sim.spec.ensemble import load_ensemble, of_company
from sim.spec.errors import SpecError, unknown_name
from sim.spec.experiment import ExperimentSpec
from sim.spec.fields import Spec
from sim.study.parameters import changed
from sim.study.workers import run_all

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

    type Tables = dict[str, pd.DataFrame]

FEWEST = 2
"""Replications without which there is no interval."""
TURN = 2
"""Replications for which a member of the ensemble takes its turn."""
UNCERTAINTIES = ("luck", "parameters")
"""What replications may differ in: their luck alone, or also the numbers of the model."""


class Replica(NamedTuple):
    """One run of a study: replication ``replication`` (from 0) of the policy that the study calls ``policy``."""

    policy: str
    replication: int
    spec: ExperimentSpec
    member: int | None = None
    """Of the ensemble, from 0, whose numbers it has; None for those of the catalogue."""


def replicas(
    company: Any, policies: Sequence[Any], replications: int, seed: int, uncertainty: str = "luck", **options: Any
) -> list[Replica]:
    """Which runs compare ``policies`` in ``company``: replication r of each of them has seed ``seed + r``.

    With ``uncertainty="parameters"`` they also differ in their numbers: members of the ensemble take turns, each for
    two replications, so that luck can be told from numbers; what company or behaviour have otherwise than the catalogue
    stays as it is. ``options`` are those of ``experiment``. Raises
    ``SpecError`` for what cannot be compared: fewer than two policies or replications, or two policies of one name,
    which nobody could tell apart in the results.
    """
    from sim.spec.load import experiment, validated

    if len(policies) < 2:
        raise SpecError(f"policies: {len(policies)} given; a comparison needs two or more")
    if not isinstance(replications, int) or replications < FEWEST:
        raise SpecError(f"replications = {replications!r}: must be a whole number from {FEWEST}, for an interval")
    check_uncertainty(uncertainty, replications)
    specs = [experiment(company=company, policy=policy, seed=seed, **options) for policy in policies]
    names = [policy_label(spec) for spec in specs]
    for name in names:
        if names.count(name) > 1:
            own = f'load_policy("{name}", {{..., "name": "mine"}})'
            raise SpecError(f"policies: two are named {name}; give one a name of its own: {own}")
    for spec in specs:
        validated(ExperimentSpec, "", {**dict(spec), "seed": spec.seed + replications - 1})  # the highest seed of all
    worlds = _worlds(specs, replications) if uncertainty == "parameters" else [specs]
    chosen = []
    for replication in range(replications):
        member = replication // TURN % len(worlds)
        for name, world in zip(names, worlds[member], strict=True):
            spec = world.model_copy(update={"seed": seed + replication})
            chosen.append(Replica(name, replication, spec, member if uncertainty == "parameters" else None))
    return chosen


def check_uncertainty(uncertainty: str, replications: int) -> None:
    """Raise ``SpecError`` unless so many replications can differ so."""
    if uncertainty not in UNCERTAINTIES:
        raise unknown_name("uncertainty", uncertainty, UNCERTAINTIES)
    if uncertainty == "parameters" and replications < 2 * TURN:
        raise SpecError(
            f"replications = {replications}: must be {2 * TURN} or more, for two members to take their turns"
        )


def one_round(uncertainty: str) -> int:
    """Replications in which each plausible set of numbers takes its turn."""
    return TURN * len(load_ensemble()) if uncertainty == "parameters" else 1


def _worlds(specs: Sequence[ExperimentSpec], replications: int) -> list[list[ExperimentSpec]]:
    """The same runs with the numbers of each member that takes part."""
    company, own = specs[0].company, _own(specs[0])
    members = [of_company(member, company) for member in load_ensemble()[: -(-replications // TURN)]]
    return [changed(specs, {key: value for key, value in member.items() if key not in own}) for member in members]


def _own(spec: ExperimentSpec) -> set[str]:
    """The keys of numbers that somebody has set otherwise than the catalogue has them."""
    from sim.spec.load import load_behaviour, load_company, names

    parts: dict[str, tuple[Spec, Spec]] = {"behaviour": (spec.behaviour, load_behaviour())}
    if spec.company.name in names("company"):
        parts["company"] = (spec.company, load_company(spec.company.name))
    return {
        f"{part}.{key}"
        for part, (here, usual) in parts.items()
        for key in keys.values(type(here))
        if attrgetter(key)(here) != attrgetter(key)(usual)
    }


def policy_label(spec: ExperimentSpec) -> str:
    """The policy's name; of a timeline, the names with the days on which the later ones start."""
    first, *later = spec.timeline
    return " ".join([first.policy.name, *(f"{step.day}:{step.policy.name}" for step in later)])


def monthly(run: "Run") -> "Tables":
    """The months of a run: all that a comparison of policies needs."""
    return {"months": run.monthly}


def run_tables(
    chosen: Sequence[Replica],
    workers: int | None = None,
    people: dict[str, type[Any]] | None = None,
    keep: "Callable[[Run], Tables]" = monthly,
) -> "Tables":
    """Run ``chosen`` in ``workers`` processes (None: one a core) and put what ``keep`` takes of each below each other.

    The rows of each table stand in the order of ``chosen``, with ``company, policy, replication, seed`` before the
    table's own columns, and ``member`` after these where members of the ensemble were run. Raises ``SpecError`` if
    ``workers`` is no integer from 1.
    """
    import joblib
    import pandas as pd

    if workers is not None and (not isinstance(workers, int) or workers < 1):
        raise SpecError(f"workers = {workers!r}: must be a whole number from 1, or null for one a core")
    task = partial(_tables, people=people, keep=keep)
    found = run_all(chosen, workers or joblib.cpu_count(), task, "runs")
    return {name: pd.concat([tables[name] for tables in found], ignore_index=True) for name in found[0]}


def _tables(replica: Replica, people: dict[str, type[Any]] | None, keep: "Callable[[Run], Tables]") -> "Tables":
    import pandas as pd

    from sim.model import FunnelModel

    policy, replication, spec, member = replica
    kept = keep(FunnelModel(spec, people=people).run())
    ids: dict[str, Any] = {
        "company": spec.company.name,
        "policy": policy,
        "replication": replication,
        "seed": spec.seed,
    }
    if member is not None:
        ids["member"] = member
    return {name: pd.concat([pd.DataFrame(ids, index=rows.index), rows], axis=1) for name, rows in kept.items()}
