"""A folder of finished runs that survives anything: one Parquet file a chunk, whole or not there.

``version.json`` says of which version of the model the runs are; another version is refused. A file's name ends in the
hash of its content, so that a torn one, or one with a flipped bit, is noticed, set aside and made again. Two drivers
may write into one folder: equal chunks are equal bytes under one name, and a run that two chunks hold is read once.
"""

import hashlib
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.records.files import write_whole
from sim.spec.errors import SpecError
from sim.study.chunks import Chunk, schema
from sim.study.versions import model_version

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

VERSION = "version.json"
RUNS = "runs"
"""The folder of the files, in which there is nothing else: any tool reads it as one table."""
TORN = ".torn"
_NAME = re.compile(r"[0-9a-f]{16}-([0-9a-f]{16})\.parquet")
_TEMPORARY = re.compile(r"\..*\.(\d+)\.tmp")
RUN = ("config", "replication")
"""The columns that tell a run from every other."""
NAMES = ("company", "policy", "choices", "config")
ORDER = (*NAMES, "replication", "year")


class Store:
    """The finished runs in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open ``folder``, made if it is missing, for writing.

        Raises ``SpecError`` if its runs are of another version of the model, or if there are other things in it.
        """
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / VERSION).exists():
            if strange := sorted(path.name for path in folder.iterdir() if path.name[0] != "."):
                raise SpecError(f"out = {folder}: holds {strange[0]} and is no store of runs; name a new folder")
            text = json.dumps(model_version(), indent=1, sort_keys=True) + "\n"
            write_whole(folder / VERSION, lambda file: file.write(text.encode()))
        check_version(folder)
        (folder / RUNS).mkdir(exist_ok=True)
        _clean(folder)

    def done(self, failed: bool = True) -> dict[str, np.ndarray]:
        """Which replications are there, by configuration; with ``failed`` also those that ended in an error.

        Files that are torn are set aside and told on standard error: their runs are not there.
        """
        import pyarrow.parquet as pq

        found: dict[str, list[np.ndarray]] = {}
        for path in _files(self.folder):
            content = path.read_bytes()
            if not _whole(path, content):
                path.replace(self.folder / f"{path.name}{TORN}")
                print(f"{path.name}: torn; its runs are made again", file=sys.stderr, flush=True)
                continue
            columns = [*RUN] if failed else [*RUN, "error"]
            table = pq.read_table(io.BytesIO(content), columns=columns)
            if not failed:
                table = table.filter(table["error"].is_null())
            for config, numbers in _by_config(table):
                found.setdefault(config, []).append(numbers)
        return {config: np.unique(np.concatenate(numbers)) for config, numbers in found.items()}

    def add(self, chunk: Chunk, table: "pa.Table") -> None:
        """Write the table of a chunk: on disk when this returns. Raises ``OSError``, as where no space is left."""
        import pyarrow.parquet as pq

        content = io.BytesIO()
        pq.write_table(table, content, compression="zstd")
        path = self.folder / RUNS / f"{chunk.key}-{_digest(content.getvalue())}.parquet"
        write_whole(path, lambda file: file.write(content.getvalue()))


def check_version(folder: Path) -> None:
    """Raise ``SpecError`` unless ``folder`` is a store of this version's runs."""
    try:
        stored = json.loads((folder / VERSION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SpecError(f"{folder}: no store of runs: {VERSION} is missing or not readable") from None
    if stored != (here := model_version()):
        told = ", ".join(f"{key} {stored.get(key)} (here {here[key]})" for key in here if stored.get(key) != here[key])
        raise SpecError(f"{folder}: its runs are of another version: {told}; versions are not mixed, name a new folder")


def read(folder: Path) -> "pa.Table":
    """All rows of a store, of any version, each run once, ordered by ``ORDER``.

    Where a run failed and was made again, the one that did not fail counts. Raises ``SpecError`` if ``folder`` is no
    store, or a file in it is torn.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not (folder / VERSION).is_file():
        raise SpecError(f"{folder}: no store of runs: {VERSION} is missing")
    tables = []
    for path in _files(folder):
        content = path.read_bytes()
        if not _whole(path, content):
            raise SpecError(f"{path}: torn; run the sweep again, which makes its runs anew")
        tables.append(pq.read_table(io.BytesIO(content), schema=schema()))
    whole = pa.concat_tables(tables, promote_options="none") if tables else schema().empty_table()
    return _once(whole.unify_dictionaries())


def _once(table: "pa.Table") -> "pa.Table":
    """The rows in their order, and of each run those of one time that it was run."""
    import pyarrow as pa

    keys: pd.DataFrame = table.select(list(ORDER)).to_pandas()
    keys["year"] = keys["year"].fillna(0).astype("int32")
    for place, name in enumerate(NAMES):
        # Sorted by their texts at the cost of sorting whole numbers, and coded alike, whichever file was read first.
        texts = sorted(keys[name].cat.categories)
        keys[name] = keys[name].cat.reorder_categories(texts).cat.codes.astype("int32")
        coded = pa.DictionaryArray.from_arrays(keys[name].to_numpy(), pa.array(texts, pa.string()))
        table = table.set_column(place, schema().field(name), coded)
    keys["failed"] = table["error"].is_valid().to_numpy()
    keys = keys.sort_values([*NAMES, "replication", "failed", "year"], kind="stable")
    again = keys.duplicated([*RUN, "year"]) | (keys["failed"] & keys.duplicated(list(RUN)))
    return table.take(keys.index.to_numpy()[~again.to_numpy()])


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted((folder / RUNS).iterdir()) if _NAME.fullmatch(path.name))


def _whole(path: Path, content: bytes) -> bool:
    name = _NAME.fullmatch(path.name)
    return name is not None and name[1] == _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _by_config(table: "pa.Table") -> Iterator[tuple[str, np.ndarray]]:
    """The replications of each configuration in a table."""
    frame: pd.DataFrame = table.select(list(RUN)).to_pandas()
    for config, rows in frame.groupby("config", observed=True):
        yield str(config), rows["replication"].to_numpy()


def _clean(folder: Path) -> None:
    """Remove what killed drivers left half-written; what a living one writes stays."""
    for path in (folder / RUNS).iterdir():
        name = _TEMPORARY.fullmatch(path.name)
        if name and not _alive(int(name[1])):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
