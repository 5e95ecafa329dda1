"""The company at run time: policies that take over, plans that fit, quarters that end, and what a policy costs."""

import math

import pytest

from sim.exchange import Bookings, Happened, MarketerPlan, MarketingTally, RepPlan, RepTally, Tallies
from sim.model import FunnelModel
from sim.people.marketer import Marketer
from sim.people.rep import Rep
from sim.spec.policy import PolicySpec
from tests import builders

DAYS = 260
QUIET = {"career.turnover": 0.0}


def _tallies(model: FunnelModel, **counts: int) -> Tallies:
    return Tallies([RepTally(**counts) for _ in model.reps])


def _page(model: FunnelModel, day: int) -> dict[str, int]:
    """The books' page of a Monday on which nothing else happens."""
    model.firm.open_books(day)
    return model.firm.close_books(Happened([], {}, Bookings(), 0))


# ---------------------------------------------------------------------- the policy in force


@pytest.mark.parametrize(
    ("kind", "cost"), [("none", 0.0), ("founder", 0.0), ("fractional_cmo", 180_000.0), ("cmo", 380_000.0)]
)
def test_a_leader_costs_what_behaviour_says(kind: str, cost: float) -> None:
    page = builders.stepped(1, levers={"leader.kind": kind}).firm.ledger.daily
    assert page["leadership"] == int(cost * 100.0 / DAYS + 0.5)


def test_heads_come_with_the_policy_or_stay_the_company_s() -> None:
    assert len(builders.model(levers={"team.marketers": None}).marketers) == 2
    assert len(builders.model(levers={"team.marketers": 5}).marketers) == 5
    assert not builders.model(levers={"team.marketers": 0}).marketers


def test_heads_leader_and_extra_money_scale_with_the_market() -> None:
    levers = {"leader.kind": "fractional_cmo", "team.extra_reps": 2.0, "budget.extra": 1e5}
    model = builders.model("mid", levers=levers, scale=0.5)
    assert (len(model.reps), len(model.marketers)) == (7 + 1, 4)
    assert model.firm.leader is not None
    assert model.firm.leader.hours == 3.0
    assert model.firm.policy.budget.extra == 5e4
    assert len(model.crowd.prospects) == 6500


def test_another_policy_takes_the_leader_away_and_costs_something(toy: FunnelModel) -> None:
    toy.firm.adopt(builders.policy("fractional_cmo"), 5)
    leader = toy.firm.leader
    assert leader in toy.agents
    toy.firm.adopt(builders.policy("sales_led"), 10)
    assert toy.firm.leader is None
    assert leader not in toy.agents
    each = toy.spec.behaviour.change.cost_per_head
    assert _page(toy, 10)["change"] == int(2 * each * 5 * 100)  # two changes, three reps and two marketers


def test_the_same_levers_under_another_name_are_no_change(toy: FunnelModel) -> None:
    toy.firm.adopt(builders.policy("sales_led", {"name": "another", "title": "Another"}), 5)
    assert _page(toy, 5)["change"] == 0


def test_who_is_hired_or_replaced_has_to_be_found() -> None:
    model = builders.model(levers={"team.extra_reps": 2.0}, habits=QUIET)
    each = int(model.spec.behaviour.price.hiring * 100)
    assert _page(model, 0)["hiring"] == 2 * each
    model.reps[0].leaves = 5
    model.firm.plan_week(_tallies(model), 5)
    assert _page(model, 5)["hiring"] == each


# ---------------------------------------------------------------------- the week


def test_everybody_learns_before_anybody_plans(toy: FunnelModel) -> None:
    belief, confidence = toy.reps[0].belief, toy.marketers[0].confidence
    tallies = _tallies(toy, calls_bad=3)
    tallies.marketing = MarketingTally(called=0, given_up=5)
    seats = toy.firm.plan_week(tallies, 5).seats
    assert toy.reps[0].belief < belief
    assert toy.marketers[0].confidence < confidence
    assert seats[0].plan.follow == toy.reps[0].decide(builders.policy(), RepTally()).follow


def test_a_seat_whose_rep_has_not_started_is_not_staffed_and_plans_nothing(toy: FunnelModel) -> None:
    toy.reps[1].starts = 50
    seats = toy.firm.plan_week(_tallies(toy), 5).seats
    assert [seat.staffed for seat in seats] == [True, False, True]
    rows = toy.recorder.tables()["people"].to_pylist()
    assert [row["person"] for row in rows if row["role"] == "rep"] == [0, 2]
    assert seats[1].plan == RepPlan(0.0, 0.0, 0.0, 0.0, 0.0)


def test_marketing_is_asked_for_leads_and_help_by_the_number_of_reps(toy: FunnelModel) -> None:
    seen = toy.firm._marketing_sees(MarketingTally())
    assert seen.asked == pytest.approx(3 * toy.spec.behaviour.score.number)
    assert seen.requested == pytest.approx(3 * toy.spec.behaviour.leadership.requests_per_rep / 2)
    assert (seen.heads, seen.team) == (2, 2.0)
    scaled = builders.model(scale=0.5).firm._marketing_sees(MarketingTally())
    assert (scaled.heads, scaled.team) == (1, 2.0)


