"""Whatever ran, what is saved of it is all of it, and runs again to the same bytes."""

import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings

from sim.model import FunnelModel
from sim.spec.experiment import ExperimentSpec
from tests.properties.strategies import experiments


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("engine", ["agents", "columns"])
@settings(max_examples=3, phases=(Phase.explicit, Phase.generate))
@given(spec=experiments())
def test_a_saved_run_is_read_whole_and_runs_again_to_the_same_bytes(engine: str, spec: ExperimentSpec) -> None:
    run = FunnelModel(spec.model_copy(update={"engine": engine}), detail="activities").run()
    with tempfile.TemporaryDirectory() as place:
        saved = run.save(Path(place) / "saved")
        for name, table in run.tables.items():
            assert pq.read_table(saved / f"{name}.parquet").equals(table)
        loaded = ExperimentSpec.model_validate_json((saved / "experiment.json").read_text(encoding="utf-8"))
        assert loaded == run.spec
        again = FunnelModel(loaded, detail="activities").run().save(Path(place) / "again")
        assert _bytes(again) == _bytes(saved)
