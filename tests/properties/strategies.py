"""Random specifications, within what is allowed."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment
from sim.spec.policy import PolicySpec
from sim.spec.switches import SWITCHES
from tests import builders

PURE = [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
"""Marketing paid for one thing alone."""

SHARE = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))


def _bare[S: PolicySpec | CompanySpec | BehaviourSpec](spec: S) -> S:
    """Without sources, so that a failing specification can be read."""
    return spec.model_copy(update={"sources": {}})


@st.composite
def policies(draw: st.DrawFn) -> PolicySpec:
    """Any policy: every lever anywhere in its range, ends included."""
    weights = draw(st.sampled_from(PURE) | st.tuples(*[st.integers(0, 9)] * 3, st.integers(1, 9)))
    brand = draw(SHARE)
    levers: dict[str, Any] = {
        "lanes.sales_prospecting": draw(SHARE),
        "lanes.marketing_chase": draw(SHARE),
        "lanes.coordination": draw(SHARE),
        "lead.shared_definition": draw(SHARE),
        "lead.recycling": draw(SHARE),
        "lead.routing": draw(st.sampled_from(["territory", "balanced"])),
        "handoff.sla_days": draw(st.none() | st.floats(0.25, 60.0)),
        "handoff.tracking": draw(SHARE),
        "feedback.reported_share": draw(SHARE),
        "mandate.protected_hours": draw(SHARE),
        "mandate.targeting": draw(SHARE),
        "evidence.sales_use_of_data": draw(SHARE),
        "budget.granted_share": draw(SHARE),
        "budget.extra": draw(st.sampled_from([0.0, 1e5])),
        "budget.brand_share": brand,
        "budget.enablement": draw(st.floats(0.0, 1.0)) * (1.0 - brand),
        "leader.kind": draw(st.sampled_from(["none", "founder", "fractional_cmo", "cmo"])),
        "team.marketers": draw(st.none() | st.integers(0, 4)),
        "team.employment": draw(st.sampled_from(["in_house", "outsourced"])),
        "team.extra_reps": draw(st.sampled_from([0.0, 0.0, 0.4, 1.0, 2.5])),
    }
    names = ("brand", "volume", "accepted", "revenue")
    parts = {f"incentives.{name}": weight / sum(weights) for name, weight in zip(names, weights, strict=True)}
    return _bare(builders.policy("sales_led", levers | parts))


@st.composite
def companies(draw: st.DrawFn) -> CompanySpec:
    """Any small company: from no customers to nothing but customers, from one rep to more than there is work for."""
    accounts = draw(st.integers(10, 400))
    values: dict[str, Any] = {
        "revenue": draw(st.floats(1e5, 1e8)),
        "marketing_budget": draw(SHARE),
        "market.accounts": accounts,
        "market.customers": draw(st.sampled_from([0, accounts]) | st.integers(0, accounts)),
        "market.value_median": draw(st.floats(10.0, 1e6)),
        "market.value_sigma": draw(st.floats(0.0, 3.0)),
        "market.cycle_days": draw(st.floats(2.0, 400.0)),
        "market.rivals": draw(st.floats(0.0, 20.0)),
        "team.reps": draw(st.integers(1, 3)),
        "team.marketers": draw(st.integers(0, 4)),
        "team.selling_share": draw(st.sampled_from([0.0, 0.1, 0.3])),
        "team.marketing_share": draw(st.floats(0.05, 1.0)),
        "effort.hours_per_opportunity": draw(st.floats(0.0, 100.0)),
    }
    values["team.founders"] = draw(st.integers(0, values["team.reps"]))
    return _bare(builders.company("toy", values))


@st.composite
def behaviours(draw: st.DrawFn) -> BehaviourSpec:
    """Everybody behaves anyhow within what is plausible (``low`` and ``high`` of each value's source)."""
    luck = Random(draw(st.integers(0, 2**32)))  # of seventy values Hypothesis would draw each for itself, slowly
    default = builders.behaviour()
    values: dict[str, Any] = {}
    for path, source in default.sources.items():
        room, name = path.split(".")
        whole = isinstance(getattr(getattr(default, room), name), int)
        if source.low is not None and source.high is not None:
            drawn = luck.uniform(source.low, source.high)
            values[path] = round(drawn) if whole else drawn
    values["mix.accepted_nurture"] = min(values["mix.accepted_nurture"], 1.0 - values["mix.accepted_demand"])
    return _bare(builders.behaviour(values))


@st.composite
def experiments(draw: st.DrawFn) -> ExperimentSpec:
    """Any year of any company under any policies."""
    policy: Any = draw(policies())
    habits = draw(behaviours())
    if draw(st.booleans()):
        policy = [(0, policy), (5 * draw(st.integers(1, 51 - habits.change.delay_weeks)), draw(policies()))]
    return experiment(
        draw(companies()),
        policy,
        years=1,
        warmup_years=draw(st.sampled_from([0, 0, 1])),
        seed=draw(st.integers(0, 2**63 - 1)),
        behaviour=habits,
        without=draw(st.lists(st.sampled_from(sorted(SWITCHES)), max_size=3, unique=True)),
        scale=draw(st.sampled_from([1.0, 0.3])),
        reading=draw(st.sampled_from(["switch", "from_start"])),
    )
