"""What a policy is: a named bundle of levers, each in natural units, none of which touches revenue.

A lever changes what people do, know, are paid for or believe. The engine reads levers, never the policy's name.
"""

from typing import Any, Literal, cast

from pydantic import model_validator

from sim.spec.company import scaled_heads
from sim.spec.fields import Sourced, Spec, lever
from sim.spec.keys import fields

REP_WEEK = ("people.hours_opportunities", "people.hours_leads", "people.hours_prospecting")
MARKETER_WEEK = ("people.hours_brand", "people.hours_demand", "people.hours_nurture", "people.hours_analytics")
PROGRAMMES = ("books.programmes_brand", "books.programmes_demand", "books.programmes_enablement")
NO_RANGE: dict[str, Any] = {"low": None, "high": None}


class LanesSpec(Spec):
    """Who works which part of the funnel."""

    sales_prospecting: float = lever("Selling hours that reps keep for finding their own accounts", "C5", REP_WEEK)
    marketing_chase: float = lever(
        "Free hours that marketers without confidence spend on pushing leads themselves",
        "C5",
        ("people.hours_chase", *MARKETER_WEEK),
    )
    coordination: float = lever(
        "How much the two teams meet on accounts: fewer clumsy touches, fewer hours", "C2", ("people.hours_meetings",)
    )


class LeadSpec(Spec):
    """What counts as a lead and where it goes."""

    shared_definition: float = lever(
        "How far marketing's bar for a lead is the bar that sales would set", "C5", ("moves.scored_in",)
    )
    recycling: float = lever(
        "Leads that went nowhere and are put into nurture, not dropped",
        "C9",
        ("moves.scored_out", "moves.not_ready", "moves.never_called"),
    )
    routing: Literal["territory", "balanced"] = lever(
        "Lead goes to the account's own rep, or to the shortest queue with the fewest deals",
        "C2",
        ("moves.scored_in", "moves.unscored"),
        "rule",
        **NO_RANGE,
    )


class HandoffSpec(Spec):
    """The promise between the teams."""

    sla_days: float | None = lever(
        "Within how long sales promises to call a lead; null: no promise",
        "C9",
        ("people.hours_leads", "people.hours_prospecting", "activities.call", "activities.contact"),
        "business days",
        0.25,
        60.0,
    )
    tracking: float = lever(
        "Follow-up that managers can see, and reps therefore do; its tools cost money",
        "C8",
        ("books.tools", "people.hours_leads", "people.hours_prospecting", "activities.call"),
    )


class FeedbackSpec(Spec):
    """What sales tells marketing."""

    reported_share: float = lever(
        "Worked leads whose outcome is reported back to marketing; reporting takes hours",
        "C8",
        ("people.hours_leads", "people.hours_prospecting", "activities.call", "days.reports"),
    )


class IncentivesSpec(Spec):
    """What marketers are measured on; the four parts sum to 1."""

    brand: float = lever("Weight of reach and recognition", "C9", MARKETER_WEEK)
    volume: float = lever("Weight of the number of leads", "C9", (*MARKETER_WEEK, "moves.scored_in"))
    accepted: float = lever("Weight of leads that sales accepts", "C9", MARKETER_WEEK)
    revenue: float = lever("Weight of revenue won", "C10", (*MARKETER_WEEK, "people.hours_chase"))

    @model_validator(mode="after")
    def _parts_of_one(self) -> "IncentivesSpec":
        total = self.brand + self.volume + self.accepted + self.revenue
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"incentives sum to {total:g}: brand + volume + accepted + revenue must be 1")
        return self


class MandateSpec(Spec):
    """Marketing's right to its own time and to its own judgement."""

    protected_hours: float = lever(
        "Marketing hours that requests from sales cannot claim", "C8", ("people.hours_enablement", *MARKETER_WEEK)
    )
    targeting: float = lever(
        "Weight of marketing's evidence against last year's habit in where campaigns aim",
        "C8",
        ("activities.brand", "activities.demand"),
    )


