"""What each size's typical run comes to, kept so that no change of a number goes unseen."""

import json
from pathlib import Path
from typing import Any

from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment, load_company, names
from sim.stages import STAGES

KEPT = Path(__file__).with_name("outputs.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
MARK = "- Baselines: "
"""Begins the line of the change log that says why they changed last."""
SIZES = names("company")
SEED = 7


def typical(size: str) -> ExperimentSpec:
    """A company of that ``size`` under its typical policy, four years."""
    company = load_company(size)
    return experiment(company, company.typical, seed=SEED)


def outputs(run: Run) -> dict[str, float]:
    """Some fifty figures of a finished run: money, stages at the end, what was done, what was missed."""
    last = run.days.iloc[-1]
    done = run.days.drop(columns=["day", *STAGES]).sum()
    return {
        **{f"total_{name}": value for name, value in run.summary.items()},
        **{f"at_the_end_{stage}": float(last[stage]) for stage in STAGES},
        **{f"done_{name}": float(value) for name, value in done.items()},
        **{f"missed_{cause}": float(number) for cause, number in run.missed["cause"].value_counts(sort=False).items()},
        "people_trust": float(run.people["trust"].mean()),
        "people_clipped_hours": float(run.people["clipped"].sum()),
        "moves": float(len(run.moves)),
    }


def current() -> dict[str, dict[str, float]]:
    """The outputs of every size as the code has them now."""
    return {size: outputs(FunnelModel(typical(size)).run()) for size in SIZES}


def kept() -> dict[str, Any]:
    """What was kept last: ``why``, and ``outputs`` by size and name."""
    stored: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return stored
