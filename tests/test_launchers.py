"""Hydra's own multirun, by itself and with its joblib launcher: the same files, byte for byte."""

import subprocess
import sys
from pathlib import Path

from sim.__main__ import main

CELLS = ["-m", "company=small", "policy=silos,open_feud", "scale=0.02", "years=1", "replications=2"]


def test_cells_in_processes_of_the_joblib_launcher_are_those_of_one_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*CELLS, "out=alone"]) == 0
    words = [*CELLS, "out=apart", "hydra/launcher=joblib", "hydra.launcher.n_jobs=2"]
    subprocess.run([sys.executable, "-m", "sim", *words], check=True, capture_output=True)
    alone, apart = (
        {path.name: path.read_bytes() for path in Path(name).glob("*.parquet")} for name in ("alone", "apart")
    )
    assert len(alone) == 2
    assert alone == apart
