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
        self.crowd = self._crowd()

    def _crowd(self) -> Any:
        """The prospects, as the specification's engine has them."""
        if self.spec.engine == "agents":
            return AgentCrowd(self, self.spec, self.company, self.recorder, self.drift)
        from sim.columns.crowd import ColumnCrowd  # compiles its rules where no earlier process has

        return ColumnCrowd(self.spec, self.company, self.recorder, self.drift)

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
        self._live(self.day + 1)

    def run(self) -> Run:
        """Step to the end of the measured time and return the records."""
        while self.day < self.spec.days:
            self._live(self.day - self.day % DAYS_PER_WEEK + DAYS_PER_WEEK)
        return Run(self.spec, self.recorder.tables())

    def _live(self, until: int) -> None:
        """The days from today to ``until`` (not included), which are of one week."""
        day, crowd, firm = self.day, self.crowd, self.firm
        if day % DAYS_PER_WEEK == 0:
            policy = self.spec.policy_on(day)
            firm.adopt(policy, day)
            crowd.take_orders(firm.plan_week(crowd.tally(), day), policy)
            firm.open_books(day)
        for done in crowd.live(day, until):
            self.recorder.day(self.day, done, firm.close_books(done))
        self.running = self.day < self.spec.days
        if not self.running:
            crowd.end()
