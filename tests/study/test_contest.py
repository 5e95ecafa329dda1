"""Who is held against whom: the catalogue's contests, an absence told from a feud, and equal dollars."""

import pytest

import sim
from sim.spec.load import load_behaviour
from sim.spec.prices import annual_cost
from sim.study.contest import (
    AS_IT_COMES,
    Contest,
    at_equal_budget,
    contests_of,
    main_contest_of,
    main_contests,
    policies_of,
)
from tests import builders

SMALL = [
    ("founder_led", "distinct_marketing"),
    ("lane_crossing_of_two", "distinct_marketing"),
    ("founder_led+reps", "distinct_marketing"),
    ("founder_led+programmes", "distinct_marketing"),
]
MID = [("sales_led", "fractional_cmo"), ("sales_led", "marketing_mandate")]
LARGE = [("silos", "dual_mandate")]


def named(held):
    """Who is held against whom."""
    return [(contest.typical.name, contest.cure.name) for contest in held]


@pytest.mark.parametrize(
    ("company", "expected"), [("small", SMALL), ("mid", MID), ("large", LARGE), ("enterprise", LARGE)]
)
def test_each_typical_policy_meets_its_cures_and_an_absence_two_more_ways(company, expected):
    held = contests_of(sim.load_company(company))
    assert named(held) == expected
    assert {contest.company.name for contest in held} == {company}


def test_only_nobody_s_marketing_is_an_absence_and_the_crossing_two_are_a_feud():
    small = contests_of(sim.load_company("small"))
    assert [contest.absence for contest in small] == [True, False, True, True]
    assert small[1].typical.team.marketers == 2
    assert small[1].typical.lanes == sim.load_policy("lane_crossing").lanes
    assert not any(
        contest.absence for name in ("mid", "large", "enterprise") for contest in contests_of(sim.load_company(name))
    )


def test_the_last_contests_of_a_small_company_are_held_at_the_cure_s_dollars():
    firm, usual = sim.load_company("small"), load_behaviour()
    for contest in contests_of(firm)[2:]:
        assert contest.budget.startswith("equal, the rest in ")
        costs = [annual_cost(firm, policy, usual) for policy in (contest.typical, contest.cure)]
        assert costs[0] == pytest.approx(costs[1], rel=0.0, abs=1e-6)


def of(company, typical, cure, changes=None):
    """A contest of two policies of the catalogue, the first with ``changes``."""
    return Contest(builders.company(company), builders.policy(typical, changes), builders.policy(cure))


@pytest.mark.parametrize(
    ("company", "typical", "absent"),
    [
        ("small", "founder_led", True),
        ("small", "sales_led", True),
        ("small", "distinct_marketing", False),
        ("mid", "sales_led", False),
        ("mid", "founder_led", True),
    ],
)
def test_an_absence_is_a_typical_policy_under_which_nobody_markets(company, typical, absent):
    assert of(company, typical, "distinct_marketing").absence is absent


def test_a_contest_at_equal_budget_spends_the_rest_on_reps_and_on_programmes():
    plain = of("small", "founder_led", "distinct_marketing")
    reps, programmes = at_equal_budget(plain, builders.behaviour())
    assert (plain.budget, reps.budget, programmes.budget) == (
        AS_IT_COMES,
        "equal, the rest in reps",
        "equal, the rest in programmes",
    )
    assert (reps.typical.name, programmes.typical.name) == ("founder_led+reps", "founder_led+programmes")
    assert reps.typical.team.extra_reps > 0.0
    assert programmes.typical.budget.extra > 0.0
    assert reps.cure is programmes.cure is plain.cure
    assert reps.company is programmes.company is plain.company


def test_every_policy_of_some_contests_is_run_once_in_their_order():
    plain = of("small", "founder_led", "distinct_marketing")
    held = [plain, *at_equal_budget(plain, builders.behaviour()), of("small", "lane_crossing", "distinct_marketing")]
    assert [policy.name for policy in policies_of(held)] == [
        "founder_led",
        "distinct_marketing",
        "founder_led+reps",
        "founder_led+programmes",
        "lane_crossing",
    ]


@pytest.mark.parametrize("company", ["small", "mid", "large", "enterprise"])
def test_the_contest_to_look_at_first_is_a_feud_against_the_first_cure(company):
    held = main_contest_of(sim.load_company(company))
    assert (held.absence, held.budget, held.cure.name) == (False, AS_IT_COMES, held.company.cures[0])
    assert held.typical.name == ("lane_crossing_of_two" if company == "small" else held.company.typical)


def test_a_company_s_answer_is_about_a_feud_at_its_own_budget_if_there_is_one():
    absent = of("small", "founder_led", "distinct_marketing")
    feud = of("small", "lane_crossing", "distinct_marketing", {"team.marketers": 2})
    first, second = of("mid", "sales_led", "fractional_cmo"), of("mid", "sales_led", "marketing_mandate")
    held = [*at_equal_budget(absent, builders.behaviour()), absent, feud, first, second]
    assert main_contests(held) == {"small": feud, "mid": first}
    assert main_contests([*at_equal_budget(absent, builders.behaviour()), absent]) == {"small": absent}
