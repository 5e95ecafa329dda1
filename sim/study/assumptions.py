"""Which numbers the cost of the feud hangs on: each at both ends of its plausible range, with all else and luck alike.

There are two stages. A screening tries every number with a few pairs of runs. The largest of many noisy effects look
larger than they are, so those numbers that come out on top are confirmed: tried again with more pairs and under other
seeds, which had no part in choosing them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.behaviour import BehaviourSpec
from sim.spec.errors import SpecError
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment
from sim.study.contest import Contest
from sim.study.pairs import named, share_change, share_interval
from sim.study.parameters import Parameter, changed, ranged
from sim.study.workers import run_all

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: tuple[str, ...] = (
    *("company", "typical", "cure", "stage", "parameter", "meaning", "unit", "source", "assumed"),
    *("low", "default", "high", "pairs", "cost_default", "cost_at_low", "cost_at_high"),
    *("effect_low", "effect_low_low", "effect_low_high", "effect_high", "effect_high_low", "effect_high_high"),
)
"""The columns of ``tornado``, in order."""
SCREENING, CONFIRMED = "screening", "confirmed"
"""The stages."""


class Plan(NamedTuple):
    """How one contest is studied: pairs of runs of each stage, from ``seed`` on, and how many numbers are confirmed.

    ``years`` and ``scale`` are those of ``experiment``.
    """

    contest: Contest
    behaviour: BehaviourSpec
    screening: int
    confirmed: int
    top: int
    seed: int = 0
    years: int = 3
    scale: float = 1.0

    @property
    def seeds(self) -> dict[str, range]:
        """The seeds of each stage; none is in both."""
        first = range(self.seed, self.seed + self.screening)
        return {SCREENING: first, CONFIRMED: range(first.stop, first.stop + self.confirmed)}


def parameters(plan: Plan) -> tuple[list[Parameter], dict[str, str]]:
    """The numbers of company and behaviour that have a plausible range, and by key those left out, with why.

    Left out are those whose range has no width and those with which, at one end, the plan could not be run. Words,
    switches and values of one's own without a range are neither.
    """
    found = ranged(plan.contest.company, plan.behaviour)
    usual = worlds(plan)
    refused = {parameter.key: why for parameter in found if (why := _refusal(usual, parameter))}
    return [parameter for parameter in found if parameter.key not in refused], refused


def tornado(plan: Plan, varied: Sequence[Parameter], workers: int) -> "pd.DataFrame":
    """One row with ``COLUMNS`` for each of ``varied`` and once more for those confirmed, which come first.

    ``cost_default``, ``cost_at_low``, ``cost_at_high``: the cost of the feud (``cost_share`` of ``cost_of_feud``, over
    all measured years) with every number as it is, and with this one at either end. ``effect_low``, ``effect_high``:
    the latter less the former, with 95 % intervals over pairs. All are shares of the revenue under the typical policy
    of the same world. Within a stage the largest effect, at whichever end, comes first.
    """
    import pandas as pd

    screening = effects(plan, varied, SCREENING, workers)
    chosen = screening["parameter"].head(plan.top).tolist()
    again = [parameter for parameter in varied if parameter.key in chosen]
    return pd.concat([effects(plan, again, CONFIRMED, workers), screening], ignore_index=True)


def effects(plan: Plan, varied: Sequence[Parameter], stage: str, workers: int) -> "pd.DataFrame":
    """The rows of ``tornado`` for one ``stage``, the largest effect first."""
    import pandas as pd

    seeds, usual = plan.seeds[stage], worlds(plan)
    pairs = [usual, *(changed(usual, {one.key: end}) for one in varied for end in (one.low, one.high))]
    jobs = [spec.model_copy(update={"seed": seed}) for pair in pairs for spec in pair for seed in seeds]
    money = np.array(run_all(jobs, workers, _money, f"{plan.contest.company.name}, {stage}"))
    base, *costs = (_cost(*pair) for pair in money.reshape(len(pairs), 2, len(seeds), 2))
    ids = {
        "company": plan.contest.company.name,
        "typical": plan.contest.typical.name,
        "cure": plan.contest.cure.name,
        "stage": stage,
        "pairs": len(seeds),
        "cost_default": share_interval(*base)[0],
    }
    rows = [
        ids | _told(one) | _moved("low", base, at_low) | _moved("high", base, at_high)
        for one, at_low, at_high in zip(varied, costs[::2], costs[1::2], strict=True)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    size = table[["effect_low", "effect_high"]].abs().max(axis=1)
    return table.iloc[np.argsort(-size, kind="stable")]


def worlds(plan: Plan) -> list[ExperimentSpec]:
    """The first run under the typical policy and the first under the cure, with every number as it is."""
    company, typical, cure, _ = plan.contest
    return [
        experiment(company, policy, plan.years, plan.seed, behaviour=plan.behaviour, scale=plan.scale)
        for policy in (typical, cure)
    ]


def _refusal(usual: Sequence[ExperimentSpec], parameter: Parameter) -> str:
    """Why ``parameter`` cannot be set to both ends of its range; empty if it can."""
    if parameter.low == parameter.high:
        return "its range has no width"
    try:
        for end in (parameter.low, parameter.high):
            changed(usual, {parameter.key: end})
    except SpecError as refused:
        return str(refused)
    return ""


def _told(parameter: Parameter) -> dict[str, Any]:
    """What a row says of the number itself."""
    told = parameter._asdict()
    return {"parameter": told.pop("key"), "assumed": parameter.assumed, **told}


def _moved(end: str, base: tuple[Floats, Floats], cost: tuple[Floats, Floats]) -> dict[str, float]:
    """The cost of the feud with the number at ``end`` of its range, and how far that is from the usual cost."""
    return {f"cost_at_{end}": share_interval(*cost)[0]} | named(f"effect_{end}", share_change(base, cost))


def _cost(typical: Floats, cure: Floats) -> tuple[Floats, Floats]:
    """What the feud costs, and revenue under the typical policy, a pair; from revenue and waste, pairs x 2."""
    lost, wasted = (cure - typical)[:, 0], (typical - cure)[:, 1]
    return lost + wasted, typical[:, 0]


def _money(spec: ExperimentSpec) -> tuple[float, float]:
    """Revenue and waste of one run over the measured years, in dollars."""
    from sim.model import FunnelModel

    months = FunnelModel(spec).run().monthly
    return float(months["revenue"].sum()), float(months["wasted"].sum())
