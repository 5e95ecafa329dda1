"""Whose account it is: territories, vacant seats, and the colleagues who take over, recomputed move by move."""

import pytest

from sim.draws import Purpose, uniform
from sim.records.run import Run
from tests.theory import corner

ON_A_DESK = ("marketing_qualified", "sales_accepted", "opportunity")
TEAM = {"market.accounts": 300, "market.customers": 40, "market.cycle_days": 25.0, "revenue": 8e6}
HABITS = {"window.years_between": 0.7, "inquiry.hand_raise": 0.04, "career.turnover": 2.0}


@pytest.fixture(scope="module")
def restless() -> Run:
    """Three territories and a seat and a half more, in which nobody stays for long."""
    levers = {"team.extra_reps": 1.5, "handoff.tracking": 0.6, "lead.recycling": 0.5}
    return corner.lived("lane_crossing", (), levers=levers, team=TEAM, habits=HABITS, years=3)[1]


def _first(run: Run, i: int) -> int:
    """The seat that the account has until somebody works it."""
    return int(uniform(run.spec.seed, Purpose.MARKET_OWNER, i, 0) * 3)


def _owner(run: Run, i: int) -> int:
    """Jump consistent hashing (Lamping and Veach 2014): a further seat takes its part of all territories alike."""
    seat = _first(run, i)
    for further, part, whole in ((3, 1.0, 4.0), (4, 0.5, 4.5)):
        if uniform(run.spec.seed, Purpose.MARKET_OWNER, i, further) < part / whole:
            seat = further
    return seat


def test_every_move_names_the_rep_in_charge_exactly(restless: Run) -> None:
    """The territory's rep, or the account's own pick of those who are there, on routing and when a rep leaves."""
    run = restless
    people = run.people[run.people["role"] == "rep"]
    staffed = [sorted(people.loc[people["week"] == week, "person"]) for week in range(run.spec.days // 5)]
    contacts = run.activities[run.activities["activity"] == "contact"]
    by = dict(zip(zip(contacts["prospect"], contacts["day"], strict=True), contacts["person"], strict=True))
    number = run.spec.company.market.accounts
    rep, stage, occasions = [_first(run, i) for i in range(number)], [""] * number, [0] * number
    taken_over, monday = 0, 0

    def pick(i: int, seat: int) -> int:
        there = staffed[monday]
        if seat in there or not there:
            return seat
        return there[int(uniform(run.spec.seed, Purpose.HANDOVER, i, occasions[i]) * len(there))]

    names = ("day", "prospect", "from", "to", "reason", "rep")
    for day, i, origin, target, why, seat in zip(*(run.moves[name].astype(object) for name in names), strict=True):
        while monday < day // 5:
            monday += 1
            left = set(staffed[monday - 1]) - set(staffed[monday])
            for j in range(number):
                if stage[j] in ON_A_DESK and rep[j] in left:
                    rep[j] = pick(j, rep[j])
                    taken_over += 1
        occasions[i] += target == "inquiry"
        if target == "marketing_qualified" or (origin == "customer" and target == "opportunity"):
            rep[i] = pick(i, _owner(run, i))
        elif why == "contacted":
            rep[i] = by[i, day]
        assert seat == rep[i]
        occasions[i] += target == "opportunity"
        stage[i] = target
    assert taken_over > 30
    assert any(len(there) < 5 for there in staffed)
