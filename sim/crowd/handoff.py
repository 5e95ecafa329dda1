"""Phase 4 and what follows from it: inquiries, score, routing, calls, chase, and what a lead turned out to be."""

import math

from sim.crowd.calendar import NEVER, Event
from sim.crowd.deals import Deals
from sim.crowd.prospect import OPEN_TO_OFFERS, SALES, Prospect
from sim.crowd.roster import SOURCE, Roster
from sim.draws import Purpose, uniform
from sim.score import Score, logistic
from sim.stages import Stage


class Handoff:
    """The border between the teams. ``score`` is what marketing knows of a good lead."""

    def __init__(self, roster: Roster, deals: Deals) -> None:
        """The score knows clicks alone."""
        self.roster, self.rules, self.deals = roster, roster.rules, deals
        known = roster.rules.behaviour.score
        self.score = Score(roster.seed, known.learning_rate, known.clicks)
        self.chase_hours = 0.0

    # ------------------------------------------------------------------ from inquiry to the queue

    def receive(self, day: int, answered: list[Prospect]) -> None:
        """Phase 4: leads too old go back; hands raised, then offers ``answered``, become inquiries or expansions."""
        roster = self.roster
        self._give_up(day)
        for prospect in roster.calendar.take(Event.HAND_RAISE, day):
            prospect.raise_hand(day)
            if prospect.stage == Stage.CUSTOMER:
                self.deals.expand(prospect, day)
            else:
                self._inquire(prospect, True, day)
        for prospect in answered:
            if prospect.stage in OPEN_TO_OFFERS:
                self._inquire(prospect, False, day)

    def _give_up(self, day: int) -> None:
        """Leads that nobody called within ``handoff.queue_days`` go back."""
        for lead in self.roster.calendar.take(Event.GIVE_UP, day):
            self.roster.unqueue(lead)
            self.roster.marketing.given_up += 1
            if lead.would_qualify(day):
                self.roster.miss(lead, "never_called", day)
            self.roster.recycle(lead, "never_called", day)

    def _inquire(self, prospect: Prospect, hand_raised: bool, day: int) -> None:
        """An inquiry is scored where there is marketing, and passed on if it clears the bar."""
        roster, score = self.roster, self.rules.behaviour.score
        prospect.inquiries += 1
        prospect.source = SOURCE["hand_raise" if hand_raised else "campaign"]
        prospect.due[Event.REST] = NEVER
        roster.move(prospect, Stage.INQUIRY, "hand_raised" if hand_raised else "responded", day)
        learned = 1.0 + roster.campaigns.analytics_hours / self.rules.behaviour.analytics.profile_hours
        prospect.show(day, hand_raised, score.profile_noise / math.sqrt(learned))
        prospect.score = self.score.logit(prospect.signals)
        good = prospect.would_qualify(day)
        roster.note(day, prospect, "score", score=prospect.score, good=int(good))
        if not roster.campaigns.marketers:
            self._pass_on(prospect, "unscored", day)
        elif logistic(prospect.score) >= self.bar():
            self._pass_on(prospect, "scored_in", day)
        else:
            if good:
                roster.miss(prospect, "stuck_at_top", day)
            roster.recycle(prospect, "scored_out", day)

    def bar(self) -> float:
        """The chance to qualify from which marketing passes a lead on, 0..1.

        Sales' own bar as far as the definition is shared; otherwise marketing's own.
        """
        shared = self.roster.policy.lead.shared_definition
        return shared * self.rules.behaviour.score.bar + (1.0 - shared) * self.roster.campaigns.bar

    def _pass_on(self, lead: Prospect, reason: str, day: int) -> None:
        roster = self.roster
        lead.rep = self._route(lead)
        roster.move(lead, Stage.MARKETING_QUALIFIED, reason, day)
        desk = roster.desks[lead.rep]
        ignored = 1.0 - desk.plan.follow
        if lead.source == SOURCE["hand_raise"] and ignored > 0.0:
            ignored = math.exp(self.rules.behaviour.handoff.raised_hand * math.log(ignored))
        lead.wanted = uniform(roster.seed, Purpose.FOLLOW_UP, lead.index, lead.inquiries) >= ignored
        desk.queue.append(lead)
        desk.tally.arrived += lead.wanted
        roster.marketing.passed += 1
        roster.calendar.book(Event.GIVE_UP, lead, day + max(1, int(self.rules.behaviour.handoff.queue_days)))

    def _route(self, lead: Prospect) -> int:
        """The seat that gets ``lead``: the territory's, or the one with the shortest queue and the fewest deals."""
        staffed = [desk for desk in self.roster.desks if desk.staffed]
        if self.roster.policy.lead.routing == "territory" or not staffed:
            return self.roster.colleague(lead, lead.owner)
        return min(staffed, key=lambda desk: (len(desk.queue), desk.deal_count, desk.seat)).seat

    # ------------------------------------------------------------------ calls and chase

    def call(self, lead: Prospect, day: int) -> None:
        """A rep calls a lead: no clumsy touch, since the account asked."""
        roster = self.roster
        roster.day_counts["calls"] += 1
        roster.marketing.called += 1
        roster.note(day, lead, "call", lead.rep)
        lead.touched[SALES] = day
        self._talk(lead, False, day)

    def chase(self, day: int) -> None:
        """Marketers push leads that reps do not mean to call, the newest first; some are pushed away (C5)."""
        roster, behaviour = self.roster, self.rules.behaviour
        self.chase_hours += roster.campaigns.chase_hours
        cost = behaviour.handoff.hours_per_chase
        if self.chase_hours <= 0.0:
            return
        left = [lead for lead in roster.in_stage(Stage.MARKETING_QUALIFIED) if not lead.wanted]
        for lead in sorted(left, key=lambda p: (-p.arrived, p.index)):
            if self.chase_hours < cost:
                return
            self.chase_hours -= cost
            roster.day_counts["chases"] += 1
            roster.marketing.given_up += 1
            roster.note(day, lead, "chase")
            if not roster.bother(lead, "chase", day, 0.0 if lead.in_window else behaviour.friction.chase):
                self._talk(lead, True, day)
        self.chase_hours = min(self.chase_hours, cost)

    def _talk(self, lead: Prospect, chased: bool, day: int) -> None:
        """Somebody talks to the lead; what it is shows some days later."""
        roster, memory = self.roster, self.rules.behaviour.memory
        roster.unqueue(lead)
        roster.move(lead, Stage.SALES_ACCEPTED, "chased" if chased else "called", day)
        lead.touch(day, memory.call_understanding, memory.call_understanding)
        lead.delay, lead.chased = max(1.0, lead.hours_since(day)), chased
        roster.calendar.book(Event.DISCOVERY, lead, day + lead.days_to_tell())

    # ------------------------------------------------------------------ what came of it

    def discover(self, day: int) -> None:
        """Leads that were called turn out to qualify or not; a rep who called learns that at once.

        Marketing's score learns what a rep reports back, and nothing else.
        """
        for lead in self.roster.calendar.take(Event.DISCOVERY, day):
            self._discover(lead, day)

    def _discover(self, lead: Prospect, day: int) -> None:
        lead.settle(day)
        skill = self.rules.behaviour.handoff.chase_skill if lead.chased else 1.0
        ready, fits = lead.luck_to_qualify()
        qualified = lead.in_window and ready < lead.readiness(day, lead.delay, lead.friction, skill)
        self._tell(lead, qualified)
        if qualified:
            self.deals.open(lead, "qualified", day)
            return
        if lead.would_qualify(day):
            self._say_why(lead, ready, day)
        if fits > lead.fitness(day):
            self.roster.rest(lead, Stage.DISQUALIFIED, "not_fit", day)
        else:
            self.roster.recycle(lead, "not_ready", day)

    def _tell(self, lead: Prospect, qualified: bool) -> None:
        if lead.chased:
            return
        roster, tally = self.roster, self.roster.desks[lead.rep].tally
        tally.calls_good += qualified
        tally.calls_bad += not qualified
        if uniform(roster.seed, Purpose.REPORT, lead.index, lead.inquiries) < roster.policy.feedback.reported_share:
            roster.day_counts["reports"] += 1
            self.score.learn(lead.signals, qualified)

    def _say_why(self, lead: Prospect, ready: float, day: int) -> None:
        """Why a lead did not qualify that would have: no rep called it, waiting alone was enough, or friction."""
        if lead.chased:
            cause = "never_called"
        elif ready >= lead.readiness(day, lead.delay, 0.0, 1.0):
            cause = "too_late"
        else:
            cause = "collided"
        self.roster.miss(lead, cause, day)
