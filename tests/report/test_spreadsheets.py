"""Tables as files for spreadsheets: numbers are numbers, names are never formulas, equal tables give equal bytes."""

import io
import time

import openpyxl
import pandas as pd
import pytest

from sim.report.spreadsheets import STARTS_FORMULA, csv, xlsx

HOSTILE = [f"{sign}HYPERLINK(0)" for sign in STARTS_FORMULA]


@pytest.fixture
def table():
    whole = pd.array([1, None], dtype="Int64")
    return pd.DataFrame({"name": ["mid", "large"], "share": [0.25, None], "month": whole, "absence": [True, False]})


def sheet(content, name="all"):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def test_csv_keeps_numbers_and_leaves_missing_ones_empty(table):
    assert csv(table).decode() == "name,share,month,absence\nmid,0.25,1,True\nlarge,,,False\n"


def test_a_workbook_holds_the_same(table):
    rows = list(sheet(xlsx({"all": table})).iter_rows(values_only=True))
    assert rows == [("name", "share", "month", "absence"), ("mid", 0.25, 1, True), ("large", None, None, False)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_no_formula(name):
    table = pd.DataFrame({"policy": [name], "share": [-0.5]})
    back = pd.read_csv(io.BytesIO(csv(table)))
    assert back["policy"].tolist() == [f"'{name}"]
    assert back["share"].tolist() == [-0.5]
    cell = sheet(xlsx({"all": table})).cell(2, 1)
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == name  # how the format writes a carriage return


def test_an_address_is_text_too():
    cell = sheet(xlsx({"all": pd.DataFrame({"policy": ["http://example.org"]})})).cell(2, 1)
    assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_equal_tables_give_equal_bytes_at_any_time(table):
    first = xlsx({"all": table})
    time.sleep(2.1)  # zip files count time in steps of two seconds
    assert xlsx({"all": table}) == first
