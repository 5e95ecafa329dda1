"""What a policy is: a named bundle of levers, each in natural units, none of which touches revenue.

A lever changes what people do, know, are paid for or believe. The engine reads levers, never the policy's name.
"""

from typing import Literal

from pydantic import model_validator

from sim.spec.fields import Sourced, Spec, quantity, share


class LanesSpec(Spec):
    """Who works which part of the funnel."""

    sales_prospecting: float = share("Selling hours that reps keep for finding their own accounts", "C5")
    marketing_chase: float = share("Free marketing hours spent on pushing leads down the funnel oneself", "C5")
    coordination: float = share("How much the two teams meet on accounts: fewer pushed too early, fewer hours", "C2")


class LeadSpec(Spec):
    """What counts as a lead and where it goes."""

    shared_definition: float = share("How far marketing's bar for a lead is the bar that sales would set", "C5")
    recycling: float = share("Leads that went nowhere and are put into nurture, not dropped", "C9")
    routing: Literal["territory", "balanced"] = quantity(
        "Lead goes to the account's own rep, or to the shortest queue with the fewest deals",
        "rule",
        claim="C2",
    )


class HandoffSpec(Spec):
    """The promise between the teams."""

    sla_days: float | None = quantity(
        "Within how long sales promises to call a lead; null: no promise", "business days", 0.25, 60.0, "C9"
    )
    tracking: float = share("Follow-up that managers can see, and reps therefore do", "C8")


class FeedbackSpec(Spec):
    """What sales tells marketing."""

    reported_share: float = share("Worked leads whose outcome is reported back to marketing", "C8")


class IncentivesSpec(Spec):
    """What marketers are measured on; the four parts sum to 1."""

    brand: float = share("Weight of reach and recognition", "C9")
    volume: float = share("Weight of the number of leads", "C9")
    accepted: float = share("Weight of leads that sales accepts", "C9")
    revenue: float = share("Weight of revenue won", "C10")

    @model_validator(mode="after")
    def _parts_of_one(self) -> "IncentivesSpec":
        total = self.brand + self.volume + self.accepted + self.revenue
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"incentives sum to {total:g}: brand + volume + accepted + revenue must be 1")
        return self


class MandateSpec(Spec):
    """Marketing's right to its own time."""

    protected_hours: float = share("Marketing hours that requests from sales cannot claim", "C8")


class EvidenceSpec(Spec):
    """What decides when data and instinct differ."""

    sales_use_of_data: float = share("Weight of marketing's score against instinct in a rep's queue", "C8")


class BudgetSpec(Spec):
    """Where marketing's money goes."""

    granted_share: float = share("Part of the company's marketing budget that is really given", "C7")
    brand_share: float = share("Programme money for brand; the rest, less enablement, is demand", "C9")
    enablement: float = share("Programme money for booths and collateral", "C8")

    @model_validator(mode="after")
    def _no_more_than_all(self) -> "BudgetSpec":
        if self.brand_share + self.enablement > 1.0:
            raise ValueError(
                f"budget.brand_share + budget.enablement = {self.brand_share + self.enablement:g}: must be at most 1"
            )
        return self


class LeaderSpec(Spec):
    """Who negotiates the middle ground."""

    kind: Literal["none", "founder", "fractional_cmo", "cmo"] = quantity("Who leads marketing", "role", claim="C8")


class PolicyTeamSpec(Spec):
    """Heads that come with the policy."""

    marketers: int | None = quantity("Marketers; null keeps the company's number", "heads", 0, 5000, "C7")


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
