"""The catalogue of facts is whole, keeps the roles that were promised, and refuses what makes no sense."""

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.contract import TABLES
from sim.spec.facts import Fact, load_facts
from sim.spec.paths import CONFIGS

FACTS = load_facts()
BY_ID = {fact.id: fact for fact in FACTS}
HELD_BACK = {"T3", "T7", "T13", "T14", "T19"}
SEEN = {"T10", "T15"}
TUNED = {"T0", "T1", "T2", "T4", "T5", "T6", "T8", "T9", "T11", "T12", "T16", "T17", "T18"}
SIZES = ("small", "mid", "large", "enterprise")
PLAIN: dict[str, Any] = {
    "id": "T1",
    "title": "Some leads become customers",
    "role": "calibrate",
    "unit": "share",
    "policy": "typical",
    "ranges": {"all": {"low": 0.08, "high": 0.16}},
    "numerator": "wins",
    "denominator": "leads",
    "over_replications": "mean",
    "cohort": "leads of year 1",
    "censoring": "none",
    "source": "assumption: none",
}


def row(fact: Fact) -> str:
    """The row of the design's table that a fact comes from."""
    return fact.id.partition("_")[0]


def load_text(folder: Path, text: str) -> tuple[Fact, ...]:
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return load_facts(path)


def load_entries(folder: Path, *entries: dict[str, Any]) -> tuple[Fact, ...]:
    return load_text(folder, yaml.safe_dump(list(entries)))


def test_every_row_of_the_design_is_there():
    assert {row(fact) for fact in FACTS} == {f"T{number}" for number in range(20)} | {"C4"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("T0", {"revenue", "growth", "new_business"}),
        ("T15", {"conversion", "growth"}),
        ("T12", {"misaligned", "feedback"}),
    ],
)
def test_a_row_with_several_quantities_is_several_facts(name, parts):
    assert {fact.id for fact in FACTS if row(fact) == name} == {f"{name}_{part}" for part in parts}


def test_roles_are_those_that_were_fixed_before_the_calibration():
    rows = {
        role: {row(fact) for fact in FACTS if fact.role == role} for role in ("calibrate", "validate", "seen", "report")
    }
    assert rows == {"calibrate": TUNED, "validate": HELD_BACK, "seen": SEEN, "report": {"C4"}}


def test_the_headline_has_no_target():
    headline = BY_ID["C4"]
    assert (headline.ranges, headline.sign, headline.trend) == ({}, None, None)


def test_every_definition_says_what_to_count_and_where_it_comes_from():
    fields = ("title", "unit", "numerator", "denominator", "estimate", "cohort", "censoring", "source")
    assert [(fact.id, key) for fact in FACTS for key in fields if not getattr(fact, key).strip()] == []


@pytest.mark.parametrize(
    ("name", "size", "low", "high"),
    [
        ("T1", "mid", 0.08, 0.16),
        ("T4_median", "enterprise", 120.0, 280.0),
        ("T6", "large", 0.14, 0.26),
        ("T12_feedback", "mid", 0.75, 0.87),
        ("T12_feedback", "enterprise", 0.70, 0.87),
        ("T15_growth", "enterprise", 0.005, 0.055),
        ("T17", "small", 0.33, 0.57),
        ("T0_revenue", "enterprise", 200e6, math.inf),
    ],
)
def test_ranges_are_those_of_the_design(name, size, low, high):
    allowed = BY_ID[name].range_for(size)
    assert allowed is not None
    assert (allowed.low, allowed.high) == (low, high)


def test_a_fact_is_judged_only_for_the_sizes_that_it_names():
    assert [size for size in SIZES if BY_ID["T1"].range_for(size)] == ["small", "mid"]
    assert [size for size in SIZES if BY_ID["T7_gini"].range_for(size)] == ["mid", "large", "enterprise"]
    assert [size for size in SIZES if BY_ID["T14_lowers"].range_for(size)] == []
    assert BY_ID["T14_lowers"].sign == -1


