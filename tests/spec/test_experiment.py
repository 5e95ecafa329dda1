"""Which policy holds on which day, and what a company and a policy are at a part of their size."""

import pytest

from sim.spec.company import scaled, scaled_heads
from sim.spec.errors import SpecError
from sim.spec.load import experiment, load_behaviour, load_company, load_policy
from sim.spec.policy import scaled_policy
from tests import builders

WEEK, YEAR = 5, 260


def timeline(*days, delay=3, **rest):
    """A mid company under one policy after the other; a change takes ``delay`` weeks."""
    steps = list(zip(days, map(builders.policy, ("fractional_cmo", "lane_crossing", "silos")), strict=False))
    given = builders.behaviour({"change.delay_weeks": delay})
    return experiment(builders.company("mid"), steps, behaviour=given, **rest)


def changes(spec):
    """Each policy with its first day, counted from the first day of the warm-up."""
    names = [spec.policy_on(day).name for day in range(spec.days)]
    return {day: name for day, name in enumerate(names) if not day or name != names[day - 1]}


# ---------------------------------------------------------------------- which policy holds


def test_a_policy_takes_the_usual_one_s_place_some_weeks_after_its_day():
    assert changes(timeline(0)) == {0: "sales_led", YEAR + 3 * WEEK: "fractional_cmo"}
    assert changes(timeline(0, delay=0)) == {0: "sales_led", YEAR: "fractional_cmo"}


def test_nobody_has_to_change_where_the_policy_was_there_before():
    assert changes(timeline(0, warmup_years=0)) == {0: "fractional_cmo"}
    assert changes(timeline(0, reading="from_start")) == {0: "fractional_cmo"}


def test_later_policies_wait_likewise():
    expected = {0: "sales_led", YEAR + 15: "fractional_cmo", YEAR + 145: "lane_crossing", YEAR + 535: "silos"}
    assert changes(timeline(0, 130, 520)) == expected
    expected = {0: "fractional_cmo", 145: "lane_crossing", 535: "silos"}
    assert changes(timeline(0, 130, 520, warmup_years=0)) == expected


def test_of_two_changes_in_a_row_the_later_one_holds():
    assert changes(timeline(0, 5)) == {0: "sales_led", YEAR + 15: "fractional_cmo", YEAR + 20: "lane_crossing"}


def test_a_change_that_comes_too_late_to_hold_is_refused():
    assert changes(timeline(0, 760))[4 * YEAR - WEEK] == "lane_crossing"
    with pytest.raises(SpecError, match="must be decided on by day 760"):
        timeline(0, 765)
    with pytest.raises(SpecError, match="must be decided on by day -5"):
        timeline(0, years=1, delay=52)
    assert changes(timeline(0, years=1, delay=52, warmup_years=0)) == {0: "fractional_cmo"}


@pytest.mark.parametrize("days", [(0, 7), (0, 260 * 3), (0, 130, 130), (0, 130, 65)])
def test_policies_change_on_mondays_of_the_measured_time_one_after_the_other(days):
    with pytest.raises(SpecError, match=r"timeline days \[0, "):
        timeline(*days)


# ---------------------------------------------------------------------- parts of the size


def test_heads_are_rounded_and_whoever_had_somebody_keeps_one():
    assert [scaled_heads(heads, 0.25) for heads in (0, 1, 5, 6, 8)] == [0, 1, 1, 2, 2]


def test_a_scaled_company_has_its_part_of_market_heads_and_budget_and_nothing_else():
    heads = {"team.reps": 13, "team.founders": 0, "team.marketers": 8}
    firm = builders.company("mid", {"market.accounts": 13_000, "market.customers": 550, **heads})
    part = scaled(firm, 0.25)
    expected = {"revenue": firm.revenue / 4, "market.accounts": 3250, "market.customers": 138}
    assert part == load_company(firm, {**expected, "team.reps": 3, "team.marketers": 2})
    assert scaled(firm, 1.0) is firm


def test_a_scaled_policy_has_its_part_of_heads_and_dollars_and_nothing_else():
    policy = builders.policy("sales_led", {"team.marketers": 4, "team.extra_reps": 1.0, "budget.extra": 800.0})
    expected = {"team.marketers": 2, "team.extra_reps": 0.5, "budget.extra": 400.0}
    assert scaled_policy(policy, 0.5) == load_policy(policy, expected)
    assert scaled_policy(builders.policy(), 0.5).team.marketers is None
    assert scaled_policy(policy, 1.0) is policy


def test_policies_are_the_same_by_their_levers_and_not_by_their_names():
    policy = builders.policy()
    assert policy.same_levers(builders.policy("sales_led", {"name": "twin", "title": "Twin", "claims": []}))
    assert not policy.same_levers(builders.policy("sales_led", {"lanes.coordination": 0.11}))
    assert not policy.same_levers(builders.policy("sales_led", {"team.employment": "outsourced"}))


# ---------------------------------------------------------------------- what does not go together


@pytest.mark.parametrize(
    ("load", "name", "change", "message"),
    [
        (
            load_company,
            "small",
            {"team.founders": 5, "team.reps": 4},
            r"company\.team\.founders = 5: must be at most team\.reps = 4",
        ),
        (
            load_policy,
            "sales_led",
            {"budget": {"brand_share": 0.8, "enablement": 0.3}},
            r"policy\.budget\.brand_share \+ budget\.enablement = 1\.1: must be at most 1",
        ),
        (
            load_behaviour,
            "default",
            {"mix.accepted_demand": 0.6, "mix.accepted_nurture": 0.5},
            r"behaviour\.mix\.accepted_demand \+ mix\.accepted_nurture = 1\.1: must be at most 1",
        ),
        (
            load_behaviour,
            "default",
            {"reach.saturates": 1},
            r"behaviour\.reach\.saturates = 1: must be true or false",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(load, name, change, message):
    with pytest.raises(SpecError, match=rf"^{message}$"):
        load(name, change)
