"""What a store holds, as one tidy frame."""

import json

import pandas as pd
import pyarrow as pa

from sim.study import load
from sim.study.chunks import Chunk, Part, figure_names, schema
from sim.study.design import Point
from sim.study.store import Store


def point(policy, config="c", **choices):
    text = json.dumps({"policy": policy, **choices}, sort_keys=True, separators=(",", ":"))
    return Point(text, "small", policy, config, 0.1)


def add(store, one, numbers, years=2, **rest):
    """Made-up rows of ``one``: revenue tells replication and year."""
    names = {"company": one.company, "policy": one.policy, "choices": one.choices, "config": one.config}
    zeros = dict.fromkeys(figure_names(), 0.0)
    rows = [
        {**names, **zeros, "replication": number, "seed": number, "year": year, "revenue": 10.0 * number + year, **rest}
        for number in numbers
        for year in range(1, years + 1)
    ]
    store.add(Chunk(0, (Part(one, tuple(numbers)),)), pa.Table.from_pylist(rows, schema=schema()))


def test_keys_that_only_some_points_set_are_missing_elsewhere(tmp_path):
    store = Store(tmp_path)
    add(store, point("silos", "a", **{"policy.handoff.sla_days": 5}), [0, 1])
    add(store, point("dual", "b", scale=0.5, without=["patience"]), [0])
    frame = load(tmp_path)
    assert list(frame.columns[:5]) == ["company", "policy", "scale", "without", "policy.handoff.sla_days"]
    assert frame["policy"].astype(str).tolist() == ["dual"] * 2 + ["silos"] * 4
    assert frame["policy.handoff.sla_days"].isna().tolist() == [True] * 2 + [False] * 4
    assert frame["without"].iloc[0] == '["patience"]'
    assert frame["revenue"].tolist() == [1.0, 2.0, 1.0, 2.0, 11.0, 12.0]
    assert frame["year"].dtype == "int32"
    assert isinstance(frame["policy"].dtype, pd.CategoricalDtype)


def test_a_run_in_two_chunks_is_read_once_and_success_counts(tmp_path):
    store = Store(tmp_path)
    one = point("silos")
    add(store, one, [0, 1, 2])
    add(store, one, [1, 2, 3])
    failed = dict.fromkeys((*figure_names(), "year")) | {"error": "Traceback: no"}
    add(store, one, [0, 4], years=1, **failed)
    assert load(tmp_path)["replication"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert load(tmp_path, failures=True)["replication"].tolist() == [4]
    assert store.done()["c"].tolist() == [0, 1, 2, 3, 4]
    assert store.done(failed=False)["c"].tolist() == [0, 1, 2, 3]


def test_an_empty_store_has_the_same_columns(tmp_path):
    Store(tmp_path)
    frame = load(tmp_path)
    assert len(frame) == 0
    assert {"company", "policy", "replication", "seed", "year", "revenue", "config"} <= set(frame.columns)
    assert Store(tmp_path).done() == {}


def test_other_tools_read_the_files(tmp_path):
    add(Store(tmp_path), point("silos"), [0, 1])
    add(Store(tmp_path), point("dual", scale=0.5), [0])
    frame = pd.read_parquet(tmp_path / "runs")
    assert frame.groupby("policy", observed=True)["revenue"].sum().tolist() == [3.0, 26.0]
