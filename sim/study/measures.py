"""What one finished run contributes to each fact: one function a fact, by the definition in ``configs/facts.yaml``.

The words are those at the top of that file. Runs have three measured years after a warm-up of one year or more, and
their activities. A fact whose answer is a mean over replications gets one number a run, nan where the run has nothing
to count; one that pools all replications gets a sample (``sim.study.pooled`` says what is made of it).

A fact that compares runs (``sim.study.facts.COMPARED``) gets what each of them contributes, side by side.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.records.run import Run
from sim.spec.experiment import CALENDAR, DAYS_PER_WEEK, DAYS_PER_YEAR, WEEKS_PER_YEAR
from sim.study.cohorts import (
    DECISIONS,
    STILL_WAITING,
    YEARS,
    called,
    decided,
    entered,
    expected_cents,
    holders,
    in_time,
    inbound,
    measured,
    new,
    over,
    part,
    raised,
    whole_year,
)

if TYPE_CHECKING:
    import pandas as pd

SAME_DAY = 0.5
"""Business days after which what happens on the same day counts as having happened."""

# ---------------------------------------------------------------------- the company's size


def revenue(run: Run) -> float:
    """T0_revenue: dollars earned in the last warm-up year, of a company at full size."""
    first = run.spec.warmup_days
    year = run.books["revenue"].to_numpy()[first - DAYS_PER_YEAR : first]
    return float(year.sum()) / 100.0 / run.spec.scale


def growth(run: Run) -> float:
    """T0_growth: yearly growth of the value under contract, as a share."""
    recurring, first = run.books["recurring"].to_numpy(), run.spec.warmup_days
    ratio = over(recurring[first + YEARS * DAYS_PER_YEAR - 1], recurring[first - 1])
    return float(ratio ** (1.0 / YEARS) - 1.0)


def new_business(run: Run) -> float:
    """T0_new_business: new bookings over revenue."""
    books = measured(run, run.books)
    return over(books["new_bookings"].sum(), books["revenue"].sum())


# ---------------------------------------------------------------------- from lead and inquiry to won


def worked_leads_won(run: Run) -> float:
    """T1: part of the inbound marketing leads of year 1 that sales worked which is won within the horizon."""
    leads = inbound(entered(run, "marketing_qualified", last_year=1))
    return part(in_time(leads, "won_day")[called(leads) & in_time(leads, "then_day")])


def worked_leads_won_soon(run: Run) -> Floats:
    """T15_conversion: of year 2's inbound marketing leads, within a year: those won, and those that sales worked."""
    leads = inbound(entered(run, "marketing_qualified", first_year=2, last_year=2))
    worked = leads[called(leads) & in_time(leads, "then_day", DAYS_PER_YEAR)]
    return np.array([[in_time(worked, "won_day", DAYS_PER_YEAR).sum(), len(worked)]], dtype=float)


def lead_ages(run: Run) -> Floats:
    """T3: calendar days from marketing lead to win, inbound leads of year 1; on the same day it is half of one."""
    leads = inbound(entered(run, "marketing_qualified", last_year=1))
    won = leads[in_time(leads, "won_day")]
    return ((won["won_day"] - won["day"]).clip(lower=SAME_DAY) / CALENDAR).to_numpy()


def inquiries_won(run: Run) -> float:
    """T2: part of the inbound inquiries of year 1 that is won within the horizon."""
    return part(in_time(inbound(entered(run, "inquiry", last_year=1)), "won_day"))


# ---------------------------------------------------------------------- opportunities


def ages_at_win(run: Run) -> Floats:
    """T4_cv, T4_median: calendar days from opportunity to win, new customers' of year 1 won within the horizon."""
    deals = new(entered(run, "opportunity", last_year=1))
    won = deals[in_time(deals, "won_day")]
    return ((won["won_day"] - won["day"]) / CALENDAR).to_numpy()


def values_won(run: Run) -> Floats:
    """T5_sigma, T5_top: annual value in cents of every new customer's win in the measured years."""
    moves = new(measured(run, run.moves))
    return moves.loc[moves["reason"].eq("won"), "value"].to_numpy(dtype=float)


def win_rate(run: Run) -> float:
    """T6: part of new customers' opportunities of year 1 decided within the horizon that is won."""
    return part(new(decided(run))["then_reason"].eq("won"))


def wins_old_and_new(run: Run) -> Floats:
    """T8: wins and decisions of existing customers, then those of new ones: one row of four counts."""
    deals = decided(run)
    old, won = deals["source"].eq("expansion"), deals["then_reason"].eq("won")
    return np.array([[(won & old).sum(), old.sum(), (won & ~old).sum(), (~old).sum()]], dtype=float)


def lost_to_no_decision(run: Run) -> float:
    """T16: part of new customers' opportunities of year 1 lost within the horizon that nobody else won."""
    deals = new(decided(run))
    return part(deals.loc[deals["then_reason"].ne("won"), "then_reason"].eq("lost_to_no_decision"))


