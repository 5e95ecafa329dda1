"""The sentence says what came out, whichever way it came out."""

import pandas as pd
import pytest

import sim
from sim.report.words import answer, lower, money, money_range, percent, sentence, spoken, thousands

MID = sim.load_company("mid")


def row(cost, gain, payback=None, wins=0.5, lost=(0.02, 0.01, 0.03), waste=0.011, budget="as it comes", absence=False):
    """A row of the table: cost, gain and lost revenue as (mean, low, high)."""
    named = {"cost_share": cost, "net_gain": gain, "revenue_lost_share": lost, "spend_wasted_share": (waste,) * 3}
    ends = {
        f"{name}{end}": value
        for name, all_ in named.items()
        for end, value in zip(("", "_low", "_high"), all_, strict=True)
    }
    names = {"typical": "sales_led", "cure": "fractional_cmo", "replications": 40, "budget": budget, "absence": absence}
    month = pd.NA if payback is None else payback
    return {**names, **ends, "payback_month": month, "share_of_replications_cure_wins": wins, "members": pd.NA}


def test_a_feud_that_costs_and_a_cure_that_pays():
    told = sentence(row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6), payback=14, wins=0.95), MID, 3)
    assert told == (
        "Over 3 years, the feud between marketing and sales costs a mid-size company 3.1 % of its revenue "
        "(95 % interval 1.0 to 5.2): 2.0 % lost revenue (1.0 to 3.0) and 1.1 % wasted spend, sales led against "
        "fractional cmo; the remedy pays back in month 14; "
        "in 38 of 40 simulated companies the remedy earned more than it cost."
    )


def test_what_plausible_numbers_leave_open_is_said():
    known = row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6), payback=14)
    ends = {"cost_plausible_share_low": -0.0004, "cost_plausible_share_high": 0.0612}
    told = sentence(known | ends | {"members": 60}, MID, 3)
    assert "; nine in ten of 60 plausible sets of numbers say 0.0 to 6.1 %; the remedy pays back in month 14; " in told


def test_a_cure_that_does_not_pay_is_called_so():
    told = sentence(row((0.031, 0.010, 0.052), (-9e5, -2e6, -1e5), wins=0.0), MID, 3)
    assert "; the remedy does not pay back within 3 years: it costs more than it brings; in 0 of 40 simu" in told


@pytest.mark.parametrize(
    ("payback", "words"),
    [
        (30, "on average the remedy pays back in month 30, "),
        (None, "on average the remedy does not pay back within 3 years, "),
    ],
)
def test_a_gain_that_may_be_none_is_not_certain(payback, words):
    assert f"{words}which is not certain" in sentence(row((0.03, 0.01, 0.05), (0.0, -1e5, 1e5), payback), MID, 3)


def test_a_typical_policy_that_does_better_is_called_so():
    told = sentence(row((-0.02, -0.03, -0.01), (-9e5, -2e6, -1e5), lost=(-0.013, -0.02, -0.01), waste=-0.007), MID, 3)
    assert told.startswith(
        "Over 3 years, the remedy does worse in a mid-size company, by 2.0 % of revenue (95 % interval 1.0 to 3.0): "
        "1.3 % less revenue and 0.7 % more wasted spend, sales led against "
    )
    mixed = sentence(row((-0.02, -0.03, -0.01), (-9e5, -2e6, -1e5), lost=(0.01, 0.0, 0.02), waste=-0.03), MID, 3)
    assert ": 1.0 % more revenue and 3.0 % more wasted spend, " in mixed


def test_an_interval_that_holds_nothing_is_no_answer():
    told = sentence(row((0.011, -0.002, 0.024), (0.0, -1e5, 1e5)), MID, 3)
    assert told.startswith(
        "Over 3 years, 40 simulated companies cannot tell whether the feud between marketing and sales costs a "
        "mid-size company anything: 1.1 % of its revenue (95 % interval -0.2 to 2.4): "
    )


def test_small_and_enterprise_companies_get_their_article():
    enterprise = MID.model_copy(update={"title": "Enterprise, over $200M a year"})
    given = row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6), payback=14)
    assert "costs an enterprise 3.1 %" in sentence(given, enterprise, 3)
    assert "costs a small company 3.1 %" in sentence(given, sim.load_company("small"), 3)


