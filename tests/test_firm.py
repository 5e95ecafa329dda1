"""The company at run time: heads, budget, plans that fit, and what a policy buys."""

import pytest

from sim.exchange import MarketerPlan, MarketingTally, RepPlan, RepTally, Tallies
from sim.firm import Firm
from sim.model import FunnelModel
from sim.people.rep import Rep
from sim.spec.policy import PolicySpec
from tests import builders

DAYS = 260


def _tallies(model: FunnelModel, **counts: int) -> Tallies:
    return Tallies([RepTally(**counts) for _ in model.reps])


@pytest.mark.parametrize(
    ("kind", "cost"), [("none", 0.0), ("founder", 0.0), ("fractional_cmo", 180_000.0), ("cmo", 380_000.0)]
)
def test_a_leader_costs_what_behaviour_says(kind: str, cost: float) -> None:
    books = builders.stepped(1, levers={"leader.kind": kind}).firm.books
    assert books["leadership"] == int(cost * 100.0 / DAYS + 0.5)


def test_heads_come_with_the_policy_or_stay_the_company_s() -> None:
    assert len(builders.model(levers={"team.marketers": None}).marketers) == 2
    assert len(builders.model(levers={"team.marketers": 5}).marketers) == 5
    assert not builders.model(levers={"team.marketers": 0}).marketers


def test_who_comes_last_goes_first_and_leaves_the_model(toy: FunnelModel) -> None:
    first, second = toy.marketers
    toy.staff_marketing(1)
    assert toy.marketers == [first]
    assert second not in toy.agents
    toy.staff_marketing(3)
    assert [marketer.index for marketer in toy.marketers] == [0, 1, 2]


def test_heads_and_leader_scale_with_the_market() -> None:
    model = builders.model("mid", "fractional_cmo", scale=0.5)
    assert (len(model.reps), len(model.marketers)) == (7, 4)
    assert model.firm.leader is not None
    assert (model.firm.leader.cost, model.firm.leader.hours) == (90_000.0, 3.0)
    assert len(model.crowd.prospects) == 6500


def test_programmes_get_what_wages_leave_of_the_granted_budget() -> None:
    granted = builders.model(levers={"budget.granted_share": 1.0}).firm
    assert granted.programmes == pytest.approx(4e6 * 0.09 - 2 * 120_000.0)
    assert builders.model(levers={"budget.granted_share": 0.5}).firm.programmes == 0.0


def test_another_policy_takes_the_leader_away(toy: FunnelModel) -> None:
    toy.firm.adopt(builders.policy("fractional_cmo"))
    leader = toy.firm.leader
    assert leader in toy.agents
    toy.firm.adopt(builders.policy("sales_led"))
    assert toy.firm.leader is None
    assert leader not in toy.agents


# ---------------------------------------------------------------------- hours and money together


SEEN = MarketingTally(in_nurture=1000, open_deals=1000)


def _touches(firm: Firm, hours: float, money: float) -> float:
    firm.programmes = money
    policy = builders.policy("sales_led", {"budget.brand_share": 1.0, "budget.enablement": 0.0})
    return firm._campaigns(policy, [MarketerPlan(hours, 0.0, 0.0, 0.0, 0.0, 0.0)], SEEN).brand_touches


def test_whichever_is_short_of_hours_and_money_sets_the_touches(toy: FunnelModel) -> None:
    reach = toy.spec.behaviour.reach
    by_hours = 6.0 / 5 / reach.hours_per_touch
    assert _touches(toy.firm, 6.0, 1e9) == pytest.approx(by_hours)
    assert _touches(toy.firm, 6.0, DAYS * reach.dollars_per_touch) == pytest.approx(1.0)
    assert _touches(toy.firm, 0.0, 1e9) == 0.0
    assert _touches(toy.firm, 6.0, 0.0) == 0.0


