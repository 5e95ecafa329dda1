"""What the page plays: every world of a company, the main contest first."""

import numpy as np
import pytest

from sim.records.leaks import days_in
from sim.report.replay import BANDS, STAGES, replay
from sim.study.replay import SHOWN
from tests.study.frames import both, contest, kept, noisy


@pytest.fixture(scope="module")
def data():
    other = noisy(names=("typical", "other"))
    tables = kept(both(noisy(), other[other["policy"] == "other"]))
    contests = [contest(), contest(names=("typical", "other"))]
    return replay(tables["replay"], tables["months"], contests, {"mid": contests[1]}), tables


def test_the_main_contest_comes_first(data):
    (company,) = data[0]["companies"]
    assert company["name"] == "Mid-size company"
    assert company["contests"] == [["typical", "other"], ["typical", "cure"]]
    assert set(company["worlds"]) == {"typical", "cure", "other"}
    assert data[0]["stages"] == list(STAGES.values())
    assert tuple(STAGES) == SHOWN


def test_each_world_has_a_number_a_day(data):
    told, tables = data
    days = tables["replay"]
    for policy, world in told["companies"][0]["worlds"].items():
        rows = days[days["policy"] == policy]
        assert world["revenue"] == rows["revenue"].tolist()
        assert world["stocks"] == [rows[stage].tolist() for stage in SHOWN]
        assert (set(world["sales"]), set(world["marketing"])) == ({25}, {50})


def test_bands_are_quantiles_of_the_month_s_rate_a_year(data):
    told, tables = data
    months = tables["months"]
    wide = months[months["policy"] == "cure"].pivot(index="replication", columns="month", values="revenue")
    expected = np.percentile(wide.to_numpy() * 260.0 / days_in(36), BANDS, axis=0)
    assert told["companies"][0]["worlds"]["cure"]["bands"] == expected.round().astype(int).tolist()


def test_the_net_gain_so_far_is_earned_less_spent(data):
    told, tables = data
    days = tables["replay"]
    dear = days.assign(spent=days["spent"].where(days["policy"] == "typical", days["spent"] + 5000))
    gains = replay(dear, tables["months"], [contest()], {"mid": contest()})["companies"][0]["gains"]
    assert gains == [[-5] * 780]
    assert told["companies"][0]["gains"][0] == [0] * 780


def test_a_team_without_anybody_has_no_trust(data):
    tables = data[1] | {"replay": data[1]["replay"].assign(marketing=np.nan)}
    told = replay(tables["replay"], tables["months"], [contest()], {"mid": contest()})
    world = told["companies"][0]["worlds"]["typical"]
    assert world["marketing"] is None
    assert world["sales"] is not None
