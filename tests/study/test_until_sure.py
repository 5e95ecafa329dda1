"""Replications go on until the interval is narrow enough, and no longer."""

import numpy as np
import pandas as pd
import pytest

from sim.study import until_sure as module
from sim.study.pairs import mean_interval
from sim.study.replicas import Replica, monthly, replicas
from sim.study.until_sure import Goal, until_sure

GOAL = Goal(widest=0.01, fewest=20, most=400)


@pytest.mark.parametrize(
    ("replications", "half_width", "expected"),
    [
        (20, 0.01, 20),  # narrow enough
        (20, 0.02, 80),  # half as wide with four times as many
        (20, 0.0101, 22),  # a tenth more at the least
        (20, 0.5, 400),  # and never more than the most
        (400, 0.5, 400),
    ],
)
def test_an_interval_narrows_with_the_root_of_the_number(replications: int, half_width: float, expected: int) -> None:
    assert GOAL.next(replications, half_width) == expected


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that are a draw of a normal each, whose spread is the company's name."""

    def tables(chosen: list[Replica], workers: int | None, keep: object) -> dict[str, pd.DataFrame]:
        rows = [(r.spec.company.name, r.policy, np.random.default_rng(r.spec.seed).normal()) for r in chosen]
        return {"months": pd.DataFrame(rows, columns=["company", "policy", "drawn"])}

    monkeypatch.setattr(module, "run_tables", tables)


def study(company: str, wanted: range) -> list[Replica]:
    chosen = replicas(company, ("silos", "dual_mandate"), wanted.stop, 0)
    return [replica for replica in chosen if replica.replication in wanted]


def test_each_study_gets_what_it_needs_and_no_run_twice(drawn: None, capsys: pytest.CaptureFixture[str]) -> None:
    spread = {"small": 0.001, "mid": 0.05}

    def half_width(company: str, runs: pd.DataFrame) -> float:
        here = runs[(runs["company"] == company) & (runs["policy"] == "silos")]
        mean, low, _ = mean_interval(spread[company] * here["drawn"].to_numpy())
        return mean - low

    studies = {name: lambda wanted, name=name: study(name, wanted) for name in spread}
    chosen, kept = until_sure(studies, half_width, GOAL, None, monthly)
    runs = kept["months"]
    numbers = {name: [r.replication for r in chosen if r.spec.company.name == name] for name in spread}
    assert numbers["small"] == [0, 0] + [number for number in range(1, 20) for _ in range(2)]
    assert sorted(numbers["mid"]) == sorted([*range(len(numbers["mid"]) // 2)] * 2)
    assert 60 < len(numbers["mid"]) / 2 < 150  # (1.96 x 0.05 / 0.01)^2 = 96
    assert half_width("mid", runs) <= GOAL.widest
    assert len(runs) == len(chosen)
    assert "mid: plus or minus 2." in capsys.readouterr().err