def test_facts_about_marketings_leads_are_judged_where_there_is_marketing():
    about_leads = {"T1", "T2", "T3", "T9", "T10", "T11", "T12", "T14", "T17"}
    assert {fact.policy for fact in FACTS if row(fact) in about_leads} == {"typical_with_marketing", "cure"}


def test_pulling_is_mutual():
    pulls = {(fact.id, other) for fact in FACTS for other in fact.pulls_against}
    assert pulls
    assert pulls == {(other, name) for name, other in pulls}


def test_a_definition_names_only_columns_that_runs_record():
    columns = {f"{table}.{column.name}" for table, content in TABLES.items() for column in content}
    words = (CONFIGS / "facts.yaml").read_text(encoding="utf-8").replace("(", " ").replace(")", " ").split()
    named = {word.rstrip(".,;:") for word in words if word.split(".")[0] in TABLES and "." in word.rstrip(".,;:")}
    assert named
    assert named <= columns


def test_a_plain_entry_loads_and_is_frozen(tmp_path):
    (fact,) = load_entries(tmp_path, PLAIN)
    assert fact.range_for("mid") == fact.ranges["all"]
    with pytest.raises(ValueError, match="frozen"):
        fact.role = "report"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "tune"}, r"T1: role = 'tune': .*'calibrate', 'validate', 'seen' or 'report'"),
        ({"ranges": {"all": {"low": 0.3, "high": 0.2}}}, r"T1: ranges\.all: low = 0\.3 must be below high = 0\.2"),
        ({"ranges": {"all": {"low": 0.2, "high": 0.2}}}, r"low = 0\.2 must be below high = 0\.2"),
        ({"ranges": {"all": {"low": 0.2, "high": math.nan}}}, r"low = 0\.2 must be below high = nan"),
        ({"ranges": {"tiny": {"low": 0.1, "high": 0.2}}}, r"T1: ranges\.tiny.*'small', 'mid', 'large' or 'enterprise'"),
        ({"ranges": {"all": {"low": "0.1", "high": 0.2}}}, r"T1: ranges\.all\.low = '0\.1': .*valid number"),
        ({"ranges": {}}, r"T1: role calibrate with 0 targets: give either ranges or a sign"),
        ({"sign": 1}, r"T1: role calibrate with 2 targets"),
        ({"sign": 2, "ranges": {}}, r"T1: sign = 2: .*-1 or 1"),
        ({"policy": "silos"}, r"T1: policy = 'silos': .*'typical'"),
        ({"cohort": " "}, r"T1: cohort = ' '"),
        ({"numerater": "wins"}, r"T1: numerater = 'wins': Extra inputs are not permitted"),
        ({"id": "revenue"}, r"revenue: id = 'revenue'"),
        ({"pulls_against": ["T99"]}, r"T1: pulls_against = \['T99'\]: no such fact"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        load_entries(tmp_path, PLAIN | change)


@pytest.mark.parametrize("key", ["numerator", "denominator", "cohort", "censoring", "source", "unit", "role"])
def test_a_missing_part_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match=f"T1: {key}: Field required"):
        load_entries(tmp_path, {name: value for name, value in PLAIN.items() if name != key})


def test_the_same_fact_twice_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"facts\.yaml: T1 is there twice"):
        load_entries(tmp_path, PLAIN, PLAIN)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: [T1", "not readable as YAML"),
        ("- {id: T1, id: T2}", "not readable as YAML: .*duplicate key"),
        ("facts: none", r"facts\.yaml: Input should be a valid tuple"),
        ("- T1", "entry 0: Input should be a valid dictionary"),
    ],
)
def test_a_file_that_is_no_list_of_facts_is_refused(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        load_text(tmp_path, text)


def test_a_missing_file_is_told():
    with pytest.raises(FileNotFoundError):
        load_facts(Path("nowhere") / "facts.yaml")


def test_the_catalogue_is_found_whatever_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CONFIGS.is_absolute()
    assert load_facts() == FACTS
