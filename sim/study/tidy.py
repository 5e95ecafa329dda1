"""The finished runs of a store as one tidy frame: ``sim.study.load``."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def load(path: str | os.PathLike[str], failures: bool = False) -> "pd.DataFrame":
    """One row a run and measured year of the store in the folder ``path``, in an order that depends on its runs alone.

    Columns: ``company, policy``, the other keys that points set (``policy.handoff.sla_days``), ``replication, seed,
    year`` (from 1), then dollars of that year (``revenue``, ``spend``, ``wasted``, ...), ``recurring`` at its end, its
    mean ``trust_sales``, ``trust_marketing`` and ``blame`` (0..1; missing where a team has nobody), and ``config``, the
    hash of what was run. Names are categories. Rows of equal ``replication`` share their luck: pair them.

    With ``failures`` instead one row a run that failed: the same names, with its traceback in ``error``.

    Raises ``SpecError`` if there is no store, or one of its files is torn.
    """
    import pandas as pd

    from sim.study.store import read

    frame: pd.DataFrame = read(Path(path)).to_pandas()
    failed = frame["error"].notna()
    frame = frame[failed] if failures else frame[~failed].drop(columns="error")
    if failures:
        frame = frame[["company", "policy", "choices", "config", "replication", "seed", "error"]]
    else:
        frame = frame.astype({"year": "int32"})
    frame = frame.reset_index(drop=True)
    frame["choices"] = frame["choices"].cat.remove_unused_categories()
    told = {text: json.loads(text) for text in frame["choices"].cat.categories}
    keys = dict.fromkeys(key for choices in told.values() for key in choices if key not in ("company", "policy"))
    codes = frame["choices"].cat.codes.to_numpy()
    choices = pd.DataFrame({key: _column([one.get(key) for one in told.values()])[codes] for key in keys}, frame.index)
    names = ["company", "policy"]
    return pd.concat(
        [frame[names], choices, frame.drop(columns=[*names, "choices", "config"]), frame["config"]], axis=1
    )


def _column(values: list[Any]) -> Any:
    """The values of a key, one a set of choices, as pandas holds them; lists and mappings as JSON."""
    import pandas as pd

    texts = any(isinstance(value, list | dict) for value in values)
    return (
        pd.Series([json.dumps(value) for value in values] if texts else values, dtype=None).infer_objects().to_numpy()
    )
