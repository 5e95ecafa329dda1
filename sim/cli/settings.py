"""How the command line runs: what is no part of an experiment, and changes no number of it."""

from typing import Literal

from sim.spec.fields import Spec, quantity


class Settings(Spec):
    """Runs a cell, processes, folder."""

    replications: int = quantity("Runs of each cell: seed, seed + 1, ...", "runs", 1, 1_000_000)
    workers: int = quantity("Processes that share a cell's runs", "processes", 1, 256)
    detail: Literal["moves", "activities"] = quantity("How much of a single run is saved", "name")
    out: str | None = quantity("Folder that the results go into; null: one of its own", "path")
