"""At equal budget every policy costs the same dollars a year, to the last one, and nothing else changes (C10)."""

import pytest

from sim.contract import SPENDING
from sim.spec.errors import SpecError
from sim.spec.prices import annual_cost
from sim.study.equal_budget import equal_budget
from tests import builders

USES = ("reps", "programmes")
PAIRS = (
    ("founder_led", "distinct_marketing"),
    ("sales_led", "fractional_cmo"),
    ("silos", "dual_mandate"),
    ("lane_crossing", "founder_led"),
    ("marketing_mandate", "shared_revenue"),
)
USUAL = builders.behaviour()


def costs(company, policies):
    """Dollars a year under each of ``policies``."""
    return [annual_cost(company, policy, USUAL) for policy in policies]


def levelled(company, names, use="reps"):
    """Policies of the catalogue at equal budget in a company of the catalogue."""
    return equal_budget(builders.company(company), [builders.policy(name) for name in names], USUAL, use)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("names", PAIRS)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_both_cost_what_the_dearer_costs_and_not_a_cent_less(company, names, use):
    firm, plain = builders.company(company), [builders.policy(name) for name in names]
    most = max(costs(firm, plain))
    assert min(costs(firm, plain)) < most - 1.0
    assert costs(firm, levelled(company, names, use)) == pytest.approx([most] * 2, rel=0.0, abs=1e-6)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_any_number_of_policies_cost_what_the_dearest_costs(company, use):
    firm = builders.company(company)
    most = max(costs(firm, map(builders.policy, builders.POLICIES)))
    assert costs(firm, levelled(company, builders.POLICIES, use)) == pytest.approx(
        [most] * len(builders.POLICIES), rel=0.0, abs=1e-6
    )


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_the_dearest_stays_as_it_is_and_the_others_say_what_they_bought(company, use):
    firm, plain = builders.company(company), [builders.policy(name) for name in builders.POLICIES]
    dearest = max(plain, key=lambda policy: annual_cost(firm, policy, USUAL))
    for before, after in zip(plain, levelled(company, builders.POLICIES, use), strict=True):
        assert after is before if before is dearest else after.name == f"{before.name}+{use}"


@pytest.mark.parametrize(("use", "lever"), [("reps", ("team", "extra_reps")), ("programmes", ("budget", "extra"))])
def test_nothing_changes_but_what_the_rest_is_spent_on_and_the_name(use, lever):
    group, name = lever
    before = builders.policy("founder_led").model_dump()
    after = levelled("small", PAIRS[0], use)[0].model_dump()
    assert after.pop("name") == f"founder_led+{use}"
    assert after.pop("title") == f"{before['title']}; the rest of the budget in {use}"
    assert after[group].pop(name) > before[group].pop(name)
    assert after == {key: value for key, value in before.items() if key not in ("name", "title")}


def test_what_is_left_pays_loaded_reps_and_the_tools_that_track_them():
    firm = builders.company("mid")
    cheap = builders.policy("sales_led", {"handoff.tracking": 0.5, "team.extra_reps": 1.5})
    dear = builders.policy("sales_led", {"name": "dear", "handoff.tracking": 0.5, "budget.extra": 1e6})
    left = annual_cost(firm, dear, USUAL) - annual_cost(firm, cheap, USUAL)
    more = equal_budget(firm, [cheap, dear], USUAL)[0].team.extra_reps - 1.5
    assert more == pytest.approx(left / (firm.team.rep_cost + 0.5 * USUAL.price.tools))


def test_programme_money_of_its_own_is_kept_and_added_to():
    firm = builders.company("mid")
    cheap = builders.policy("sales_led", {"budget.extra": 1000.0})
    dear = builders.policy("sales_led", {"name": "dear", "budget.extra": 5000.0})
    assert equal_budget(firm, [cheap, dear], USUAL, "programmes")[0].budget.extra == pytest.approx(5000.0)


def test_equally_dear_policies_stay_as_they_are():
    firm = builders.company("mid")
    twins = [builders.policy("sales_led"), builders.policy("sales_led", {"name": "twin", "lanes.coordination": 0.9})]
    assert equal_budget(firm, twins, USUAL) == twins


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("company", builders.COMPANIES)
def test_who_is_at_equal_budget_already_gets_nothing_more(company, use):
    once = levelled(company, builders.POLICIES, use)
    assert equal_budget(builders.company(company), once, USUAL, use) == once


@pytest.mark.parametrize("use", USES)
def test_where_nobody_comes_or_goes_runs_really_spend_the_same(use):
    stay = {"career.turnover": 0.0, "price.hiring": 0.0}
    pair = [builders.policy("founder_led"), builders.policy("fractional_cmo")]
    runs = [builders.run(rules=policy, habits=stay) for policy in equal_budget(builders.company(), pair, USUAL, use)]
    first, second = (run.annual["spend"][0] for run in runs)
    cents = 260 * len(SPENDING) * 0.005  # each line of the books is rounded each day
    assert first == pytest.approx(second, rel=0.0, abs=2 * cents)


@pytest.mark.parametrize(("use", "shown"), [("marketers", "'marketers'"), (None, "null"), ("Reps", "'Reps'")])
def test_another_use_is_refused(use, shown):
    with pytest.raises(SpecError, match=rf"^use = {shown}: must be reps or programmes$"):
        levelled("mid", PAIRS[1], use)
