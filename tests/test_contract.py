"""The record contract: complete, unambiguous, and small enough for its types."""

import pytest

from sim import contract
from sim.contract import ACTIVITIES, LOSSES, MARKETER_ACTIVITIES, REASONS, REP_ACTIVITIES, SPENDING, TABLES, WORDS
from sim.records.leaks import CAUSES
from sim.stages import STAGES

TYPES = {"int8", "int16", "int32", "int64", "float64", "category"}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_is(table: str) -> None:
    columns = TABLES[table]
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert column.type in TYPES
        assert column.unit
        assert column.meaning


@pytest.mark.parametrize("table", TABLES)
def test_the_schema_has_the_columns_in_order_with_their_types(table: str) -> None:
    schema = contract.schema(table)
    assert schema.names == [column.name for column in TABLES[table]]
    for column in TABLES[table]:
        kind = str(schema.field(column.name).type)
        expected = {"category": "dictionary<values=string, indices=int8, ordered=0>", "float64": "double"}
        assert kind == expected.get(column.type, column.type)


def test_money_is_whole_cents() -> None:
    money = [column for columns in TABLES.values() for column in columns if column.unit == "cents"]
    assert {column.type for column in money} == {"int64"}
    assert {column.name for column in money} >= {"value", "expected", "revenue", "recurring", *SPENDING}


def test_spending_is_wages_the_leader_tools_hiring_change_and_programmes() -> None:
    assert SPENDING == (
        "wages_sales",
        "wages_marketing",
        "leadership",
        "tools",
        "hiring",
        "change",
        "programmes_brand",
        "programmes_demand",
        "programmes_enablement",
    )


def test_every_category_has_its_words() -> None:
    categories = {column.name for columns in TABLES.values() for column in columns if column.type == "category"}
    assert categories == set(WORDS)


@pytest.mark.parametrize("words", [*WORDS.values(), ACTIVITIES], ids=[*WORDS, "hours"])
def test_words_are_different_and_their_codes_fit_a_byte(words: tuple[str, ...]) -> None:
    assert len(set(words)) == len(words) < 128


def test_hours_are_planned_for_what_either_role_does_and_for_meetings() -> None:
    planned = [column.name for column in TABLES["people"] if column.name.startswith("hours_")]
    assert planned == [f"hours_{name}" for name in (*MARKETER_ACTIVITIES, *REP_ACTIVITIES, "meetings")]


def test_every_cause_of_a_lost_buyer_is_a_cause_of_leaks() -> None:
    assert set(LOSSES) <= set(CAUSES)
    assert {"never_called", "not_ready", "not_fit"} <= set(REASONS)


def test_days_count_every_stage() -> None:
    assert [column.name for column in TABLES["days"]][1 : 1 + len(STAGES)] == list(STAGES)
