"""In which policies a company is looked at, and under which it warms up."""

import pytest

from sim.study.worlds import in_world, two_crossing
from tests import builders


def names(size, world):
    """The policies of the first and of the last day."""
    spec = in_world(world, builders.company(size), 3, 4, 0.5)
    assert (spec.years, spec.seed, spec.scale, spec.warmup_years) == (3, 4, 0.5, 1)
    return spec.policy_on(0).name, spec.policy_on(spec.days - 1).name


@pytest.mark.parametrize("size", ["small", "mid", "large", "enterprise"])
def test_worlds_are_those_that_the_company_names(size):
    company = builders.company(size)
    assert names(size, "typical") == (company.typical, company.typical)
    assert names(size, "cure") == (company.typical, company.cures[0])
    marketed = two_crossing().name if size == "small" else company.typical
    assert names(size, "typical_with_marketing") == (marketed, marketed)


def test_two_marketers_cross_lanes_and_nothing_else_is_changed():
    crossing, two = builders.policy("lane_crossing"), two_crossing()
    assert two.team.marketers == 2
    assert (two.lanes, two.lead, two.handoff, two.budget) == (
        crossing.lanes,
        crossing.lead,
        crossing.handoff,
        crossing.budget,
    )


@pytest.mark.parametrize("size", ["small", "mid", "large", "enterprise"])
def test_every_first_cure_promises_and_tracks_so_that_t11_is_judged_in_every_size(size):
    cure = builders.policy(builders.company(size).cures[0])
    assert cure.handoff.sla_days > 0.0
    assert cure.handoff.tracking > 0.0
