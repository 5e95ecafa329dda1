"""Phase 4 and what follows from it: inquiries, score, routing, calls, chase, and what a lead turned out to be."""

import math
from typing import TYPE_CHECKING

from sim.crowd.calendar import NEVER, Event
from sim.crowd.prospect import OPEN_TO_OFFERS, Prospect
from sim.draws import Purpose, exponential, pair, uniform
from sim.score import Score, logistic
from sim.stages import Stage

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd


class Handoff:
    """The border between the teams. ``score`` is what marketing knows of a good lead."""

    def __init__(self, crowd: "AgentCrowd") -> None:
        """For this ``crowd``; the score knows clicks alone."""
        self.crowd = crowd
        noise = crowd.rules.behaviour.score
        self.score = Score(crowd.seed, noise.learning_rate, noise.clicks)
        self.chase_hours = 0.0

    # ------------------------------------------------------------------ from inquiry to the queue

    def receive(self, day: int, answered: list[Prospect]) -> None:
        """Phase 4: leads too old go back; hands raised, then offers ``answered``, become inquiries or expansions."""
        crowd = self.crowd
        self._give_up(day)
        for prospect in crowd.calendar.take(Event.HAND_RAISE, day):
            prospect.raise_hand(day)
            if prospect.stage == Stage.CUSTOMER:
                crowd.deals.expand(prospect, day)
            else:
                self._inquire(prospect, True, day)
        for prospect in answered:
            if prospect.stage in OPEN_TO_OFFERS:
                self._inquire(prospect, False, day)

    def _give_up(self, day: int) -> None:
        """Leads that nobody called within ``handoff.queue_days`` go back."""
        for lead in self.crowd.calendar.take(Event.GIVE_UP, day):
            self._unqueue(lead)
            self.crowd.marketing.given_up += 1
            self.crowd.recycle(lead, "never_called", day)

    def _inquire(self, prospect: Prospect, hand_raised: bool, day: int) -> None:
        """An inquiry is scored where there is marketing, and passed on if it clears the bar."""
        crowd, score = self.crowd, self.crowd.rules.behaviour.score
        prospect.inquiries += 1
        prospect.source = crowd.source["hand_raise" if hand_raised else "campaign"]
        prospect.due[Event.REST] = NEVER
        crowd.move(prospect, Stage.INQUIRY, "hand_raised" if hand_raised else "responded", day)
        learned = 1.0 + crowd.campaigns.analytics_hours / score.analytics_hours
        prospect.show(day, hand_raised, score.profile_noise / math.sqrt(learned))
        prospect.score = self.score.logit(prospect.signals)
        if not crowd.model.marketers:
            self._pass_on(prospect, "unscored", day)
        elif logistic(prospect.score) >= self.bar():
            self._pass_on(prospect, "scored_in", day)
        else:
            crowd.recycle(prospect, "scored_out", day)

    def bar(self) -> float:
        """The chance to qualify from which marketing passes a lead on, 0..1.

        Sales' own bar as far as the definition is shared; otherwise marketing's, which is lower the more it is paid
        by volume.
        """
        bar, policy = self.crowd.rules.behaviour.score.bar, self.crowd.policy
        shared = policy.lead.shared_definition
        return shared * bar + (1.0 - shared) * bar * (1.0 - policy.incentives.volume)

    def _pass_on(self, lead: Prospect, reason: str, day: int) -> None:
        crowd = self.crowd
        lead.rep = lead.owner
        if crowd.policy.lead.routing == "balanced":
            lead.rep = min(crowd.desks, key=lambda desk: (len(desk.queue), desk.deal_count, desk.rep)).rep
        crowd.move(lead, Stage.MARKETING_QUALIFIED, reason, day)
        desk = crowd.desks[lead.rep]
        lead.wanted = uniform(crowd.seed, Purpose.FOLLOW_UP, lead.index, lead.inquiries) < desk.plan.follow
        desk.queue.append(lead)
        desk.tally.arrived += lead.wanted
        crowd.calendar.book(Event.GIVE_UP, lead, day + max(1, int(crowd.rules.behaviour.handoff.queue_days)))

    def _unqueue(self, lead: Prospect) -> None:
        self.crowd.desks[lead.rep].queue.remove(lead)
        lead.due[Event.GIVE_UP] = NEVER

    # ------------------------------------------------------------------ calls and chase

    def call(self, lead: Prospect, day: int) -> None:
        """A rep calls a lead."""
        self.crowd.day_counts["calls"] += 1
        self.crowd.marketing.called += 1
        self._talk(lead, False, day)

    def chase(self, day: int) -> None:
        """Marketers push leads that reps do not mean to call, longest waiting first; some are pushed away (C5)."""
        crowd, work = self.crowd, self.crowd.rules.behaviour.handoff
        self.chase_hours += crowd.campaigns.chase_hours
        left = [lead for lead in crowd.in_stage(Stage.MARKETING_QUALIFIED) if not lead.wanted]
        for lead in sorted(left, key=lambda p: (p.arrived, p.index)):
            if self.chase_hours < work.hours_per_chase:
                return
            self.chase_hours -= work.hours_per_chase
            crowd.day_counts["chases"] += 1
            crowd.marketing.given_up += 1
            annoyed = work.pushed_away * (1.0 - crowd.policy.lanes.coordination)
            if not lead.in_window and uniform(crowd.seed, Purpose.CHASE, lead.index, lead.inquiries) < annoyed:
                self._unqueue(lead)
                crowd.rest(lead, Stage.COOLING_OFF, "pushed_away", day)
            else:
                self._talk(lead, True, day)
        self.chase_hours = min(self.chase_hours, work.hours_per_chase)

    def _talk(self, lead: Prospect, chased: bool, day: int) -> None:
        """Readiness has fallen with the hours since the inquiry (``handoff.patience_exponent``; Oldroyd 2011)."""
        crowd, work, memory = self.crowd, self.crowd.rules.behaviour.handoff, self.crowd.rules.behaviour.memory
        self._unqueue(lead)
        crowd.move(lead, Stage.SALES_ACCEPTED, "chased" if chased else "called", day)
        lead.touch(day, memory.call_understanding, memory.call_understanding)
        patience = math.exp(-work.patience_exponent * math.log(lead.delay_hours(day)))
        skill = work.chase_skill if chased else 1.0
        lead.readiness, lead.chased = min(1.0, work.readiness * lead.fitness() * patience * skill), chased
        wait = work.discovery_days * exponential(crowd.seed, Purpose.DISCOVERY, lead.index, lead.inquiries)
        crowd.calendar.book(Event.DISCOVERY, lead, day + 1 + int(wait))

    # ------------------------------------------------------------------ what came of it

    def discover(self, day: int) -> None:
        """Leads that were called turn out to qualify or not; whoever talked to them learns that at once.

        What a rep found out reaches marketing's score only if it is reported; what a marketer found out by chasing
        reaches the score and no rep's belief.
        """
        for lead in self.crowd.calendar.take(Event.DISCOVERY, day):
            self._discover(lead, day)

    def _discover(self, lead: Prospect, day: int) -> None:
        crowd = self.crowd
        ready, fits = pair(crowd.seed, Purpose.QUALIFY, lead.index, lead.inquiries)
        qualified = lead.in_window and ready < lead.readiness
        reported = uniform(crowd.seed, Purpose.REPORT, lead.index, lead.inquiries)
        if not lead.chased:
            tally = crowd.desks[lead.rep].tally
            tally.calls_good += qualified
            tally.calls_bad += not qualified
        if lead.chased or reported < crowd.policy.feedback.reported_share:
            self.score.learn(lead.signals, qualified)
        if qualified:
            crowd.deals.open(lead, "qualified", day)
        elif fits > lead.fitness():
            crowd.rest(lead, Stage.DISQUALIFIED, "not_fit", day)
        else:
            crowd.recycle(lead, "not_ready", day)
