"""Made-up lives of companies: trust that follows one lever of the policies in a known way."""

import numpy as np
import pandas as pd

from sim.spec.experiment import DAYS_PER_QUARTER
from sim.study.contest import Contest
from sim.study.histories import QUARTERS_A_YEAR
from sim.study.tipping import Plan, grid, histories, runs
from tests import builders


def planned(company="mid", replications=4, seed=0, scale=1.0):
    """The feud of a company of the catalogue against a cure."""
    held = Contest(builders.company(company), builders.policy("sales_led"), builders.policy("fractional_cmo"))
    behaviour = builders.behaviour()
    return Plan(held, behaviour, histories(held), grid(behaviour), replications, seed, scale)


def targets(spec):
    """The lever ``handoff.tracking`` of the policy in force in each measured quarter."""
    days = spec.warmup_days + DAYS_PER_QUARTER * np.arange(QUARTERS_A_YEAR * spec.years)
    return [spec.policy_on(int(day)).handoff.tracking for day in days]


def relaxing(rate):
    """Trust goes ``rate`` of the way to the lever in a quarter: one state, and a lag."""

    def course(spec):
        first, *rest = targets(spec)
        trust = [first]
        for target in rest:
            trust.append(trust[-1] + rate * (target - trust[-1]))
        return np.array(trust)

    return course


def kept(spec):
    """Trust rises with the lever and never falls again: a state for each history."""
    return np.maximum.accumulate(targets(spec))


def learned(spec):
    """The same, unless the score cannot learn: then trust relaxes."""
    return kept(spec) if spec.behaviour.score.learning_rate else relaxing(0.5)(spec)


def quarters(plan, course, noise=0.001):
    """What the runs of ``plan`` leave where trust takes that ``course``: the rows of ``run_tables``."""
    worlds, tables = {}, []
    for number, replica in enumerate(runs(plan)):
        if replica.policy not in worlds:
            worlds[replica.policy] = course(replica.spec)
        trust = worlds[replica.policy]
        luck = np.random.default_rng([replica.spec.seed, 0]).normal(0.0, 0.05, len(trust))
        own = np.random.default_rng([replica.spec.seed, 1 + number]).normal(0.0, noise, len(trust))
        level = trust + luck + own
        ids = {"company": plan.contest.company.name, "policy": replica.policy}
        ids |= {"replication": replica.replication, "seed": replica.spec.seed}
        measures = {"sales": level, "marketing": level, "worked": level, "revenue": 1e6 * (1.0 + level)}
        tables.append(pd.DataFrame({**ids, "quarter": np.arange(1, len(trust) + 1), **measures}))
    return pd.concat(tables, ignore_index=True)