def test_numbers_have_no_minus_before_a_zero():
    given = row((-0.0004, -0.0126, 0.012), (-400.0, -1.2e6, 3e5))
    assert percent(given, "cost_share") == "0.0 (-1.3 to 1.2)"
    assert thousands(given, "net_gain") == "0 (-1,200 to 300)"


def test_lost_revenue_that_may_be_none_is_called_so_and_waste_of_the_cure_is_taken_off():
    told = sentence(row((0.011, 0.002, 0.02), (0.0, -1e5, 1e5), lost=(0.001, -0.005, 0.007), waste=-0.007), MID, 3)
    assert ": 0.1 % lost revenue (-0.5 to 0.7, which may be none) less 0.7 % that the remedy wastes more, " in told


def test_where_nobody_markets_there_is_no_feud():
    costs, gains = (0.031, 0.010, 0.052), (9e5, 1e5, 2e6)
    told = sentence(row(costs, gains, absence=True), sim.load_company("small"), 3)
    assert told.startswith("Over 3 years, doing without marketing costs a small company 3.1 % of its revenue ")
    unsure = sentence(row((0.011, -0.002, 0.024), gains, absence=True), sim.load_company("small"), 3)
    assert "cannot tell whether doing without marketing costs a small company anything" in unsure


def test_a_small_company_with_marketers_feuds_like_any_other():
    told = sentence(row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6)), sim.load_company("small"), 3)
    assert told.startswith("Over 3 years, the feud between marketing and sales costs a small company 3.1 % ")


def test_a_contest_at_equal_budget_says_so():
    given = row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6), budget="equal, the rest in reps")
    assert ", sales led against fractional cmo (budget equal, the rest in reps); " in sentence(given, MID, 3)
    assert "budget" not in sentence(row((0.031, 0.010, 0.052), (9e5, 1e5, 2e6)), MID, 3)


def test_a_single_year_is_no_years():
    assert sentence(row((0.03, 0.01, 0.05), (9e5, 1e5, 2e6), payback=3), MID, 1).startswith("Over 1 year, ")
    assert "does not pay back within 1 year;" in sentence(row((0.03, 0.01, 0.05), (9e5, 1e5, 2e6)), MID, 1)


# ---------------------------------------------------------------------- the whole study in a sentence

PAYS, OPEN, LOSES = (9e5, 1e5, 2e6), (0.0, -1e5, 1e5), (-9e5, -2e6, -1e5)


def test_the_answer_names_the_least_the_most_and_where_it_pays():
    companies = [sim.load_company(name) for name in ("small", "mid", "large", "enterprise")]
    costs = [0.013, 0.023, 0.0131, 0.008]
    rows = [row((cost, 0.001, 0.03), gain) for cost, gain in zip(costs, (OPEN, LOSES, PAYS, PAYS), strict=True)]
    assert answer(rows, companies, 3) == (
        "In this model the feud between marketing and sales costs from 0.8 % of each year's revenue (in an enterprise) "
        "to 2.3 % (in a mid-size company), on average over 3 years; the remedy pays for itself in a large company and "
        "an enterprise, may or may not pay for itself in a small company and costs more than it brings in a mid-size "
        "company."
    )


def test_the_answer_for_one_company_is_about_that_one():
    assert answer([row((0.023, 0.01, 0.03), PAYS)], [MID], 1) == (
        "In this model the feud between marketing and sales costs 2.3 % of the revenue of a mid-size company, on "
        "average over 1 year; the remedy pays for itself in a mid-size company."
    )


def test_names_are_said_and_titles_stand_in_a_sentence():
    assert spoken("founder_led+reps") == "founder led + reps"
    assert lower("A fractional CMO negotiates") == "a fractional CMO negotiates"
    assert lower("CMO first") == "CMO first"


@pytest.mark.parametrize(
    ("dollars", "words"),
    [(235_900.0, "$236 thousand"), (-1_234_000.0, "-$1.2 million"), (0.0, "$0 thousand")],
)
def test_money_as_people_say_it(dollars, words):
    assert money(dollars) == words


def test_a_range_of_money_has_one_unit():
    assert money_range(-949_000.0, 473_000.0) == "-$949 to $473 thousand"
    assert money_range(449_000.0, 3_998_000.0) == "$0.4 to $4.0 million"
