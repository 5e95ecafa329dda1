"""What a null model sees of a run is what the run's own tables say."""

import pandas as pd
import pytest

from sim.nulls.history import STAYS, all_stays, at_first, at_start, by_quarter, fitted_under, history, mean_days
from sim.nulls.ways import OPPORTUNITIES
from sim.stages import STAGES
from tests import builders

STAGE_OF = {"called": "sales_accepted", "chased": "sales_accepted", "contacted": "sales_accepted"}
STAGE_OF |= dict.fromkeys(OPPORTUNITIES.values(), "opportunity")


@pytest.fixture(scope="module")
def run(catalogue_run):
    return catalogue_run("mid", "sales_led")


@pytest.fixture(scope="module")
def seen(run):
    return history(run)


def test_stays_add_up_to_the_accounts_in_each_stage_on_each_evening(run, seen):
    """Who entered on day a and left on day b was there on b - a evenings; who stays, on the last one too."""
    rows = seen.stays
    evenings = rows["number"] * (rows["days"] + rows["then"].eq(STAYS))
    stages = rows["state"].map(STAGE_OF).fillna(rows["state"])
    found = evenings.groupby(stages).sum().reindex(STAGES, fill_value=0)
    assert found.to_dict() == run.days[list(STAGES)].sum().to_dict()


def test_every_move_ends_a_stay_and_every_account_has_a_last_one(run, seen):
    rows = seen.stays
    still = rows["then"].eq(STAYS)
    assert rows.loc[~still, "number"].sum() == len(run.moves)
    assert rows.loc[still, "number"].sum() == at_first(run.spec).accounts


def test_entries_and_wins_are_counted_by_state_and_way(run, seen):
    moves, days = run.moves, seen.days
    called = moves["to"].eq("sales_accepted") & moves["reason"].eq("called")
    assert days["to_called"].sum() == called.sum() > 0
    inbound = moves["to"].eq("opportunity") & moves["source"].isin(["hand_raise", "campaign"])
    assert days["to_opportunity_inbound"].sum() == inbound.sum() > 0
    assert days["to_churned"].sum() == moves["to"].eq("churned").sum()
    won = moves["reason"].eq("won")
    assert days[["won_inbound", "won_prospecting", "won_expansion"]].sum().sum() == won.sum()
    assert len(seen.values) == (won & moves["source"].ne("expansion")).sum()
    assert seen.values.sum() == pytest.approx(days["new_bookings"].sum())


def test_money_is_in_dollars_and_hours_are_those_of_the_week_s_plan(run, seen):
    assert seen.days["revenue"].sum() == pytest.approx(run.books["revenue"].sum() / 100.0)
    planned = run.people.loc[run.people["role"].eq("rep"), "hours_leads"].sum()
    assert seen.days["hours_leads"].sum() == pytest.approx(planned)
    assert at_start(seen.days) == pytest.approx(
        (run.books.loc[0, "recurring"] + run.books.loc[0, "churned"]) / 100.0
        - (run.books.loc[0, "new_bookings"] + run.books.loc[0, "expansions"]) / 100.0
    )


def test_runs_meet_as_their_mean_day_and_all_their_stays(seen):
    twice = [seen, seen._replace(days=seen.days.assign(revenue=0.0))]
    assert mean_days(twice)["revenue"].tolist() == pytest.approx((seen.days["revenue"] / 2.0).tolist())
    assert mean_days(twice)["day"].tolist() == seen.days["day"].tolist()
    assert all_stays(twice)["number"].sum() == 2 * seen.stays["number"].sum()


def test_a_mean_of_a_quarter_is_nothing_where_there_is_nothing_to_divide_by():
    days = pd.DataFrame({"day": range(130), "some": 2.0, "of": [4.0] * 65 + [0.0] * 65})
    assert by_quarter(days, days["some"], days["of"]).tolist() == [0.5, 0.0]
    assert by_quarter(days, days["some"]).tolist() == [2.0, 2.0]


def test_only_runs_under_one_policy_that_differ_in_luck_alone_are_fitted(seen):
    again = seen._replace(spec=seen.spec.model_copy(update={"seed": 99}))
    assert fitted_under([seen, again]) == seen.spec
    other = seen._replace(spec=builders.spec("mid", "silos"))
    with pytest.raises(ValueError, match="differ in their seeds alone"):
        fitted_under([seen, other])
    cured = seen._replace(spec=builders.spec("mid", "fractional_cmo", warmup_years=1))
    with pytest.raises(ValueError, match="under one policy"):
        fitted_under([cured])
