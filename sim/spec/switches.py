"""Mechanisms that can be switched off alone, each by the values at which its rule does nothing.

No rule has a branch for being off: the neutral values are ordinary values, so a switch can be read as a sentence about
numbers. ``experiment(..., without=("patience", "blame"))`` applies them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.spec.errors import SpecError, nearest, shown


@dataclass(frozen=True)
class Switch:
    """What is off, and the neutral values by dotted key of the behaviour and of the company."""

    meaning: str
    behaviour: Mapping[str, Any]
    company: Mapping[str, Any]


def _off(meaning: str, behaviour: Mapping[str, Any], company: Mapping[str, Any] | None = None) -> Switch:
    return Switch(meaning, behaviour, company or {})


SWITCHES: dict[str, Switch] = {
    "drift": _off("Segments want what they always want", {"segment.need_sigma": 0.0, "segment.fit_sigma": 0.0}),
    "forgetting": _off("Nobody forgets", {"memory.monthly_retention": 1.0}),
    "word_of_mouth": _off("Customers tell nobody", {"memory.referrals": 0.0}),
    "hand_raising": _off("Nobody asks unasked", {"inquiry.hand_raise": 0.0}),
    "browsers": _off(
        "Nobody answers out of curiosity", {"inquiry.response_browsing": 0.0, "inquiry.response_brand": 0.0}
    ),
    "saturation": _off("A channel meets ever new accounts up to its ceiling", {"reach.saturates": False}),
    "waves": _off("Campaigns reach the same every week", {"reach.burst_sigma": 0.0}),
    "nurture": _off("Nurture leaves no trace", {"memory.nurture_awareness": 0.0, "memory.nurture_understanding": 0.0}),
    "enablement": _off("Collateral explains nothing", {"memory.enablement_understanding": 0.0}),
    "score": _off(
        "Nothing is scored out, and no score tells leads apart",
        {"score.bar": 0.0, "score.own_bar": 0.0, "score.learning_rate": 0.0, "score.clicks": 0},
    ),
    "score_learning": _off("The score knows clicks for ever", {"score.learning_rate": 0.0}),
    "volume_bar": _off("The bar does not follow the number", {"score.bar_step": 0.0}),
    "patience": _off("Buyers wait without losing interest", {"patience.exponent": 0.0}),
    "friction": _off(
        "Clumsy touches leave nothing behind",
        {"friction.chase": 0.0, "friction.contact": 0.0, "friction.clash": 0.0, "friction.again": 0.0},
    ),
    "neglect": _off("Deals need no selling hours to be won", {"choice.neglect": 0.0}),
    "skill": _off("Reps are equally good", {"choice.skill_sigma": 0.0}),
    "acceptance": _off("Reps never decline", {"handoff.stretch": 100.0}),
    "reporting_cost": _off("To report takes no time", {"handoff.hours_per_report": 0.0}),
    "expansion": _off("Customers want no more", {"inquiry.customer_hand_raise": 0.0}),
    "churn": _off("Customers stay", {"contract.renewal": 10.0}),
    "beliefs": _off(
        "Nobody learns what the other team is worth",
        {"belief.good": 0.0, "belief.bad": 0.0, "belief.confidence": 0.0, "belief.repair": 0.0},
    ),
    "retreat": _off("Marketers without confidence do not flee into brand", {"belief.retreat": 0.0}),
    "seasoning": _off("Veterans heed tracking as novices do", {"belief.veteran_heed": 1.0}),
    "mediation": _off("Leaders mend nothing", {"belief.repair": 0.0}),
    "quotas": _off(
        "Missed numbers press nobody and add no blame",
        {"quota.memory": 0.0, "quota.blame": 0.0, "quota.push": 0.0, "quota.discount": 0.0},
    ),
    "blame": _off("Missed numbers add no blame", {"quota.blame": 0.0}),
    "push": _off("Pressure does not push reps to find their own", {"quota.push": 0.0}),
    "discounts": _off("Pressure does not lower prices", {"quota.discount": 0.0}),
    "crowding": _off("Large teams look at leads as small ones do", {"mix.crowding": 0.0}),
    "specialties": _off("Marketers are alike", {"mix.specialty": 0.0, "mix.skill_sigma": 0.0}),
    "meetings": _off("Coordination takes no hours", {"leadership.meeting_share": 0.0}),
    "requests": _off("Sales asks for no booths and collateral", {"leadership.requests_per_rep": 0.0}),
    "turnover": _off("Nobody leaves", {"career.turnover": 0.0}),
    "ramp": _off("New reps sell full hours at once", {"career.ramp_months": 0.0}),
    "change": _off("A change costs nothing and holds at once", {"change.delay_weeks": 0, "change.cost_per_head": 0.0}),
    "capacity": _off(
        "Work takes no time: every lead that is wanted is called, every deal served, everybody who is seen contacted",
        {
            "handoff.hours_per_lead": 0.0,
            "handoff.hours_per_report": 0.0,
            "handoff.hours_per_chase": 0.0,
            "handoff.eye_picks": 1,
            "reach.hours_per_nurture": 0.0,
            "reach.hours_per_collateral": 0.0,
            "reach.dollars_per_collateral": 0.0,
        },
        {"effort.hours_per_opportunity": 0.0},
    ),
}
"""Every switch, by name."""
_WHERE = "python -m sim list names them all"


def neutral(without: str | Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values, by dotted key of the behaviour and of the company, at which what is run ``without`` does nothing.

    Raises ``SpecError`` for what is neither a name in ``SWITCHES`` nor a list of them.
    """
    if not isinstance(without, Sequence):
        raise SpecError(f"without = {shown(without)}: must be a list of mechanisms; {_WHERE}")
    behaviour: dict[str, Any] = {}
    company: dict[str, Any] = {}
    for name in (without,) if isinstance(without, str) else without:
        if not isinstance(name, str):
            raise SpecError(f"without = {shown(name)}: must be the name of a mechanism; {_WHERE}")
        if name not in SWITCHES:
            raise SpecError(f"without = {shown(name)}: unknown; nearest is {nearest(name, SWITCHES)}; {_WHERE}")
        behaviour |= SWITCHES[name].behaviour
        company |= SWITCHES[name].company
    return behaviour, company
