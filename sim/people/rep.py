"""The rep: works deals, calls marketing's leads, finds accounts; believes what experience says.

Subclass it and hand it to ``simulate(people={"rep": MyRep})`` to see another behaviour.
"""

import math
from typing import TYPE_CHECKING

import mesa

from sim.exchange import RepPlan, RepTally
from sim.spec.behaviour import BehaviourSpec
from sim.spec.policy import PolicySpec

if TYPE_CHECKING:
    from sim.model import FunnelModel


class Rep(mesa.Agent["FunnelModel"]):
    """One who sells. State: skill, two beliefs, this quarter's signed value, this week's plan.

    ``belief`` and ``own_belief`` are chances (0..1) that a lead of marketing's, or an account of one's own choice,
    qualifies when worked. ``skill`` is on the logit scale of a deal's outcome (fact T7).
    """

    role = "rep"

    def __init__(self, model: "FunnelModel", index: int, skill: float, hours: float, quota: float) -> None:
        """``hours`` selling hours a week; ``quota`` dollars of annual value a year."""
        super().__init__(model)
        first: BehaviourSpec = model.spec.behaviour
        self.index, self.skill, self.hours, self.quota = index, skill, hours, quota
        self.belief = first.belief.first_yield
        self.own_belief = first.belief.first_own
        self.signed = 0

    @property
    def trust(self) -> float:
        """What the rep thinks of marketing: the believed quality of its leads, 0..1."""
        return self.belief

    @property
    def attainment(self) -> float:
        """Value signed this quarter over the quarter's quota."""
        return self.signed / (self.quota * 100 / 4)

    def learn(self, seen: RepTally) -> None:
        """Move both beliefs by what came of the last week's calls and contacts.

        A bad lead of marketing's weighs more than a good one (``belief.bad``, ``belief.good``); the rep's own finds
        are judged evenly.
        """
        weigh = self.model.spec.behaviour.belief
        self.belief = _moved(self.belief, seen.calls_good, weigh.good, seen.calls_bad, weigh.bad)
        self.own_belief = _moved(self.own_belief, seen.own_good, weigh.good, seen.own_bad, weigh.good)

    def appetite(self) -> float:
        """Share of effort, 0..1, that marketing's leads deserve by the yield an hour that the rep believes in."""
        work = self.model.spec.behaviour
        leads = (self.belief / work.handoff.hours_per_lead) ** work.belief.sharpness
        own = (self.own_belief / work.handoff.hours_per_contact) ** work.belief.sharpness
        return leads / (leads + own) if leads + own > 0.0 else 0.5

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        """Split the week: what deals need, then leads, then own prospecting, which also has a reserve by policy.

        Where sales has promised an answer (``handoff.sla_days``), leads get all the hours that they ask for before
        own prospecting; otherwise their part of the hours is the rep's appetite for them.
        """
        hours = self.hours * (1.0 - self.model.firm.meeting_share)
        deals = min(seen.hours_needed, hours * (1.0 - policy.lanes.sales_prospecting))
        left = hours - deals
        wanted = (seen.waiting + seen.arrived) * self.model.spec.behaviour.handoff.hours_per_lead
        appetite = self.appetite()
        leads = min(wanted, left if policy.handoff.sla_days is not None else left * appetite)
        return RepPlan(
            opportunities=deals,
            leads=leads,
            prospecting=left - leads,
            follow=1.0 - (1.0 - appetite) * (1.0 - policy.handoff.tracking),
            weight_of_data=policy.evidence.sales_use_of_data,
        )


def _moved(belief: float, good: int, good_weight: float, bad: int, bad_weight: float) -> float:
    """A belief after ``good`` and ``bad`` experiences, whatever their order and however they fall into weeks.

    It moves towards the weighted share of good ones, and all but exp(-total weight) of the way.
    """
    total = good * good_weight + bad * bad_weight
    if total <= 0.0:
        return belief
    return belief + (1.0 - math.exp(-total)) * (good * good_weight / total - belief)
