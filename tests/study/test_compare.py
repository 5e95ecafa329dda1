"""Policies are compared under the same luck, and what cannot be compared is refused before anything runs."""

import numpy as np
import pytest

import sim
from sim.spec import ensemble
from sim.study.compare import QUANTITIES, Comparison
from sim.study.replicas import policy_label, replicas
from sim.study.variance import parts
from tests.study.frames import both, noisy, world

TINY = {"scale": 0.02, "years": 1, "warmup_years": 0}


@pytest.fixture(scope="module")
def comparison():
    """Two replications of two policies in a tiny market."""
    return sim.compare("small", ["founder_led", "distinct_marketing"], replications=2, seed=5, workers=1, **TINY)


def test_runs_have_a_row_a_policy_replication_and_month(comparison):
    runs = comparison.runs
    assert runs.columns[:6].tolist() == ["company", "policy", "replication", "seed", "month", "year"]
    assert len(runs) == 2 * 2 * 12
    assert not runs.duplicated(["policy", "replication", "month"]).any()
    assert (runs["seed"] == runs["replication"] + 5).all()
    assert set(runs["company"]) == {"small"}


def test_a_replication_is_the_run_of_its_seed(comparison):
    runs = comparison.runs
    own = runs[(runs["policy"] == "distinct_marketing") & (runs["seed"] == 6)]
    run = sim.simulate("small", "distinct_marketing", seed=6, **TINY)
    assert own["revenue"].tolist() == run.monthly["revenue"].tolist()


def test_the_table_holds_every_policy_against_the_first(comparison):
    table = comparison.table
    assert set(table["policy"]) == {"distinct_marketing"}
    assert set(table["against"]) == {"founder_led"}
    assert table["quantity"].tolist() == list(QUANTITIES)
    assert (table["low"] <= table["mean"]).all()


def test_a_known_difference_is_found_and_counted_as_won():
    runs = noisy(gain=100.0, cost=30.0)
    table = Comparison(("typical", "cure"), runs).table.set_index(["period", "quantity"])
    net = table.loc[("years 1-3", "net")]
    assert [net["low"], net["mean"], net["high"]] == pytest.approx([36 * 70.0] * 3, rel=0.02)
    assert net["low"] < net["mean"] < net["high"]
    assert table.loc[("year 1", "spend"), "won"] == 0.0
    assert table.loc[("year 1", "wasted"), "won"] == 1.0
    assert table.loc[("year 1", "spend"), "share"] == pytest.approx(0.3)


def test_a_policy_equal_in_all_but_its_name_differs_in_nothing():
    twin = sim.load_policy("founder_led", {"name": "twin"})
    table = sim.compare("small", ["founder_led", twin], replications=2, workers=1, **TINY).table
    assert (table["mean"] == 0.0).all()
    assert (table["won"] == 0.0).all()


def test_policies_of_different_seeds_are_not_compared():
    runs = both(world("a", 1.0), world("b", 1.0, seed=3))
    with pytest.raises(ValueError, match="not paired"):
        _ = Comparison(("a", "b"), runs).table


def test_replications_count_their_seeds_on_and_share_them():
    chosen = replicas("small", ["founder_led", "frictionless"], 3, 10)
    assert [(r.policy, r.replication, r.spec.seed) for r in chosen[:3]] == [
        ("founder_led", 0, 10),
        ("frictionless", 0, 10),
        ("founder_led", 1, 11),
    ]
    assert chosen[-1].spec.seed == 12


def test_a_timeline_is_named_after_its_policies_and_days():
    spec = sim.experiment(company="small", policy=[(0, "founder_led"), (130, "frictionless")])
    assert policy_label(spec) == "founder_led 130:frictionless"


@pytest.mark.parametrize(
    ("policies", "changes", "message"),
    [
        (["founder_led"], {}, "two or more"),
        (["founder_led", "founder_led"], {}, "two are named founder_led"),
        (["founder_led", "distinct_marketin"], {}, "nearest is distinct_marketing"),
        (["founder_led", "frictionless"], {"replications": 1}, "replications = 1: must be"),
        (["founder_led", "frictionless"], {"replications": "8"}, "replications = '8': must be"),
        (["founder_led", "frictionless"], {"seed": -1}, "seed = -1: must be"),
        (["founder_led", "frictionless"], {"seed": 2**63 - 2, "replications": 3}, "seed = .*: must be"),
        (["founder_led", "frictionless"], {"years": 0}, "years = 0: must be"),
        (["founder_led", "frictionless"], {"workers": 0}, "workers = 0: must be"),
    ],
)
def test_what_cannot_be_compared_is_refused(policies, changes, message):
    with pytest.raises(sim.SpecError, match=message):
        sim.compare("small", policies, **{"replications": 2, "seed": 0, "workers": 1, **changes})


