"""Day 0, a stretch of days, and the end of the run, all compiled."""

from sim.columns.codes import STAGE
from sim.columns.deals import decide, renew
from sim.columns.handoff import chase, discover, receive
from sim.columns.outreach import equip, nurture, reach
from sim.columns.pool import lead_of
from sim.columns.prospect import begin_contract, first_window
from sim.columns.roster import place, turn_windows, write_off
from sim.columns.selling import work
from sim.columns.state import Log, Stages, World
from sim.compiled import Floats, Ints, compiled
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR

MOST_A_DAY = 12
"""More moves than one account can make on a day, and more losses."""


@compiled
def start(w: World, customers: Ints, understood: Floats, left: Ints) -> None:
    """Put the first customers under contract, and let everybody's first window begin."""
    for k in range(len(customers)):
        i = customers[k]
        lead = w.leads[lead_of(w, i)]
        w.accounts[i].understanding = understood[k]
        begin_contract(w, i, left[k] - DAYS_PER_YEAR + 1, lead.value)
        place(w, i, STAGE.customer)
        w.state[0].recurring += lead.value
    for i in range(len(w.accounts)):
        first_window(w, i)


@compiled
def live(w: World, log: Log, stages: Stages, first: int, day: int, last: int) -> int:
    """Go on with the days from ``first`` to ``last`` (not included) at ``day``, phase by phase.

    Each leaves a row in ``log`` and in ``stages``. Returns the next day: ``last``, or an earlier one before which
    what was written must be handed in, since a day may write more than there is room for.
    """
    state, most = w.state[0], MOST_A_DAY * len(w.accounts)
    while day < last:
        if max(state.moves, state.missed) + most > len(w.moves):
            break
        w.today[0] = w.today[1]
        turn_windows(w, day)
        renew(w, day)
        answered = reach(w, day)
        if day % DAYS_PER_WEEK == 0:
            nurture(w, day, day // DAYS_PER_WEEK)
            equip(w, day, day // DAYS_PER_WEEK)
        receive(w, day, answered)
        work(w, day)
        chase(w, day)
        discover(w, day)
        decide(w, day)
        w.today[0].recurring = w.state[0].recurring
        log[day - first] = w.today[0]
        for stage in range(len(w.counts)):
            stages[day - first, stage] = w.counts[stage]
        day += 1
    return day


@compiled
def finish(w: World) -> None:
    """The run is over: what is lost by now and not won back counts as lost."""
    for i in range(len(w.accounts)):
        write_off(w, i)
