"""How buyers, marketers and reps behave everywhere: parameters shared by all sizes and policies."""

from pydantic import model_validator

from sim.spec.fields import Sourced, Spec, quantity, share


class WindowSpec(Spec):
    """When an account wants to buy."""

    years_between: float = quantity("Mean time between two buying windows (the 95:5 rule)", "years", 0.1, 50.0)
    length_cycles: float = quantity("Median length of a window over the median sales cycle", "cycles", 0.1, 20.0)
    length_sigma: float = quantity("Log-normal spread of that length", "log units", 0.0, 2.0)


class MemorySpec(Spec):
    """What an account knows of the company: a touch adds ``lift`` of what is missing, time takes it away."""

    monthly_retention: float = quantity("Awareness and understanding kept after a month", "share", 0.01, 0.999)
    brand_awareness: float = share("Lift of awareness by a brand touch")
    demand_awareness: float = share("Lift of awareness by a demand touch")
    demand_understanding: float = share("Lift of understanding by a demand touch")
    nurture_awareness: float = share("Lift of awareness by a nurture touch")
    nurture_understanding: float = share("Lift of understanding by a nurture touch")
    enablement_understanding: float = share("Lift of understanding by collateral that a rep uses")
    call_understanding: float = share("Lift of both by a conversation with a rep or a chasing marketer")
    referral_awareness: float = share("Lift of awareness by word of mouth")
    referrals: float = quantity("Accounts that a customer tells in a year", "accounts a year", 0.0, 100.0)


class InquirySpec(Spec):
    """How interest shows."""

    hand_raise: float = quantity("Hand-raising by a fully aware account in its window", "per business day", 0.0, 1.0)
    search: float = share("Lift of awareness when a window opens: who needs something looks around")
    response_in_window: float = share("Chance that a demand touch is answered by an account in its window")
    response_browsing: float = share("Chance that a demand touch is answered by one outside it (noise)")


class ReachSpec(Spec):
    """What a programme touch takes."""

    ceiling: float = quantity("Part of the market that one channel can reach on a day at most", "share", 1e-6, 0.5)
    hours_per_touch: float = quantity("Marketing hours behind one remembered touch", "hours", 1e-4, 100.0)
    dollars_per_touch: float = quantity("Programme dollars behind one remembered touch", "dollars", 0.01, 1e5)
    hours_per_nurture: float = quantity("Marketing hours behind one nurture touch", "hours", 1e-5, 100.0)
    hours_per_collateral: float = quantity("Marketing hours behind one piece of collateral", "hours", 0.01, 1000.0)
    dollars_per_collateral: float = quantity("Programme dollars behind one piece of collateral", "dollars", 0.01, 1e5)
    collateral_used: float = share("Pieces of collateral that a rep uses")


class ScoreSpec(Spec):
    """Marketing's online logistic regression and the signals that it sees."""

    learning_rate: float = quantity("Step of the stochastic gradient", "per report", 0.0, 1.0)
    profile_noise: float = quantity("Noise of the profile signal about fit", "standard deviations", 0.0, 10.0)
    activity_noise: float = quantity("Noise of the activity signal about intent", "standard deviations", 0.0, 10.0)
    analytics_hours: float = quantity(
        "Analytics hours a week that halve the profile signal's variance", "hours", 0.1, 1000.0
    )
    clicks: int = quantity(
        "Clicks on which the first weights are fitted before sales reports anything", "clicks", 0, 100_000
    )
    bar: float = share("Chance to qualify under which sales would not call something a lead")


class HandoffWorkSpec(Spec):
    """What happens to a lead between the teams, and what calling takes."""

    patience_exponent: float = quantity(
        "Fall of readiness with working hours of delay, max(1, hours)^-k", "exponent", 0.0, 2.0
    )
    queue_days: float = quantity("Age at which a lead that nobody called goes back", "business days", 1.0, 260.0)
    readiness: float = quantity(
        "Chance to qualify of a perfect fit in its window, called at once (capped at 1)", "chance", 0.0, 3.0
    )
    cold_readiness: float = share("The same for an account that a rep contacts unasked")
    unfit_readiness: float = share("Readiness of an account with no fit over one with full fit")
    hours_per_lead: float = quantity("Rep hours to call a lead and learn what it is", "hours", 0.05, 20.0)
    hours_per_contact: float = quantity("Rep hours to try one account of one's own choice", "hours", 0.01, 20.0)
    hours_per_chase: float = quantity("Marketer hours to chase one lead", "hours", 0.05, 20.0)
    chase_skill: float = share("A marketer's chance to qualify a lead over a rep's")
    pushed_away: float = share("Chance that an account pushed before it is ready wants to be left alone")
    discovery_days: float = quantity(
        "Mean time from a first call to a decision on the lead", "business days", 0.0, 60.0
    )
    eye_noise: float = quantity("Noise of a rep's eye for fit (instinct)", "standard deviations", 0.0, 10.0)
    eye_picks: int = quantity(
        "Accounts that a rep looks over before contacting the one that looks best", "accounts", 1, 50
    )


