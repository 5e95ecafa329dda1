"""The only things that people and crowd share: orders go down, tallies come up.

A plan holds all that the daily rules need from a person, so that a person of one's own making changes behaviour
whatever the engine. A tally holds all that a person can see.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RepPlan:
    """What a rep means to do this week. Hours are selling hours a week, by activity."""

    opportunities: float
    leads: float
    prospecting: float
    follow: float
    """Chance that a lead which marketing passes on will be called at all, 0..1."""
    weight_of_data: float
    """Weight of marketing's score and evidence against the rep's own eye and habit, 0..1."""
    discount: float = 0.0
    """Part of the price that the rep lets go to close a deal, 0..1."""


@dataclass(slots=True)
class RepTally:
    """What a rep sees on a Monday: counts since the last one, and what lies on the desk now."""

    calls_good: int = 0
    """Marketing's leads that turned out to qualify."""
    calls_bad: int = 0
    own_good: int = 0
    """Accounts of the rep's own choice that turned out to qualify."""
    own_bad: int = 0
    arrived: int = 0
    """Leads passed on to the rep that the rep means to call."""
    waiting: int = 0
    """Leads in the queue now that the rep means to call."""
    hours_needed: float = 0.0
    """Hours a week that the open deals need."""
    blame: float = 0.0
    """What the teams hold against each other, 0..1."""


@dataclass(slots=True)
class MarketerPlan:
    """What a marketer means to do this week: hours by activity, and the bar for a lead."""

    brand: float
    demand: float
    nurture: float
    analytics: float
    enablement: float
    chase: float
    bar: float = 0.0
    """The chance to qualify from which the marketer calls something a lead, 0..1."""


@dataclass(slots=True)
class MarketingTally:
    """What marketing sees on a Monday: what became of its leads since the last one, and what there is to do now."""

    passed: int = 0
    """Leads passed on to sales."""
    called: int = 0
    """Leads that a rep called."""
    given_up: int = 0
    """Leads that no rep called: they went back, or a marketer chased them."""
    in_nurture: int = 0
    """Accounts on the nurture list."""
    open_deals: int = 0
    """Deals that collateral could be made for."""
    asked: float = 0.0
    """Leads that sales asks for a week."""
    requested: float = 0.0
    """Hours a week that sales asks of each marketer for booths and collateral."""
    heads: int = 1
    """Marketers in the team as it is simulated, who share a list."""
    team: float = 1.0
    """Marketers in the team at full size."""
    shortfall: float = 0.0
    """How far sales was behind its number in the last quarters, 0..1."""
    blame: float = 0.0
    """What the teams hold against each other, 0..1."""


@dataclass(slots=True)
class Campaigns:
    """What marketing's hours and money come to this week; filled by the firm, read by the crowd."""

    brand_touches: float = 0.0
    """Accounts meant to be reached a day."""
    demand_touches: float = 0.0
    booth_touches: float = 0.0
    nurture_touches: float = 0.0
    """Accounts meant to be reached this week."""
    collateral: float = 0.0
    """Pieces made this week."""
    chase_hours: float = 0.0
    """Hours a day."""
    analytics_hours: float = 0.0
    """Hours a week, of the team at full size."""
    marketers: int = 0
    """Heads; without any, inquiries are passed on unscored."""
    bar: float = 0.0
    """The chance to qualify from which marketing by itself passes a lead on, 0..1."""
    evidence: list[float] = field(default_factory=list)
    """Need of each segment as marketing's analysis tells it, log units."""
    habit: list[float] = field(default_factory=list)
    """Need of each segment a year ago, log units."""


@dataclass(slots=True)
class Happened:
    """What a day came to in the crowd."""

    stages: list[int]
    """Prospects by stage at its end."""
    counts: dict[str, float]
    """What was counted, named as in the table of days."""
    bookings: "Bookings"
    recurring: int
    """Cents a year under contract at its end."""


@dataclass(slots=True)
class Seat:
    """A rep's place this week: who sits there, if anybody, and what that rep means to do."""

    plan: RepPlan
    skill: float
    """Logits."""
    staffed: bool
    part: float = 1.0
    """Of a full seat."""


@dataclass(slots=True)
class Orders:
    """Everything that goes down to the crowd on a Monday."""

    seats: list[Seat]
    campaigns: Campaigns


@dataclass(slots=True)
class Tallies:
    """Everything that came up from the crowd since last Monday."""

    reps: list[RepTally]
    marketing: MarketingTally = field(default_factory=MarketingTally)


@dataclass(slots=True)
class Bookings:
    """What the crowd's day added to the books, in cents."""

    new_bookings: int = 0
    expansions: int = 0
    churned: int = 0
    renewals: int = 0
    expected_bookings: int = 0
    signed: dict[int, int] = field(default_factory=dict)
    """Annual value signed, by the rep's seat."""
