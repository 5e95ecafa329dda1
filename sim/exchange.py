"""The only things that people and crowd share: plans go down, tallies come up.

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
    """Weight of marketing's score against the rep's own eye in the order of the queue, 0..1."""


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


@dataclass(slots=True)
class MarketerPlan:
    """What a marketer means to do this week: hours by activity."""

    brand: float
    demand: float
    nurture: float
    analytics: float
    enablement: float
    chase: float


@dataclass(slots=True)
class MarketingTally:
    """What marketing sees on a Monday: what became of its leads since the last one, and what there is to do now."""

    called: int = 0
    """Leads that a rep called."""
    given_up: int = 0
    """Leads that no rep called: they went back, or a marketer chased them."""
    in_nurture: int = 0
    """Accounts on the nurture list."""
    open_deals: int = 0
    """Deals that collateral could be made for."""


@dataclass(slots=True)
class Campaigns:
    """What marketing's hours and money come to this week; filled by the firm, read by the crowd."""

    brand_touches: float = 0.0
    """Accounts meant to be reached a day."""
    demand_touches: float = 0.0
    nurture_touches: float = 0.0
    """Accounts meant to be reached this week."""
    collateral: float = 0.0
    """Pieces made this week."""
    chase_hours: float = 0.0
    """Hours a day."""
    analytics_hours: float = 0.0
    """Hours a week."""
    idle_hours: float = 0.0
    """Hours this week for which there was no money, no list or no deal."""


@dataclass(slots=True)
class Tallies:
    """Everything that came up from the crowd since last Monday."""

    reps: list[RepTally]
    marketing: MarketingTally = field(default_factory=MarketingTally)
