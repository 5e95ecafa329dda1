"""One prospect less: where nothing ties accounts together, nobody else's records change."""

import pandas as pd
import pytest

from sim.crowd.calendar import NEVER
from sim.model import FunnelModel
from sim.records.run import Run
from sim.stages import Stage
from tests import builders

UNTIED = ("score", "beliefs", "quotas", "saturation", "capacity", "word_of_mouth")
"""What ties accounts together: a score and beliefs learned from all, a number to be met, a channel's ceiling, hours,
and customers who tell others."""
LEVERS = {"lanes.marketing_chase": 0.5, "lead.recycling": 0.6, "handoff.tracking": 0.6, "feedback.reported_share": 0.5}
PLAN = [f"hours_{name}" for name in ("brand", "demand", "nurture", "enablement", "chase", "leads", "prospecting")]


def _run(without: tuple[str, ...], removed: int | None) -> Run:
    """Two years; account ``removed`` is in its seat, and neither buys nor can be reached or seen."""
    spec = builders.spec(levers=LEVERS, years=2, without=without, team={"revenue": 2e7}, engine="agents")
    model = FunnelModel(spec, detail="activities")
    if removed is not None:
        gone, roster = model.crowd.prospects[removed], model.crowd.roster
        roster.recurring -= gone.contract
        gone.contract, gone.in_window, gone.due = 0, False, [NEVER] * len(gone.due)
        roster.place(gone, Stage.COOLING_OFF)
    return model.run()


def _others(run: Run, table: str, removed: int) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(run, table)
    return frame[frame["prospect"] != removed].reset_index(drop=True)


def _busy(run: Run) -> list[int]:
    """The accounts with most moves of each kind: whose absence would be felt."""
    moves = run.moves
    return [
        int(moves.loc[moves["reason"] == reason, "prospect"].value_counts().index[0])
        for reason in ("won", "called", "contacted", "pushed_away", "lost_to_competitor")
    ]


@pytest.fixture(scope="module")
def whole() -> Run:
    return _run(UNTIED, None)


def test_every_kind_of_thing_happens_in_that_world(whole: Run) -> None:
    reasons = set(whole.moves["reason"])
    assert {"called", "contacted", "qualified", "won", "not_renewed", "pushed_away", "lost_to_competitor"} <= reasons
    assert (whole.days[["nurture_touches", "collateral", "booth_touches"]].sum() > 0).all()


def test_removing_a_prospect_leaves_all_other_records_equal(whole: Run) -> None:
    for removed in _busy(whole):
        less = _run(UNTIED, removed)
        for table in ("moves", "missed", "activities"):
            assert _others(less, table, removed).equals(_others(whole, table, removed))
        assert less.people[PLAN].equals(whole.people[PLAN])
        assert removed not in set(less.moves["prospect"])


def test_in_the_whole_model_one_prospect_less_is_felt_by_others() -> None:
    full = _run((), None)
    removed = _busy(full)[0]
    assert not _others(_run((), removed), "moves", removed).equals(_others(full, "moves", removed))
