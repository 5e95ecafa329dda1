"""What a run wrote down is, day by day, what the description makes of the draws and the week's orders."""

import pytest
from hypothesis import Phase, given, settings

from sim.contract import LOSSES, REASONS, TOUCHES
from sim.exchange import MarketerPlan, MarketingTally, RepPlan, RepTally
from sim.model import FunnelModel
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.spec.experiment import ExperimentSpec
from sim.spec.policy import PolicySpec
from tests import builders
from tests.properties.referee.verdict import judge
from tests.properties.scenes import DENSE, HOT, RESTLESS, scenes
from tests.properties.strategies import experiments

SCENES = scenes()


@pytest.mark.mutation
@pytest.mark.parametrize("scene", SCENES)
def test_columns_do_what_the_description_says(scene: str) -> None:
    assert judge(SCENES[scene]) > 200


@pytest.mark.parametrize("scene", SCENES)
def test_agents_do_what_the_description_says(scene: str) -> None:
    assert judge(SCENES[scene].model_copy(update={"engine": "agents"})) > 200


class RoundRep(Rep):
    """Plans so that hours for leads and for accounts of own choice are used up to the last minute."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        return RepPlan(2.0, 1.25, 6.25, follow=(self.index % 2) * 1.0, weight_of_data=1.0, discount=0.125)


class RoundMarketer(Marketer):
    """Likewise for chases."""

    def decide(self, policy: PolicySpec, seen: MarketingTally) -> MarketerPlan:
        return MarketerPlan(brand=2.0, demand=4.0, nurture=1.0, analytics=0.0, enablement=2.0, chase=3.125, bar=0.05)


ROUND = {"rep": RoundRep, "marketer": RoundMarketer}


@pytest.mark.mutation
@pytest.mark.parametrize("engine", ["agents", "columns"])
def test_hours_are_used_to_the_last_minute(engine: str) -> None:
    hours = {"handoff.hours_per_lead": 1.25, "handoff.hours_per_chase": 1.25, "handoff.hours_per_report": 0.0}
    calm = {"career.turnover": 0.0, "career.ramp_months": 0.0, "leadership.meeting_share": 0.0}
    even = {"score.clicks": 0, "score.learning_rate": 0.0}  # no score tells leads apart, only their index
    team = {"market.accounts": 80, "team.marketers": 2, "effort.hours_per_contact": 1.25}
    levers = HOT | {"handoff.sla_days": 4.0}
    spec = builders.spec(levers=levers, habits=RESTLESS | hours | calm | even, team=DENSE | team, engine=engine)
    assert judge(spec, ROUND) > 200


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(experiments())
def test_so_does_any_run(spec: ExperimentSpec) -> None:
    for engine in ("agents", "columns"):
        judge(spec.model_copy(update={"engine": engine}))


def test_all_that_can_happen_happens_in_the_scenes() -> None:
    runs = [FunnelModel(spec, detail="activities").run() for spec in SCENES.values()]
    assert {reason for run in runs for reason in run.moves["reason"]} == set(REASONS)
    assert {touch for run in runs for touch in run.activities["activity"]} == set(TOUCHES)
    assert {cause for run in runs for cause in run.missed["cause"]} == set(LOSSES)


@pytest.mark.parametrize("engine", ["agents", "columns"])
def test_a_customer_that_nobody_reminds_leaves_on_the_day_on_which_it_would_ask(engine: str) -> None:
    unaware = {"inquiry.search": 0.0, "memory.referrals": 0.0, "inquiry.customer_hand_raise": 0.05}
    leaving = {"contract.renewal": -10.0, "rest.churned": 1.0}
    looking = {"window.years_between": 0.1, "window.length_cycles": 20.0, "window.length_sigma": 0.0}
    team = {"market.accounts": 400, "market.customers": 400, "market.cycle_days": 1000.0, "team.selling_share": 0.0}
    levers = {"team.marketers": 0, "budget.granted_share": 0.0}
    assert judge(builders.spec(levers=levers, habits=unaware | leaving | looking, team=team, engine=engine)) > 200
