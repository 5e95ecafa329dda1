"""The dataset of a sweep: one Parquet file a cell in one folder, one row a replication and measured month.

Columns: ``company, policy, changes`` (what else the cell sets), ``replication, seed`` and those of ``Run.monthly`` in
dollars. ``pandas.read_parquet(folder)`` reads all of it; each file carries its experiment as JSON (``experiment``).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.cells import Cell
from sim.cli.folder import file_name
from sim.records.files import write_whole
from sim.records.run import FLOWS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def schema() -> "pa.Schema":
    """The columns of every file, with their types."""
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("company", "policy", "changes")]
    counts = [("replication", pa.int32()), ("seed", pa.int64()), ("month", pa.int32()), ("year", pa.int32())]
    return pa.schema([*texts, *counts, *((name, pa.float64()) for name in (*FLOWS, "spend", "wasted"))])


def path_of(cell: Cell, folder: Path) -> Path:
    """The file of ``cell``; another experiment or number of replications has another."""
    return folder / f"{file_name(cell.company, cell.policy, cell.key)}.parquet"


def write(cell: Cell, folder: Path) -> Path:
    """Run all replications of ``cell`` and write its file, whole or not at all; returns its path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.study.replicas import Replica, run_tables

    replicas = [Replica(cell.policy, number, spec) for number, spec in enumerate(cell.specs())]
    runs = run_tables(replicas, cell.settings.workers)["months"].assign(changes=cell.changes)
    columns = schema().with_metadata({"experiment": cell.spec.model_dump_json()})
    table = pa.Table.from_pandas(runs, schema=columns, preserve_index=False).replace_schema_metadata(columns.metadata)
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(cell, folder)
    write_whole(path, lambda file: pq.write_table(table, file))
    return path


def read(cells: Sequence[Cell], folder: Path) -> "pd.DataFrame":
    """The rows of those ``cells`` that have a file; cells of other sweeps in the folder are left out."""
    import pandas as pd

    files = [path for path in dict.fromkeys(path_of(cell, folder) for cell in cells) if path.is_file()]
    empty = schema().empty_table().to_pandas()
    return pd.concat([pd.read_parquet(path) for path in files], ignore_index=True) if files else empty
