"""What a company lives through is what was asked for, and its quarters are those of the run."""

from itertools import pairwise

import numpy as np
import pytest

from sim.spec.errors import SpecError
from sim.spec.experiment import DAYS_PER_QUARTER
from sim.study.histories import Phase, lived, mixture, quarterly, told
from sim.study.tipping import STEPS
from tests import builders

LED, CMO, FEUD = (builders.policy(name) for name in ("sales_led", "fractional_cmo", "open_feud"))


def history(*phases, **habits):
    behaviour = builders.behaviour(habits)
    return lived(builders.company("toy"), [Phase(*phase) for phase in phases], 3, behaviour, 0.5)


def in_force(spec):
    """The policy on the first and on the last day of each quarter, those of the warm-up first."""
    starts = range(0, spec.days, DAYS_PER_QUARTER)
    return [tuple(spec.policy_on(day).name for day in (start, start + DAYS_PER_QUARTER - 1)) for start in starts]


@pytest.mark.parametrize("delay", [0, 4, 12])
def test_each_policy_holds_from_the_first_to_the_last_day_of_its_quarters(delay):
    spec = history((FEUD, 1), (LED, 2), (CMO, 3), **{"change.delay_weeks": delay})
    names = ["open_feud"] * (4 + 1) + ["sales_led"] * 2 + ["fractional_cmo"] * (3 + 2)
    assert in_force(spec) == [(name, name) for name in names]
    assert (spec.years, spec.seed, spec.scale, spec.reading) == (2, 3, 0.5, "from_start")


def test_a_first_phase_that_is_shorter_than_the_delay_is_refused():
    with pytest.raises(SpecError, match="must start at 0 and ascend"):
        history((FEUD, 1), (LED, 4), **{"change.delay_weeks": 13})


def test_a_history_is_told_in_words():
    assert told([Phase(FEUD, 4), Phase(LED, 32)]) == "open_feud for 4 quarters, sales_led for 32"


def test_a_mixture_is_the_weighted_mean_of_what_is_measured():
    mixed = mixture(LED, CMO, 0.4)
    assert mixed.handoff.tracking == pytest.approx(0.6 * 0.2 + 0.4 * 0.85)
    assert mixed.incentives.accepted == pytest.approx(0.6 * 0.1 + 0.4 * 0.4)
    assert mixed.name == "40_%_of_the_way_to_fractional_cmo"
    assert mixed.sources == {}


@pytest.mark.parametrize(("part", "kind", "promise"), [(0.4, "none", None), (0.5, "fractional_cmo", 2.0)])
def test_what_is_named_or_made_by_one_alone_changes_in_the_middle(part, kind, promise):
    mixed = mixture(LED, CMO, part)
    assert (mixed.leader.kind, mixed.handoff.sla_days) == (kind, promise)


def test_a_mixture_at_an_end_is_that_policy():
    assert mixture(LED, CMO, 0.0) is LED
    assert mixture(LED, CMO, 1.0) is CMO


@pytest.mark.parametrize("policies", list(pairwise(builders.POLICIES)))
def test_any_two_policies_can_be_mixed(policies):
    first, second = map(builders.policy, policies)
    for part in STEPS:
        mixed = mixture(first, second, part)
        assert sum(mixed.incentives.model_dump().values()) == pytest.approx(1.0)


def test_quarters_are_those_of_the_run(catalogue_run):
    run = catalogue_run("mid", "sales_led")
    table = quarterly(run)["quarters"]
    assert table.columns.tolist() == ["quarter", "sales", "marketing", "worked", "revenue"]
    assert table["quarter"].tolist() == [1, 2, 3, 4]
    assert table["revenue"].sum() == pytest.approx(run.annual["revenue"].sum())
    second = run.trust[run.trust["week"].between(52 + 13, 52 + 25)]
    assert table.loc[1, ["sales", "marketing"]].tolist() == pytest.approx(
        second[["sales", "marketing"]].mean().tolist()
    )


def test_a_lead_is_worked_if_a_rep_called_it(catalogue_run):
    run = catalogue_run("mid", "sales_led")
    table = quarterly(run)["quarters"]
    last = run.moves[run.moves["day"] >= run.spec.days - DAYS_PER_QUARTER]
    left = last[last["from"].eq("marketing_qualified")]["reason"].value_counts()
    ended = left.reindex(["called", "never_called", "chased"]).fillna(0)
    assert table["worked"].iloc[-1] == pytest.approx(ended["called"] / ended.sum())
    assert np.isfinite(table["worked"]).all()
