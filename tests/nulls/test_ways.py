"""Flows along the ways: the absorbing chain's chances, and accounts that are neither lost nor made."""

import numpy as np
import pytest

from sim.nulls.ways import OPPORTUNITIES, STATES, WAYS, course, flows, pulse

CHANCES = {
    "inquiry": {"marketing_qualified": 0.8, "market": 0.2},
    "marketing_qualified": {"called": 0.5, "chased": 0.1, "market": 0.3, "recycled": 0.1},
    "called": {"opportunity_inbound": 0.25, "disqualified": 0.75},
    "chased": {"opportunity_inbound": 0.1, "market": 0.9},
    "opportunity_inbound": {"won": 0.3, "lost_to_competitor": 0.7},
    "contacted": {"opportunity_prospecting": 1.0},
    "opportunity_prospecting": {"won": 0.2, "lost_to_no_decision": 0.8},
    "opportunity_expansion": {"won": 0.6, "expansion_lost": 0.4},
}


def timed(chances, speed=0.3):
    """Kernels with these chances and geometric times, followed until next to nobody is left."""
    law = speed * (1.0 - speed) ** np.arange(60)
    return {state: {to: chance * law for to, chance in row.items()} for state, row in chances.items()}


def absorbed(start):
    """The chance of each end of the chain by its fundamental matrix, B = (I - Q)^-1 R (Kemeny and Snell 1960)."""
    ends = sorted({to for row in CHANCES.values() for to in row} - set(STATES))
    inner = np.array([[CHANCES[state].get(to, 0.0) for to in STATES] for state in STATES])
    outer = np.array([[CHANCES[state].get(to, 0.0) for to in ends] for state in STATES])
    return dict(zip(ends, np.linalg.solve(np.eye(len(STATES)) - inner, outer)[STATES.index(start)], strict=True))


@pytest.mark.parametrize("start", STATES)
def test_ends_have_the_chances_of_the_fundamental_matrix(start):
    moved = flows(pulse(start, 400), [(0, timed(CHANCES))])
    for end, chance in absorbed(start).items():
        assert sum(moves.sum() for (_, to), moves in moved.items() if to == end) == pytest.approx(chance, abs=1e-6)


def test_who_enters_under_one_regime_leaves_by_that_one():
    slow = timed(CHANCES)
    quick = {**slow, "marketing_qualified": {"called": np.array([0.0, 1.0])}}
    entries = {"marketing_qualified": np.ones(100)}
    moved = flows(entries, [(0, slow), (50, quick)])
    assert moved["marketing_qualified", "called"][:50] == pytest.approx(
        flows(entries, [(0, slow)])["marketing_qualified", "called"][:50]
    )
    assert moved["marketing_qualified", "called"][80:] == pytest.approx(1.0, abs=1e-4)
    assert moved["marketing_qualified", "market"][80:] == pytest.approx(0.0, abs=1e-4)


def test_a_regime_that_changes_nothing_changes_nothing():
    kernels, entries = timed(CHANCES), {"inquiry": np.ones(80), "contacted": np.full(80, 2.0)}
    one, two = flows(entries, [(0, kernels)]), flows(entries, [(0, kernels), (30, kernels)])
    assert one.keys() == two.keys()
    for key, moves in one.items():
        assert two[key] == pytest.approx(moves)


def test_the_course_tells_who_enters_each_state_and_who_is_won_on_each_way():
    came = {"inquiry": np.ones(300), "contacted": np.full(300, 2.0), "opportunity_expansion": np.full(300, 0.5)}
    found = course(flows(came, [(0, timed(CHANCES))]), came, 300)
    assert list(found) == [f"to_{state}" for state in STATES] + [f"won_{way}" for way in WAYS]
    assert found["to_inquiry"] == pytest.approx(np.ones(300))
    assert found["to_called"][-1] == pytest.approx(0.8 * 0.5)
    assert found["won_inbound"][-1] == pytest.approx(absorbed("inquiry")["won"])
    assert found["won_prospecting"][-1] == pytest.approx(2.0 * 0.2)
    assert found["won_expansion"][-1] == pytest.approx(0.5 * 0.6)


def test_who_is_never_won_is_nobody():
    found = course(flows({"called": np.ones(9)}, [(0, {state: {} for state in STATES})]), {}, 9)
    assert [found[f"won_{way}"].tolist() for way in WAYS] == [[0.0] * 9] * 3


def test_no_state_leads_to_an_earlier_one():
    assert [state for states in WAYS.values() for state in states] == list(STATES)
    assert set(OPPORTUNITIES.values()) <= set(STATES)
