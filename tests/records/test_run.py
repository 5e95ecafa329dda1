"""A finished run as tables: months, years, the funnel, trust, touches, the summary, and what is saved."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import contract
from sim.contract import BOOKS, SPENDING, TABLES
from sim.model import FunnelModel
from sim.records.funnel import PATHS
from sim.records.run import FLOWS, Run, config_hash
from sim.spec.errors import SpecError
from sim.stages import NEXT, STAGES
from tests import builders

KEPT = [name for name in TABLES if name != "activities"]
"""Tables of a run that did not write down every touch."""


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


# ---------------------------------------------------------------------- trust and blame


def test_trust_is_what_each_team_thinks_of_the_other_week_by_week(run: Run) -> None:
    assert list(run.trust.columns) == ["week", "sales", "marketing", "blame"]
    assert run.trust["week"].tolist() == list(range(156))
    for role, team in (("rep", "sales"), ("marketer", "marketing")):
        people = run.people[run.people["role"] == role]
        means = [people.loc[people["week"] == week, "trust"].mean() for week in run.trust["week"]]
        assert run.trust[team].tolist() == pytest.approx(means)
        assert run.trust[team].between(0.0, 1.0).all()


def test_blame_is_the_same_for_everybody_in_a_week(run: Run) -> None:
    blamed = run.people.groupby("week")["blame"].agg(["min", "max"])
    assert run.trust["blame"].tolist() == blamed["min"].tolist() == blamed["max"].tolist()
    assert run.trust["blame"].iloc[-1] > 0.0


def test_a_team_without_anybody_has_no_trust() -> None:
    run = builders.run(levers={"team.marketers": 0})
    assert run.trust["marketing"].isna().all()
    assert run.trust["sales"].notna().all()
    assert "trust_marketing" not in run.summary
    assert 0.0 < run.summary["trust_sales"] < 1.0


# ---------------------------------------------------------------------- touches


@pytest.fixture(scope="module")
def detailed() -> Run:
    """A year of which every touch was written down."""
    return FunnelModel(builders.spec(levers={"lanes.marketing_chase": 0.3}), detail="activities").run()


def test_touches_are_there_only_if_they_were_asked_for(run: Run, detailed: Run) -> None:
    with pytest.raises(SpecError, match=r"^this run has no activities; ask for them: simulate\("):
        _ = run.activities
    assert len(detailed.activities) > 1000


@pytest.mark.parametrize("detail", ["all", "", None])
def test_another_detail_is_refused(detail: str) -> None:
    with pytest.raises(SpecError, match=r"^detail = .*: must be moves or activities$"):
        FunnelModel(builders.spec(), detail=detail)


def test_to_write_down_more_changes_nothing_else(detailed: Run) -> None:
    plain = builders.run(levers={"lanes.marketing_chase": 0.3})
    for name in KEPT:
        assert plain.tables[name].equals(detailed.tables[name])


@pytest.mark.parametrize(
    ("activity", "column"),
    [
        ("brand", "brand_touches"),
        ("demand", "demand_touches"),
        ("booth", "booth_touches"),
        ("nurture", "nurture_touches"),
        ("collateral", "collateral_used"),
        ("call", "calls"),
        ("contact", "contacts"),
        ("chase", "chases"),
    ],
)
def test_touches_of_a_day_are_those_that_it_counts(detailed: Run, activity: str, column: str) -> None:
    rows = detailed.activities[detailed.activities["activity"] == activity]
    on_day = rows.groupby("day").size().reindex(detailed.days["day"], fill_value=0)
    assert on_day.tolist() == detailed.days[column].tolist()
    assert on_day.sum() > 0


def test_reps_are_named_who_called_or_contacted_and_inquiries_are_judged(detailed: Run) -> None:
    rows, inquired = detailed.activities, (detailed.moves["to"] == "inquiry").sum()
    by_reps = rows["activity"].isin(["call", "contact"])
    assert set(rows.loc[by_reps, "person"]) == {0, 1, 2}
    assert set(rows.loc[~by_reps, "person"]) == {-1}
    judged = rows["activity"] == "score"
    assert judged.sum() == inquired
    assert set(rows.loc[judged, "good"]) == {0, 1}
    assert set(rows.loc[~judged, "good"]) == {-1}
    assert rows.loc[judged, "score"].nunique() == inquired
    assert (rows.loc[~judged, "score"] == 0.0).all()


# ---------------------------------------------------------------------- the summary


def test_the_summary_is_finite_and_adds_up(run: Run) -> None:
    assert all(isinstance(value, float) and np.isfinite(value) for value in run.summary.values())
    totals = (*FLOWS, "spend", "wasted")
    assert set(run.summary) == {*totals, "bookings", "recurring", "trust_sales", "trust_marketing"}
    assert [run.summary[name] for name in totals] == pytest.approx([run.annual[name].sum() for name in totals])
    assert run.summary["bookings"] == pytest.approx(run.annual[["new_bookings", "expansions"]].to_numpy().sum())
    assert run.summary["recurring"] == run.annual["recurring"].iloc[-1]


def test_the_summary_has_last_year_s_trust(run: Run) -> None:
    last = run.trust[run.trust["week"] >= 104]
    assert len(last) == 52
    assert run.summary["trust_sales"] == pytest.approx(last["sales"].mean())
    assert run.summary["trust_marketing"] == pytest.approx(last["marketing"].mean())


# ---------------------------------------------------------------------- on disk


def test_what_is_saved_is_what_is_read_again(run: Run, tmp_path: Path) -> None:
    folder = run.save(tmp_path / "deep" / "run")
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"{name}.parquet" for name in KEPT), "experiment.json"]
    )
    for name in KEPT:
        table = pq.read_table(folder / f"{name}.parquet")
        assert table.schema.equals(contract.schema(name))
        assert table.equals(run.tables[name])
        pd.testing.assert_frame_equal(table.to_pandas(), getattr(run, name))
    saved = json.loads((folder / "experiment.json").read_text())
    assert type(run.spec).model_validate_json(json.dumps(saved)) == run.spec


def test_touches_are_saved_if_they_are_there(detailed: Run, tmp_path: Path) -> None:
    assert pq.read_table(detailed.save(tmp_path) / "activities.parquet").equals(detailed.tables["activities"])


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
