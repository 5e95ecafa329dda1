"""Feud and truce: one stable state of trust under a policy, or two with a tipping point between.

The question is asked by what a company has lived through before (``sim.study.histories``), never by writing into its
state. Here: do a company that comes from a feud and one that comes from harmony meet under one policy (``states``)? In
``sim.study.hysteresis``: what stays of a cure that is taken back? Both are asked twice: of the model as it is, and with
a score that cannot learn (``MEMORIES``), since what the score has learned may outlast what people think of each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.behaviour import BehaviourSpec
from sim.spec.load import load_behaviour, load_policy
from sim.spec.policy import PolicySpec
from sim.spec.switches import SWITCHES
from sim.study.contest import Contest
from sim.study.histories import QUARTERS_A_YEAR, Phase, lived, mixture, told
from sim.study.pairs import CONFIDENCE, mean_interval, named
from sim.study.replicas import FEWEST, Replica

if TYPE_CHECKING:
    import pandas as pd

FEUD, HARMONY = "open_feud", "frictionless"
"""The policies of the two histories, the worst and the best that the catalogue has for trust."""
HISTORY, AFTER, AFTER_IN_GRID = 4, 32, 20
"""Quarters under the policy of the history, after a year of warm-up under it; then under the same policy."""
GRID = ("belief.sharpness", "belief.bad", "belief.retreat")
"""Numbers of behaviour on which the loop's strength hangs where nobody mediates: how steeply effort answers to belief,
how fast belief falls, and how far the quality of leads itself depends on trust."""
STEPS, PACES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), (4, 8)
"""Of the ramp: parts of the way from the typical policy to the cure, and quarters for which each is held."""
LENGTHS, WATCHED = (1, 2, 4, 8), 12
"""Quarters for which the cure lasts, and for which the company is watched after the return."""

TEAMS = ("sales", "marketing")
MEMORIES: dict[str, Mapping[str, Any]] = {"": {}, "score_learning": SWITCHES["score_learning"].behaviour}
"""By the name of the mechanism that is switched off (none: the model as it is), the changes of behaviour."""

SMALL, MOST = 0.05, 0.25
"""Of the gap between the two starts under the typical policy as it is: what does not count, and what must be excluded
before one state is found."""
ONE, TWO, CLOSING, OPEN = "one state", "two states", "still closing", "not known"
"""What the two starts can say (``verdict``)."""

STATE_COLUMNS: tuple[str, ...] = (
    *("company", "part", "policy", "without", *GRID, "team", "replications", "quarters"),
    *(f"gap_{when}{end}" for when in ("start", "end", "change") for end in ("", "_low", "_high")),
    *("left", "closed_in", "half_life", "small", "verdict"),
)
"""The columns of ``states``, in order."""


type Phases = tuple[Phase, ...]
"""What a company lives through."""


def histories(contest: Contest) -> tuple[PolicySpec, PolicySpec]:
    """``FEUD`` and ``HARMONY`` with as many marketers as the typical policy of ``contest`` has."""
    heads = {"team.marketers": contest.typical.team.marketers}
    return load_policy(FEUD, heads), load_policy(HARMONY, heads)


def grid(behaviour: BehaviourSpec) -> list[dict[str, float]]:
    """The cells of the grid, by the ``GRID`` numbers: first all as they are, then every corner of their ranges."""
    corners = product(*((behaviour.sources[key].low, behaviour.sources[key].high) for key in GRID))
    usual = tuple(attrgetter(key)(behaviour) for key in GRID)
    return [dict(zip(GRID, values, strict=True)) for values in (usual, *corners)]


class Plan(NamedTuple):
    """How the feud of one company is studied: with so many ``replications`` from ``seed`` on, at ``scale``."""

    contest: Contest
    behaviour: BehaviourSpec
    histories: tuple[PolicySpec, PolicySpec]
    """From which the two starts come (``histories``)."""
    cells: Sequence[Mapping[str, float]]
    """Of the grid, the one with every number as it is first (``grid``)."""
    replications: int
    seed: int = 0
    scale: float = 1.0

    @property
    def fewer(self) -> int:
        """Replications of the ramp and of each cell of the grid, whose runs are many and long."""
        return max(FEWEST, self.replications // 2)

    @property
    def policies(self) -> tuple[PolicySpec, ...]:
        """The policies under which the two starts may meet."""
        return self.contest.typical, self.contest.cure, self.histories[0]

    def both_starts(self, policy: PolicySpec, quarters: int) -> tuple[Phases, Phases]:
        """A feud and a harmony, and then ``policy`` for ``quarters``."""
        feud, harmony = ((Phase(history, HISTORY), Phase(policy, quarters)) for history in self.histories)
        return feud, harmony

    def ramp(self, pace: int) -> Phases:
        """Up to the cure and back in ``STEPS``, each held for ``pace`` quarters."""
        way = [*STEPS, *STEPS[-2::-1]]
        return tuple(Phase(mixture(self.contest.typical, self.contest.cure, part), pace) for part in way)

    def truce(self, length: int) -> Phases:
        """The typical policy for a quarter, the cure for ``length``, and the typical policy again."""
        typical, cure = self.contest.typical, self.contest.cure
        return Phase(typical, 1), Phase(cure, length), Phase(typical, WATCHED)

    @property
    def unchanged_ramp(self) -> Phases:
        """The typical policy for as long as the slowest ramp lasts."""
        return (Phase(self.contest.typical, max(PACES) * (2 * len(STEPS) - 1)),)

    @property
    def unchanged_truce(self) -> Phases:
        """The typical policy for as long as the longest truce is watched."""
        return (Phase(self.contest.typical, 1 + max(LENGTHS) + WATCHED),)


def runs(plan: Plan) -> list[Replica]:
    """All runs of the study of one company; what is needed of each is what ``quarterly`` keeps."""
    chosen: dict[str, list[Replica]] = {}
    for phases, changes, number in _worlds(plan):
        label = world(phases, changes)
        behaviour = load_behaviour(plan.behaviour, changes)
        spec = lived(plan.contest.company, phases, plan.seed, behaviour, plan.scale)
        chosen[label] = [
            Replica(label, replication, spec.model_copy(update={"seed": plan.seed + replication}))
            for replication in range(number)
        ]
    return [replica for replicas in chosen.values() for replica in replicas]


def _worlds(plan: Plan) -> Iterator[tuple[Phases, Mapping[str, Any], int]]:
    """What is lived through, with which changes of behaviour, and how many times."""
    for changes in MEMORIES.values():
        for policy in plan.policies:
            yield from ((phases, changes, plan.replications) for phases in plan.both_starts(policy, AFTER))
        for phases in map(plan.ramp, PACES):
            yield phases, changes, plan.fewer
        yield plan.unchanged_ramp, changes, plan.fewer
        for phases in map(plan.truce, LENGTHS):
            yield phases, changes, plan.replications
        yield plan.unchanged_truce, changes, plan.replications
        for cell in plan.cells:
            both = plan.both_starts(plan.contest.typical, AFTER_IN_GRID)
            yield from ((phases, {**cell, **changes}, plan.fewer) for phases in both)


def world(phases: Phases, changes: Mapping[str, Any]) -> str:
    """What a world is called: what it lives through, and what of its behaviour is not as it is."""
    return told(phases) + "".join(f"; {key} = {value:g}" for key, value in changes.items())


class Lives:
    """What the runs of a study have left, world by world."""

    def __init__(self, quarters: "pd.DataFrame") -> None:
        """``quarters``: the rows of ``quarterly`` after ``company, policy, replication, seed``, policy a ``world``."""
        self._rows = dict(iter(quarters.groupby(["company", "policy"], sort=False)))

    def of(self, plan: Plan, phases: Phases, changes: Mapping[str, Any], measure: str) -> Floats:
        """``measure`` in the world of ``phases`` and ``changes``: replications x quarters, in their order.

        Raises ``ValueError`` if there are no such runs, or if their seeds are not the plan's: what was not run under
        the same luck is not paired.
        """
        name = world(phases, changes)
        if (plan.contest.company.name, name) not in self._rows:
            raise ValueError(f"{plan.contest.company.name}: no runs of {name}")
        rows = self._rows[plan.contest.company.name, name].sort_values(["replication", "quarter"])
        if not (rows["seed"] - rows["replication"]).eq(plan.seed).all():
            raise ValueError(f"{plan.contest.company.name}: other seeds than those from {plan.seed} on: not paired")
        values: Floats = rows[measure].to_numpy(dtype=float).reshape(rows["replication"].nunique(), -1)
        return values


# ---------------------------------------------------------------------- two starts


def starts(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """Trust after a feud and after harmony, quarter by quarter: a row a policy, memory, team and quarter.

    Columns: ``company, policy, without, team, quarter`` (0: the last one of the histories), then, each with the ends of
    its 95 % interval, ``feud`` and ``harmony`` (means, 0..1) and ``gap``: the paired difference, harmony less feud.
    """
    import pandas as pd

    rows = []
    for policy, (without, changes), team in product(plan.policies, MEMORIES.items(), TEAMS):
        both = _after_both(lives, plan, policy, AFTER, changes, team)
        ids = {"company": plan.contest.company.name, "policy": policy.name, "without": without, "team": team}
        for quarter, (feud, harmony) in enumerate(zip(*(values.T for values in both), strict=True)):
            means = {"feud": feud, "harmony": harmony, "gap": harmony - feud}
            told = [named(name, mean_interval(values)) for name, values in means.items()]
            rows.append({**ids, "quarter": quarter, **told[0], **told[1], **told[2]})
    return pd.DataFrame(rows)


def states(lives: Lives, plan: Plan) -> "pd.DataFrame":
    """Whether the two starts meet: a row with ``STATE_COLUMNS`` a policy, memory and team, and a cell, memory and team.

    ``part`` is ``policies``, or ``grid``: under the typical policy with the ``GRID`` numbers of the row. ``without`` is
    the mechanism that is switched off. ``quarters``: under the same policy. ``gap_start``: trust after harmony less
    trust after the feud in the last quarter of the histories; ``gap_end``: its mean over the last year; ``gap_change``:
    that less its mean over the year that ends half-way. All are paired, with 95 % intervals, in the grid for all cells
    of a memory and team together (Bonferroni). ``left``: ``gap_end`` over ``gap_start``. ``closed_in``, ``half_life``:
    quarters, see ``gone_in`` and ``half_life``. ``small``: ``SMALL`` of the gap that the team starts with under the
    typical policy with everything as it is. ``verdict``: see there.
    """
    import pandas as pd

    cells, typical = plan.cells, plan.contest.typical
    usual = cells[0]
    rows = [
        {"part": "policies", "without": without, **usual} | _meeting(lives, plan, policy, AFTER, changes, team)
        for policy, (without, changes), team in product(plan.policies, MEMORIES.items(), TEAMS)
    ]
    reference = {row["team"]: row["gap_start"] for row in rows[: len(TEAMS)]}  # typical, as it is, comes first
    rows += [
        {"part": "grid", "without": without, **cell}
        | _meeting(lives, plan, typical, AFTER_IN_GRID, {**cell, **changes}, team, looks=len(cells))
        for cell, (without, changes), team in product(cells, MEMORIES.items(), TEAMS)
    ]
    judged = [
        row | {"small": SMALL * reference[row["team"]], "verdict": verdict(row, reference[row["team"]])} for row in rows
    ]
    return pd.DataFrame(judged, columns=STATE_COLUMNS)


def verdict(row: Mapping[str, Any], reference: float) -> str:
    """What the gaps of ``row`` (a row of ``states``) say of how many states there are; ``reference`` is a gap's size.

    ``TWO``: what is left is more than ``SMALL`` of the reference, and has not become less by more than that since
    half-way; if it has, ``CLOSING``. ``ONE``: what is left is less than ``MOST`` of the reference, whichever start is
    ahead. Each by the interval; where it allows neither, ``OPEN``.
    """
    if row["gap_end_low"] > SMALL * reference:
        return CLOSING if row["gap_change_high"] < -SMALL * reference else TWO
    return ONE if max(-row["gap_end_low"], row["gap_end_high"]) < MOST * reference else OPEN


def gone_in(differences: Floats) -> float:
    """The quarter, from 0, from which on no 95 % interval of a difference lies above 0; nan if the last one does.

    ``differences``: replications x quarters. By luck alone one quarter in forty lies above, which makes it later.
    """
    above = [quarter for quarter, values in enumerate(differences.T) if mean_interval(values)[1] > 0.0]
    gone = above[-1] + 1 if above else 0
    return float(gone) if gone < differences.shape[1] else np.nan


def half_life(means: Floats) -> float:
    """Quarters until ``means``, of which the first is quarter 0, first are half of what they start with; nan if never.

    Between two quarters by a straight line. What does not start above 0 has no half-life.
    """
    half = means[0] / 2.0
    below = np.flatnonzero(means <= half)
    if means[0] <= 0.0 or not below.size:
        return np.nan
    before = int(below[0]) - 1
    return float(before + (means[before] - half) / (means[before] - means[before + 1]))


def _meeting(
    lives: Lives,
    plan: Plan,
    policy: PolicySpec,
    after: int,
    changes: Mapping[str, Any],
    team: str,
    looks: int = 1,
) -> dict[str, Any]:
    """A row of ``states`` but for part, memory, numbers and verdict; intervals hold for so many ``looks`` together."""
    feud, harmony = _after_both(lives, plan, policy, after, changes, team)
    gap, sure = harmony - feud, 1.0 - (1.0 - CONFIDENCE) / looks
    end = gap[:, -QUARTERS_A_YEAR:].mean(axis=1)
    middle = gap[:, after // 2 + 1 - QUARTERS_A_YEAR : after // 2 + 1].mean(axis=1)
    return {
        **{"company": plan.contest.company.name, "policy": policy.name, "team": team},
        **{"replications": len(gap), "quarters": after},
        **named("gap_start", mean_interval(gap[:, 0], sure)),
        **named("gap_end", mean_interval(end, sure)),
        **named("gap_change", mean_interval(end - middle, sure)),
        **{"left": float(end.mean() / gap[:, 0].mean())},
        **{"closed_in": gone_in(gap), "half_life": half_life(gap.mean(axis=0))},
    }


def _after_both(
    lives: Lives, plan: Plan, policy: PolicySpec, after: int, changes: Mapping[str, Any], team: str
) -> tuple[Floats, Floats]:
    """Trust of ``team`` after the feud and after harmony: replications x quarters, the first the last of both."""
    feud, harmony = (lives.of(plan, phases, changes, team) for phases in plan.both_starts(policy, after))
    return feud[:, HISTORY - 1 :], harmony[:, HISTORY - 1 :]
