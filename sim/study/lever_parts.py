"""Which levers bring the gain of a cure: Shapley's parts of what it leaves more than the typical policy.

Levers go together in groups, each of them a thing that people would agree on at one table. A coalition of groups is the
typical policy with these groups' levers as the cure has them; all coalitions are run, under the same luck.
"""

from collections.abc import Mapping
from math import factorial
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from sim.spec.keys import values
from sim.spec.load import load_policy
from sim.spec.policy import PolicySpec
from sim.study.contest import Contest
from sim.study.league import holm, p_value
from sim.study.pairs import CONFIDENCE, mean_interval, named, share_interval
from sim.study.replicas import Replica, replicas
from sim.study.shapley import parts

if TYPE_CHECKING:
    import pandas as pd

GROUPS: Mapping[str, tuple[str, ...]] = {
    "what a lead is": ("lead",),
    "promise and feedback": ("handoff", "feedback"),
    "goals and mandate": ("incentives", "mandate"),
    "lanes and meetings": ("lanes", "evidence"),
    "marketing's money": ("budget",),
    "leader and heads": ("leader", "team"),
}
"""By name, whose levers each has (``PolicySpec``)."""
WHOLE = "the whole cure"
COLUMNS: tuple[str, ...] = (
    *("company", "typical", "cure", "quantity", "group", "levers", "replications"),
    *("part", "part_low", "part_high", "share", "share_low", "share_high", "p_value", "significant"),
    *("alone", "alone_low", "alone_high", "last", "last_low", "last_high", "scale"),
)
"""The columns of ``lever_parts``, in order."""
QUANTITIES = ("net", "revenue")


def levers(group: str) -> list[str]:
    """The keys of the levers in ``group``."""
    return [key for key in values(PolicySpec) if key.partition(".")[0] in GROUPS[group]]


def apart(of: Contest) -> dict[str, list[str]]:
    """By group, in the order of ``GROUPS``, the levers that the two policies set otherwise; no group without one."""
    found = {group: [key for key in levers(group) if _differs(of, key)] for group in GROUPS}
    return {group: keys for group, keys in found.items() if keys}


def _differs(of: Contest, key: str) -> bool:
    return bool(attrgetter(key)(of.typical) != attrgetter(key)(of.cure))


def coalitions(of: Contest) -> list[PolicySpec]:
    """The typical policy with the levers of each coalition of groups as the cure has them, by its number."""
    groups = list(apart(of))
    found = []
    for number in range(1 << len(groups)):
        taken = [group for place, group in enumerate(groups) if number >> place & 1]
        levers = {part: dict(getattr(of.cure, part)) for group in taken for part in GROUPS[group]}
        found.append(load_policy(of.typical, {**levers, "name": f"coalition {number}"}))
    return found


def plan(of: Contest, replications: int, seed: int, years: int, scale: float) -> list[Replica]:
    """Every coalition's runs: replication r of each has seed ``seed + r``."""
    return replicas(of.company, coalitions(of), replications, seed, years=years, scale=scale)


def lever_parts(runs: "pd.DataFrame", of: Contest, scale: float = 1.0) -> "pd.DataFrame":
    """One row a quantity and group, and one for the whole cure, with ``COLUMNS``.

    ``runs``: rows of ``totals`` of the runs of ``plan``. ``part``: Shapley's part of the group in what the cure brings
    more than the typical policy over the measured years, dollars, the mean over replications; in each replication the
    parts sum to the whole exactly. ``share``: that over the typical policy's revenue. ``alone``: what the group brings
    to the typical policy; ``last``: what it brings when all others are there. ``p_value``: of a part of 0, by the
    paired t-test, after Holm's correction over the groups; ``significant``: whether that is below 5 %. Intervals are
    95 %.
    """
    import pandas as pd

    own = runs[runs["company"] == of.company.name]
    table = {name: own.pivot_table(name, "policy", "replication", sort=False).astype("int64") for name in QUANTITIES}
    groups = apart(of)
    names = [f"coalition {number}" for number in range(1 << len(groups))]
    usual = table["revenue"].loc[names[0]].to_numpy() / 100.0
    rows = []
    for quantity in QUANTITIES:
        worth = table[quantity].loc[names].to_numpy()
        found = parts(worth) / (100.0 * factorial(len(groups)))
        p_values = holm(np.array([p_value(part) for part in found]))
        lines = [
            (group, keys, part, worth[1 << place] - worth[0], worth[-1] - worth[len(worth) - 1 - (1 << place)], chance)
            for place, ((group, keys), part, chance) in enumerate(zip(groups.items(), found, p_values, strict=True))
        ]
        whole = worth[-1] - worth[0]
        lines.append((WHOLE, [], whole / 100.0, whole, whole, p_value(whole / 100.0)))
        for group, keys, part, alone, last, chance in lines:
            rows.append(
                {
                    **{"company": of.company.name, "typical": of.typical.name, "cure": of.cure.name},
                    **{"quantity": quantity, "group": group, "levers": " ".join(keys), "replications": len(usual)},
                    **named("part", mean_interval(part)),
                    **named("share", share_interval(part, usual)),
                    **{"p_value": chance, "significant": chance < 1.0 - CONFIDENCE},
                    **named("alone", mean_interval(alone / 100.0)),
                    **named("last", mean_interval(last / 100.0)),
                    "scale": scale,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
