"""Specifications and runs for the tests.

``TOY`` is a mid-size company made small enough to run a year in a fifth of a second, and yet with several reps and
marketers: a mid company scaled to its number of accounts would keep one of each. Numbers are those of
``tests/catalogue``, which no calibration moves.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan, Seat
from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import Timeline, experiment, load_behaviour, load_company, load_policy, names
from sim.spec.policy import PolicySpec
from sim.stages import Stage

Changes = dict[str, Any]
"""Values by dotted path: ``{"handoff.sla_days": 2.0}``."""

CATALOGUE = Path(__file__).parent / "catalogue"
COMPANIES, POLICIES = names("company"), names("policy")

TOY: Changes = {
    "name": "toy",
    "revenue": 4e6,
    "market.accounts": 1500,
    "market.customers": 60,
    "team.reps": 3,
    "team.marketers": 2,
}

DESERTED: Changes = {"team.selling_share": 0.0, "market.customers": 0}
"""Nobody sells and nobody pays: what accounts do by themselves."""


def company(name: str = "toy", changes: Changes | None = None) -> CompanySpec:
    """A company of the catalogue, or the toy."""
    return load_company(_read_company(name), changes)


def policy(name: str = "sales_led", changes: Changes | None = None) -> PolicySpec:
    """A policy of the catalogue."""
    return load_policy(_read_policy(name), changes)


def behaviour(changes: Changes | None = None) -> BehaviourSpec:
    """How everybody behaves by default."""
    return load_behaviour(_read_behaviour(), changes)


@cache  # YAML is slow to read
def _read_company(name: str) -> CompanySpec:
    return load_company(CATALOGUE / "mid.yaml", TOY) if name == "toy" else load_company(CATALOGUE / f"{name}.yaml")


@cache
def _read_behaviour() -> BehaviourSpec:
    return load_behaviour(CATALOGUE / "behaviour.yaml")


_read_policy = cache(load_policy)


def spec(
    firm: str | CompanySpec = "toy",
    rules: str | PolicySpec | Timeline = "sales_led",
    *,
    team: Changes | None = None,
    levers: Changes | None = None,
    habits: Changes | None = None,
    **rest: Any,
) -> ExperimentSpec:
    """One run's specification: changes to the company in ``team``, the policy in ``levers``, behaviour in ``habits``.

    A measured year without a warm-up, so that the policy holds from the first day, unless ``rest`` says otherwise.
    """
    where = company(firm, team) if isinstance(firm, str) else load_company(firm, team)
    what = rules
    if isinstance(rules, str):
        what = policy(rules, levers)
    elif isinstance(rules, PolicySpec):
        what = load_policy(rules, levers)
    span = {"years": 1, "warmup_years": 0, "seed": 7} | rest
    return experiment(where, what, behaviour=behaviour(habits), **span)


def model(*args: Any, people: dict[str, type] | None = None, **kwargs: Any) -> FunnelModel:
    """A model on its first day, whose prospects are agents."""
    return FunnelModel(spec(*args, **{"engine": "agents"} | kwargs), people)


def run(*args: Any, people: dict[str, type] | None = None, detail: str = "moves", **kwargs: Any) -> Run:
    """A finished run."""
    return FunnelModel(spec(*args, **kwargs), people, detail).run()


def stepped(days: int, *args: Any, people: dict[str, type] | None = None, **kwargs: Any) -> FunnelModel:
    """The same after ``days`` days."""
    started = model(*args, people=people, **kwargs)
    for _ in range(days):
        started.step()
    return started


def seat(started: FunnelModel, number: int | None = None) -> None:
    """Put reps without any plan on ``number`` seats (as many as the model has), before the first Monday."""
    plan = RepPlan(0.0, 0.0, 0.0, follow=1.0, weight_of_data=0.0)
    segments = started.spec.behaviour.segment.number
    week = started.crowd.roster.campaigns
    week.evidence, week.habit = [0.0] * segments, [0.0] * segments
    started.crowd.selling.seat([Seat(plan, 0.0, True) for _ in range(number or len(started.reps))])


def leads(started: FunnelModel, number: int, day: int = 0) -> list[Prospect]:
    """``number`` marketing leads of the first rep, who means to call them all."""
    seat(started)
    found = [p for p in started.crowd.prospects if p.stage == Stage.MARKET and p.owner == 0][:number]
    for prospect in found:
        prospect.inquiries += 1
        started.crowd.roster.move(prospect, Stage.INQUIRY, "hand_raised", day)
        prospect.show(day, True, 1.0)
        started.crowd.handoff._pass_on(prospect, "scored_in", day)
    return found
