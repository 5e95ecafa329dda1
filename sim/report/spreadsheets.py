"""Tables as CSV and XLSX. Text stays text: no name in a cell becomes a formula of whoever opens the file."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pandas as pd

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a cell of a CSV file as a formula (OWASP, "CSV Injection")."""

NO_DATE = datetime(2000, 1, 1)
"""When every workbook says that it was made: equal studies give equal bytes."""


def csv(table: pd.DataFrame) -> bytes:
    """``table`` as CSV; text that would be read as a formula gets an apostrophe before it."""
    return table.map(_inert).to_csv(index=False, lineterminator="\n").encode()


def xlsx(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook with a sheet a table, of text and numbers alone. Equal tables give equal bytes.

    It is not compressed, since compressing gives other bytes with another version of zlib.
    """
    file = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        book.book.set_properties({"created": NO_DATE})
        for name, table in sheets.items():
            table.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            book.sheets[name].autofit()
    return _stored(file)


def _stored(packed: BytesIO) -> bytes:
    """The same archive without compression."""
    file = BytesIO()
    with ZipFile(packed) as old, ZipFile(file, "w", ZIP_STORED) as new:
        for part in old.infolist():
            new.writestr(ZipInfo(part.filename, part.date_time), old.read(part))
    return file.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value
