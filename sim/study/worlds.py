"""The policies under which a company is looked at: what is usual for it, what it feuds like, what cures it."""

from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec
from sim.spec.facts import World
from sim.spec.load import experiment, load_policy
from sim.spec.policy import PolicySpec
from sim.spec.prices import marketers


def two_crossing() -> PolicySpec:
    """What a small company with marketers feuds like: with nobody in marketing there is an absence, no feud (C7)."""
    named = {"name": "lane_crossing_of_two", "title": "Two marketers, each team in the other's lane"}
    return load_policy("lane_crossing", {**named, "team.marketers": 2})


def in_world(world: World, company: CompanySpec, years: int, seed: int, scale: float) -> ExperimentSpec:
    """A run of ``company`` in one of the worlds of the facts (``sim.spec.facts.World``), after one year of warm-up.

    Where the typical policy has no marketers, ``typical_with_marketing`` puts ``two_crossing`` in its place, in the
    warm-up too. The first cure of the company is decided on with the first measured day.
    """
    if world == "cure":
        return experiment(company, company.cures[0], years, seed, scale=scale)
    typical = load_policy(company.typical)
    if world == "typical_with_marketing" and not marketers(company, typical):
        return experiment(company, two_crossing(), years, seed, scale=scale, reading="from_start")
    return experiment(company, typical, years, seed, scale=scale)
