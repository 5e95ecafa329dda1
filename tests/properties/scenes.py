"""Small companies in which much happens in little time: a few days of each use most rules, a year all of them."""

from typing import Any

from sim.spec.experiment import ExperimentSpec
from sim.spec.switches import neutral
from tests import builders

RESTLESS: builders.Changes = {
    "window.years_between": 0.4,
    "window.search_days": 10.0,
    "segment.need_sigma": 0.8,
    "inquiry.hand_raise": 0.05,
    "inquiry.customer_hand_raise": 0.05,
    "inquiry.response_in_window": 0.9,
    "inquiry.response_browsing": 0.3,
    "contract.renewal": -1.0,
    "rest.recycled": 25.0,
    "rest.disqualified": 20.0,
    "rest.lost": 15.0,
    "rest.churned": 30.0,
    "rest.cooling_off": 12.0,
    "friction.tolerance": 0.4,
    "handoff.queue_days": 6.0,
    "handoff.discovery_days": 3.0,
    "reach.ceiling": 0.025,
    "career.turnover": 4.0,
    "career.vacancy_months": 1.0,
    "memory.referrals": 20.0,
    "change.delay_weeks": 0,
}
"""Windows open twice a year, nobody rests for long, touches annoy, and reps come and go."""
DENSE: builders.Changes = {
    "revenue": 2e7,
    "market.accounts": 150,
    "market.customers": 30,
    "market.cycle_days": 20.0,
    "team.marketers": 3,
    "effort.hours_per_opportunity": 4.0,
    "effort.hours_per_contact": 2.0,
}
HOT: builders.Changes = {
    "lanes.marketing_chase": 0.6,
    "lanes.coordination": 0.4,
    "lead.recycling": 0.6,
    "lead.shared_definition": 0.5,
    "feedback.reported_share": 0.5,
    "handoff.tracking": 0.7,
    "lanes.sales_prospecting": 0.3,
    "evidence.sales_use_of_data": 0.2,
    "mandate.targeting": 0.9,
    "incentives": {"brand": 0.2, "volume": 0.3, "accepted": 0.3, "revenue": 0.2},
}


def _scene(levers: builders.Changes, habits: builders.Changes, team: builders.Changes, **rest: Any) -> ExperimentSpec:
    return builders.spec(
        levers=HOT | levers, habits=RESTLESS | habits, team=DENSE | team, **({"engine": "columns"} | rest)
    )


def _timeline(*steps: tuple[int, builders.Changes]) -> list[tuple[int, Any]]:
    return [(day, builders.policy("sales_led", HOT | levers)) for day, levers in steps]


FREE = neutral("capacity")[0]
"""Work takes no time."""
PROMISED = {"handoff.sla_days": 3.0, "handoff.tracking": 1.0}
SEATS = _timeline(
    (0, {"lead.routing": "balanced", "team.extra_reps": 1.4}),
    (40, {"team.extra_reps": 2.5}),
    (80, {"team.extra_reps": 0.0, "team.marketers": 1}),
    (120, {"lead.routing": "balanced", "team.extra_reps": 1.0, "handoff.sla_days": 1.0}),
)


GROWN = {"team.extra_reps": 1.0, "lanes.sales_prospecting": 1.0}
SHRUNK = {"team.extra_reps": 0.0}


def scenes() -> dict[str, ExperimentSpec]:
    """By name. In ``memory`` nobody forgets, in ``alone`` hours are short, in ``vacant`` nobody sits for a while."""
    forever = {"memory.monthly_retention": 1.0, "friction.monthly_retention": 0.0, "reach.saturates": False}
    forever["handoff.hours_per_chase"] = 0.3
    return {
        "promise": _scene(PROMISED, {"handoff.hours_per_lead": 4.0}, {}),
        "seats": _scene({}, {}, {"team.reps": 2, "effort.hours_per_contact": 1.0}, rules=SEATS, seed=11),
        "memory": _scene(
            {"lanes.coordination": 0.0, "lanes.marketing_chase": 0.05},
            forever,
            {"market.customers": 75, "effort.hours_per_contact": 0.4},
            seed=3,
        ),
        "unscored": _scene(
            {"team.marketers": 0, "lead.routing": "balanced"},
            {"inquiry.hand_raise": 0.2, "handoff.queue_days": 1.5, "handoff.hours_per_chase": 0.0},
            {},
            seed=5,
        ),
        "alone": _scene(
            {"handoff.tracking": 0.0, "lanes.sales_prospecting": 0.0},
            {"patience.readiness": 0.6, "handoff.chase_skill": 0.9, "friction.tolerance": 3.0},
            {"team.reps": 1, "market.cycle_days": 60.0, "effort.hours_per_opportunity": 80.0},
            seed=9,
        ),
        "years": _scene({}, {}, {"market.accounts": 30, "market.customers": 20}, years=3, seed=13),
        "cold": _scene(
            {"team.marketers": 0, "budget.granted_share": 0.0, "lanes.sales_prospecting": 1.0},
            {
                "friction.contact": 0.3,
                "friction.days": 1.0,
                "friction.monthly_retention": 0.9,
                "friction.tolerance": 4.0,
            }
            | {"window.years_between": 0.2, "inquiry.hand_raise": 0.0, "career.turnover": 0.0, "rest.lost": 1.0},
            {"market.accounts": 60, "market.customers": 0, "effort.hours_per_contact": 1.5},
            seed=17,
        ),
        "effortless": _scene(
            {"lanes.marketing_chase": 0.0},
            {
                "window.years_between": 0.1,
                "inquiry.search": 0.0,
                "inquiry.customer_hand_raise": 0.0,
                "memory.monthly_retention": 1.0,
            }
            | FREE,
            {"market.accounts": 60, "effort.hours_per_opportunity": 0.0},
            seed=19,
        ),
        "vacant": _scene(
            {},
            {
                "career.vacancy_months": 3.0,
                "career.turnover": 5.0,
                "career.ramp_months": 0.0,
                "handoff.hours_per_lead": 3.0,
            },
            {"market.accounts": 60, "team.reps": 2, "team.founders": 0, "effort.hours_per_contact": 20.0},
            rules=_timeline((0, GROWN), (40, SHRUNK), (80, GROWN), (120, SHRUNK), (160, GROWN), (200, SHRUNK)),
            seed=22,
        ),
    }
