"""The pair that is shown is a usual one, and shows what its runs recorded."""

import numpy as np
import pytest

from sim.model import FunnelModel
from sim.study.contest import Contest
from sim.study.replay import SHOWN, most_usual, replays
from sim.study.replicas import replicas, run_tables
from tests import builders
from tests.study.frames import both, contest, world


def test_the_most_usual_pair_is_nearest_to_the_mean_in_gain_and_in_revenue():
    gains = np.array([0.0, 90.0, 40.0, 30.0])[:, None]
    runs = both(world("typical", 1000.0), world("cure", 1000.0 + gains))
    assert most_usual(runs, contest()) == 2  # the mean is 40
    revenue = np.array([1000.0, 1010.0, 2000.0, 990.0])[:, None]
    runs = both(world("typical", revenue), world("cure", revenue + gains))
    assert most_usual(runs, contest()) == 3  # 2 has twice the revenue


@pytest.fixture(scope="module")
def study():
    shown = Contest(builders.company(), builders.policy("sales_led"), builders.policy("fractional_cmo"))
    third = builders.policy("silos")
    chosen = replicas(shown.company, (shown.typical, shown.cure, third), 3, 5, years=1)
    months = run_tables(chosen, 1)["months"]
    return shown, chosen, months, replays(months, {"toy": shown}, chosen, 1)


def test_every_policy_is_replayed_under_one_luck(study):
    shown, _, months, days = study
    number = most_usual(months, shown)
    assert days["policy"].drop_duplicates().tolist() == ["sales_led", "fractional_cmo", "silos"]
    assert set(days["replication"]) == {number}
    assert set(days["seed"]) == {5 + number}
    assert days.groupby("policy")["day"].apply(list).tolist() == [list(range(260))] * 3


def test_days_are_those_of_the_run(study):
    _, chosen, _, days = study
    here = days[days["policy"] == "fractional_cmo"]
    (replica,) = (r for r in chosen if (r.policy, r.replication) == ("fractional_cmo", here["replication"].iloc[0]))
    run = FunnelModel(replica.spec).run()
    first = run.spec.warmup_days
    assert here[list(SHOWN)].to_numpy().tolist() == run.days.loc[first:, list(SHOWN)].to_numpy().tolist()
    assert here["revenue"].tolist() == [round(cents * 2.6) for cents in run.books["revenue"][first:]]
    spending = run.monthly["spend"].sum()
    assert here["spent"].iloc[-1] == pytest.approx(spending, abs=1.0)
    week = run.trust.set_index("week").loc[(first + 100) // 5]
    assert here[["sales", "marketing"]].iloc[100].tolist() == pytest.approx(
        [week["sales"], week["marketing"]], abs=1e-4
    )
