"""What a study was made of, so that others can make it again. No dates and no paths: equal studies, equal bytes."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from sim import __version__
from sim.records.run import config_hash
from sim.report.words import listed
from sim.spec.experiment import ExperimentSpec
from sim.spec.fields import Sourced
from sim.study.replicas import Replica

LIBRARIES = ("mesa", "numpy", "numba", "pandas", "pyarrow", "pydantic", "scipy", "matplotlib", "joblib")
"""Those that a result can depend on."""


def manifest(chosen: Sequence[Replica]) -> dict[str, Any]:
    """Version, cells (company x policy) with seeds and hashes, how much is assumed, and the libraries' versions.

    A cell's ``config`` is the hash of the specification of its replication 0, or of all ``members`` of the ensemble
    that took part; ``config`` of the whole is the hash of all cells.
    """
    groups: dict[tuple[str, str], list[Replica]] = {}
    for replica in chosen:
        groups.setdefault((replica.spec.company.name, replica.policy), []).append(replica)
    cells = [_cell(group) for group in groups.values()]
    assumed, values = assumptions([replica.spec for replica in chosen])
    return {
        "package": {"truce": __version__},
        "config": hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:16],
        "cells": cells,
        "values": {"assumed": assumed, "all": values},
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


def assumptions(specs: Sequence[ExperimentSpec]) -> tuple[int, int]:
    """How many values of ``specs`` rest on an assumption, and how many there are; one used twice counts once."""
    found: dict[tuple[str, str, str], Sourced] = {}
    for spec in specs:
        found |= _sources("company", spec.company.name, spec.company.sources)
        found |= _sources("behaviour", "", spec.behaviour.sources)
        for policy in (spec.typical, *(step.policy for step in spec.timeline)):
            found |= _sources("policy", policy.name, policy.sources)
    return sum(value.source.startswith("assumption") for value in found.values()), len(found)


def _sources(kind: str, name: str, sources: Mapping[str, Sourced]) -> dict[tuple[str, str, str], Sourced]:
    return {(kind, name, key): value for key, value in sources.items()}


def _cell(group: Sequence[Replica]) -> dict[str, Any]:
    spec = group[0].spec
    worlds = {run.member: run.spec for run in reversed(group)}
    hashes = [config_hash(world) for world in worlds.values()]
    return {
        "company": spec.company.name,
        "policy": group[0].policy,
        "replications": len({run.replication for run in group}),
        "seeds": [group[0].spec.seed, group[-1].spec.seed],
        "years": spec.years,
        "scale": spec.scale,
        "reading": spec.reading,
        "config": hashes[0] if None in worlds else hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:16],
    } | ({} if None in worlds else {"members": len(worlds)})


def version(manifest: Mapping[str, Any]) -> str:
    """Of the package and of the configuration, in words."""
    return f"Truce {manifest['package']['truce']}, configuration {manifest['config']}"


def caption(manifest: Mapping[str, Any], company: str | None = None) -> str:
    """What stands under each figure: how many replications, which seeds and which configuration.

    Of one ``company``, or of all; those with equal numbers are told together.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for cell in manifest["cells"]:
        if company in (None, cell["company"]):
            groups.setdefault(cell["company"], []).append(cell)
    sizes: dict[str, list[str]] = {}
    for name, cells in groups.items():
        sizes.setdefault(_count(cells), []).append(name)
    told = [count if len(sizes) == 1 else f"{listed(names)}: {count}" for count, names in sizes.items()]
    return f"{'; '.join(told)}; {version(manifest)}"


def _count(cells: Sequence[Mapping[str, Any]]) -> str:
    """How many replications some cells have, from fewest to most, and which seeds and plausible numbers."""
    few, many = (end(cell["replications"] for cell in cells) for end in (min, max))
    first, last = min(cell["seeds"][0] for cell in cells), max(cell["seeds"][1] for cell in cells)
    number = f"{few}" if few == many else f"{few} to {many}"
    members = f" of {cells[0]['members']} plausible sets of numbers" if "members" in cells[0] else ""
    return f"n = {number} paired replications (seeds {first} to {last}){members}"
