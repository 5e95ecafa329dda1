"""Who works here: seats, veterans and newcomers, turnover, extra reps, marketers."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.people.marketer import SPECIALTIES
from sim.people.rep import Rep
from sim.spec.errors import SpecError
from sim.staff import ALWAYS, Staff
from tests import builders

MANY = {"team.reps": 600}


def _staff(team: builders.Changes | None = None, habits: builders.Changes | None = None) -> Staff:
    return builders.model(team=team, habits=habits).firm.staff


def test_reps_have_been_there_as_long_as_they_will_stay() -> None:
    """Constant hazard: the time since hiring and the time to leaving have one law, an exponential."""
    staff = _staff(MANY)
    mean = 260 / staff.behaviour.career.turnover
    for days in ([-rep.starts for rep in staff.reps], [rep.leaves for rep in staff.reps]):
        assert stats.kstest(np.array(days) / mean, "expon").pvalue > 0.001


def test_skill_spreads_as_specified_and_is_another_one_for_a_newcomer() -> None:
    staff = _staff(MANY)
    skills = np.array([rep.skill for rep in staff.reps])
    assert stats.kstest(skills / 0.6, "norm").pvalue > 0.001
    gone = staff.turn(400)
    assert gone > 100
    assert sum(rep.skill != skill for rep, skill in zip(staff.reps, skills, strict=True)) == gone


def test_founders_know_the_job_and_do_not_leave() -> None:
    founder, other = _staff({"team.reps": 2, "team.founders": 1}).reps
    assert (founder.starts, founder.leaves, founder.ramp) == (ALWAYS, math.inf, 1.0)
    assert founder.novice == pytest.approx(0.0, abs=1e-9)
    assert other.leaves < math.inf


def test_without_turnover_everybody_is_a_veteran_and_stays() -> None:
    staff = _staff(habits={"career.turnover": 0.0})
    assert {rep.leaves for rep in staff.reps} == {math.inf}
    assert {rep.starts for rep in staff.reps} == {ALWAYS}


def test_who_leaves_is_replaced_after_the_vacancy_by_one_who_believes_what_the_team_believes() -> None:
    model = builders.model()
    staff = model.firm.staff
    for seat, belief in enumerate((0.1, 0.2, 0.6)):
        staff.reps[seat].belief, staff.reps[seat].leaves = belief, 500
        staff.reps[seat].own_belief = belief / 2
    leaver = staff.reps[2]
    leaver.leaves = 100
    assert staff.turn(95) == 0
    assert staff.turn(100) == 1
    newcomer = staff.reps[2]
    assert leaver not in model.agents
    assert newcomer in model.agents
    assert newcomer.starts == 205  # 4.75 months later, on a Monday
    assert newcomer.belief == pytest.approx(0.15)
    assert newcomer.own_belief == pytest.approx(0.075)
    assert staff.present(100) == staff.reps[:2]
    assert (staff.selling(100), staff.selling(newcomer.starts)) == (2.0, 3.0)


def test_extra_seats_are_filled_by_newcomers_and_the_last_may_be_a_part() -> None:
    staff = _staff()
    for rep in staff.reps:
        rep.belief = 0.3
    assert staff.extend(1.25, 50) == 1.25
    full, part = staff.reps[3:]
    assert (full.belief, part.belief) == pytest.approx((0.3, 0.3))
    assert (full.hours, part.hours) == (12.0, 3.0)
    assert part.quota == 0.25 * full.quota
    assert full.starts == part.starts == 50
    assert staff.selling(50) == 4.25
    assert staff.extend(1.25, 55) == 0
    assert staff.reps[3] is full


def test_a_seat_more_keeps_whoever_is_there_and_a_seat_less_lets_the_last_go() -> None:
    staff = _staff()
    staff.extend(1.0, 0)
    first = staff.reps[3]
    assert staff.extend(2.5, 10) == 1.5
    assert staff.reps[3] is first
    assert staff.extend(0.0, 20) == 0
    assert len(staff.reps) == 3
    assert first not in staff.model.agents


# ---------------------------------------------------------------------- marketing


def test_marketers_differ_in_skill_around_one_and_in_specialty() -> None:
    staff = _staff({"team.marketers": 2000})
    skills = np.array([marketer.skill for marketer in staff.marketers])
    assert abs(skills.mean() - 1.0) < 3.29 * skills.std() / math.sqrt(2000)
    assert np.log(skills).std() == pytest.approx(0.2, rel=0.1)
    counts = [sum(m.specialty == name for m in staff.marketers) for name in SPECIALTIES]
    assert stats.chisquare(counts).pvalue > 0.001


def test_who_is_bought_in_gets_a_little_less_done() -> None:
    staff = _staff()
    own = [marketer.skill for marketer in staff.marketers]
    staff.market(2, "outsourced", 0)
    assert [marketer.skill for marketer in staff.marketers] == pytest.approx([0.9 * skill for skill in own])


def test_who_comes_last_goes_first_and_leaves_the_model() -> None:
    model = builders.model()
    first, second = model.marketers
    model.firm.staff.market(1, "in_house", 5)
    assert model.marketers == [first]
    assert second not in model.agents
    model.firm.staff.market(3, "in_house", 10)
    assert [marketer.index for marketer in model.marketers] == [0, 1, 2]
    assert [marketer.starts for marketer in model.marketers] == [0, 10, 10]


# ---------------------------------------------------------------------- classes of one's own


class Silent(Rep):
    """A class of somebody's own."""


def test_newcomers_are_of_the_class_that_was_asked_for() -> None:
    staff = builders.model(people={"rep": Silent}).firm.staff
    staff.turn(2000)
    staff.extend(1.0, 2000)
    assert {type(rep) for rep in staff.reps} == {Silent}


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="no role 'ceo'; roles are rep, marketer"):
        builders.model(people={"ceo": Silent})