class ChoiceSpec(Spec):
    """How an opportunity ends: utilities on the logit scale."""

    cycle_sigma: float = quantity("Log-normal spread of the buyer's cycle", "log units", 0.0, 2.0)
    fit: float = quantity("Worth of fit, from none to full", "logits", 0.0, 10.0)
    awareness: float = quantity("Worth of being known (the day-one shortlist)", "logits", 0.0, 10.0)
    understanding: float = quantity("Worth of being understood", "logits", 0.0, 10.0)
    incumbent: float = quantity("Worth of being the supplier already (fact T8)", "logits", 0.0, 10.0)
    skill_sigma: float = quantity("Spread of rep skill (fact T7)", "logits", 0.0, 3.0)
    neglect: float = quantity("Worth of the selling hours that a deal did not get, if none came", "logits", 0.0, 10.0)
    no_decision: float = quantity("Pull of doing nothing (fact T16)", "logits", -10.0, 10.0)
    expansion_share: float = share("Value of an expansion over the contract that it adds to")


class BeliefSpec(Spec):
    """How the people learn about each other."""

    first_yield: float = share("What a rep believes at first of a marketing lead: the chance that it qualifies")
    first_own: float = share("What a rep believes at first of an account of one's own choice")
    good: float = share("Weight of a good lead in a rep's belief")
    bad: float = share("Weight of a bad lead: remembered longer than a good one")
    sharpness: float = quantity("How sharply believed yield an hour decides whom to call", "exponent", 0.0, 10.0)
    retreat: float = share("Demand and nurture hours that a marketer without any confidence moves to brand")
    confidence: float = share("Weight of the share of last week's leads that were called in a marketer's confidence")
    repair: float = quantity("Part of a misbelief that an hour of mediation a head mends", "per hour", 0.0, 10.0)


class MixSpec(Spec):
    """What marketers do for what they are measured on: brand pays for brand, volume for demand, the rest for these."""

    accepted_demand: float = share("Hours for accepted leads that go to demand")
    accepted_nurture: float = share("Hours for accepted leads that go to nurture; the rest is analytics")
    revenue_demand: float = share("Hours for revenue that go to demand; the rest is nurture")

    @model_validator(mode="after")
    def _no_more_than_all(self) -> "MixSpec":
        if self.accepted_demand + self.accepted_nurture > 1.0:
            total = self.accepted_demand + self.accepted_nurture
            raise ValueError(f"mix.accepted_demand + mix.accepted_nurture = {total:g}: must be at most 1")
        return self


class ContractSpec(Spec):
    """How a customer stays."""

    renewal: float = quantity("Pull to renew of a customer with no fit and no understanding", "logits", -10.0, 10.0)
    fit: float = quantity("Worth of fit at renewal", "logits", 0.0, 10.0)
    understanding: float = quantity("Worth of having understood what was bought", "logits", 0.0, 10.0)


class RestSpec(Spec):
    """How long an account stays out before it is an ordinary part of the market again."""

    recycled: float = quantity("In nurture", "business days", 1.0, 2600.0)
    disqualified: float = quantity("After not fitting", "business days", 1.0, 2600.0)
    lost: float = quantity("After a lost deal", "business days", 1.0, 2600.0)
    churned: float = quantity("After leaving", "business days", 1.0, 2600.0)
    cooling_off: float = quantity("After being pushed away", "business days", 1.0, 2600.0)


class LeadershipSpec(Spec):
    """Leaders: cost a year and hours a week in which they mediate, by kind."""

    fractional_cost: float = quantity("Fractional CMO", "dollars a year", 0.0, 1e7)
    cmo_cost: float = quantity("Full-time CMO", "dollars a year", 0.0, 1e7)
    founder_hours: float = quantity("Mediation by a founder", "hours a week", 0.0, 60.0)
    fractional_hours: float = quantity("Mediation by a fractional CMO", "hours a week", 0.0, 60.0)
    cmo_hours: float = quantity("Mediation by a full-time CMO", "hours a week", 0.0, 60.0)
    meeting_share: float = share("Hours that full coordination takes from everyone")
    request_share: float = share("Unprotected marketing hours that requests from sales take")


class BehaviourSpec(Spec):
    """All shared parameters."""

    window: WindowSpec
    memory: MemorySpec
    inquiry: InquirySpec
    reach: ReachSpec
    score: ScoreSpec
    handoff: HandoffWorkSpec
    choice: ChoiceSpec
    belief: BeliefSpec
    mix: MixSpec
    contract: ContractSpec
    rest: RestSpec
    leadership: LeadershipSpec
    sources: dict[str, Sourced]
