"""Policies that nothing dominates in revenue, cost and trust: NSGA-II (Deb and others 2002), by Optuna.

A search that takes the best of hundreds takes the luckiest too. So what it finds is run again under luck that it has
never seen, beside the catalogue's policies, and only that is told.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from sim.compiled import Floats
from sim.spec.company import CompanySpec
from sim.spec.experiment import WEEKS_PER_YEAR, ExperimentSpec
from sim.spec.keys import fields, values
from sim.spec.load import experiment, load_policy, names
from sim.spec.policy import PolicySpec
from sim.spec.prices import marketers
from sim.study.league import can_be_bought
from sim.study.pairs import mean_interval, named
from sim.study.replicas import Replica, replicas
from sim.study.totals import totals
from sim.study.workers import run_all

if TYPE_CHECKING:
    import optuna
    import pandas as pd

    from sim.records.run import Run

FRESH = 1_000_000
"""How far the seeds that judge are from those of the search."""
MOST_JUDGED = 16
"""Policies of the front that are judged."""
NO_PROMISE = 60.0
"""Days that stand for no promise in the search: nobody keeps that one."""
WEIGHTS = ("brand", "volume", "accepted", "revenue")
COLUMNS: tuple[str, ...] = (
    *("policy", "found", "replications", "revenue", "spend", "trust", "net", "dominated"),
    *(f"{what}_gain{end}" for what in ("revenue", "spend", "trust", "net") for end in ("", "_low", "_high")),
    *("net_gain_searched",),
)
"""The columns of ``judged`` before the levers, in order."""


class Settings(NamedTuple):
    """Where and how long is searched: ``generations`` of ``population`` policies, ``replications`` runs of each."""

    company: CompanySpec
    population: int
    generations: int
    replications: int
    seed: int
    years: int
    scale: float


class Found(NamedTuple):
    """A policy of the front, and what it brought in the search: dollars over the years, and trust.

    ``more``: what was left, revenue less spend, more than under the typical policy with the same luck.
    """

    policy: PolicySpec
    revenue: float
    spend: float
    trust: float
    more: float


# ---------------------------------------------------------------------- the space


def suggested(trial: "optuna.Trial", company: CompanySpec) -> PolicySpec:
    """The policy that a trial proposes.

    Shares go from 0 to 1. The four incentives are weights, brought to a sum of 1; brand's share is one of what
    enablement leaves. Heads and money, which have no natural end, go up to twice the company's marketers (two at
    least), a quarter more reps and half of the marketing budget on top.
    """
    levers: dict[str, Any] = {}
    known, ends = fields(PolicySpec), _ends(company)
    for key in values(PolicySpec):
        kind = known[key].annotation
        if key in ends:
            low, high = ends[key]
            whole = int in get_args(kind)
            levers[key] = trial.suggest_int(key, int(low), int(high)) if whole else trial.suggest_float(key, low, high)
        elif key == "handoff.sla_days":
            days = trial.suggest_float(key, 0.25, NO_PROMISE, log=True)
            levers[key] = None if days == NO_PROMISE else days
        elif get_args(kind) and isinstance(get_args(kind)[0], str):
            levers[key] = trial.suggest_categorical(key, _choices(key, kind, company))
        else:
            levers[key] = trial.suggest_float(key, 0.0, 1.0)
    weights = np.array([levers[f"incentives.{name}"] for name in WEIGHTS])
    weights = weights / weights.sum() if weights.sum() else np.full(len(WEIGHTS), 0.25)
    levers |= {f"incentives.{name}": float(weight) for name, weight in zip(WEIGHTS, weights, strict=True)}
    levers["incentives.revenue"] = 1.0 - float(sum(levers[f"incentives.{name}"] for name in WEIGHTS[:3]))
    levers["budget.brand_share"] *= 1.0 - levers["budget.enablement"]
    levers["incentives.revenue"] = max(0.0, levers["incentives.revenue"])
    return load_policy(
        "sales_led", {**levers, "name": f"found_{trial.number}", "title": "Found by search", "claims": []}
    )


def proposal(policy: PolicySpec, company: CompanySpec) -> dict[str, Any]:
    """What a trial must suggest to propose ``policy``, or what comes nearest to it in the space."""
    told = {key: attrgetter(key)(policy) for key in values(PolicySpec)}
    told["team.marketers"] = marketers(company, policy)
    told["handoff.sla_days"] = NO_PROMISE if told["handoff.sla_days"] is None else told["handoff.sla_days"]
    rest = 1.0 - told["budget.enablement"]
    told["budget.brand_share"] = min(1.0, told["budget.brand_share"] / rest) if rest else 0.0
    for key, (low, high) in _ends(company).items():
        told[key] = min(high, max(low, told[key]))
    if told["leader.kind"] not in _choices("leader.kind", fields(PolicySpec)["leader.kind"].annotation, company):
        told["leader.kind"] = "none"
    return told


def _ends(company: CompanySpec) -> dict[str, tuple[float, float]]:
    """The range of what has no natural end."""
    budget = company.revenue * company.marketing_budget
    return {
        "team.marketers": (0, 2 * max(2, company.team.marketers)),
        "team.extra_reps": (0.0, 0.25 * company.team.reps),
        "budget.extra": (0.0, 0.5 * budget),
    }


def _choices(key: str, kind: Any, company: CompanySpec) -> list[str]:
    """The words that a lever takes; only a company with a founder can be led by one."""
    return [word for word in get_args(kind) if word != "founder" or company.team.founders]


# ---------------------------------------------------------------------- the search


def catalogue() -> list[PolicySpec]:
    """The policies of the catalogue that can be bought."""
    return [load_policy(name) for name in names("policy") if can_be_bought(name)]


def search(settings: Settings, workers: int) -> list[Found]:
    """The policies that no other one of the search dominates, by revenue from the highest.

    Every policy runs under the same luck. The first generation has those of the catalogue. Generations are proposed and
    told as a whole, so that the number of ``workers`` changes nothing.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.NSGAIISampler(population_size=settings.population, seed=settings.seed)
    study = optuna.create_study(directions=["maximize", "minimize", "maximize"], sampler=sampler)
    for policy in catalogue()[: settings.population]:
        study.enqueue_trial(proposal(policy, settings.company))
    usual = load_policy(settings.company.typical)
    earned, spent, _ = np.mean(run_all(_specs(settings, usual), workers, _figures, "the usual policy"), axis=0)
    tried: dict[int, Found] = {}
    for generation in range(settings.generations):
        trials = [study.ask() for _ in range(settings.population)]
        policies = [suggested(trial, settings.company) for trial in trials]
        specs = [spec for policy in policies for spec in _specs(settings, policy)]
        label = f"generation {generation + 1} of {settings.generations}, runs"
        figures = np.array(run_all(specs, workers, _figures, label)).reshape(len(trials), settings.replications, 3)
        for trial, policy, (revenue, spend, trust) in zip(trials, policies, figures.mean(axis=1).tolist(), strict=True):
            study.tell(trial, (revenue, spend, trust))
            more = revenue - spend - float(earned - spent)
            tried[trial.number] = Found(policy, revenue, spend, trust, more)
    best = [tried[trial.number] for trial in study.best_trials]
    return sorted(best, key=lambda found: (-found.revenue, found.spend))


