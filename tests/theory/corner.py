"""What the corners share: bounds that come from a stated standard error, and settings in which theory has the answer.

Seeds are fixed, so every test passes or fails for good. A bound is 99.9 % wide: a true model would miss it once in a
thousand. ``check`` also asks that the bound is narrow enough to see a bias of a given part of the value.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.draws import Purpose, candidates, exponentials, normal, uniforms
from sim.exchange import Campaigns
from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, ExperimentSpec
from sim.stages import STAGES
from tests import builders

BOUND = float(stats.norm.ppf(0.9995))
"""Standard errors that a true model exceeds with probability 0.001."""
RARE = 0.001
"""Probability at which a distribution test speaks up."""
SEEN = 0.02
"""Relative bias that every bound must be able to see, unless a test says otherwise."""

FREE = (
    *("capacity", "patience", "friction", "drift", "waves", "forgetting", "word_of_mouth", "neglect", "skill"),
    *("beliefs", "quotas", "seasoning", "turnover", "ramp", "change"),
)
"""What is switched off where nothing limits anybody and nothing changes over time."""
ALWAYS_LOOKING: builders.Changes = {
    "window.years_between": 0.1,
    "window.search_days": 500.0,
    "window.length_cycles": 20.0,
    "window.length_sigma": 0.0,
}
"""Windows of twenty cycles and two years more, and a day or two between them."""
SURE: builders.Changes = {"patience.readiness": 3.0, "patience.unfit_readiness": 1.0}
"""Every buyer in its window qualifies."""
LIKE: builders.Changes = {"choice.fit": 0.0, "choice.awareness": 0.0, "choice.understanding": 0.0}
"""Deals of strangers are all equally likely to be won."""
LOYAL: builders.Changes = {"contract.renewal": 10.0, "contract.fit": 0.0, "contract.understanding": 0.0}
SILENT: builders.Changes = {"inquiry.hand_raise": 0.0, "inquiry.customer_hand_raise": 0.0}


def check(seen: float, expected: float, error: float, see: float = SEEN) -> None:
    """Whether ``seen`` is ``expected``, given the standard ``error``, and a relative bias of ``see`` would show."""
    assert BOUND * error < see * abs(expected), f"too few: {BOUND * error / abs(expected):.4f} is not below {see}"
    assert abs(seen - expected) < BOUND * error, (
        f"{seen:.6g} for {expected:.6g}, {(seen - expected) / error:.2f} errors"
    )


def check_share(flags: npt.ArrayLike, chance: float, see: float = SEEN) -> None:
    """Whether independent ``flags`` are true with ``chance``: the error of a share is sqrt(p (1 - p) / n)."""
    array = np.asarray(flags, dtype=bool)
    check(float(array.mean()), chance, math.sqrt(chance * (1.0 - chance) / len(array)), see)


def check_mean(values: npt.ArrayLike, mean: float, spread: float, see: float = SEEN) -> None:
    """Whether independent ``values`` of standard deviation ``spread`` have this ``mean``: the error is s / sqrt(n)."""
    array = np.asarray(values, dtype=float)
    check(float(array.mean()), mean, spread / math.sqrt(len(array)), see)


def check_whole(values: npt.ArrayLike, cdf: npt.NDArray[np.float64], bins: int = 20) -> None:
    """Whether whole numbers follow the law with ``cdf[k]`` = P(value <= k): chi-square over about even ``bins``."""
    array = np.asarray(values, dtype=np.int64)
    edges = np.unique(np.searchsorted(cdf, np.arange(1, bins) / bins))
    parts = np.diff(np.concatenate([[0.0], cdf[edges], [1.0]]))
    kept = parts > 0.0
    seen = np.bincount(np.searchsorted(edges, array), minlength=len(parts))
    assert seen[~kept].sum() == 0
    assert stats.chisquare(seen[kept], parts[kept] * len(array)).pvalue > RARE


def moments(cdf: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Mean and standard deviation of the whole number from 0 with this ``cdf``, which must end at 1."""
    chance = np.diff(cdf, prepend=0.0)
    mean = float(chance @ np.arange(len(cdf)))
    return mean, math.sqrt(float(chance @ (np.arange(len(cdf)) - mean) ** 2))


def geometric(chance: float, most: int = 20_000) -> npt.NDArray[np.float64]:
    """The law of the first success, from 1 on."""
    return np.asarray(stats.geom.cdf(np.arange(most), chance))


