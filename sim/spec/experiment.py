"""What one run is: a company, a timeline of policies, a seed and a span."""

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.fields import Spec, quantity
from sim.spec.policy import PolicySpec

DAYS_PER_WEEK, DAYS_PER_QUARTER, DAYS_PER_YEAR, WEEKS_PER_YEAR = 5, 65, 260, 52
"""One step is a business day."""
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
HOURS_PER_WEEK = 40.0
"""A full week, of which ``team.selling_share`` or ``team.marketing_share`` is for the job itself."""
CALENDAR = DAYS_PER_WEEK / 7
"""Business days in a calendar day."""


class PolicyStep(Spec):
    """From ``day`` (business days after the first measured day) on, ``policy`` holds."""

    day: int = quantity("First day under the policy, counted from the first measured day", "business days", 0, 100_000)
    policy: PolicySpec


class ExperimentSpec(Spec):
    """Everything that a run depends on, with the package's version. Equal specs give equal bytes.

    The warm-up runs under ``typical``, the policy usual for the company; the timeline is decided on from the first
    measured day on (``reading="switch"``), or its first policy holds in the warm-up too (``reading="from_start"``).
    """

    company: CompanySpec
    typical: PolicySpec
    timeline: tuple[PolicyStep, ...] = Field(min_length=1)
    behaviour: BehaviourSpec
    years: int = quantity("Measured years", "years", 1, 30)
    warmup_years: int = quantity("Years before the first measured day", "years", 0, 10)
    seed: int = quantity("Seed of all draws", "integer", 0, 2**63 - 1)
    scale: float = quantity("Heads, market and budget over the real company's", "factor", 0.001, 1.0)
    reading: Literal["switch", "from_start"] = quantity("When the policy begins", "rule")
    engine: Literal["agents", "columns"] = quantity("Which implementation of the crowd runs", "name")

    @model_validator(mode="after")
    def _days_ascend_from_zero(self) -> "ExperimentSpec":
        days = [step.day for step in self.timeline]
        if days[0] != 0 or any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"timeline days {days}: must start at 0 and ascend")
        last = self.years * DAYS_PER_YEAR - DAYS_PER_WEEK
        if any(day % DAYS_PER_WEEK or day > last for day in days):
            raise ValueError(f"timeline days {days}: must be Mondays within the years, multiples of 5 up to {last}")
        delay = self.behaviour.change.delay_weeks * DAYS_PER_WEEK
        if days[-1] + delay > last and not (self._fresh and len(days) == 1):
            raise ValueError(
                f"timeline days {days}: a change takes {delay} days (behaviour.change.delay_weeks), so that the last "
                f"policy must be decided on by day {last - delay}"
            )
        return self

    @property
    def warmup_days(self) -> int:
        """Business days before the first measured day."""
        return self.warmup_years * DAYS_PER_YEAR

    @property
    def days(self) -> int:
        """Business days in all."""
        return self.warmup_days + self.years * DAYS_PER_YEAR

    @property
    def _fresh(self) -> bool:
        """Whether the first policy holds from the first day on: nobody has to change for it."""
        return self.warmup_days == 0 or self.reading == "from_start"

    def policy_on(self, day: int) -> PolicySpec:
        """The policy that people work by on ``day``, counted from the first day of the warm-up.

        A policy that takes the place of another one does so ``behaviour.change.delay_weeks`` after its day.
        """
        delay = self.behaviour.change.delay_weeks * DAYS_PER_WEEK
        measured = day - self.warmup_days
        found = self.timeline[0].policy if self._fresh else self.typical
        for number, step in enumerate(self.timeline):
            if step.day + delay <= measured and (number or not self._fresh):
                found = step.policy
        return found
