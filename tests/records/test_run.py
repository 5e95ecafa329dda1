"""A finished run as tables: months, years, the funnel, leaks, the summary, and what is saved."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import contract
from sim.contract import BOOKS, SPENDING, TABLES
from sim.records.funnel import PATHS
from sim.records.leaks import CAUSES, month_of
from sim.records.run import FLOWS, Run, config_hash
from sim.stages import NEXT, STAGES
from tests import builders


@pytest.fixture(scope="module")
def run() -> Run:
    """Two measured years after a year of warm-up, with leads left lying and collateral unused."""
    return builders.run(years=2, warmup_years=1, team={"revenue": 2e7}, levers={"handoff.tracking": 0.0})


# ---------------------------------------------------------------------- months and years


def test_a_month_has_its_measured_days(run: Run) -> None:
    first = run.spec.warmup_days
    for row in run.monthly.itertuples():
        days = [d for d in range(520) if d * 12 // 260 + 1 == row.month]
        assert len(days) in (21, 22)
        part = run.books[run.books["day"].isin([first + d for d in days])]
        assert row.year == (row.month - 1) // 12 + 1
        for name in FLOWS:
            assert getattr(row, name) == pytest.approx(part[name].sum() / 100.0)
        assert row.spend == pytest.approx(part[list(SPENDING)].to_numpy().sum() / 100.0)


def test_a_year_is_the_sum_of_its_months(run: Run) -> None:
    sums = run.monthly.groupby("year").sum()
    for name in (*FLOWS, "spend", "wasted"):
        assert np.allclose(run.annual[name], sums[name], rtol=1e-12)
    assert run.annual["year"].tolist() == [1, 2]
    assert run.annual["recurring"].tolist() == [run.books["recurring"][day] / 100.0 for day in (519, 779)]


def test_months_before_the_first_measured_day_are_not_positive() -> None:
    days = np.array([0, 259, 260, 281, 282, 519, 520])
    assert month_of(days, 260).tolist() == [-11, 0, 1, 1, 2, 12, 13]


def test_revenue_of_a_year_is_what_was_under_contract(run: Run) -> None:
    measured = run.books[run.books["day"].between(260, 519)]
    assert run.annual["revenue"][0] == pytest.approx(measured["recurring"].mean() / 100.0)


# ---------------------------------------------------------------------- funnel


def test_a_funnel_row_sums_to_the_market(run: Run) -> None:
    assert list(run.funnel.columns) == ["day", *STAGES, *PATHS]
    assert (run.funnel[list(STAGES)].sum(axis=1) == run.spec.company.market.accounts).all()


def test_the_funnel_s_paths_are_the_moves(run: Run) -> None:
    assert len(PATHS) == sum(map(len, NEXT.values()))
    assert run.funnel[list(PATHS)].to_numpy().sum() == len(run.moves)
    calls = run.moves[(run.moves["from"] == "marketing_qualified") & (run.moves["to"] == "sales_accepted")]
    on_day = calls.groupby("day").size().reindex(run.funnel["day"], fill_value=0)
    assert on_day.sum() > 0
    assert run.funnel["marketing_qualified_to_sales_accepted"].tolist() == on_day.tolist()


def test_stocks_change_by_flows(run: Run) -> None:
    for stage in STAGES:
        into = [path for path in PATHS if path.endswith(f"_to_{stage}")]
        out = [path for path in PATHS if path.startswith(f"{stage}_to_")]
        net = run.funnel[into].sum(axis=1) - run.funnel[out].sum(axis=1)
        assert run.funnel[stage].diff()[1:].tolist() == net[1:].tolist()


# ---------------------------------------------------------------------- leaks and summary


def test_leaks_are_what_is_wasted_by_month_and_cause(run: Run) -> None:
    assert list(run.leaks.columns) == ["month", "year", "cause", "dollars", "hours"]
    assert len(run.leaks) == 24 * len(CAUSES)
    assert (run.leaks.groupby("cause")["dollars"].sum() > 0.0).any()
    assert run.leaks.loc[run.leaks["cause"] == "idle", "hours"].sum() == pytest.approx(
        run.days.loc[run.days["day"] >= run.spec.warmup_days, "idle_hours"].sum()
    )
    assert (run.leaks[["dollars", "hours"]] >= 0.0).all(axis=None)
    assert np.allclose(run.leaks.groupby("month")["dollars"].sum(), run.monthly["wasted"])


def test_no_more_is_wasted_than_marketing_costs(run: Run) -> None:
    marketing = run.annual[["wages_marketing", *(name for name in SPENDING if name.startswith("programmes"))]]
    assert (run.annual["wasted"] < marketing.sum(axis=1)).all()


def test_unused_collateral_is_priced_by_the_piece(run: Run) -> None:
    measured = run.days[run.days["day"] >= 260]
    unused = (measured["collateral"] - measured["collateral_used"]).sum()
    reach, team = run.spec.behaviour.reach, run.spec.company.team
    wage = team.marketer_cost / (40.0 * team.marketing_share * 52)
    rows = run.leaks[run.leaks["cause"] == "collateral_unused"]
    assert rows["hours"].sum() == pytest.approx(unused * reach.hours_per_collateral)
    each = reach.dollars_per_collateral + reach.hours_per_collateral * wage
    assert rows["dollars"].sum() == pytest.approx(unused * each)


def test_who_calls_every_lead_leaves_none_to_waste() -> None:
    run = builders.run(levers={"team.marketers": 0})
    assert run.monthly["wasted"].sum() == 0.0


def test_the_summary_is_finite_and_adds_up(run: Run) -> None:
    assert all(isinstance(value, float) and np.isfinite(value) for value in run.summary.values())
    assert run.summary["revenue"] == pytest.approx(run.annual["revenue"].sum())
    assert run.summary["recurring"] == run.annual["recurring"].iloc[-1]
    last = run.people[(run.people["week"] >= 104) & (run.people["role"] == "rep")]
    assert run.summary["trust_of_rep"] == pytest.approx(last["trust"].mean())


# ---------------------------------------------------------------------- on disk


def test_what_is_saved_is_what_is_read_again(run: Run, tmp_path: Path) -> None:
    folder = run.save(tmp_path / "deep" / "run")
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"{name}.parquet" for name in TABLES), "experiment.json"]
    )
    for name in TABLES:
        table = pq.read_table(folder / f"{name}.parquet")
        assert table.schema.equals(contract.schema(name))
        assert table.equals(run.tables[name])
        pd.testing.assert_frame_equal(table.to_pandas(), getattr(run, name))
    saved = json.loads((folder / "experiment.json").read_text())
    assert type(run.spec).model_validate_json(json.dumps(saved)) == run.spec


def test_saving_again_writes_the_same_bytes_over_it(run: Run, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in run.save(tmp_path).iterdir()}
    assert {path.name: path.read_bytes() for path in run.save(str(tmp_path)).iterdir()} == before


def test_tables_of_a_run_without_moves_still_keep_the_contract() -> None:
    model = builders.model(team=builders.DESERTED, rules="founder_led", habits={"inquiry.hand_raise": 0.0})
    run = model.run()
    assert len(run.moves) == 0
    assert run.tables["moves"].schema.equals(contract.schema("moves"))
    assert run.monthly["revenue"].sum() == 0.0
    assert {column.name for column in BOOKS} == set(run.books.columns)


def test_the_hash_of_a_configuration_knows_its_values_and_not_its_sources() -> None:
    spec = builders.spec()
    assert len(config_hash(spec)) == 16
    unsourced = spec.model_copy(update={"company": spec.company.model_copy(update={"sources": {}})})
    assert unsourced != spec
    assert config_hash(unsourced) == config_hash(spec)
    for other in (builders.spec(seed=8), builders.spec(levers={"handoff.tracking": 0.21})):
        assert config_hash(other) != config_hash(spec)
