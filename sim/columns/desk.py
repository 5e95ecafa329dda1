"""A rep's desk: the open deals, and the hours kept for each kind of work."""

from sim.columns.state import World
from sim.compiled import lean
from sim.spec.experiment import DAYS_PER_WEEK


@lean
def begin_week(w: World, seat: int, kept: float) -> None:
    """Work by the desk's plan from today on; unused hours for leads go to prospecting, but for ``kept`` of them."""
    desk = w.desks[seat]
    if not desk.staffed:
        desk.lead_hours, desk.own_hours = 0.0, 0.0
    kept = min(desk.lead_hours, kept)
    desk.own_hours += desk.lead_hours - kept
    desk.lead_hours = kept + desk.leads


@lean
def serve_deals(w: World, seat: int) -> None:
    """Spread the day's hours over the open deals by what each needs."""
    desk = w.desks[seat]
    hours = desk.opportunities / DAYS_PER_WEEK
    desk.days += 1
    desk.served += min(1.0, hours / desk.deal_rate) if desk.deal_count and desk.deal_rate > 0.0 else 1.0


@lean
def rate_of(w: World, slot: int) -> float:
    """Hours a day that the deal in ``slot`` needs."""
    return w.rules[0].hours_per_opportunity / w.leads[slot].cycle


@lean
def take_deal(w: World, i: int, seat: int) -> None:
    """Serve the deal of account ``i`` in ``seat`` from now on."""
    account, desk = w.accounts[i], w.desks[seat]
    lead = w.leads[account.slot]
    account.rep, lead.opened, lead.served = seat, desk.days, desk.served
    desk.deal_rate += rate_of(w, account.slot)
    desk.deal_count += 1


@lean
def drop_deal(w: World, i: int) -> None:
    """The deal of account ``i`` is over, or somebody else's from now on."""
    account = w.accounts[i]
    lead, desk = w.leads[account.slot], w.desks[account.rep]
    lead.days_before += desk.days - lead.opened
    lead.served_before += desk.served - lead.served
    desk.deal_count -= 1
    desk.deal_rate = desk.deal_rate - rate_of(w, account.slot) if desk.deal_count else 0.0
