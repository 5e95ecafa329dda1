"""A mechanism is switched off by ordinary values: they are real, they change something, and nothing else does."""

import pytest

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError
from sim.spec.keys import values
from sim.spec.load import experiment, load_behaviour, load_company
from sim.spec.switches import SWITCHES, neutral
from tests import builders


def value(spec, key):
    """The value at a dotted key."""
    for part in key.split("."):
        spec = getattr(spec, part)
    return spec


def settings(name):
    """Every value that a switch sets, with where it is."""
    switch = SWITCHES[name]
    parts = {"behaviour": switch.behaviour, "company": switch.company}
    return [(place, key, off) for place, part in parts.items() for key, off in part.items()]


def without(names, company="mid", behaviour=None):
    """A usual experiment without some mechanisms; only the policies are read from files."""
    given = behaviour or builders.behaviour()
    return experiment(builders.company(company), builders.policy(), behaviour=given, without=names)


# ---------------------------------------------------------------------- the catalogue of switches


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_says_what_it_does_with_keys_that_there_are(name):
    assert SWITCHES[name].meaning[0].isupper()
    assert settings(name)
    assert set(SWITCHES[name].behaviour) <= set(values(BehaviourSpec))
    assert set(SWITCHES[name].company) <= set(values(CompanySpec))


@pytest.mark.parametrize("name", SWITCHES)
def test_every_value_of_a_switch_is_another_than_the_usual_one(name):
    usual = {"behaviour": builders.behaviour(), "company": builders.company("mid")}
    assert [key for place, key, off in settings(name) if value(usual[place], key) == off] == []


def test_switches_that_share_a_value_agree_on_it():
    ways = {}
    for name in SWITCHES:
        for place, key, off in settings(name):
            ways.setdefault((place, key), set()).add(off)
    assert {key: different for key, different in ways.items() if len(different) > 1} == {}


# ---------------------------------------------------------------------- what an experiment makes of them


@pytest.mark.parametrize("name", SWITCHES)
def test_without_a_mechanism_exactly_its_values_are_changed(name):
    spec, usual, switch = without(name), without(()), SWITCHES[name]
    assert spec.behaviour == load_behaviour(usual.behaviour, switch.behaviour)
    assert spec.company == load_company(usual.company, switch.company)
    same = {"timeline", "typical", "seed", "years", "scale", "reading"}
    assert spec.model_dump(include=same) == usual.model_dump(include=same)


@pytest.mark.parametrize("company", builders.COMPANIES)
def test_a_switch_holds_for_every_size_and_a_behaviour_of_ones_own(company):
    spec = without(["capacity"], company, builders.behaviour({"handoff.queue_days": 3.0}))
    assert spec.company == load_company(builders.company(company), {"effort.hours_per_opportunity": 0.0})
    assert (spec.behaviour.handoff.hours_per_lead, spec.behaviour.handoff.queue_days) == (0.0, 3.0)


def test_companies_and_behaviours_are_taken_by_name_as_well():
    read = experiment(load_company("mid"), builders.policy(), behaviour=load_behaviour("default"), without="capacity")
    assert experiment("mid", "sales_led", without="capacity") == read


def test_without_nothing_all_stays():
    assert neutral(()) == neutral([]) == ({}, {})
    assert without(()).behaviour == builders.behaviour()


def test_one_name_or_several_in_any_order_are_taken():
    blame, capacity = SWITCHES["blame"], SWITCHES["capacity"]
    assert neutral("blame") == neutral(["blame"]) == neutral(("blame",)) == (dict(blame.behaviour), {})
    both = ({**blame.behaviour, **capacity.behaviour}, dict(capacity.company))
    assert neutral(["blame", "capacity"]) == neutral(("capacity", "blame", "capacity")) == both


def test_everything_can_be_switched_off_at_once():
    spec = without(tuple(SWITCHES))
    for name in SWITCHES:
        assert all(value(getattr(spec, place), key) == off for place, key, off in settings(name))


@pytest.mark.parametrize(
    ("names", "wrong", "nearest"),
    [
        ("patince", "patince", "patience"),
        (["blame", "turnovers"], "turnovers", "turnover"),
        (("Ramp",), "Ramp", "ramp"),
    ],
)
def test_an_unknown_name_is_answered_by_the_nearest(names, wrong, nearest):
    with pytest.raises(SpecError, match=rf"^without = '{wrong}': unknown; nearest is {nearest};"):
        without(names)


@pytest.mark.parametrize("names", [3, None, True, {"blame"}, {"blame": True}, [["blame"]], [None], [3]])
def test_what_is_no_list_of_names_is_refused(names):
    with pytest.raises(SpecError, match=r"^without = "):
        without(names)


# ---------------------------------------------------------------------- runs without them


def reasons(*names):
    """How many moves have one of these reasons."""
    return lambda run: run.moves["reason"].isin(names).sum()


def total(table, column):
    """The sum of a column."""
    return lambda run: getattr(run, table)[column].sum()


TRACES = {
    "hand_raising": lambda run: (run.moves["reason"].eq("hand_raised") & run.moves["to"].eq("inquiry")).sum(),
    "expansion": total("books", "expansions"),
    "churn": reasons("not_renewed"),
    "score": reasons("scored_out"),
    "friction": reasons("pushed_away"),
    "capacity": total("days", "misplaced_hours"),
    "blame": total("people", "blame"),
    "quotas": lambda run: run.people["pressure"].sum() + run.people["blame"].sum(),
    "drift": lambda run: run.days[["campaign_need", "contact_need"]].abs().to_numpy().sum(),
    "requests": total("people", "hours_enablement"),
    "meetings": total("people", "hours_meetings"),
    "turnover": total("books", "hiring"),
    "change": total("books", "change"),
    "beliefs": lambda run: run.people.groupby("role", observed=True)["trust"].std().sum(),
}
"""What a mechanism leaves in the records, as a number; without it that is 0."""


def busy(*names):
    """Two years of the toy company with more reps, the second year under lane crossing."""
    return builders.run(rules="lane_crossing", warmup_years=1, team={"team.reps": 8}, without=names)


@pytest.fixture(scope="module")
def usual():
    """With all mechanisms."""
    return busy()


@pytest.mark.parametrize("name", TRACES)
def test_what_is_switched_off_leaves_no_trace(name, usual):
    assert TRACES[name](usual) > 0.0
    assert TRACES[name](busy(name)) == pytest.approx(0.0)
