"""The rep: works deals, calls marketing's leads, finds accounts; believes what experience says.

Subclass it and hand it to ``simulate(people={"rep": MyRep})`` to see another behaviour.
"""

import math
from typing import Any

import mesa

from sim.exchange import RepPlan, RepTally
from sim.spec.behaviour import BehaviourSpec
from sim.spec.experiment import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.spec.policy import PolicySpec


class Rep(mesa.Agent[Any]):
    """One who sells: skill, experience, two beliefs, pressure, and what is signed of this quarter's quota.

    ``belief`` and ``own_belief`` are chances (0..1) that a lead of marketing's, or an account of one's own choice,
    qualifies when worked; ``skill`` is on the logit scale of a deal's outcome (fact T7); ``pressure`` (0..1) is how far
    behind the number the last quarters were.
    """

    role = "rep"

    def __init__(
        self, model: Any, index: int, skill: float, hours: float, quota: float, starts: int, leaves: float
    ) -> None:
        """Of seat ``index``: ``hours`` selling hours a week, ``quota`` dollars a year, first and last day."""
        super().__init__(model)
        self.behaviour: BehaviourSpec = model.spec.behaviour
        self.hours_per_contact: float = model.spec.company.effort.hours_per_contact
        self.index, self.skill, self.hours, self.quota = index, skill, hours, quota
        self.starts, self.leaves = starts, leaves
        self.belief: float = self.behaviour.belief.first_yield
        self.own_belief: float = self.behaviour.belief.first_own
        self.pressure, self.experience, self.ramp = 0.0, 0.0, 1.0
        self.signed, self.asked = 0, 0.0
        self.sense(max(0, starts))
        self.begin_quarter()

    # ------------------------------------------------------------------ sense

    def sense(self, day: int) -> None:
        """What time on the job has made of the rep by ``day``: experience in years, part of full hours, ``novice``.

        ``novice`` is how much of a novice the rep still is, 1 to 0 (Sabnis et al. 2013 tell novices from veterans).
        """
        worked, learning = max(0, day - self.starts), self.behaviour.career.ramp_months * DAYS_PER_MONTH
        self.experience = worked / DAYS_PER_YEAR
        self.ramp = min(1.0, worked / learning) if learning > 0.0 else 1.0
        self.novice = math.exp(-self.experience / self.behaviour.belief.seasoning_years)

    @property
    def trust(self) -> float:
        """What the rep thinks of marketing: the believed quality of its leads, 0..1."""
        return self.belief

    @property
    def attainment(self) -> float:
        """Value signed this quarter over the quarter's quota; 0 for who has none yet."""
        return self.signed / self.asked if self.asked > 0.0 else 0.0

    # ------------------------------------------------------------------ learn

    def learn(self, seen: RepTally) -> None:
        """Move both beliefs by what came of the last week's calls and contacts.

        A bad lead of marketing's weighs more than a good one (``belief.bad``, ``belief.good``), and the more blame is
        in the air the less a good one is put down to marketing. The rep's own finds are judged evenly.
        """
        weigh = self.behaviour.belief
        good = weigh.good * (1.0 - seen.blame)
        self.belief = _moved(self.belief, seen.calls_good, good, seen.calls_bad, weigh.bad)
        self.own_belief = _moved(self.own_belief, seen.own_good, weigh.good, seen.own_bad, weigh.good)

    def review(self) -> None:
        """A quarter is over: what it was short of the quota presses, and the next one begins."""
        if self.asked > 0.0:
            shortfall = max(0.0, 1.0 - self.attainment)
            self.pressure += self.behaviour.quota.memory * (shortfall - self.pressure)
        self.begin_quarter()

    def begin_quarter(self) -> None:
        """Nothing is signed yet of a quarter of the quota, in cents; who is still learning is asked for less."""
        self.signed, self.asked = 0, self.quota * 25.0 * self.ramp

    # ------------------------------------------------------------------ decide

    def appetite(self) -> float:
        """Share of effort, 0..1, that marketing's leads deserve by the yield an hour that the rep believes in.

        Veterans heed it, novices do not tell the two apart.
        """
        work, sharpness = self.behaviour.handoff, self.behaviour.belief.sharpness * (1.0 - self.novice)
        if work.hours_per_lead <= 0.0:
            return 1.0  # what takes no time deserves all there is
        leads = (self.belief / work.hours_per_lead) ** sharpness
        own = (self.own_belief / self.hours_per_contact) ** sharpness
        return leads / (leads + own) if leads + own > 0.0 else 0.5

    def room(self, needed: float, hours: float) -> float:
        """How ready the rep is for anything new, 0..1: fully while ``hours`` do for what open deals ``needed``.

        Where deals need ``handoff.stretch`` times the hours that there are, nothing new is taken on.
        """
        stretch = self.behaviour.handoff.stretch
        if needed <= hours:
            return 1.0
        return max(0.0, (stretch - needed / hours) / (stretch - 1.0)) if hours > 0.0 and stretch > 1.0 else 0.0

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        """Split the week: the leads that the rep means to call, then what deals need, then own prospecting.

        A call takes an hour, a deal a week, so calls come first. Prospecting has a reserve by policy, to which pressure
        adds as far as the lanes have one (C3). How many leads the rep means to call follows appetite and tracking,
        which novices heed in full and veterans in part; who has more deals than hours takes on less of anything new.
        """
        behaviour = self.behaviour
        hours = self.hours * self.ramp * (1.0 - policy.lanes.coordination * behaviour.leadership.meeting_share)
        room, appetite = self.room(seen.hours_needed, hours), self.appetite()
        reserve = min(1.0, policy.lanes.sales_prospecting * (1.0 + behaviour.quota.push * self.pressure)) * room
        wanted = (seen.waiting + seen.arrived) * behaviour.handoff.hours_per_call(policy.feedback.reported_share)
        leads = min(wanted, hours)
        deals = min(seen.hours_needed, (hours - leads) * (1.0 - reserve))
        veteran = behaviour.belief.veteran_heed
        heeded = policy.handoff.tracking * (veteran + (1.0 - veteran) * self.novice)
        return RepPlan(
            opportunities=deals,
            leads=leads,
            prospecting=max(0.0, hours - deals - leads),
            follow=(1.0 - (1.0 - appetite) * (1.0 - heeded)) * room,
            weight_of_data=policy.evidence.sales_use_of_data,
            discount=behaviour.quota.discount * self.pressure,
        )


def _moved(belief: float, good: int, good_weight: float, bad: int, bad_weight: float) -> float:
    """A belief after ``good`` and ``bad`` experiences, whatever their order and however they fall into weeks.

    It moves towards the weighted share of good ones, and all but exp(-total weight) of the way.
    """
    total = good * good_weight + bad * bad_weight
    if total <= 0.0:
        return belief
    return belief + (1.0 - math.exp(-total)) * (good * good_weight / total - belief)
