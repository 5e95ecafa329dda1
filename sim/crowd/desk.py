"""A rep's desk: the queue of marketing's leads, the open deals, and the hours kept for each."""

from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan, RepTally
from sim.spec.experiment import DAYS_PER_WEEK


class Desk:
    """What lies before one seat. Hours that a task did not use up are kept for the next one."""

    def __init__(self, seat: int) -> None:
        """An empty desk at which nobody sits."""
        self.seat = seat
        self.plan, self.skill, self.staffed = RepPlan(0.0, 0.0, 0.0, 0.0, 0.0), 0.0, False
        self.queue: list[Prospect] = []
        self.deal_rate, self.deal_count = 0.0, 0
        self.served, self.days = 0.0, 0
        self.own_hours, self.lead_hours = 0.0, 0.0
        self.tally = RepTally()

    def hand_over(self) -> RepTally:
        """The week's tally, as the rep sees it on Monday; counting starts again."""
        seen, self.tally = self.tally, RepTally()
        seen.waiting = sum(lead.wanted for lead in self.queue)
        seen.hours_needed = self.deal_rate * DAYS_PER_WEEK if self.deal_count else 0.0
        return seen

    def begin_week(self, plan: RepPlan, kept: float) -> None:
        """Work by ``plan`` from today on. The hours for leads may be used on any day of the week.

        Those that the last week's leads did not use go to prospecting, but for ``kept`` hours, one lead's worth, so
        that a rep who gives leads less than that a week still calls one now and then. Hours go with the rep.
        """
        if not self.staffed:
            self.lead_hours, self.own_hours = 0.0, 0.0
        kept = min(self.lead_hours, kept)
        self.own_hours += self.lead_hours - kept
        self.plan, self.lead_hours = plan, kept + plan.leads

    def serve_deals(self) -> None:
        """Spread the day's hours over the open deals by what each needs.

        All open deals of a rep get the same part of their need, so one running sum of that part is enough: what a
        deal got in all is the growth of the sum ``served`` since it opened, over the ``days`` served since then.
        """
        hours = self.plan.opportunities / DAYS_PER_WEEK
        self.days += 1
        self.served += min(1.0, hours / self.deal_rate) if self.deal_count and self.deal_rate > 0.0 else 1.0

    def take_deal(self, deal: Prospect, rate: float) -> None:
        """Serve ``deal`` from now on, which needs ``rate`` hours a day."""
        deal.rep, deal.opened, deal.served = self.seat, self.days, self.served
        self.deal_rate += rate
        self.deal_count += 1

    def drop_deal(self, deal: Prospect, rate: float) -> None:
        """``deal`` is over, or somebody else's from now on; what it got here is added to what it got before."""
        deal.days_before += self.days - deal.opened
        deal.served_before += self.served - deal.served
        self.deal_count -= 1
        self.deal_rate = self.deal_rate - rate if self.deal_count else 0.0