def test_what_is_not_touched_is_not_paid(toy: FunnelModel) -> None:
    toy.firm.programmes = 1e9
    plan = MarketerPlan(brand=1.0, demand=2.0, nurture=0.0, analytics=0.0, enablement=3.0, chase=0.0)
    campaigns = toy.firm._campaigns(builders.policy("sales_led"), [plan], SEEN)
    toy.firm.open_books(campaigns)
    reach = toy.spec.behaviour.reach
    cents = 100.0 * reach.dollars_per_touch / 5 / reach.hours_per_touch
    assert toy.firm.books["programmes_brand"] == pytest.approx(cents, abs=1)
    assert toy.firm.books["programmes_demand"] == pytest.approx(2 * cents, abs=1)
    assert toy.firm.books["programmes_enablement"] == pytest.approx(100.0 * reach.dollars_per_collateral / 5, abs=1)


# ---------------------------------------------------------------------- quarters and signing


def test_a_signature_counts_for_the_books_and_the_quota_and_a_quarter_later_no_more(toy: FunnelModel) -> None:
    toy.step()
    toy.firm.sign(1, 260_000_00, "new_bookings")
    toy.firm.sign(1, 15_000_00, "expansions")
    assert (toy.firm.books["new_bookings"], toy.firm.books["expansions"]) == (260_000_00, 15_000_00)
    assert toy.reps[1].attainment == pytest.approx(275.0 / (700.0 / 4))
    toy.firm.plan_week(_tallies(toy), week=12)
    assert toy.reps[1].attainment > 0.0
    toy.firm.plan_week(_tallies(toy), week=13)
    assert toy.reps[1].attainment == 0.0


def test_everybody_learns_before_anybody_plans(toy: FunnelModel) -> None:
    belief, confidence = toy.reps[0].belief, toy.marketers[0].confidence
    tallies = _tallies(toy, calls_bad=3)
    tallies.marketing = MarketingTally(called=0, given_up=5)
    plans, _ = toy.firm.plan_week(tallies, week=1)
    assert toy.reps[0].belief < belief
    assert toy.marketers[0].confidence < confidence
    assert plans[0].follow == toy.reps[0].decide(builders.policy(), RepTally()).follow


def test_meetings_take_their_part_of_everyone_s_week() -> None:
    people = builders.run(levers={"lanes.coordination": 0.5}).people
    weeks = people["role"].map({"rep": 12.0, "marketer": 30.0}).astype(float)
    assert (people["hours_meetings"] - 0.05 * weeks).abs().max() < 1e-12
    assert (builders.run(levers={"lanes.coordination": 0.0}).people["hours_meetings"] == 0.0).all()


def test_hours_without_money_list_or_deal_are_idle(toy: FunnelModel) -> None:
    toy.firm.programmes = 0.0
    plan = MarketerPlan(brand=1.0, demand=2.0, nurture=4.0, analytics=8.0, enablement=16.0, chase=32.0)
    nothing_to_do = toy.firm._campaigns(builders.policy("sales_led"), [plan], MarketingTally())
    assert nothing_to_do.idle_hours == pytest.approx(1.0 + 2.0 + 4.0 + 16.0)
    toy.firm.programmes = 1e9
    all_to_do = toy.firm._campaigns(builders.policy("sales_led"), [plan], SEEN)
    assert all_to_do.idle_hours == pytest.approx(0.0)


def test_an_attainment_on_a_quarter_s_first_monday_is_that_of_the_whole_last_quarter() -> None:
    run = builders.run(years=1)
    signed = run.moves[(run.moves["reason"] == "won") & (run.moves["day"] < 65)].groupby("rep")["value"].sum()
    reps = run.people[(run.people["role"] == "rep") & (run.people["week"] == 13)].set_index("person")
    quota = run.spec.company.team.quota * 100 / 4
    assert reps["attainment"].to_dict() == pytest.approx({rep: signed.get(rep, 0) / quota for rep in reps.index})


def test_a_plan_that_is_none_names_the_class_that_made_it() -> None:
    class Vague(Rep):
        def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
            return {"leads": 1.0}  # type: ignore[return-value]

    with pytest.raises(TypeError, match=r"Vague\.decide must return a RepPlan"):
        builders.run(people={"rep": Vague})
