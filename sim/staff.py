"""Who works here: reps come, learn the job and leave; marketers come and go with the policy.

A seat is a rep's place. Who leaves is replaced ``career.vacancy_months`` later; until then the successor is on the
list but has not started, costs nothing and plans nothing.
"""

import math
from collections.abc import Mapping
from typing import Any

import mesa

from sim.draws import Purpose, exponential, normal, uniform
from sim.people.marketer import SPECIALTIES, Marketer
from sim.people.rep import Rep
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError, shown
from sim.spec.experiment import DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_WEEK

ROLES: dict[str, type[mesa.Agent[Any]]] = {"rep": Rep, "marketer": Marketer}
"""The people that can be replaced by classes of one's own."""
ALWAYS = -100 * DAYS_PER_YEAR
"""The first day of who has been there for ever."""
HOLDERS = 2**20
"""Room in the key for a seat's holders: how long each stays, and, behind all of them, how long the first was there."""


class Staff:
    """The reps by seat, and the marketers by number."""

    def __init__(self, model: Any, company: CompanySpec, people: Mapping[str, type[Any]]) -> None:
        """Fill the company's seats on day 0. ``people`` maps ``rep`` or ``marketer`` to a subclass of that agent."""
        self.model, self.team = model, company.team
        self.behaviour: BehaviourSpec = model.spec.behaviour
        self.seed: int = model.spec.seed
        self.classes = {**ROLES, **_checked(people)}
        self.holders: list[int] = []
        self.parts: list[float] = []
        self.reps: list[Rep] = []
        self.marketers: list[Marketer] = []
        for seat in range(company.team.reps):
            self._open(1.0)
            self.reps.append(self._veteran(seat))

    def present(self, day: int) -> list[Rep]:
        """Reps who work on ``day``."""
        return [rep for rep in self.reps if rep.starts <= day]

    @property
    def heads(self) -> int:
        """People on the list, whether they have started or not."""
        return len(self.reps) + len(self.marketers)

    # ------------------------------------------------------------------ sales

    def turn(self, day: int) -> float:
        """Who has to leave by ``day`` leaves; returns for how many full seats a successor had to be found."""
        gone = [rep.index for rep in self.reps if rep.leaves <= day]
        for seat in gone:
            leaver, others = self.reps[seat], [rep for rep in self.present(day) if rep.index != seat]
            self.reps[seat] = self._hire(seat, day + self._vacancy(), others)
            leaver.remove()
        return math.fsum(self.parts[seat] for seat in gone)

    def _vacancy(self) -> int:
        """Days until a seat is filled again, whole weeks: people start on Mondays."""
        weeks = self.behaviour.career.vacancy_months * DAYS_PER_MONTH / DAYS_PER_WEEK
        return DAYS_PER_WEEK * math.ceil(weeks)

    def extend(self, extra: float, day: int) -> float:
        """Have ``extra`` seats beyond the company's, the last one part-time; returns how many full seats that fills."""
        wanted = [1.0] * self.team.reps + [1.0] * int(extra) + ([extra % 1.0] if extra % 1.0 > 0.0 else [])
        while self.parts != wanted[: len(self.parts)]:
            self.reps.pop().remove()
            self.parts.pop()
            self.holders.pop()
        new, others = wanted[len(self.parts) :], self.present(day)
        for part in new:
            self._open(part)
            self.reps.append(self._hire(len(self.reps), day, others))
        return math.fsum(new)

    def selling(self, day: int) -> float:
        """Reps who work on ``day``, a part-time one as the part that the seat is."""
        return math.fsum(self.parts[rep.index] for rep in self.present(day))

    def _open(self, part: float) -> None:
        """A seat more, for a full rep or a part of one; nobody has sat there yet."""
        self.parts.append(part)
        self.holders.append(0)

    def _veteran(self, seat: int) -> Rep:
        """Whoever sits there on day 0; how long ago the rep came has the same law as how long the rep will stay."""
        if seat < self.team.founders:
            return self._rep(seat, ALWAYS, math.inf)
        rate = self.behaviour.career.turnover
        been = exponential(self.seed, Purpose.TENURE, seat, HOLDERS)
        return self._rep(seat, -int(DAYS_PER_YEAR * been / rate) if rate > 0.0 else ALWAYS, self._stay(seat, 0))

    def _hire(self, seat: int, starts: int, others: list[Rep]) -> Rep:
        """A newcomer, who believes what the ``others`` believe on average."""
        self.holders[seat] += 1
        newcomer = self._rep(seat, starts, starts + 1 + self._stay(seat, self.holders[seat]))
        if others:
            newcomer.belief = math.fsum(rep.belief for rep in others) / len(others)
            newcomer.own_belief = math.fsum(rep.own_belief for rep in others) / len(others)
        return newcomer

    def _stay(self, seat: int, holder: int) -> float:
        """Days that the seat's holder stays."""
        rate = self.behaviour.career.turnover
        if rate <= 0.0:
            return math.inf
        return int(DAYS_PER_YEAR * exponential(self.seed, Purpose.TENURE, seat, holder) / rate)

    def _rep(self, seat: int, starts: int, leaves: float) -> Rep:
        luck = normal(self.seed, Purpose.SKILL, seat, self.holders[seat])
        hours = HOURS_PER_WEEK * self.team.selling_share * self.parts[seat]
        quota = self.team.quota * self.parts[seat]
        kind = self.classes["rep"]
        rep: Rep = kind(self.model, seat, self.behaviour.choice.skill_sigma * luck, hours, quota, starts, leaves)
        return rep

    # ------------------------------------------------------------------ marketing

    def market(self, heads: int, employment: str, day: int) -> None:
        """Have ``heads`` marketers of that ``employment``; the last to come is the first to go."""
        while len(self.marketers) > heads:
            self.marketers.pop().remove()
        while len(self.marketers) < heads:
            self.marketers.append(self._marketer(len(self.marketers), day))
        for marketer in self.marketers:
            marketer.skill = self._skill(marketer.index, employment)

    def _marketer(self, index: int, day: int) -> Marketer:
        hours = HOURS_PER_WEEK * self.team.marketing_share
        specialty = SPECIALTIES[int(uniform(self.seed, Purpose.CRAFT, index, 1) * len(SPECIALTIES))]
        marketer: Marketer = self.classes["marketer"](self.model, index, hours, 1.0, specialty, day)
        return marketer

    def _skill(self, index: int, employment: str) -> float:
        """What gets done in an hour, log-normal around 1."""
        mix = self.behaviour.mix
        luck = mix.skill_sigma * normal(self.seed, Purpose.CRAFT, index, 0)
        base = 1.0 if employment == "in_house" else mix.outsourced_skill
        return base * math.exp(luck - 0.5 * mix.skill_sigma * mix.skill_sigma)


def _checked(people: Mapping[str, type[Any]]) -> Mapping[str, type[Any]]:
    if not isinstance(people, Mapping):
        raise SpecError(f"people = {shown(people)}: must be a mapping of {', '.join(ROLES)} to classes")
    for role, kind in people.items():
        if role not in ROLES:
            raise SpecError(f"people: no role {role!r}; roles are {', '.join(ROLES)}")
        if not (isinstance(kind, type) and issubclass(kind, ROLES[role])):
            raise SpecError(f"people[{role!r}] = {kind!r}: must be a subclass of sim.{ROLES[role].__name__}")
    return people