def from_marketing(run: Run) -> float:
    """T17: part of new customers' opportunities of the measured years that is inbound."""
    deals = new(entered(run, "opportunity"))
    return over(len(inbound(deals)), len(deals))


def open_a_rep(run: Run) -> float:
    """T18: open opportunities a rep, over all measured days."""
    people, first = run.people, run.spec.warmup_days
    weeks = people["role"].eq("rep") & people["week"].ge(first // DAYS_PER_WEEK)
    return over(measured(run, run.days)["opportunity"].sum(), DAYS_PER_WEEK * weeks.sum())


def littles_law(run: Run) -> float:
    """T18_little: mean number of open opportunities over arrivals a day times mean days open, within the window."""
    first, end = run.spec.warmup_days, run.spec.days
    deals = run.journeys[run.journeys["to"].eq("opportunity")]
    opened, closed = deals["day"].clip(lower=first), deals["then_day"].fillna(end)
    days_open = (closed - opened)[closed > opened]
    arrivals = over(len(days_open), end - first)
    return over(measured(run, run.days)["opportunity"].mean(), arrivals * over(days_open.sum(), len(days_open)))


# ---------------------------------------------------------------------- reps


def closings_by_rep(run: Run) -> Floats:
    """T7_skill: a row a rep: wins, and opportunities won or lost, of new customers' of year 1 within the horizon."""
    deals = new(decided(run))
    closer = holders(run, run.journeys["rep"].shift(-1).loc[deals.index], deals["then_day"])
    counts = deals["then_reason"].eq("won").groupby(closer).agg(["sum", "size"])
    return counts.to_numpy(dtype=float).reshape(-1, 2)


def inequality(run: Run) -> float:
    """T7_gini: Gini coefficient of yearly wins between those who were there all year, mean of the years."""
    moves = new(run.moves[run.moves["reason"].eq("won")])
    return float(np.mean([_gini(_of_seats(run, moves.assign(won=1), "won", year)) for year in range(1, YEARS + 1)]))


def at_quota(run: Run) -> float:
    """T19_quota: part of those who were there all year whose wins come to a year's quota, mean of the years."""
    won = run.moves[run.moves["reason"].eq("won")]
    quota = 100.0 * run.spec.company.team.quota
    signed = (_of_seats(run, won, "value", year) for year in range(1, YEARS + 1))
    return float(np.mean([part(values >= quota) for values in signed]))


# ---------------------------------------------------------------------- effort, and floods of leads


def revenue_of_year_three(run: Run) -> Floats:
    """T13_selling_revenue: dollars."""
    return _years(run, "revenue")[:, [YEARS - 1]]


def bookings(run: Run) -> Floats:
    """T13_selling_bookings: dollars of new customers' contracts signed in the measured years."""
    return _years(run, "new_bookings").sum(axis=1, keepdims=True)


def bookings_of_year_one(run: Run) -> Floats:
    """T13_marketing_bookings: dollars."""
    return _years(run, "new_bookings")[:, [0]]


def bookings_first_and_last(run: Run) -> Floats:
    """T13_marketing_lasting: dollars of years 1 and 3."""
    return _years(run, "new_bookings")[:, [0, YEARS - 1]]


def expected_bookings(run: Run) -> Floats:
    """T14_lowers: dollars that new customers' decisions of years 2 and 3 were worth before they were taken."""
    return np.array([[expected_cents(run)[1:].sum() / 100.0]])


def worth_and_leads(run: Run) -> Floats:
    """T14_flattens: the same of inbound opportunities alone, and how many inbound marketing leads these years have."""
    moves = inbound(_later(run))
    worth = moves.loc[moves["reason"].isin(DECISIONS), "expected"].sum() / 100.0
    return np.array([[worth, moves["to"].eq("marketing_qualified").sum()]])


# ---------------------------------------------------------------------- marketing's leads and score


def weekly_bursts(run: Run) -> Floats:
    """T9: variance less mean of the weekly inquiries over the squared mean, for each year that has any."""
    moves = measured(run, run.moves)
    days = moves.loc[moves["to"].eq("inquiry"), "day"] - run.spec.warmup_days
    weeks = np.bincount(days // DAYS_PER_WEEK, minlength=YEARS * WEEKS_PER_YEAR).reshape(YEARS, WEEKS_PER_YEAR)
    busy = weeks[weeks.any(axis=1)]
    mean, variance = busy.mean(axis=1), busy.var(axis=1, ddof=1)
    return np.asarray((variance - mean) / mean**2, dtype=float)


def never_worked(run: Run) -> float:
    """T10_typical: part of the marketing leads that sales does not call, whose next move is known."""
    return _unworked(run, 1)


def never_worked_cured(run: Run) -> float:
    """T10_cure: the same in years 2 and 3."""
    return _unworked(run, 2)


def waits_for_answer(run: Run) -> Floats:
    """T11_median: business days from raising a hand to being called or chased, of those that were."""
    hands = raised(run, 1)
    return (hands["answer_day"] - hands["day"])[hands["answer"].eq("sales_accepted")].to_numpy(dtype=float)


def never_answered(run: Run) -> float:
    """T11_never_typical: part of the raised hands that nobody answers."""
    return _unanswered(raised(run, 1))


def never_answered_cured(run: Run) -> float:
    """T11_never_cure: the same in years 2 and 3."""
    return _unanswered(raised(run, 2))


def auc(run: Run) -> float:
    """T12_misaligned: chance that a good inquiry has a higher score than a bad one, in the measured years."""
    return _auc(run, 1)


def auc_learned(run: Run) -> float:
    """T12_feedback: the same in year 3."""
    return _auc(run, YEARS)


# ---------------------------------------------------------------------- what two facts share


def _years(run: Run, column: str) -> Floats:
    """A column of the books in dollars: one row, the measured years."""
    days = measured(run, run.books)[column].to_numpy(dtype=float)
    return days.reshape(1, YEARS, DAYS_PER_YEAR).sum(axis=2) / 100.0


def _later(run: Run) -> "pd.DataFrame":
    """The moves of years 2 and 3."""
    return run.moves[run.moves["day"].ge(run.spec.warmup_days + DAYS_PER_YEAR)]


def _of_seats(run: Run, wins: "pd.DataFrame", column: str, year: int) -> Floats:
    """The sum of a column of ``wins`` for each seat that was filled all ``year``; 0 for one without a win."""
    first = run.spec.warmup_days + (year - 1) * DAYS_PER_YEAR
    here = wins[wins["day"].between(first, first + DAYS_PER_YEAR - 1)]
    sums = here.groupby("rep")[column].sum().reindex(whole_year(run, year), fill_value=0)
    return sums.to_numpy(dtype=float)


def _gini(values: Floats) -> float:
    """Mean difference of all pairs over twice the mean; nan where there is no pair, or nothing to share."""
    number = len(values)
    pairs = np.abs(np.subtract.outer(values, values)).sum()
    return over(pairs, 2.0 * values.mean() * number * (number - 1)) if number > 1 else np.nan


def _unworked(run: Run, first_year: int) -> float:
    """A lead that only a marketer chased is not worked."""
    leads = entered(run, "marketing_qualified", first_year)
    leads = leads[leads["day"].lt(run.spec.days - STILL_WAITING) & leads["then"].notna()]
    return part(~called(leads))


def _unanswered(hands: "pd.DataFrame") -> float:
    """Part of those no longer waiting that left without an answer; to be pushed away is one, and a bad one."""
    return part(~hands["answer"].dropna().isin(["sales_accepted", "cooling_off"]))


def _auc(run: Run, first_year: int) -> float:
    from scipy import stats

    since = run.spec.warmup_days + (first_year - 1) * DAYS_PER_YEAR
    seen = run.activities
    scored = seen[seen["activity"].eq("score") & seen["day"].ge(since)]
    good, bad = (scored.loc[scored["good"].eq(label), "score"] for label in (1, 0))
    pairs = len(good) * len(bad)
    return over(stats.mannwhitneyu(good, bad, method="asymptotic").statistic, pairs) if pairs else np.nan


# ---------------------------------------------------------------------- which function is for which fact

MEASURES: dict[str, Callable[[Run], Floats | float]] = {
    "T0_revenue": revenue,
    "T0_growth": growth,
    "T0_new_business": new_business,
    "T1": worked_leads_won,
    "T2": inquiries_won,
    "T3_shape": lead_ages,
    "T3_sigma": lead_ages,
    "T3_skew": lead_ages,
    "T4_cv": ages_at_win,
    "T4_median": ages_at_win,
    "T5_sigma": values_won,
    "T5_top": values_won,
    "T6": win_rate,
    "T7_skill": closings_by_rep,
    "T7_gini": inequality,
    "T8": wins_old_and_new,
    "T9": weekly_bursts,
    "T10_typical": never_worked,
    "T10_cure": never_worked_cured,
    "T11_median": waits_for_answer,
    "T11_never_typical": never_answered,
    "T11_never_cure": never_answered_cured,
    "T12_misaligned": auc,
    "T12_feedback": auc_learned,
    "T13_selling_revenue": revenue_of_year_three,
    "T13_selling_bookings": bookings,
    "T13_marketing_bookings": bookings_of_year_one,
    "T13_marketing_lasting": bookings_first_and_last,
    "T14_flattens": worth_and_leads,
    "T14_lowers": expected_bookings,
    "T15_conversion": worked_leads_won_soon,
    "T15_growth": growth,
    "T16": lost_to_no_decision,
    "T17": from_marketing,
    "T18": open_a_rep,
    "T18_little": littles_law,
    "T19_quota": at_quota,
}
"""What a run contributes to a fact, by its id."""
