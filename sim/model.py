"""The model: one company, its people and its market, a business day a step."""

from collections.abc import Mapping
from typing import Any

import mesa

from sim.crowd.agents import AgentCrowd
from sim.drift import Drift
from sim.firm import Firm
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.records.recorder import Recorder
from sim.records.run import Run
from sim.spec.company import scaled
from sim.spec.experiment import DAYS_PER_WEEK, ExperimentSpec


class FunnelModel(mesa.Model[Any, Any]):
    """Marketers, reps, a leader and prospects. ``step`` is a business day; ``run`` goes to the end.

    A day, in order:

    1. buying windows open and close, who rested comes back
    2. contracts end or renew
    3. marketing's hours and money reach people: brand, demand, booths, word of mouth; on Mondays nurture and collateral
    4. inquiries, scores, marketing-qualified leads, routing
    5. reps spend their hours: deals, marketing's leads, own prospecting; marketers chase
    6. outcomes, tallies, books

    Before a Monday's first phase people learn, the leader mediates, reps come and go, everybody plans; a Monday that
    begins a quarter ends another one. The policy of the day is in force before anything else happens.
    """

    def __init__(
        self, spec: ExperimentSpec, people: Mapping[str, type[Any]] | None = None, detail: str = "moves"
    ) -> None:
        """Set the company up on day 0.

        ``people`` maps ``rep`` or ``marketer`` to a subclass of that agent. ``detail`` is ``moves``, or ``activities``
        to write down every touch as well. Raises ``SpecError`` for anything else.
        """
        super().__init__(rng=spec.seed)
        self.spec, self.company = spec, scaled(spec.company, spec.scale)
        self.recorder = Recorder(detail)
        self.drift = Drift(spec.seed, spec.behaviour.segment, spec.days)
        self.firm = Firm(self, self.company, people or {}, self.recorder, self.drift)
        self.crowd = AgentCrowd(self, spec, self.company, self.recorder, self.drift)

    @property
    def day(self) -> int:
        """Business days that are over, counted from the first day of the warm-up."""
        return len(self.recorder)

    @property
    def reps(self) -> list[Rep]:
        """Reps by seat."""
        return self.firm.staff.reps

    @property
    def marketers(self) -> list[Marketer]:
        """Marketers by number."""
        return self.firm.staff.marketers

    def step(self) -> None:
        """One business day (see the class)."""
        day, crowd = self.day, self.crowd
        policy = self.spec.policy_on(day)
        self.firm.adopt(policy, day)
        crowd.begin_day(policy)
        if day % DAYS_PER_WEEK == 0:
            crowd.take_orders(self.firm.plan_week(crowd.tally(), day))
        self.firm.open_books(day)
        crowd.turn_windows(day)
        crowd.renew(day)
        crowd.receive(day, crowd.reach(day))
        crowd.work(day)
        crowd.settle(day)
        self._close(day)
        self.running = self.day < self.spec.days
        if not self.running:
            crowd.end()

    def run(self) -> Run:
        """Step to the end of the measured time and return the records."""
        while self.day < self.spec.days:
            self.step()
        return Run(self.spec, self.recorder.tables())

    def _close(self, day: int) -> None:
        """The day is over: its counts and its page of the books are written down."""
        roster = self.crowd.roster
        books = self.firm.close_books(roster.bookings, roster.recurring)
        self.recorder.day(day, roster.counts, roster.day_counts, books)
