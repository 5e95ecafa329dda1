"""When a policy holds, and how many sell under it."""

from sim.nulls.promises import more_heads, policies
from tests import builders


def test_a_policy_counts_from_the_day_on_which_people_work_by_it():
    spec = builders.spec("mid", "fractional_cmo", warmup_years=1)
    delay = 5 * spec.behaviour.change.delay_weeks
    found = [(day, policy.name) for day, policy in policies(spec)]
    assert found == [(0, "sales_led"), (260 + delay, "fractional_cmo")]


def test_a_policy_by_another_name_is_no_change():
    again = builders.policy("sales_led", {"name": "again"})
    assert len(policies(builders.spec("mid", again, warmup_years=1))) == 1


def test_extra_reps_are_counted_on_top_of_the_company_s():
    usual, more = builders.policy("sales_led"), builders.policy("sales_led", {"team.extra_reps": 6.5})
    assert more_heads(builders.spec("mid"), more, usual) == 1.5
    assert more_heads(builders.spec("mid"), usual, usual) == 1.0
