"""One run, from names or objects to its records."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.load import Given, Timeline, experiment
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    from sim.records.run import Run


def simulate(
    company: Given | CompanySpec = "mid",
    policy: Given | PolicySpec | Timeline = "sales_led",
    years: int = 3,
    seed: int = 7,
    *,
    behaviour: Given | BehaviourSpec = "default",
    warmup_years: int = 1,
    without: str | Sequence[str] = (),
    scale: float = 1.0,
    reading: str = "switch",
    engine: str = "columns",
    people: Mapping[str, type[Any]] | None = None,
    detail: str = "moves",
) -> "Run":
    """Run one company under one policy, or a timeline of them, and return the records.

    All arguments but the last two are those of ``sim.experiment``, with the same ranges; equal arguments give equal
    records. ``people`` replaces the classes of people: ``{"rep": Skeptic}``, where ``Skeptic`` subclasses ``sim.Rep``.
    ``detail="activities"`` also writes down every touch, call and judgement.

    Raises:
        SpecError: before anything runs, naming key, value, allowed range and nearest valid name.
    """
    spec = experiment(
        company,
        policy,
        years,
        seed,
        behaviour=behaviour,
        warmup_years=warmup_years,
        without=without,
        scale=scale,
        reading=reading,
        engine=engine,
    )
    from sim.model import FunnelModel

    return FunnelModel(spec, people, detail).run()
