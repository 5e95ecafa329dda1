"""Each lever alone: what it touches first, whether it moves its own mechanism, and what it does to revenue.

A lever that is good alone may be worth nothing beside others, and the other way round. So revenue is reported three
ways, all against the typical policy or the cure of one company: *alone* (typical with the cure's value), *last* (the
cure less the cure with the typical value: all but one) and *all* (the cure less typical). Only the mechanism has a sign
to keep; revenue may have any.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.records.difference import first_difference
from sim.records.run import Run
from sim.spec.company import CompanySpec
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment, load_policy
from sim.spec.policy import PolicySpec, acts_on
from sim.study.mechanisms import TRIALS, with_lever
from sim.study.pairs import mean_interval
from sim.study.workers import run_all

if TYPE_CHECKING:
    import pandas as pd

MECHANISM_CONFIDENCE, REVENUE_CONFIDENCE = 0.99, 0.95
DAYS_WATCHED = 130
"""Days from the change on in which a lever must show in some record, or it is inert."""


class Setting(NamedTuple):
    """Where the levers are tried: ``pairs`` of runs from ``seed`` on, of ``company`` at ``scale``."""

    company: CompanySpec
    typical: PolicySpec
    cure: PolicySpec
    pairs: int
    seed: int
    scale: float
    years: int = 3


class _Job(NamedTuple):
    """One run, and the lever whose figure is wanted (empty: last year's revenue)."""

    spec: ExperimentSpec
    lever: str


def tried(setting: Setting, workers: int) -> "pd.DataFrame":
    """One row a lever: values tried, first record, figure at both with the 99 % interval of the difference."""
    import pandas as pd

    worlds = [(key, _worlds(setting.typical, key)) for key in TRIALS]
    jobs = [
        _Job(_spec(setting, policy, number, years=1), key)
        for key, both in worlds
        for policy in both
        for number in range(setting.pairs)
    ]
    values = np.array(run_all(jobs, workers, _figure, "mechanisms")).reshape(len(worlds), 2, setting.pairs)
    firsts = run_all([(setting, *both) for _, both in worlds], workers, _first, "first records")
    return pd.DataFrame(
        [
            _row(setting, key, first, at_low, at_high)
            for (key, _), first, (at_low, at_high) in zip(worlds, firsts, values, strict=True)
        ]
    )


def on_revenue(setting: Setting, workers: int) -> "pd.DataFrame":
    """One row a lever that the two policies set apart: last year's revenue alone, last, and all, in shares.

    Shares are of the typical policy's revenue of the year, with 95 % intervals over pairs.
    """
    import pandas as pd

    keys = [key for key in TRIALS if _value(setting.typical, key) != _value(setting.cure, key)]
    worlds = [setting.typical, setting.cure]
    for key in keys:
        worlds += [_taken(setting.typical, setting.cure, key), _taken(setting.cure, setting.typical, key)]
    jobs = [
        _Job(_spec(setting, policy, number, setting.years), "") for policy in worlds for number in range(setting.pairs)
    ]
    revenue = np.array(run_all(jobs, workers, _figure, "revenue")).reshape(len(worlds), setting.pairs)
    typical, cure, rest = revenue[0], revenue[1], revenue[2:]
    everything = _share(cure - typical, typical)
    rows = []
    for number, key in enumerate(keys):
        alone, without = rest[2 * number], rest[2 * number + 1]
        parts = {"alone": _share(alone - typical, typical), "last": _share(cure - without, typical), "all": everything}
        named = {"lever": key, "typical": _value(setting.typical, key), "cure": _value(setting.cure, key)}
        rows.append(named | {f"{part}{end}": value for part, ends in parts.items() for end, value in ends.items()})
    return pd.DataFrame(rows)


def inert(settings: Sequence[Setting], workers: int) -> dict[str, list[str]]:
    """By lever the companies in which it changes no record within ``DAYS_WATCHED`` days under the typical policy."""
    asked = [(key, setting) for key in TRIALS for setting in settings]
    tasks = [(setting, *_worlds(setting.typical, key)) for key, setting in asked]
    found = run_all(tasks, workers, _first, "inert levers")
    silent: dict[str, list[str]] = {}
    for (key, setting), first in zip(asked, found, strict=True):
        if first is None:
            silent.setdefault(key, []).append(setting.company.name)
    return silent


# ---------------------------------------------------------------------- worlds


def _worlds(policy: PolicySpec, key: str) -> tuple[PolicySpec, PolicySpec]:
    """``policy`` with the lever at its low and its high value."""
    trial = TRIALS[key]
    base = load_policy(policy, dict(trial.besides))
    return with_lever(base, key, trial.low), with_lever(base, key, trial.high)


def _taken(into: PolicySpec, source: PolicySpec, key: str) -> PolicySpec:
    """``into`` with the value that ``source`` gives the lever."""
    return with_lever(into, key, _value(source, key))


def _value(policy: PolicySpec, key: str) -> Any:
    group, _, name = key.partition(".")
    return getattr(getattr(policy, group), name)


def _spec(setting: Setting, policy: PolicySpec, number: int, years: int, **rest: Any) -> ExperimentSpec:
    options = {"years": years, "seed": setting.seed + number, "scale": setting.scale} | rest
    return experiment(setting.company, policy, **options)


# ---------------------------------------------------------------------- runs


def _figure(job: _Job) -> float:
    from sim.model import FunnelModel

    run = FunnelModel(job.spec).run()
    return TRIALS[job.lever].figure(run) if job.lever else float(run.annual["revenue"].iloc[-1])


def _first(task: tuple[Setting, PolicySpec, PolicySpec]) -> tuple[int, frozenset[str]] | None:
    """The first difference of two worlds that start under their policies, without a warm-up."""
    setting, *worlds = task
    one, other = (_watched(_spec(setting, policy, 0, 1, warmup_years=0)) for policy in worlds)
    return first_difference(one, other)


def _watched(spec: ExperimentSpec) -> Run:
    from sim.model import FunnelModel

    model = FunnelModel(spec, detail="activities")
    for _ in range(DAYS_WATCHED):
        model.step()
    return Run(spec, model.recorder.tables())


def _row(
    setting: Setting, key: str, first: tuple[int, frozenset[str]] | None, at_low: Any, at_high: Any
) -> dict[str, Any]:
    trial, declared = TRIALS[key], acts_on(key)
    effect, low, high = mean_interval(at_high - at_low, MECHANISM_CONFIDENCE)
    return {
        "lever": key,
        "company": setting.company.name,
        "policy": setting.typical.name,
        "low": trial.low,
        "high": trial.high,
        "besides": " ".join(f"{name}={value}" for name, value in trial.besides.items()),
        "first_day": first[0] if first else None,
        "first_record": " ".join(sorted(first[1])) if first else "",
        "declared": " ".join(declared),
        "as_declared": bool(first and first[1] & set(declared)),
        "measure": trial.measure,
        "unit": trial.unit,
        "at_low": float(at_low.mean()),
        "at_high": float(at_high.mean()),
        "effect": effect,
        "effect_low": low,
        "effect_high": high,
        "acts": bool(low > 0.0 if trial.rises else high < 0.0),
    }


def _share(part: Any, whole: Any) -> dict[str, float]:
    mean, low, high = mean_interval(part / whole.mean(), REVENUE_CONFIDENCE)
    return {"": mean, "_low": low, "_high": high}