def spread(front: Sequence[Found], most: int = MOST_JUDGED) -> list[Found]:
    """At most so many of a front, evenly by their rank in revenue, and the one that leaves most among them."""
    if len(front) <= most:
        return list(front)
    chosen = {round(place) for place in np.linspace(0, len(front) - 1, most - 1)}
    chosen.add(max(range(len(front)), key=lambda place: front[place].more))
    return [front[place] for place in sorted(chosen)]


def _specs(settings: Settings, policy: PolicySpec) -> list[ExperimentSpec]:
    first = experiment(settings.company, policy, settings.years, settings.seed, scale=settings.scale)
    return [first.model_copy(update={"seed": settings.seed + number}) for number in range(settings.replications)]


def _figures(spec: ExperimentSpec) -> tuple[float, float, float]:
    """Revenue and spend over the measured years, in dollars, and trust of the last one."""
    from sim.model import FunnelModel

    (row,) = figures(FunnelModel(spec).run())["figures"].to_dict("records")
    return row["revenue"], row["spend"], row["trust"]


def figures(run: "Run") -> "dict[str, pd.DataFrame]":
    """One row: ``revenue`` and ``spend`` over the measured years, in dollars, and ``trust`` of the last year (0..1).

    Trust is the mean of what sales thinks of marketing's leads and marketing of sales; of one, where the other is
    nobody.
    """
    import pandas as pd

    (money,) = totals(run)["totals"].to_dict("records")
    last = run.trust.iloc[-WEEKS_PER_YEAR:]
    teams = [last[team].mean() for team in ("sales", "marketing") if last[team].notna().any()]
    row = {"revenue": money["revenue"] / 100.0, "spend": money["spend"] / 100.0, "trust": float(np.mean(teams))}
    return {"figures": pd.DataFrame([row])}


