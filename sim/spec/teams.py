"""How marketers, reps and leaders behave everywhere, and what their work takes and costs."""

from pydantic import model_validator

from sim.spec.fields import Spec, quantity, share


class ScoreSpec(Spec):
    """Marketing's online logistic regression, the signals that it sees, and its bar for a lead."""

    learning_rate: float = quantity("Step of the stochastic gradient", "per report", 0.0, 1.0)
    profile_noise: float = quantity("Noise of the profile signal about fit", "standard deviations", 0.0, 10.0)
    activity_noise: float = quantity("Noise of the activity signal about intent", "standard deviations", 0.0, 10.0)
    clicks: int = quantity(
        "Clicks on which the first weights are fitted before sales reports anything", "clicks", 0, 100_000
    )
    bar: float = share("Chance to qualify under which sales would not call something a lead")
    own_bar: float = share("Chance to qualify from which marketing by itself calls something a lead")
    number: float = quantity("Leads a rep that marketing is asked for", "leads a week", 0.0, 1000.0)
    bar_step: float = quantity("How fast a bar paid by volume follows the number", "log units a week", 0.0, 5.0)


class AnalyticsSpec(Spec):
    """What hours with data buy: a sharper profile signal, and an estimate of where the market moves (C8)."""

    profile_hours: float = quantity("Hours a week that halve the profile signal's variance", "hours", 0.1, 1000.0)
    market_hours: float = quantity("Hours a week that tell half of where need has moved", "hours", 0.1, 1000.0)
    aim: float = quantity("Touches that follow a segment's believed need, as a power of it", "exponent", 0.0, 5.0)


class HandoffWorkSpec(Spec):
    """What happens to a lead between the teams, and what working it takes."""

    queue_days: float = quantity("Age at which a lead that nobody called goes back", "business days", 1.0, 260.0)
    notice_hours: float = quantity("Time from an inquiry until a rep can see it", "working hours", 0.0, 80.0)
    hours_per_lead: float = quantity("Rep hours to call a lead and learn what it is", "hours", 0.0, 20.0)
    hours_per_report: float = quantity("Rep hours to report an outcome back", "hours", 0.0, 5.0)
    hours_per_chase: float = quantity("Marketer hours to chase one lead", "hours", 0.0, 20.0)
    chase_skill: float = share("A marketer's chance to qualify a lead over a rep's")
    discovery_days: float = quantity(
        "Mean time from a first call to a decision on the lead", "business days", 0.0, 60.0
    )
    eye_noise: float = quantity("Noise of a rep's eye for fit (instinct)", "standard deviations", 0.0, 10.0)
    eye_picks: int = quantity(
        "Accounts that a rep looks over before contacting the one that looks best", "accounts", 1, 50
    )
    raised_hand: float = quantity("A raised hand is as hard to ignore as so many ordinary leads", "leads", 1.0, 20.0)
    stretch: float = quantity(
        "Hours that open deals need over the hours there are, at which a rep takes on nothing new", "factor", 1.0, 100.0
    )

    def hours_per_call(self, reported_share: float) -> float:
        """Rep hours to call a lead, with what reporting ``reported_share`` of the outcomes takes (no free lunch)."""
        return self.hours_per_lead + reported_share * self.hours_per_report


class BeliefSpec(Spec):
    """How the people learn about each other."""

    first_yield: float = share("What a rep believes at first of a marketing lead: the chance that it qualifies")
    first_own: float = share("What a rep believes at first of an account of one's own choice")
    good: float = share("Weight of a good lead in a rep's belief")
    bad: float = share("Weight of a bad lead: remembered longer than a good one")
    sharpness: float = quantity("How sharply believed yield an hour decides whom to call", "exponent", 0.0, 10.0)
    seasoning_years: float = quantity("Years in which two thirds of a novice become a veteran", "years", 0.01, 20.0)
    veteran_heed: float = share("Tracking that a veteran heeds; a novice heeds all of it")
    retreat: float = share("Demand and nurture hours that a marketer without any confidence moves to brand")
    confidence: float = share("Weight of the share of last week's leads that were called in a marketer's confidence")
    repair: float = quantity("Part of a misbelief that an hour of mediation a head mends", "per hour", 0.0, 10.0)


class QuotaSpec(Spec):
    """What a missed number does (C3): pressure pushes people into each other's lane, blame colours what they see."""

    memory: float = share("Weight of the last quarter in a rep's pressure")
    push: float = quantity("Prospecting that full pressure adds to what the lanes reserve", "factor", 0.0, 10.0)
    discount: float = share("Discount that a rep under full pressure gives")
    blame: float = share("Blame that a quarter without any sales adds where the number is not shared")
    blame_kept: float = share("Blame that is left after a quarter without a miss")


class CareerSpec(Spec):
    """How reps come, learn the job and leave."""

    turnover: float = quantity("Reps who leave in a year", "per year", 0.0, 5.0)
    vacancy_months: float = quantity("Time until a rep who left is replaced", "months", 0.0, 24.0)
    ramp_months: float = quantity("Time until a new rep sells full hours", "months", 0.0, 36.0)


class MixSpec(Spec):
    """What marketers do for what they are measured on: brand pays for brand, volume for demand, the rest for these."""

    accepted_demand: float = share("Hours for accepted leads that go to demand")
    accepted_nurture: float = share("Hours for accepted leads that go to nurture; the rest is analytics")
    revenue_demand: float = share("Hours for revenue that go to demand; the rest is nurture")
    crowding: float = quantity(
        "Fall of the attention to leads with heads, where brand or volume is paid (C9)", "exponent", 0.0, 2.0
    )
    specialty: float = quantity("What a marketer does more of the own specialty", "factor", 0.0, 10.0)
    skill_sigma: float = quantity("Log-normal spread of what marketers get done in an hour", "log units", 0.0, 1.0)
    outsourced_skill: float = quantity("What an outsourced marketer gets done in an hour", "factor", 0.1, 2.0)

    @model_validator(mode="after")
    def _no_more_than_all(self) -> "MixSpec":
        if self.accepted_demand + self.accepted_nurture > 1.0:
            total = self.accepted_demand + self.accepted_nurture
            raise ValueError(f"mix.accepted_demand + mix.accepted_nurture = {total:g}: must be at most 1")
        return self


class LeadershipSpec(Spec):
    """Leaders: hours a week in which they mediate, by kind; and what running the two teams takes from everybody."""

    founder_hours: float = quantity("Mediation by a founder", "hours a week", 0.0, 60.0)
    fractional_hours: float = quantity("Mediation by a fractional CMO", "hours a week", 0.0, 60.0)
    cmo_hours: float = quantity("Mediation by a full-time CMO", "hours a week", 0.0, 60.0)
    meeting_share: float = share("Hours that full coordination takes from everyone")
    requests_per_rep: float = quantity("Marketing hours that a rep asks for", "hours a week", 0.0, 40.0)


class PriceSpec(Spec):
    """What is paid beside wages and programmes."""

    fractional_cmo: float = quantity("Fractional CMO", "dollars a year", 0.0, 1e7)
    cmo: float = quantity("Full-time CMO", "dollars a year", 0.0, 1e7)
    tools: float = quantity("Tools of one head where all follow-up is tracked", "dollars a year", 0.0, 1e5)
    hiring: float = quantity("Finding one rep", "dollars", 0.0, 1e6)


class ChangeSpec(Spec):
    """What it takes to change the policy."""

    delay_weeks: int = quantity("From the decision for a policy to its first day", "weeks", 0, 104)
    cost_per_head: float = quantity("Training and lost hours of one head", "dollars", 0.0, 1e5)
