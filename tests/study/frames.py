"""Made-up results of runs, of which the right answers are known."""

import numpy as np
import pandas as pd

from sim.records.funnel import WAYS
from sim.records.leaks import CAUSES
from sim.study.assumptions import COLUMNS
from sim.study.contest import AS_IT_COMES, Contest
from sim.study.digest import WAITED_IN
from sim.study.feud import cost_of_feud
from sim.study.replay import SHOWN
from tests import builders


def world(policy, revenue, spend=100.0, wasted=0.0, *, company="mid", replications=4, months=36, seed=0):
    """Monthly rows of one policy; each quantity a number, a number a month, or replications x months."""
    shape = (replications, months)
    quantities = {"revenue": revenue, "spend": spend, "wasted": wasted}
    filled = {name: np.broadcast_to(np.asarray(value, float), shape).ravel() for name, value in quantities.items()}
    replication = np.repeat(np.arange(replications), months)
    month = np.tile(np.arange(1, months + 1), replications)
    ids = {"company": company, "policy": policy, "replication": replication, "seed": seed + replication}
    others = dict.fromkeys(("new_bookings", "expansions", "expected_bookings", "churned"), 0.0)
    trust = {"sales": 0.2 + 0.01 * month, "marketing": 0.5 + 0.0 * month, "blame": 0.1 + 0.0 * month}
    others |= {name: np.float32(values) for name, values in trust.items()}
    return pd.DataFrame({**ids, "month": month, "year": (month - 1) // 12 + 1, **filled, **others})


def both(typical, cure):
    """Runs of a study with these two worlds."""
    return pd.concat([typical, cure], ignore_index=True)


def noisy(seed=1, replications=12, gain=0.0, cost=0.0, company="mid", names=("typical", "cure")):
    """A typical world of about 1000 a month, and a cure that earns ``gain`` and spends ``cost`` a month more."""
    rng = np.random.default_rng(seed)
    revenue = 1000.0 + rng.normal(0.0, 50.0, (replications, 1)) + np.zeros(36)
    effect = gain + rng.normal(0.0, 5.0, (replications, 36))
    first = world(names[0], revenue, wasted=20.0, replications=replications, company=company)
    second = world(names[1], revenue + effect, 100.0 + cost, 10.0, replications=replications, company=company)
    return both(first, second)


def contenders(gains, company="mid", replications=12, seed=1, noise=5.0):
    """Worlds of about 1000 a month and the same luck, a policy each that earns its one of ``gains`` a month more."""
    rng = np.random.default_rng(seed)
    luck = rng.normal(0.0, 50.0, (replications, 1))
    worlds = [
        world(
            name,
            1000.0 + luck + gain + rng.normal(0.0, noise, (replications, 36)),
            company=company,
            replications=replications,
        )
        for name, gain in gains.items()
    ]
    return pd.concat(worlds, ignore_index=True)


def contest(company="mid", names=("typical", "cure"), budget=AS_IT_COMES):
    """Two policies of these names in a company of the catalogue; what they are does not matter."""
    typical, cure = (builders.policy("sales_led", {"name": name}) for name in names)
    return Contest(builders.company(company), typical, cure, budget)


def costs(runs, scale=1.0, **who):
    """The rows of ``cost_of_feud`` for ``contest(**who)``."""
    return cost_of_feud(runs, contest(**who), scale)


def kept(runs):
    """All that a study keeps of its runs (``sim.study.digest``), with ``runs`` as months."""
    each = runs.groupby(["company", "policy", "replication", "seed"], sort=False).size().index.to_frame(index=False)
    tables = {
        "leaks": pd.DataFrame({"cause": CAUSES, "dollars": 900.0, "hours": 30.0, "value": np.arange(9.0) * 3000.0}),
        "funnel": pd.DataFrame(
            [(way, stage, 2 ** (9 - number)) for way, stages in WAYS.items() for number, stage in enumerate(stages)],
            columns=["way", "stage", "entered"],
        ),
        "stays": pd.DataFrame([(name, 50, 0.0, 1.0, 2.0, 9.0, 20.0) for name in WAITED_IN], columns=STAY_COLUMNS),
    }
    first = each[each["replication"] == 0]
    return {
        "months": runs,
        **{name: each.merge(table, how="cross") for name, table in tables.items()},
        "replay": first.merge(days(int(runs["month"].max()) * 65 // 3), how="cross"),
    }


STAY_COLUMNS = ["stage", "left", "q05", "q25", "q50", "q75", "q95"]


def days(number):
    """Made-up days of a replay (``sim.study.replay``)."""
    day = np.arange(number)
    stocks = {stage: day % (7 + place) for place, stage in enumerate(SHOWN)}
    trust = {"sales": np.float32(0.25), "marketing": np.float32(0.5)}
    money = {"revenue": 12_000 + day, "spent": 40 * (day + 1)}
    return pd.DataFrame({"day": day, **stocks, **money, **trust})


def turned(key, at_low, at_high, stage="confirmed", company="mid", **changes):
    """A row of ``tornado``: a number whose ends change a cost of 2 % so; every interval is a point to each side."""
    row = {"company": company, "typical": "sales_led", "cure": "fractional_cmo", "stage": stage, "parameter": key}
    row |= {"meaning": f"What {key} is", "unit": "rivals", "source": "assumption: made up", "assumed": True}
    row |= {"low": 0.5, "default": 1.0, "high": 4.0, "pairs": 30, "cost_default": 0.02}
    for end, effect in (("low", at_low), ("high", at_high)):
        ends = {f"effect_{end}": effect, f"effect_{end}_low": effect - 0.01, f"effect_{end}_high": effect + 0.01}
        row |= {f"cost_at_{end}": 0.02 + effect, **ends}
    return {name: (row | changes)[name] for name in COLUMNS}