# ---------------------------------------------------------------------- numbers that nobody knows


@pytest.fixture
def three_members(tmp_path, monkeypatch):
    """An ensemble whose members differ in how strong the rivals of a small company are."""
    path = tmp_path / "ensemble.csv"
    path.write_text("behaviour.patience.exponent,small.market.rivals\n0.3,0.5\n0.4,1.5\n0.5,2.5\n", encoding="utf-8")
    monkeypatch.setattr(ensemble, "ENSEMBLE", path)


def test_members_take_turns_of_two_replications_and_share_luck_over_policies(three_members):
    chosen = replicas("small", ["founder_led", "frictionless"], 9, 10, uncertainty="parameters")
    assert [run.member for run in chosen[::2]] == [0, 0, 1, 1, 2, 2, 0, 0, 1]
    for typical, cure in zip(chosen[::2], chosen[1::2], strict=True):
        assert (typical.spec.seed, typical.member) == (cure.spec.seed, cure.member)
        assert typical.spec.company == cure.spec.company
        assert typical.spec.company.market.rivals == 0.5 + typical.member
        assert typical.spec.behaviour.patience.exponent == pytest.approx(0.3 + 0.1 * typical.member)


def test_which_member_a_replication_has_does_not_hang_on_how_many_there_are(three_members):
    few, many = (replicas("small", ["founder_led", "frictionless"], n, 0, uncertainty="parameters") for n in (4, 12))
    assert many[: len(few)] == few


def test_a_comparison_over_the_ensemble_tells_luck_from_numbers(three_members):
    options = {"replications": 4, "workers": 1, "uncertainty": "parameters", **TINY}
    compared = sim.compare("small", ["founder_led", "frictionless"], **options)
    assert compared.runs.groupby("replication")["member"].first().tolist() == [0, 0, 1, 1]
    found = compared.uncertainty
    assert found[["policy", "period", "quantity"]].equals(compared.table[["policy", "period", "quantity"]])
    assert found["mean"].tolist() == pytest.approx(compared.table["mean"].tolist())
    revenue = compared.runs.groupby(["policy", "replication"])["revenue"].sum().unstack("policy")
    gain = (revenue["frictionless"] - revenue["founder_led"]).to_numpy()
    expected = parts(gain, np.array([0, 0, 1, 1]))
    row = found[found["quantity"].eq("revenue")].iloc[-1]
    assert row[["members", "luck", "share"]].tolist() == pytest.approx(
        [expected.members, expected.luck, expected.share]
    )


def test_intervals_over_the_ensemble_count_members_and_not_replications():
    """Two replications of a member that are alike say no more than one."""
    rng = np.random.default_rng(3)
    gains = np.repeat(rng.normal(10.0, 5.0, 12), 2)[:, None]
    twice = both(world("a", 100.0, replications=24), world("b", 100.0 + gains, replications=24))
    once = both(world("a", 100.0, replications=12), world("b", 100.0 + gains[::2], replications=12))
    table = Comparison(("a", "b"), twice.assign(member=twice["replication"] // 2)).table
    expected = Comparison(("a", "b"), once).table
    for name in ("mean", "low", "high", "share", "share_low", "share_high"):
        assert table[name].tolist() == pytest.approx(expected[name].tolist(), nan_ok=True)


def test_numbers_of_one_s_own_stay_as_they_are(three_members):
    mine = sim.load_company("small", {"market.rivals": 3.0})
    chosen = replicas(mine, ["founder_led", "frictionless"], 4, 0, uncertainty="parameters")
    assert {run.spec.company.market.rivals for run in chosen} == {3.0}
    assert len({run.spec.behaviour.patience.exponent for run in chosen}) == 2


def test_without_an_ensemble_nothing_is_compared_over_it(tmp_path, monkeypatch):
    monkeypatch.setattr(ensemble, "ENSEMBLE", tmp_path / "ensemble.csv")
    with pytest.raises(sim.SpecError, match="there is no ensemble yet; python -m experiments"):
        sim.compare("small", ["founder_led", "frictionless"], replications=4, uncertainty="parameters")


def test_two_members_need_four_replications(three_members):
    with pytest.raises(sim.SpecError, match="replications = 3: must be 4 or more"):
        sim.compare("small", ["founder_led", "frictionless"], replications=3, uncertainty="parameters")


def test_runs_of_one_set_of_numbers_cannot_tell():
    with pytest.raises(ValueError, match='compare with uncertainty="parameters"'):
        _ = Comparison(("a", "b"), both(world("a", 1.0), world("b", 1.0))).uncertainty


def test_an_unknown_uncertainty_is_refused():
    with pytest.raises(sim.SpecError, match="uncertainty = 'parameter': unknown; nearest is parameters"):
        sim.compare("small", ["founder_led", "frictionless"], uncertainty="parameter")
