"""What is made of the samples of all replications of a fact, laid end to end: one function a fact, by its definition.

What each run contributes to these samples is in ``sim.study.measures``.
"""

from collections.abc import Callable

import numpy as np

from sim.compiled import Floats
from sim.spec.experiment import CALENDAR

MUCH, LITTLE = 1.25, 0.8
"""Of the usual effort (T13)."""
_LOGITS = ((-8.0, 8.0), (-8.0, 16.0))
"""Where mean (in logits) and strength (its logarithm) of a beta law are looked for."""


def variation(sample: Floats) -> float:
    """Coefficient of variation: standard deviation (n - 1) over mean."""
    return float(np.std(sample, ddof=1) / np.mean(sample))


def log_spread(sample: Floats) -> float:
    """Standard deviation (n - 1) of the natural logarithm."""
    return float(np.std(np.log(sample), ddof=1))


def top_tenth(sample: Floats) -> float:
    """Part of the sum that the largest tenth holds, their number rounded up."""
    number = -(-len(sample) // 10)
    return float(np.partition(sample, -number)[-number:].sum() / sample.sum())


def rate_ratio(counts: Floats) -> float:
    """Ratio of two rates, of rows of successes, trials, successes, trials."""
    first, of, second, and_of = counts.sum(axis=0)
    return float((first / of) / (second / and_of))


def excess(sample: Floats) -> float:
    """Square root of the mean, or 0 where that is negative."""
    return float(np.sqrt(max(0.0, np.mean(sample))))


def spread_median(days: Floats) -> float:
    """Median in calendar days, each whole number d of business days standing evenly for d to d + 1."""
    counts = np.bincount(days.astype(int))
    below, half = np.cumsum(counts), len(days) / 2.0
    day = int(np.searchsorted(below, half))
    return float((day + 1.0 - (below[day] - half) / counts[day]) / CALENDAR)


def better_skewed(ages: Floats) -> float:
    """AIC of an exponential law less that of a log-normal one, both fitted by maximum likelihood; for each age."""
    from scipy import stats

    logs = np.log(ages)
    steady = 2.0 - 2.0 * stats.expon.logpdf(ages, scale=ages.mean()).sum()
    skewed = 4.0 - 2.0 * stats.lognorm.logpdf(ages, s=logs.std(), scale=np.exp(logs.mean())).sum()
    return float((steady - skewed) / len(ages))


def mean_over_median(sample: Floats) -> float:
    """How far a long tail draws the mean up."""
    return float(np.mean(sample) / np.median(sample))


def skill_spread(counts: Floats) -> float:
    """Spread of the chance to win between reps, in logits: a beta-binomial law of wins among closings, a row a rep."""
    from scipy import optimize, stats

    rows, number = np.unique(counts, axis=0, return_counts=True)
    wins, closed = rows.T

    def unlikely(at: Floats) -> float:
        mean, strength = 1.0 / (1.0 + np.exp(-at[0])), np.exp(at[1])
        law = stats.betabinom.logpmf(wins, closed, mean * strength, (1.0 - mean) * strength)
        return -float(np.sum(number * law))

    mean = np.clip(wins @ number / (closed @ number), 0.01, 0.99)
    found = optimize.minimize(unlikely, (np.log(mean / (1.0 - mean)), 2.0), method="Nelder-Mead", bounds=_LOGITS)
    mean, strength = 1.0 / (1.0 + np.exp(-found.x[0])), np.exp(found.x[1])
    return float(1.0 / np.sqrt(mean * (1.0 - mean) * (strength + 1.0)))


def elasticity(sums: Floats) -> float:
    """Of rows with much effort, then with little: relative change of the sum over relative change of the effort."""
    much, little = sums.sum(axis=0)
    return float(np.log(much / little) / np.log(MUCH / LITTLE))


def lasting(sums: Floats) -> float:
    """Elasticity of year 3 over that of year 1, of rows with years 1 and 3 at much effort, then at little.

    0 if there is nothing in year 1 that could last.
    """
    first = elasticity(sums[:, [0, 2]])
    return elasticity(sums[:, [1, 3]]) / first if first > 0.0 else 0.0


def flattening(sums: Floats) -> float:
    """Dollars of an added lead less those of an average one, of rows with dollars and leads at two floods.

    nan if no leads are added.
    """
    dollars, leads, more_dollars, more_leads = sums.sum(axis=0)
    return float((more_dollars - dollars) / (more_leads - leads) - dollars / leads) if more_leads > leads else np.nan


def drowning(sums: Floats) -> float:
    """Relative change of the dollars, of rows without a flood and with one."""
    dollars, flooded = sums.sum(axis=0)
    return float(flooded / dollars - 1.0)


POOLED: dict[str, Callable[[Floats], float]] = {
    "T3_shape": better_skewed,
    "T3_sigma": log_spread,
    "T3_skew": mean_over_median,
    "T4_cv": variation,
    "T4_median": lambda sample: float(np.median(sample)),
    "T5_sigma": log_spread,
    "T5_top": top_tenth,
    "T7_skill": skill_spread,
    "T8": rate_ratio,
    "T9": excess,
    "T11_median": spread_median,
    "T13_selling_revenue": elasticity,
    "T13_selling_bookings": elasticity,
    "T13_marketing_bookings": elasticity,
    "T13_marketing_lasting": lasting,
    "T14_flattens": flattening,
    "T14_lowers": drowning,
    "T15_conversion": rate_ratio,
}
"""What is made of the samples of all replications, laid end to end, for the facts that pool them."""
