"""Truce: marketers, reps and prospects in one sales funnel; what feuding costs, and what ends it.

``import sim`` loads nothing heavy; each name below is fetched on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import FunnelModel
    from sim.people.marketer import Marketer
    from sim.people.rep import Rep
    from sim.records.run import Run
    from sim.spec.errors import SpecError
    from sim.spec.load import experiment, load_behaviour, load_company, load_policy
    from sim.study.compare import Comparison, compare
    from sim.study.simulate import simulate

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "FunnelModel",
    "Marketer",
    "Rep",
    "Run",
    "SpecError",
    "__version__",
    "compare",
    "experiment",
    "load_behaviour",
    "load_company",
    "load_policy",
    "simulate",
]

_HOMES = {
    "Comparison": "sim.study.compare",
    "FunnelModel": "sim.model",
    "Marketer": "sim.people.marketer",
    "Rep": "sim.people.rep",
    "Run": "sim.records.run",
    "SpecError": "sim.spec.errors",
    "compare": "sim.study.compare",
    "experiment": "sim.spec.load",
    "load_behaviour": "sim.spec.load",
    "load_company": "sim.spec.load",
    "load_policy": "sim.spec.load",
    "simulate": "sim.study.simulate",
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and so still sees a misspelt name

    def __getattr__(name):
        """Fetch a public name from the module that defines it, once."""
        if name not in _HOMES:
            raise AttributeError(f"module 'sim' has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(_HOMES[name]), name)
        return found

    def __dir__():
        """The public names."""
        return sorted({*globals(), *_HOMES})