def whole_log_normal(median: float, sigma: float, most: int = 20_000) -> npt.NDArray[np.float64]:
    """The law of 1 + int(median x exp(sigma N)): what lasts a log-normal time and is over at the end of a day."""
    return np.asarray(stats.lognorm.cdf(np.arange(most), sigma, scale=median))


def run(people: str = "founder_led", without: tuple[str, ...] = FREE, **settings: Any) -> Run:
    """A finished run of the compiled engine under the policy ``people`` work by."""
    return builders.run(rules=people, without=without, engine="columns", **settings)


def model(
    people: str = "founder_led", without: tuple[str, ...] = FREE, detail: str = "moves", **settings: Any
) -> FunnelModel:
    """The same before its first day."""
    spec = builders.spec(rules=people, without=without, engine="columns", **settings)
    return FunnelModel(spec, detail=detail)


def lived(people: str, without: tuple[str, ...], **settings: Any) -> tuple[FunnelModel, Run, list[Campaigns]]:
    """A model that has lived to its end, its run with every touch, and the campaigns of each week."""
    started = model(people, without, "activities", **settings)
    weeks = []
    for day in range(started.spec.days):
        started.step()
        if day % DAYS_PER_WEEK == 0:
            weeks.append(started.firm.campaigns)
    return started, started.run(), weeks


def stays(moves: pd.DataFrame, stage: str, days: int) -> pd.DataFrame:
    """Every stay in ``stage`` that began with a move: ``entered``, ``left`` (``days`` if not by then), why, source."""
    rows = moves[["prospect", "day", "from", "to", "reason", "source"]].astype({"from": str, "to": str, "reason": str})
    after = rows.groupby("prospect")[["day", "reason"]].shift(-1)
    rows = rows.assign(left=after["day"].fillna(days).astype(int), why=after["reason"])
    found = rows.loc[rows["to"] == stage, ["prospect", "source", "reason", "day", "left", "why"]]
    return found.rename(columns={"day": "entered", "reason": "came"}).reset_index(drop=True)


def dawns(run: Run) -> npt.NDArray[np.int64]:
    """Everybody's stage before each day, as a code, from the moves and the first customers."""
    stages = np.zeros((run.spec.days, run.spec.company.market.accounts), dtype=np.int64)
    stages[:] = FunnelModel(run.spec).crowd.world.accounts["stage"]
    code = {stage: number for number, stage in enumerate(STAGES)}
    for day, i, to in zip(run.moves["day"], run.moves["prospect"], run.moves["to"].astype(str), strict=True):
        stages[day + 1 :, i] = code[to]
    return stages


def whole(cents: float) -> int:
    """A contract's value is a whole multiple of 260 cents a year, at least one (ODD 5)."""
    return max(1, int(cents / DAYS_PER_YEAR + 0.5)) * DAYS_PER_YEAR


def value_of(spec: ExperimentSpec, i: int) -> int:
    """What a first contract of account ``i`` is worth, in cents a year: log-normal (ODD 5)."""
    market = spec.company.market
    luck = normal(spec.seed, Purpose.MARKET_VALUE, i, 0)
    return whole(market.value_median * 100.0 * math.exp(market.value_sigma * luck))


def reached(
    seed: int, channel: int, day: int, segments: npt.NDArray[np.int64], ceiling: float, shares: npt.ArrayLike
) -> list[int]:
    """Whom a channel meets: with chance ``shares[s]`` who is in segment s, by marks below -ln(1 - share) (ODD 7.4)."""
    found, marks = candidates(seed, channel, day, len(segments), ceiling, ceiling)
    below = -np.log1p(-np.asarray(shares, dtype=float))[segments[found]]
    return sorted(set(found[marks < below].tolist()))


def first_customers(spec: ExperimentSpec) -> pd.DataFrame:
    """Of each first customer, by index: what it ``understood``, and the day on which its contract ``ends`` (ODD 5).

    Drawn without replacement with weight 0.1 + fit: the shortest of waits that run as fast (Efraimidis and Spirakis).
    """
    market, seed, everyone = spec.company.market, spec.seed, np.arange(spec.company.market.accounts)
    waits = exponentials(seed, Purpose.MARKET_CUSTOMER, everyone, 0)
    waits /= 0.1 + uniforms(seed, Purpose.MARKET_FIT, everyone, 0)
    who = np.sort(np.argsort(waits)[: market.customers])
    understood = uniforms(seed, Purpose.MARKET_KNOWLEDGE, who, 0)
    ends = 1 + (uniforms(seed, Purpose.RENEWAL_DAY, who, 0) * DAYS_PER_YEAR).astype(int)
    return pd.DataFrame({"understood": understood, "ends": ends}, index=who)
