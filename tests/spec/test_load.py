"""Names, paths, mappings and overrides become validated specifications, or are refused in plain words."""

import os
from pathlib import Path

import numpy as np
import pytest
from omegaconf import OmegaConf

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError
from sim.spec.files import read_mapping
from sim.spec.keys import values
from sim.spec.load import experiment, load_behaviour, load_company, load_policy, names
from sim.spec.paths import CONFIGS
from sim.spec.policy import PolicySpec

LOADERS = {"company": load_company, "policy": load_policy, "behaviour": load_behaviour}
CATALOGUE = [(group, name) for group in LOADERS for name in names(group)]
SPECS = {"company": CompanySpec, "policy": PolicySpec, "behaviour": BehaviourSpec}


def own_file(folder: Path, name: str = "mine.yaml", drop: tuple[str, ...] = (), **changes: object) -> Path:
    """A copy of ``sales_led`` with top-level ``changes``, without the keys in ``drop``."""
    tree = {**read_mapping(CONFIGS / "policy" / "sales_led.yaml"), **changes}
    path = folder / name
    OmegaConf.save(OmegaConf.create({key: value for key, value in tree.items() if key not in drop}), path)
    return path


@pytest.mark.parametrize(("group", "name"), CATALOGUE)
def test_every_catalogue_file_loads_and_every_value_has_a_source(group, name):
    spec = LOADERS[group](name)
    assert getattr(spec, "name", name) == name
    assert sorted(spec.sources) == sorted(values(SPECS[group]))


@pytest.mark.parametrize("name", names("company"))
def test_a_companys_policies_exist(name):
    company = load_company(name)
    assert {company.typical, *company.cures} <= set(names("policy"))


@pytest.mark.parametrize(("group", "name"), CATALOGUE)
def test_every_value_lies_in_the_range_that_its_source_gives(group, name):
    tree = LOADERS[group](name)
    for key, sourced in tree.sources.items():
        value = tree
        for part in key.split("."):
            value = getattr(value, part)
        if sourced.low is not None and sourced.high is not None:
            assert sourced.low <= value <= sourced.high, key


def test_overrides_change_what_they_name_and_nothing_else():
    plain, changed = load_policy("sales_led"), load_policy("sales_led", {"handoff.sla_days": 4})
    assert (plain.handoff.sla_days, changed.handoff.sla_days) == (None, 4.0)
    assert plain == load_policy(changed, {"handoff.sla_days": None})


def test_a_mapping_as_override_leaves_the_keys_that_it_does_not_name():
    changed = load_policy("sales_led", {"handoff": {"sla_days": 4}})
    assert changed == load_policy("sales_led", {"handoff.sla_days": 4})


def test_overrides_do_not_reach_into_what_was_given():
    tree = read_mapping(CONFIGS / "policy" / "sales_led.yaml")
    load_policy(tree, {"handoff.tracking": 1.0})
    assert tree["handoff"]["tracking"] == 0.2


def test_a_file_that_is_read_again_is_as_it_is_now_and_as_nobody_changed_it(tmp_path):
    path = own_file(tmp_path, title="Mine")
    read_mapping(path)["handoff"]["tracking"] = 1.0
    assert load_policy(path).handoff.tracking == 0.2
    own_file(tmp_path, title="Yours")
    assert load_policy(path).title == "Yours"


def test_a_specification_is_passed_through():
    policy = load_policy("sales_led")
    assert load_policy(policy) is policy


@pytest.mark.parametrize("form", [str, Path, os.fsdecode])
def test_a_file_of_ones_own_loads_by_path(tmp_path, form):
    assert load_policy(form(own_file(tmp_path, name="mine.yaml"))) == load_policy("sales_led")


def test_a_name_that_ends_in_yaml_is_a_path_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own_file(tmp_path, title="Mine")
    assert load_policy("mine.yaml").title == "Mine"


