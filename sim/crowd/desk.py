"""A rep's desk: the queue of marketing's leads, the open deals, and the hours kept for each."""

from typing import TYPE_CHECKING

from sim.crowd.prospect import OPEN_TO_OFFERS
from sim.draws import Purpose, picks
from sim.exchange import RepPlan, RepTally
from sim.spec.experiment import DAYS_PER_WEEK

if TYPE_CHECKING:
    from sim.crowd.agents import AgentCrowd
    from sim.crowd.prospect import Prospect


class Desk:
    """What lies before one rep. Hours that a task did not use up are kept for the next one."""

    def __init__(self, crowd: "AgentCrowd", rep: int) -> None:
        """An empty desk."""
        self.crowd, self.rep = crowd, rep
        self.plan = RepPlan(0.0, 0.0, 0.0, 0.0, 0.0)
        self.queue: list[Prospect] = []
        self.deal_rate = 0.0
        self.deal_count = 0
        self.served, self.days = 0.0, 0
        self.own_hours, self.lead_hours = 0.0, 0.0
        self.contacts = 0
        self.tally = RepTally()

    def hand_over(self) -> RepTally:
        """The week's tally, as the rep sees it on Monday; counting starts again."""
        seen, self.tally = self.tally, RepTally()
        seen.waiting = sum(lead.wanted for lead in self.queue)
        seen.hours_needed = self.deal_rate * DAYS_PER_WEEK if self.deal_count else 0.0
        return seen

    # ------------------------------------------------------------------ deals

    def _serve_deals(self) -> None:
        """Spread the day's hours over the open deals by what each needs.

        All open deals of a rep get the same part of their need, so one running sum of that part is enough: what a
        deal got in all is the growth of the sum ``served`` since it opened, over the ``days`` served since then.
        """
        hours = self.plan.opportunities / DAYS_PER_WEEK
        self.days += 1
        self.served += min(1.0, hours / self.deal_rate) if self.deal_count and self.deal_rate > 0.0 else 1.0

    def add_deal(self, rate: float) -> None:
        """A deal opened that needs ``rate`` hours a day."""
        self.deal_rate += rate
        self.deal_count += 1

    def drop_deal(self, rate: float) -> None:
        """A deal that needed ``rate`` hours a day is over."""
        self.deal_count -= 1
        self.deal_rate = self.deal_rate - rate if self.deal_count else 0.0

    # ------------------------------------------------------------------ marketing's leads

    def begin_week(self, plan: RepPlan) -> None:
        """Work by ``plan`` from today on. The hours for leads may be used on any day of the week.

        Those that the last week's leads did not use go to prospecting, but for one lead's worth, so that a rep who
        gives leads less than that a week still calls one now and then.
        """
        kept = min(self.lead_hours, self.crowd.rules.behaviour.handoff.hours_per_lead)
        self.own_hours += self.lead_hours - kept
        self.plan, self.lead_hours = plan, kept + plan.leads

    def work(self, day: int) -> None:
        """Phase 5: deals get their hours; then leads, as far as the week's hours for them go; then prospecting.

        A lead on which the promise to marketing falls due is called in prospecting time if need be; nobody starts to
        prospect while such a lead waits for the next hour.
        """
        self._serve_deals()
        self.own_hours += self.plan.prospecting / DAYS_PER_WEEK
        if self._call_leads(day):
            self._prospect(day)

    def _call_leads(self, day: int) -> bool:
        """Call leads while the hours last; returns whether the rep is free to prospect."""
        cost = self.crowd.rules.behaviour.handoff.hours_per_lead
        for lead in sorted((p for p in self.queue if p.wanted), key=lambda p: self._order(p, day)):
            if self.lead_hours >= cost:
                self.lead_hours -= cost
            elif not self._is_due(lead, day):
                return True
            elif self.own_hours >= cost:
                self.own_hours -= cost
            else:
                return False
            self.crowd.handoff.call(lead, day)
        return True

    def _is_due(self, lead: "Prospect", day: int) -> bool:
        """Whether the promise to call ``lead`` (``handoff.sla_days``) would be broken tomorrow."""
        promise = self.crowd.policy.handoff.sla_days
        return promise is not None and day - lead.arrived + 1 >= promise

    def _order(self, lead: "Prospect", day: int) -> tuple[bool, float, int]:
        """Leads on which the promise falls due come first, then what data or instinct puts first, then by index."""
        weight = self.plan.weight_of_data
        return not self._is_due(lead, day), -(weight * lead.score + (1.0 - weight) * lead.glance), lead.index

    # ------------------------------------------------------------------ own prospecting

    def _prospect(self, day: int) -> None:
        """Contact accounts of one's own choice with the hours that are left, each the best of a few looked over."""
        crowd, work = self.crowd, self.crowd.rules.behaviour.handoff
        number = int(self.own_hours / work.hours_per_contact)
        self.own_hours -= number * work.hours_per_contact
        first, looks = self.contacts * work.eye_picks, number * work.eye_picks
        self.contacts += number
        names = picks(crowd.seed, Purpose.PROSPECT_PICK, self.rep, first, looks, len(crowd.prospects)).tolist()
        for start in range(0, looks, work.eye_picks):
            found = self._best(names[start : start + work.eye_picks])
            if found is not None:
                good = crowd.deals.contact(found, self.rep, day)
                self.tally.own_good += good
                self.tally.own_bad += not good

    def _best(self, names: list[int]) -> "Prospect | None":
        """Of the accounts that nobody works, the one that looks best; of equals the one with the larger index."""
        seen = [self.crowd.prospects[index] for index in names]
        free = [account for account in seen if account.stage in OPEN_TO_OFFERS]
        return max(free, key=lambda account: (account.glance, account.index), default=None)
