"""What other studies have found out about the same model: facts that it shows, assumptions that its answer hangs on."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.records.run import config_hash
from sim.spec.experiment import ExperimentSpec


def evidence(folder: Path, specs: Sequence[ExperimentSpec]) -> pd.DataFrame | None:
    """The table of the study in ``folder``, or None if there is none, or if it is of another model.

    It is of the same model if it has run each company of ``specs`` too, under one of the policies, with all numbers
    alike but for seed, years and scale.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        table = pd.read_csv(folder / "table.csv")
    except (OSError, ValueError):
        return None
    companies = {spec.company.name for spec in specs}
    known = {spec.company.name for spec in specs if _is_in(manifest["cells"], spec)}
    return table if known == companies else None


def _is_in(cells: Sequence[Mapping[str, Any]], spec: ExperimentSpec) -> bool:
    return any(
        cell["config"]
        == config_hash(
            spec.model_copy(update={"seed": cell["seeds"][0], "years": cell["years"], "scale": cell["scale"]})
        )
        for cell in cells
        if cell["company"] == spec.company.name
    )
