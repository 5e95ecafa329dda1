"""Tables as CSV and XLSX. Text stays text: no name in a cell becomes a formula of whoever opens the file."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

import pandas as pd

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a cell of a CSV file as a formula (OWASP, "CSV Injection")."""

NO_DATE = datetime(2000, 1, 1)
"""When every workbook says that it was made: equal studies give equal bytes."""


def csv(table: pd.DataFrame) -> bytes:
    """``table`` as CSV; text that would be read as a formula gets an apostrophe before it."""
    return table.map(_inert).to_csv(index=False, lineterminator="\n").encode()


def xlsx(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook with a sheet a table, of text and numbers alone. Equal tables give equal bytes."""
    file = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        book.book.set_properties({"created": NO_DATE})
        for name, table in sheets.items():
            table.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            book.sheets[name].autofit()
    return file.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value
