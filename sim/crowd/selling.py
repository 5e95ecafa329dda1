"""Phase 5: reps spend their hours on deals, on marketing's leads, on accounts of their own choice."""

from sim.crowd.deals import Deals
from sim.crowd.desk import Desk
from sim.crowd.handoff import Handoff
from sim.crowd.prospect import OPEN_TO_OFFERS, Prospect
from sim.crowd.roster import Roster
from sim.draws import Purpose, picks
from sim.exchange import Seat
from sim.rules import LOOKS_PER_DAY
from sim.spec.experiment import DAYS_PER_WEEK
from sim.stages import Stage
from sim.targeting import likes

HANDED_OVER = (Stage.MARKETING_QUALIFIED, Stage.SALES_ACCEPTED, Stage.OPPORTUNITY)
"""Stages in which an account is on somebody's desk."""


class Selling:
    """What reps do with their day, and with their desks when they come and go."""

    def __init__(self, roster: Roster, deals: Deals, handoff: Handoff) -> None:
        """For the desks in ``roster``."""
        self.roster, self.rules, self.deals, self.handoff = roster, roster.rules, deals, handoff
        self.liked: list[list[float]] = []

    # ------------------------------------------------------------------ Mondays

    def seat(self, seats: list[Seat]) -> None:
        """Give every seat its desk and its plan; the work of who has left goes to the colleagues."""
        roster = self.roster
        while len(roster.desks) < len(seats):
            roster.desks.append(Desk(len(roster.desks)))
        roster.seats, kept = len(seats), self._hours_per_call()
        closed = [desk.seat for desk in roster.desks[len(seats) :]]
        left = [
            *closed,
            *(desk.seat for desk, seat in zip(roster.desks, seats, strict=False) if desk.staffed and not seat.staffed),
        ]
        for desk, seat in zip(roster.desks, seats, strict=False):
            desk.skill, desk.staffed = seat.skill, seat.staffed
            desk.begin_week(seat.plan, kept)
        for desk in roster.desks[len(seats) :]:
            desk.staffed = False
        if left:
            self._hand_over(left)
        del roster.desks[len(seats) :]
        week = roster.campaigns
        power = self.rules.behaviour.analytics.aim
        self.liked = [likes(power, desk.plan.weight_of_data, week) for desk in roster.desks]

    def _hand_over(self, left: list[int]) -> None:
        """What lies on the desks of ``left`` goes to colleagues; where there is none, it stays lying."""
        roster = self.roster
        for stage in HANDED_OVER:
            for account in roster.in_stage(stage):
                if account.rep not in left:
                    continue
                seat = roster.colleague(account, account.rep)
                if seat == account.rep:
                    continue
                if stage == Stage.OPPORTUNITY:
                    self.deals.hand_over(account, seat)
                elif stage == Stage.MARKETING_QUALIFIED:
                    roster.desks[account.rep].queue.remove(account)
                    roster.desks[seat].queue.append(account)
                account.rep = seat

    # ------------------------------------------------------------------ the day

    def work(self, day: int) -> None:
        """Phase 5: deals get their hours; then leads, as far as the week's hours for them go; then prospecting.

        A lead on which the promise to marketing falls due is called in prospecting time if need be; nobody starts to
        prospect while such a lead waits for the next hour.
        """
        for desk in self.roster.desks:
            desk.serve_deals()
            if not desk.staffed:
                continue
            desk.own_hours += desk.plan.prospecting / DAYS_PER_WEEK
            if self._call_leads(desk, day):
                self._prospect(desk, day)

    def _hours_per_call(self) -> float:
        return self.rules.behaviour.handoff.hours_per_call(self.roster.policy.feedback.reported_share)

    def _call_leads(self, desk: Desk, day: int) -> bool:
        """Call leads while the hours last; returns whether the rep is free to prospect."""
        cost, notice = self._hours_per_call(), self.rules.behaviour.handoff.notice_hours
        seen = [lead for lead in desk.queue if lead.wanted and lead.hours_since(day) >= notice]
        for lead in sorted(seen, key=lambda lead: self._order(desk, lead, day)):
            if desk.lead_hours >= cost:
                desk.lead_hours -= cost
            elif not self._is_due(lead, day):
                return True
            elif desk.own_hours >= cost:
                desk.own_hours -= cost
            else:
                return False
            self.handoff.call(lead, day)
        return True

    def _is_due(self, lead: Prospect, day: int) -> bool:
        """Whether the promise to call ``lead`` (``handoff.sla_days``) would be broken tomorrow."""
        promise = self.roster.policy.handoff.sla_days
        return promise is not None and day - lead.arrived + 1 >= promise

    def _order(self, desk: Desk, lead: Prospect, day: int) -> tuple[bool, float, int]:
        """Leads on which the promise falls due come first, then what data or instinct puts first, then by index."""
        weight = desk.plan.weight_of_data
        return not self._is_due(lead, day), -(weight * lead.score + (1.0 - weight) * lead.glance), lead.index

    # ------------------------------------------------------------------ own prospecting

    def _prospect(self, desk: Desk, day: int) -> None:
        """Contact accounts of one's own choice with the hours that are left, each the best of a few looked over.

        Whom a rep comes across belongs to the day, so that worlds with other hours differ in a few accounts only.
        """
        roster, work = self.roster, self.rules.behaviour.handoff
        number = int(desk.own_hours / roster.effort.hours_per_contact)
        spent = number * roster.effort.hours_per_contact
        desk.own_hours -= spent
        waiting = sum(lead.wanted for lead in desk.queue) * work.hours_per_lead
        roster.day_counts["misplaced_hours"] += min(spent, waiting)
        first, looks = day * LOOKS_PER_DAY, number * work.eye_picks
        names = picks(roster.seed, Purpose.PROSPECT_PICK, desk.seat, first, looks, len(roster.prospects)).tolist()
        for start in range(0, looks, work.eye_picks):
            found = self._best(names[start : start + work.eye_picks], self.liked[desk.seat])
            if found is not None:
                good = self.deals.contact(found, desk.seat, day)
                desk.tally.own_good += good
                desk.tally.own_bad += not good

    def _best(self, names: list[int], liked: list[float]) -> Prospect | None:
        """Of the accounts that nobody works, the one that looks best; of equals the one with the larger index."""
        seen = [self.roster.prospects[index] for index in names]
        free = [account for account in seen if account.stage in OPEN_TO_OFFERS]
        return max(free, key=lambda account: (account.glance + liked[account.segment], account.index), default=None)
