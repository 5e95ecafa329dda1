"""What a run contributes to each fact, on runs of a few moves whose answer is known by hand."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.records.run import Run
from sim.spec.facts import load_facts
from sim.study.cohorts import holders, whole_year
from sim.study.measures import MEASURES
from sim.study.pooled import POOLED
from tests.records.made_up import REP
from tests.study.stories import SPEC, story, trip

FACTS = load_facts()


def answer(name, *trips, **rest):
    """What the run of these trips contributes to a fact."""
    return MEASURES[name](story(*trips, **rest))


# ---------------------------------------------------------------------- which facts


def test_every_fact_that_has_a_target_has_a_function_and_no_other_has_one():
    assert set(MEASURES) == {fact.id for fact in FACTS if fact.role != "report"}


def test_what_pools_replications_says_what_is_made_of_the_pool_and_nothing_else_does():
    pooled = {fact.id for fact in FACTS if fact.over_replications == "pooled"}
    assert set(POOLED) == set(MEASURES) & pooled


@pytest.mark.parametrize("name", sorted(set(MEASURES) - set(POOLED) - {"T0_revenue"}))
def test_where_there_is_nothing_to_count_there_is_no_answer(name):
    assert math.isnan(answer(name, people=()))


SUMS = {name for name in POOLED if name.startswith(("T8", "T13", "T14", "T15"))}
"""Facts to which a run without anything contributes zeros."""


@pytest.mark.parametrize("name", sorted(set(POOLED) - SUMS))
def test_where_there_is_nothing_to_count_the_sample_is_empty(name):
    assert len(answer(name)) == 0


# ---------------------------------------------------------------------- the company's size


def test_revenue_is_that_of_the_last_warm_up_year_at_full_size():
    run = story(revenue={-260: 300, -1: 700, 0: 5000})
    assert MEASURES["T0_revenue"](run) == 10.0
    smaller = Run(SPEC.model_copy(update={"scale": 0.25}), run.tables)
    assert MEASURES["T0_revenue"](smaller) == 40.0


def test_growth_is_yearly_from_the_end_of_the_warm_up_to_that_of_year_three():
    assert answer("T0_growth", recurring={-1: 1000, 0: 50, 779: 1331}) == pytest.approx(0.1)


def test_new_business_is_a_ratio_of_sums_over_the_measured_years():
    books = {"new_bookings": {-1: 999, 0: 30, 600: 10}, "revenue": {-1: 999, 10: 100, 700: 100}}
    assert answer("T0_new_business", **books) == pytest.approx(0.2)


# ---------------------------------------------------------------------- from lead and inquiry to won

WAY = ("0 inquiry", "0 marketing_qualified", "2 sales_accepted", "9 opportunity")


def test_of_worked_leads_those_won_within_two_years_of_the_lead_count():
    trips = [
        trip("hand_raise", *WAY, "520 customer"),
        trip("campaign", *WAY, "521 customer"),
        trip("campaign", *WAY, "60 lost"),
        trip("hand_raise", *WAY[:3], "9 recycled", "50 sales_accepted contacted", "50 opportunity", "90 customer"),
        # not worked by sales, not of year 1, not marketing's
        trip("hand_raise", *WAY[:2], "5 sales_accepted chased", "9 opportunity", "60 customer"),
        trip("hand_raise", *WAY[:2], "22 recycled"),
        trip("hand_raise", "260 inquiry", "260 marketing_qualified", "262 sales_accepted", "265 recycled"),
        trip("hand_raise", "-1 inquiry", "-1 marketing_qualified", "2 sales_accepted", "9 recycled"),
        trip("prospecting", "3 sales_accepted contacted", "3 opportunity", "60 customer"),
    ]
    assert answer("T1", *trips) == pytest.approx(1 / 4)


def test_of_inquiries_all_count_scored_in_or_not_called_or_chased():
    trips = [
        trip("hand_raise", *WAY, "520 customer"),
        trip("campaign", *WAY[:2], "5 sales_accepted chased", "9 opportunity", "60 customer"),
        trip("campaign", "259 inquiry", "259 market scored_out"),
        trip("hand_raise", "0 inquiry", "0 recycled scored_out", "9 inquiry", "9 market scored_out"),
        trip("hand_raise", "260 inquiry", "260 market scored_out"),
    ]
    assert answer("T2", *trips) == pytest.approx(2 / 5)


def test_ages_of_leads_are_calendar_days_of_inbound_wins_within_two_years():
    trips = [
        trip("hand_raise", *WAY, "520 customer"),
        trip("campaign", *WAY[:2], "5 sales_accepted chased", "9 opportunity", "60 customer"),
        trip("campaign", "7 inquiry", "7 marketing_qualified", "7 sales_accepted", "7 opportunity", "7 customer"),
        trip("campaign", *WAY, "521 customer"),
        trip("campaign", *WAY, "60 lost"),
        trip("hand_raise", "260 inquiry", "260 marketing_qualified", *WAY[2:3], "270 opportunity", "300 customer"),
        trip("prospecting", "3 sales_accepted contacted", "3 opportunity", "60 customer"),
    ]
    for name in ("T3_shape", "T3_sigma", "T3_skew"):
        assert sorted(answer(name, *trips)) == pytest.approx([0.7, 84.0, 728.0])


def test_of_worked_leads_of_year_two_those_won_within_a_year_count():
    def lead(*then, source="campaign", day=260):
        return trip(source, f"{day} inquiry", f"{day} marketing_qualified", *then)

    trips = [
        lead("262 sales_accepted", "270 opportunity", "520 customer"),
        lead("262 sales_accepted", "270 opportunity", "521 customer"),
        lead("262 sales_accepted", "270 recycled", source="hand_raise"),
        # worked too late, not by sales, not of year 2
        lead("521 sales_accepted", "522 opportunity", "523 customer"),
        lead("262 sales_accepted chased", "270 opportunity", "300 customer"),
        lead("2 sales_accepted", "9 opportunity", "20 customer", day=0),
        lead("522 sales_accepted", "529 opportunity", "540 customer", day=520),
    ]
    assert answer("T15_conversion", *trips).tolist() == [[1.0, 3.0]]


# ---------------------------------------------------------------------- reps


def test_closings_are_counted_by_the_rep_who_closes():
    trips = [
        trip("campaign", "0 opportunity", "10 customer", rep=0),
        trip("campaign", "0 opportunity", "10 lost", rep=0),
        trip("prospecting", "5 opportunity", "50 lost lost_to_no_decision", rep=1),
        trip("prospecting", "260 opportunity", "300 customer", rep=1),  # not of year 1
        trip("expansion", "0 opportunity hand_raised", "40 customer", rep=1),  # not new
        trip("prospecting", "0 opportunity", "521 customer", rep=1),  # after the horizon
    ]
    people = ((0, "rep"), (1, "rep"), (2, "rep"), (0, "marketer"))
    assert sorted(answer("T7_skill", *trips, people=people).tolist()) == [[0.0, 1.0], [1.0, 2.0]]


def test_who_sits_on_a_seat_is_somebody_else_where_experience_is_less():
    weeks = pd.DataFrame({"week": [0, 1, 2, 5, 6], "person": 3, "role": "rep", "experience": [1.0, 1.1, 1.2, 0.0, 0.1]})
    other = weeks.assign(person=4, experience=2.0)
    run = SimpleNamespace(people=pd.concat([weeks, other, weeks.assign(role="marketer")], ignore_index=True))
    seats, days = (
        pd.Series([3, 3, 3, 4, 4], index=[9, 8, 7, 6, 5]),
        pd.Series([14, 20, 25, 4, 34], index=[9, 8, 7, 6, 5]),
    )
    found = holders(run, seats, days)
    assert found.index.tolist() == [9, 8, 7, 6, 5]
    assert found[9] == found[8] != found[7]  # while the seat is empty it is still the last one's
    assert found[6] == found[5]
    assert len({found[9], found[7], found[6]}) == 3


TEAM = ((0, "rep"), (1, "rep"), (2, "rep"))


def wins(*each, source="prospecting", value=100):
    """A win on each of these days by each of these reps."""
    return [trip(source, f"{day - 1} opportunity", f"{day} customer", rep=rep, value=value) for day, rep in each]


def test_inequality_is_of_yearly_wins_of_new_customers_between_all_reps():
    trips = [
        *wins((0, 0), (259, 0), (100, 1), (260, 2), (520, 0), (530, 1), (540, 2)),
        *wins((5, 2), source="expansion"),
    ]
    # Year 1: 2, 1 and 0 wins; year 2: 0, 0 and 1; year 3: one each.
    first, second = 8.0 / (2.0 * 1.0 * 6.0), 4.0 / (2.0 / 3.0 * 6.0)
    assert answer("T7_gini", *trips, people=TEAM) == pytest.approx((first + second + 0.0) / 3.0)


def test_at_quota_is_whose_wins_of_a_year_come_to_it():
    quota = round(100 * SPEC.company.team.quota)
    trips = [
        *wins((10, 0), value=quota),
        *wins((20, 1), value=quota - 1),
        *wins((300, 0), (310, 0), value=quota // 2),
        *wins((320, 0), source="expansion", value=quota),
        *wins((520, 2), (521, 2), value=quota),
    ]
    assert answer("T19_quota", *trips, people=TEAM) == pytest.approx((1 / 3 + 1 / 3 + 1 / 3) / 3.0)


def test_who_was_not_there_all_year_is_left_out():
    run = story(*wins((10, 0), (20, 1)), people=TEAM)
    gone = run.people[~(run.people["person"].eq(2) & run.people["week"].eq(60))]
    shorter = SimpleNamespace(people=gone, spec=run.spec)
    assert (whole_year(run, 1), whole_year(shorter, 1), whole_year(shorter, 2)) == ([0, 1, 2], [0, 1], [0, 1, 2])


# ---------------------------------------------------------------------- effort, and floods of leads


def test_money_is_in_dollars_of_the_years_that_count():
    books = {
        "revenue": {-1: 999, 519: 300, 520: 4000, 779: 500},
        "new_bookings": {-1: 999, 0: 700, 300: 1000, 779: 900},
    }
    assert answer("T13_selling_revenue", **books).tolist() == [[45.0]]
    assert answer("T13_selling_bookings", **books).tolist() == [[26.0]]
    assert answer("T13_marketing_bookings", **books).tolist() == [[7.0]]
    assert answer("T13_marketing_lasting", **books).tolist() == [[7.0, 9.0]]


def test_what_decisions_are_worth_and_leads_are_of_years_two_and_three():
    trips = [
        trip("prospecting", "200 opportunity", "260 customer", expected=500),
        trip("campaign", "300 inquiry", "300 marketing_qualified", "310 opportunity", "400 lost", expected=700),
        trip("prospecting", "200 opportunity", "259 customer", expected=11),
        trip("expansion", "300 opportunity hand_raised", "340 customer", expected=13),
        trip("hand_raise", "259 inquiry", "259 marketing_qualified"),
        trip("hand_raise", "779 inquiry", "779 marketing_qualified"),
    ]
    assert answer("T14_flattens", *trips).tolist() == [[7.0, 2.0]]
    assert answer("T14_lowers", *trips).tolist() == [[12.0]]


# ---------------------------------------------------------------------- opportunities

DEALS = [
    trip("campaign", "0 opportunity", "10 customer", value=300),
    trip("prospecting", "259 opportunity", "779 customer", value=200),
    trip("prospecting", "100 opportunity", "621 customer", value=500),  # a day too late for the horizon
    trip("prospecting", "260 opportunity", "300 customer", value=400),
    trip("prospecting", "5 opportunity", "50 lost"),
    trip("prospecting", "5 opportunity", "50 lost lost_to_no_decision"),
    trip("hand_raise", "5 opportunity", "90 lost lost_to_no_decision"),
    trip("hand_raise", "5 opportunity", "526 lost lost_to_no_decision"),
    trip("hand_raise", "7 opportunity"),
    trip("expansion", "0 opportunity hand_raised", "40 customer", value=70),
    trip("expansion", "0 opportunity hand_raised", "50 customer", value=70),
    trip("expansion", "0 opportunity hand_raised", "40 customer expansion_lost"),
    trip("expansion", "0 opportunity hand_raised", "40 churned"),
    trip("prospecting", "-50 opportunity", "-1 customer", value=900),
]


@pytest.mark.parametrize("name", ["T4_cv", "T4_median"])
def test_ages_at_the_win_are_calendar_days_of_new_customers_deals_of_year_one(name):
    assert sorted(answer(name, *DEALS)) == pytest.approx([14.0, 728.0])


@pytest.mark.parametrize("name", ["T5_sigma", "T5_top"])
def test_values_are_those_of_new_customers_wins_of_all_measured_years(name):
    assert sorted(answer(name, *DEALS)) == [200.0, 300.0, 400.0, 500.0]


def test_the_win_rate_is_of_what_was_decided_within_the_horizon():
    assert answer("T6", *DEALS) == pytest.approx(2 / 5)


def test_old_and_new_customers_wins_are_counted_apart_and_ended_contracts_not_at_all():
    assert answer("T8", *DEALS).tolist() == [[2.0, 3.0, 2.0, 5.0]]


def test_of_the_lost_those_lost_to_no_decision():
    assert answer("T16", *DEALS) == pytest.approx(2 / 3)


def test_marketing_s_part_is_of_new_customers_opportunities_of_all_measured_years():
    assert answer("T17", *DEALS) == pytest.approx(4 / 9)


def test_open_opportunities_are_shared_by_the_reps_of_the_week():
    days = {-1: 100, 0: 156, 5: 780}
    assert answer("T18", days=days, people=(REP, (1, "rep"), (0, "marketer"))) == pytest.approx(936 / (2 * 780))


def test_little_s_law_cuts_time_off_at_both_ends_of_the_measured_time():
    trips = [
        trip("expansion", "-10 opportunity", "3 customer"),  # open on days 0 to 2
        trip("prospecting", "2 opportunity", "4 lost"),  # on 2 and 3
        trip("prospecting", "778 opportunity"),  # on 778 and 779
        trip("prospecting", "-9 opportunity", "0 lost"),  # never
    ]
    days = {-1: 2, 0: 1, 1: 1, 2: 2, 3: 1, 778: 1, 779: 1}
    assert answer("T18_little", *trips, days=days) == pytest.approx(1.0)
    assert answer("T18_little", *trips, days=days | {4: 7}) == pytest.approx(2.0)


# ---------------------------------------------------------------------- marketing's leads and score


def test_bursts_are_taken_within_each_year_so_that_growth_is_none():
    steady = [trip("campaign", f"{5 * week + 260} inquiry") for week in range(52)]
    burst = [trip("hand_raise", f"{10 * week + 521} inquiry") for week in range(26) for _ in range(2)]
    before = [trip("hand_raise", "-1 inquiry")]
    second, third = answer("T9", *steady, *burst, *before)
    assert second == pytest.approx(-1.0)  # one a week: no variance, less than by chance
    assert third == pytest.approx(52 / 51 - 1.0)  # two in every other week


HANDS = [
    trip("hand_raise", "0 inquiry", "0 marketing_qualified", "1 sales_accepted", "3 recycled"),
    trip("hand_raise", "300 inquiry", "300 marketing_qualified", "306 sales_accepted chased"),
    trip("hand_raise", "400 inquiry", "400 market scored_out", "402 sales_accepted contacted"),
    trip("hand_raise", "400 inquiry", "400 marketing_qualified", "420 recycled", "430 sales_accepted contacted"),
    trip("hand_raise", "500 inquiry", "500 marketing_qualified", "503 cooling_off"),
    trip("hand_raise", "714 inquiry", "714 marketing_qualified"),  # still waits
    trip("hand_raise", "715 inquiry", "715 market scored_out"),  # within the last 65 days
    trip("hand_raise", "-1 inquiry", "-1 marketing_qualified", "7 sales_accepted"),
    trip("campaign", "10 inquiry", "10 marketing_qualified", "19 sales_accepted"),
]


def test_who_raised_a_hand_waits_until_called_or_chased():
    assert sorted(answer("T11_median", *HANDS)) == [1.0, 6.0]


def test_never_answered_is_who_left_before_anybody_came():
    assert answer("T11_never_typical", *HANDS) == pytest.approx(2 / 5)


def test_under_the_cure_the_first_year_is_left_out():
    assert answer("T11_never_cure", *HANDS) == pytest.approx(2 / 4)


LEADS = [
    trip("campaign", "0 inquiry", "0 marketing_qualified", "3 sales_accepted"),
    trip("campaign", "1 inquiry", "1 marketing_qualified", "4 sales_accepted chased"),
    trip("hand_raise", "600 inquiry", "600 marketing_qualified", "620 recycled"),
    trip("hand_raise", "714 inquiry", "714 marketing_qualified"),  # still waits
    trip("hand_raise", "715 inquiry", "715 marketing_qualified", "716 sales_accepted"),  # within the last 65 days
    trip("hand_raise", "-1 inquiry", "-1 marketing_qualified", "7 sales_accepted"),
]


def test_a_lead_is_worked_if_sales_calls_it_and_not_if_a_marketer_pushes_it():
    assert answer("T10_typical", *LEADS) == pytest.approx(2 / 3)
    assert answer("T10_cure", *LEADS) == 1.0


SCORES = [(-1, 9.0, 0), (0, 1.0, 1), (1, 0.0, 0), (519, 2.0, 0), (520, 3.0, 1), (521, 3.0, 0), (779, 5.0, 0)]


def test_the_score_orders_pairs_of_one_good_and_one_bad_inquiry_ties_counting_half():
    assert answer("T12_misaligned", scores=SCORES) == pytest.approx((1.0 + 2.5) / 8)
    assert answer("T12_feedback", scores=SCORES) == pytest.approx(0.5 / 2)
