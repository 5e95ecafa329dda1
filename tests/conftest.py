"""Settings and runs that several tests look at."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from sim.model import FunnelModel
from sim.records.run import Run
from tests import builders

# The same examples every time, and no stopwatch: a test that passes here passes everywhere.
settings.register_profile(
    "truce", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("truce")


SCALES = {"small": 0.2, "mid": 0.1, "large": 0.04, "enterprise": 0.02}
"""Sizes at which a year of any company takes about half a second."""


@pytest.fixture(scope="session")
def catalogue_run() -> Callable[[str, str], Run]:
    """A run of a company under a policy, both of the catalogue, a year after a year of warm-up; made once."""
    runs: dict[tuple[str, str], Run] = {}

    def of(company: str, policy: str) -> Run:
        if (company, policy) not in runs:
            scale = SCALES.get(company, 1.0)
            runs[company, policy] = builders.run(company, policy, warmup_years=1, scale=scale)
        return runs[company, policy]

    return of


@pytest.fixture
def toy() -> FunnelModel:
    """The toy company on its first day."""
    return builders.model()
