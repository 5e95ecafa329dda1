"""Which model a stored run is of: runs of two versions are never mixed in one store."""

import platform
from importlib import metadata

from sim import __version__
from sim.compiled import sources

LIBRARIES = ("numba", "numpy", "mesa")
"""Those on which the numbers of a run depend."""


def model_version() -> dict[str, str]:
    """The package's version, a hash of the sources of model and records, Python's and the libraries' versions.

    Equal versions give equal runs, bit by bit, on one platform; across platforms counts are equal and money is within
    1e-9 of itself.
    """
    libraries = {name: metadata.version(name) for name in LIBRARIES}
    return {"truce": __version__, "sources": sources()[:16], "python": platform.python_version(), **libraries}
