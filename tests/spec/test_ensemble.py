"""Members of the ensemble, as values of one company."""

import pytest

from sim.spec import ensemble
from sim.spec.ensemble import load_ensemble, of_company
from tests import builders

TEXT = """behaviour.patience.exponent,behaviour.score.clicks,small.market.accounts,mid.market.rivals
0.25,300,6000,1.5
0.5,50,8000,-2.0
"""


@pytest.fixture(autouse=True)
def few(tmp_path, monkeypatch):
    path = tmp_path / "ensemble.csv"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(ensemble, "ENSEMBLE", path)


def test_a_size_gets_the_shared_numbers_and_its_own():
    assert [of_company(member, builders.company("mid")) for member in load_ensemble()] == [
        {"behaviour.patience.exponent": 0.25, "behaviour.score.clicks": 300, "company.market.rivals": 1.5},
        {"behaviour.patience.exponent": 0.5, "behaviour.score.clicks": 50, "company.market.rivals": -2.0},
    ]
    small = builders.company("small")
    accounts = [of_company(member, small)["company.market.accounts"] for member in load_ensemble()]
    assert accounts == [6000, 8000]
    assert {type(value) for value in accounts} == {int}


def test_a_company_of_one_s_own_keeps_its_own_numbers():
    assert {key for member in load_ensemble() for key in of_company(member, builders.company())} == {
        "behaviour.patience.exponent",
        "behaviour.score.clicks",
    }