def test_mediation_points_at_about_a_quarter_of_facts_and_wears_blame_down() -> None:
    model = builders.model(levers={"leader.kind": "cmo"}, habits=QUIET)
    firm = model.firm
    firm.blame = 0.4
    tallies = _tallies(model, calls_good=1, calls_bad=1)
    for _ in range(60):
        firm.plan_week(tallies, 5)  # never the first week of a quarter
    assert firm._facts[2] == pytest.approx(3 * 13.0, rel=0.05)
    assert firm.blame < 0.01
    quiet = builders.model(habits=QUIET).firm
    quiet.blame = 0.4
    quiet.plan_week(_tallies(quiet.model), 5)
    assert quiet.blame == 0.4


def test_meetings_take_their_part_of_everyone_s_week() -> None:
    people = builders.run(levers={"lanes.coordination": 0.5}, habits=QUIET).people
    weeks = people["role"].map({"rep": 12.0, "marketer": 30.0}).astype(float)
    ramped = people["experience"] > 1.0
    assert (people["hours_meetings"] - 0.05 * weeks)[ramped].abs().max() < 1e-12
    assert (builders.run(levers={"lanes.coordination": 0.0}).people["hours_meetings"] == 0.0).all()


def test_analytics_hours_are_those_of_the_team_at_full_size_and_buy_evidence() -> None:
    whole, half = (builders.model("mid", scale=scale) for scale in (1.0, 0.5))
    weeks = [model.firm.plan_week(_tallies(model), 0).campaigns for model in (whole, half)]
    assert weeks[0].analytics_hours == pytest.approx(weeks[1].analytics_hours, rel=0.35)
    assert len(weeks[0].evidence) == len(weeks[0].habit) == whole.spec.behaviour.segment.number
    deaf = builders.model(levers={"team.marketers": 0})
    assert set(deaf.firm.plan_week(_tallies(deaf), 0).campaigns.evidence) == {0.0}


# ---------------------------------------------------------------------- the quarter


def _after_quarter(signed: float, **levers: float) -> FunnelModel:
    """The company after a quarter in which each rep signed so many times the quota."""
    model = builders.model(levers={key.replace("__", "."): x for key, x in levers.items()}, habits=QUIET)
    for rep in model.reps:
        rep.signed = int(signed * rep.asked)
    model.firm.plan_week(_tallies(model), 65)
    return model


def test_a_missed_quarter_presses_and_adds_blame() -> None:
    terms = builders.behaviour().quota
    missed, met = _after_quarter(0.25, incentives__revenue=0.0, incentives__volume=0.65), _after_quarter(1.0)
    assert missed.firm.shortfall == pytest.approx(terms.memory * 0.75, rel=1e-6)
    assert missed.firm.blame == pytest.approx(terms.blame * 0.75, rel=1e-6)
    assert [rep.pressure for rep in missed.reps] == pytest.approx([terms.memory * 0.75] * 3, rel=1e-6)
    assert (met.firm.shortfall, met.firm.blame) == (pytest.approx(0.0, abs=1e-9), pytest.approx(0.0, abs=1e-9))


def test_a_shared_number_makes_less_blame() -> None:
    alone = _after_quarter(0.0, incentives__revenue=0.0, incentives__volume=0.65)
    shared = _after_quarter(0.0, incentives__revenue=0.65, incentives__volume=0.0)
    assert shared.firm.blame == pytest.approx(0.35 * alone.firm.blame)


def test_blame_fades_where_the_number_is_met() -> None:
    model = _after_quarter(0.0)
    before = model.firm.blame
    for rep in model.reps:
        rep.signed = int(2 * rep.asked)
    model.firm.plan_week(_tallies(model), 130)
    assert model.firm.blame == pytest.approx(before * model.spec.behaviour.quota.blame_kept)


def test_an_attainment_on_a_quarter_s_first_monday_is_that_of_the_whole_last_quarter() -> None:
    run = builders.run(years=1, habits=QUIET)
    signed = run.moves[(run.moves["reason"] == "won") & (run.moves["day"] < 65)].groupby("rep")["value"].sum()
    reps = run.people[(run.people["role"] == "rep") & (run.people["week"] == 13)].set_index("person")
    quota = run.spec.company.team.quota * 100 / 4
    assert reps["attainment"].to_dict() == pytest.approx({rep: signed.get(rep, 0) / quota for rep in reps.index})
    assert signed.sum() > 0


# ---------------------------------------------------------------------- people of one's own


class Vague(Rep):
    """Decides on something that is no plan."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        return {"leads": 1.0}  # type: ignore[return-value]


class Boundless(Marketer):
    """Would call anything a lead, and more."""

    def decide(self, policy: PolicySpec, seen: MarketingTally) -> MarketerPlan:
        plan = super().decide(policy, seen)
        plan.bar = math.nan
        return plan


class Generous(Rep):
    """Lets more than the whole price go."""

    def decide(self, policy: PolicySpec, seen: RepTally) -> RepPlan:
        plan = super().decide(policy, seen)
        plan.discount = 1.5
        return plan


@pytest.mark.parametrize(
    ("people", "error", "words"),
    [
        ({"rep": Vague}, TypeError, r"Vague\.decide must return a RepPlan"),
        ({"rep": Generous}, ValueError, r"Generous planned a share outside 0\.\.1"),
        ({"marketer": Boundless}, ValueError, r"Boundless planned a bar outside 0\.\.1"),
    ],
)
def test_a_plan_that_cannot_be_names_the_class_that_made_it(
    people: dict[str, type], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        builders.run(people=people)
