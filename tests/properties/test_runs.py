"""Whatever the specification: the laws of every run hold, and the same specification is the same run."""

from hypothesis import Phase, given, settings

from sim.model import FunnelModel
from sim.spec.experiment import ExperimentSpec
from tests.properties import laws
from tests.properties.strategies import experiments

RANDOM = (Phase.explicit, Phase.generate)
"""A failing specification is shown as it was found: to make it simpler takes hundreds of runs."""


@settings(max_examples=25, phases=RANDOM)
@given(experiments())
def test_every_law_holds(spec: ExperimentSpec) -> None:
    laws.check_all(FunnelModel(spec).run())


@settings(max_examples=5, phases=RANDOM)
@given(experiments())
def test_the_same_again(spec: ExperimentSpec) -> None:
    first, second = FunnelModel(spec).run(), FunnelModel(spec.model_copy(deep=True)).run()
    assert all(first.tables[name].equals(second.tables[name]) for name in first.tables)