def test_a_file_of_ones_own_needs_no_sources(tmp_path):
    assert load_policy(own_file(tmp_path, drop=("sources",))).sources == {}


def test_whole_numbers_do_where_fractions_are_meant():
    assert load_policy("sales_led", {"lanes.coordination": 1}).lanes.coordination == 1.0
    assert experiment(seed=np.int64(3), years=np.int32(2)) == experiment(seed=3, years=2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"handoff.sla_days": -1}, "policy.handoff.sla_days = -1: must be between 0.25 and 60 business days, or null"),
        ({"handoff.sla_day": 2}, "policy.handoff.sla_day: unknown key; nearest is sla_days"),
        ({"handof.sla_days": 2}, "policy.handof: unknown key; nearest is handoff"),
        ({"lanes.coordination": 1.01}, "policy.lanes.coordination = 1.01: must be between 0 and 1"),
        ({"lanes.coordination": float("nan")}, "policy.lanes.coordination = nan: must be between 0 and 1"),
        ({"lanes.coordination": True}, "policy.lanes.coordination = true: must be a number between 0 and 1"),
        ({"lanes.coordination": "0.5"}, "policy.lanes.coordination = '0.5': must be a number between 0 and 1"),
        (
            {"team.marketers": -1},
            "policy.team.marketers = -1: must be a whole number between 0 and 5,000 heads, or null",
        ),
        (
            {"team.marketers": 1.5},
            "policy.team.marketers = 1.5: must be a whole number between 0 and 5,000 heads, or null",
        ),
        ({"lead.routing": "random"}, "policy.lead.routing = 'random': must be territory or balanced"),
        ({"title": 3}, "policy.title = 3: must be text"),
        ({"claims": "C8"}, "policy.claims = 'C8': must be a list"),
        ({"handoff": 3}, "policy.handoff = 3: must be a mapping with sla_days, tracking"),
        (
            {"incentives.brand": 0.5},
            "policy.incentives sum to 1.25: brand + volume + accepted + revenue must be 1",
        ),
        (
            {"sources.team": {"source": "hearsay"}},
            "policy.sources.team.source = 'hearsay': must match pattern "
            "'^(model\\.md|article\\.md|C\\d|https?://|assumption: )'",
        ),
    ],
)
def test_a_refusal_names_key_value_and_what_is_allowed(changes, message):
    with pytest.raises(SpecError) as refused:
        load_policy("sales_led", changes)
    assert str(refused.value) == message


def test_all_problems_are_told_at_once_but_not_endlessly():
    with pytest.raises(SpecError) as refused:
        load_policy("sales_led", {"handoff.sla_days": -1, "lanes.coordination": 2})
    assert len(str(refused.value).splitlines()) == 2
    with pytest.raises(SpecError, match=r"name: missing; must be text\n(.*\n)*and 7 more$"):
        load_policy({})


def test_an_unknown_name_is_answered_by_the_nearest():
    with pytest.raises(SpecError, match=r"policy = 'sale_led': unknown; nearest is sales_led; there are distinct_m"):
        load_policy("sale_led")


@pytest.mark.parametrize("given", [["small", "mid"], 3, None, True])
def test_what_is_no_name_is_refused(given):
    with pytest.raises(SpecError, match=r"company = .*must be one name, a path to a YAML file or a CompanySpec"):
        load_company(given)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: [a\nother: b", r"bad\.yaml, line 2: not readable as YAML: "),
        (b"name: a\nname: b", r"bad\.yaml, line 2: not readable as YAML: found duplicate key"),
        (b"name: \x00", r"bad\.yaml: not readable as YAML: special characters are not allowed"),
        (b"\xff\xfe\x00", r"bad\.yaml: not readable as UTF-8 text: invalid start byte at byte 0"),
        (b"- a\n- b", r"bad\.yaml: must hold keys and values"),
        (b"3", r"bad\.yaml: must hold keys and values"),
        (b"a: ${b}", r"bad\.yaml: Interpolation key 'b' not found"),
        (b"a: ???", r"bad\.yaml: Missing mandatory value: a"),
        (b"a: &a [*a]", r"bad\.yaml"),
        (b"", r"bad\.yaml: policy\.name: missing"),
    ],
)
def test_a_file_that_makes_no_sense_is_named_with_the_line(tmp_path, content, message):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=message):
        load_policy(path)


