"""What other studies have found out about the same model: facts that it shows, assumptions that its answer hangs on."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.records.run import config_hash
from sim.spec.experiment import ExperimentSpec


def evidence(folder: Path, specs: Sequence[ExperimentSpec]) -> pd.DataFrame | None:
    """The rows of the study in ``folder`` about the companies of ``specs``; None if it has none of this model.

    It is of the same model if it has run the company too, under one of the policies, with all numbers alike but for
    seed, years and scale. Rows about all sizes (``all``) are given only if every company is known.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        table = pd.read_csv(folder / "table.csv")
    except (OSError, ValueError):
        return None
    known = {spec.company.name for spec in specs if _is_in(manifest["cells"], spec)}
    ran = {cell["company"] for cell in manifest["cells"]}
    rows = table[table["company"].isin(known | ({"all"} if known == ran else set()))]
    return None if rows.empty else rows


def _is_in(cells: Sequence[Mapping[str, Any]], spec: ExperimentSpec) -> bool:
    return any(
        cell["config"]
        == config_hash(
            spec.model_copy(update={"seed": cell["seeds"][0], "years": cell["years"], "scale": cell["scale"]})
        )
        for cell in cells
        if cell["company"] == spec.company.name
    )