# ---------------------------------------------------------------------- the judgement


def plan(settings: Settings, front: Sequence[Found], replications: int) -> list[Replica]:
    """The runs that judge: the front and the catalogue, under luck that the search has not seen."""
    policies = [*catalogue(), *(found.policy for found in front)]
    first = settings.seed + FRESH
    return replicas(settings.company, policies, replications, first, years=settings.years, scale=settings.scale)


def judged(runs: "pd.DataFrame", front: Sequence[Found], typical: str) -> "pd.DataFrame":
    """One row a policy, the front by revenue, then the catalogue, with ``COLUMNS`` and every lever of what was found.

    ``runs``: rows of ``figures`` of the runs of ``plan``. Means over replications, dollars over the measured years.
    ``dominated``: by a policy that has no less revenue and trust and spends no more, and is better in one of the three.
    ``*_gain``: more than under ``typical``, paired, with 95 % intervals. ``net_gain_searched``: the same in the search,
    whose luck chose the policy: what it lost of that under fresh luck is what the search flattered it by.
    """
    import pandas as pd

    world = {str(name): rows.sort_values("replication") for name, rows in runs.groupby("policy", sort=False)}
    searched = {found.policy.name: found for found in front}
    worth = {name: {key: rows[key].to_numpy() for key in ("revenue", "spend", "trust")} for name, rows in world.items()}
    for told in worth.values():
        told["net"] = told["revenue"] - told["spend"]
    means = np.array([[told["revenue"].mean(), -told["spend"].mean(), told["trust"].mean()] for told in worth.values()])
    beaten = dict(zip(worth, dominated(means), strict=True))
    rows = []
    for name in [*searched, *(name for name in worth if name not in searched)]:
        told, found = worth[name], searched.get(name)
        row: dict[str, Any] = {"policy": name, "found": found is not None, "replications": len(told["net"])}
        row |= {key: float(told[key].mean()) for key in ("revenue", "spend", "trust", "net")}
        row["dominated"] = bool(beaten[name])
        for key in ("revenue", "spend", "trust", "net"):
            row |= named(f"{key}_gain", mean_interval(told[key] - worth[typical][key]))
        row["net_gain_searched"] = found.more if found else np.nan
        levers = {key: attrgetter(key)(found.policy) for key in values(PolicySpec)} if found else {}
        rows.append(row | levers)
    return pd.DataFrame(rows)


def dominated(points: Floats) -> list[bool]:
    """Of ``points`` (points x figures, more is better), which another is as good as everywhere and better somewhere."""
    return [bool(((points >= point).all(axis=1) & (points > point).any(axis=1)).any()) for point in points]


def as_yaml(policy: PolicySpec, name: str, title: str) -> bytes:
    """The policy as a file that ``sim.load_policy`` reads."""
    import yaml

    tree: Mapping[str, Any] = {**policy.model_dump(mode="json"), "name": name, "title": title}
    kept = {key: value for key, value in tree.items() if key != "sources"}
    return yaml.safe_dump(kept, sort_keys=False).encode()