def test_a_file_that_is_not_there_or_none_is_told(tmp_path):
    with pytest.raises(SpecError, match=r"nowhere\.yaml: no such file"):
        load_policy(tmp_path / "nowhere.yaml")
    with pytest.raises(SpecError, match="is no plain file"):
        load_policy(tmp_path)
    with pytest.raises(SpecError, match="File name too long"):
        load_policy(f"{'x' * 5000}.yaml")


def test_a_wrong_value_in_a_file_names_the_file(tmp_path):
    path = own_file(tmp_path, handoff={"sla_days": -1, "tracking": 0.2})
    with pytest.raises(SpecError, match=rf"^{path}: policy\.handoff\.sla_days = -1"):
        load_policy(path)


def test_a_company_cannot_have_more_customers_than_accounts():
    with pytest.raises(SpecError, match=r"company\.market\.customers = 99999: must be at most market\.accounts = "):
        load_company("small", {"market.customers": 99999})


def test_an_experiment_brings_the_policy_usual_for_the_company():
    spec = experiment("small", "distinct_marketing", years=2, seed=5)
    assert spec.typical == load_policy("founder_led")
    assert [step.day for step in spec.timeline] == [0]
    assert (spec.years, spec.seed, spec.warmup_years, spec.reading) == (2, 5, 1, "switch")


def test_a_timeline_takes_names_and_specifications():
    own = load_policy("sales_led", {"handoff.sla_days": 1})
    spec = experiment("mid", [(0, "sales_led"), (260, own)])
    assert [(step.day, step.policy) for step in spec.timeline] == [(0, load_policy("sales_led")), (260, own)]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ([], r"policy = \[\]: must be a policy or a timeline"),
        (["sales_led", "frictionless"], r"policy\[0\] = 'sales_led': must be a pair \(day, policy\)"),
        ([(0, "sales_led"), (260, "sale_led")], r"policy\[1\] = 'sale_led': unknown; nearest is sales_led"),
        ([("0", "sales_led")], r"policy\[0\]\.day = '0': must be a whole number between 0 and"),
        ([(0, "sales_led"), (0, "sales_led")], r"timeline days \[0, 0\]: must start at 0 and ascend"),
        ([(5, "sales_led")], r"timeline days \[5\]: must start at 0"),
    ],
)
def test_a_timeline_that_makes_no_sense_is_refused(policy, message):
    with pytest.raises(SpecError, match=message):
        experiment(policy=policy)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"years": 0}, "years = 0: must be a whole number between 1 and 30 years"),
        ({"years": 1.5}, "years = 1.5: must be a whole number"),
        ({"seed": "7"}, "seed = '7': must be a whole number between 0 and 9,223,372,036,854,775,807"),
        ({"seed": True}, "seed = true: must be a whole number"),
        ({"scale": 0.0}, "scale = 0.0: must be between 0.001 and 1"),
        ({"reading": "later"}, "reading = 'later': must be switch or from_start"),
        ({"engine": "rows"}, "engine = 'rows': must be agents or columns"),
        ({"behaviour": "odd"}, "behaviour = 'odd': unknown; nearest is default"),
    ],
)
def test_an_experiment_refuses_what_cannot_be_run(changes, message):
    with pytest.raises(SpecError) as refused:
        experiment(**changes)
    assert str(refused.value).startswith(message)


def test_a_company_whose_usual_policy_is_unknown_is_refused():
    with pytest.raises(SpecError, match=r"company\.typical = 'sale_led': unknown; nearest is sales_led"):
        experiment(load_company("mid", {"typical": "sale_led"}))