class EvidenceSpec(Spec):
    """What decides when data and instinct differ."""

    sales_use_of_data: float = lever(
        "Weight of marketing's score and evidence against instinct in whom a rep calls and contacts",
        "C8",
        ("activities.booth", "activities.call", "activities.contact"),
    )


class BudgetSpec(Spec):
    """Where marketing's money goes."""

    granted_share: float = lever("Part of the company's marketing budget that is really given", "C7", PROGRAMMES)
    brand_share: float = lever("Programme money for brand; the rest, less enablement, is demand", "C9", PROGRAMMES)
    enablement: float = lever("Programme money for booths and collateral", "C8", PROGRAMMES)
    extra: float = lever(
        "Programme money on top of the company's budget", "C10", PROGRAMMES, "dollars a year", 0.0, 1e9
    )

    @model_validator(mode="after")
    def _no_more_than_all(self) -> "BudgetSpec":
        if self.brand_share + self.enablement > 1.0:
            raise ValueError(
                f"budget.brand_share + budget.enablement = {self.brand_share + self.enablement:g}: must be at most 1"
            )
        return self


class LeaderSpec(Spec):
    """Who negotiates the middle ground."""

    kind: Literal["none", "founder", "fractional_cmo", "cmo"] = lever(
        "Who leads marketing", "C8", ("books.leadership", "people.trust"), "role", **NO_RANGE
    )


class PolicyTeamSpec(Spec):
    """Heads that come with the policy."""

    marketers: int | None = lever(
        "Marketers; null keeps the company's number",
        "C7",
        ("people.person", "people.hours_enablement", "books.wages_marketing"),
        "heads",
        0,
        5000,
    )
    employment: Literal["in_house", "outsourced"] = lever(
        "Marketers on the payroll, or bought in", "C7", ("books.wages_marketing",), "rule", **NO_RANGE
    )
    extra_reps: float = lever(
        "Reps beyond the company's number; a part of one works part-time",
        "C10",
        ("people.person", "books.wages_sales", "books.hiring"),
        "heads",
        0.0,
        5000.0,
    )


class PolicySpec(Spec):
    """One policy: every lever, and for each value why it is what it is (``sources``)."""

    name: str
    title: str
    claims: tuple[str, ...]
    lanes: LanesSpec
    lead: LeadSpec
    handoff: HandoffSpec
    feedback: FeedbackSpec
    incentives: IncentivesSpec
    mandate: MandateSpec
    evidence: EvidenceSpec
    budget: BudgetSpec
    leader: LeaderSpec
    team: PolicyTeamSpec
    sources: dict[str, Sourced]

    def same_levers(self, other: "PolicySpec") -> bool:
        """Whether ``other`` sets every lever alike, whatever it is called."""
        return all(
            getattr(self, group) == getattr(other, group)
            for group, field in type(self).model_fields.items()
            if isinstance(field.annotation, type) and issubclass(field.annotation, Spec)
        )


def acts_on(key: str) -> tuple[str, ...]:
    """The kinds of records that the lever ``key`` acts on (``lever``)."""
    extra = fields(PolicySpec)[key].json_schema_extra
    assert isinstance(extra, dict)
    return tuple(str(kind) for kind in cast(list[object], extra["acts_on"]))


def scaled_policy(policy: PolicySpec, factor: float) -> PolicySpec:
    """The same policy with what it counts in heads and dollars made smaller by ``factor``, as ``scaled`` does it."""
    if factor == 1.0:
        return policy
    heads = policy.team.marketers
    team = {
        "marketers": heads if heads is None else scaled_heads(heads, factor),
        "extra_reps": policy.team.extra_reps * factor,
    }
    money = {"extra": policy.budget.extra * factor}
    return policy.model_copy(
        update={"team": policy.team.model_copy(update=team), "budget": policy.budget.model_copy(update=money)}
    )
