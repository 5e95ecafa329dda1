"""What the pages of all studies share: the tables that they carry, what they do not cover, and their last section."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd

from sim.report import render
from sim.report.manifest import version
from sim.report.page import Command, Download, Page, Section, Table, Text, cells
from sim.report.spreadsheets import csv, xlsx

LIMITS = (
    "These are results of a model. They say what follows from its rules and numbers; nothing here was measured in a "
    "firm, and nothing is a forecast for yours.",
    "Budgets do not follow revenue, competitors do not act, and the cost of delivering what was sold is not in. A "
    "policy is taken as carried out: what it takes to make people live by it is a few weeks of delay and a price a "
    "head.",
)
"""What every result of the model is not."""

LEFT_OPEN = (
    "What these intervals do not cover is what nobody knows of the numbers of the model; in the headline they do."
)
"""What no interval covers where only luck was varied."""
LUCK, NUMBERS = "luck alone", "luck and the numbers that nobody knows"
"""What intervals cover."""

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Media types, by the ending of a file's name."""


def tables(rows: pd.DataFrame, name: str, question: str, answer: str, made_by: str) -> dict[str, bytes]:
    """``rows``, which are called ``name``, as ``table.csv``, ``table.xlsx`` and ``answer.json``.

    The last is the answer for a program: question, answer, command, and every row; null where a row has nothing.
    """
    listed = json.loads(rows.to_json(orient="records", double_precision=15))
    told = {"question": question, "answer": answer, "made_by": made_by, name: listed}
    return {
        "table.csv": csv(rows),
        "table.xlsx": xlsx({name: rows}),
        "answer.json": (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode(),
    }


def page_files(page: Page, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """``page`` as HTML and as Markdown, and the ``manifest`` of what it was made of."""
    return {
        "page.html": render.html(page),
        "report.md": render.markdown(page),
        "manifest.json": (json.dumps(manifest, indent=1) + "\n").encode(),
    }


def parquet(rows: pd.DataFrame) -> bytes:
    """``rows`` as a Parquet file, without their index."""
    file = BytesIO()
    rows.to_parquet(file, index=False, compression="zstd")
    return file.getvalue()


def caveat(manifest: Mapping[str, Any], known: str = "", cover: str = LUCK) -> str:
    """What must be known before the first number is used.

    ``known`` tells how the model stands to known facts, ``cover`` what the intervals do.
    """
    assumed, values = manifest["values"]["assumed"], manifest["values"]["all"]
    return (
        f"A simulation, not a measurement: {assumed} of its {values} values ({100.0 * assumed / values:.0f} %) are "
        f"assumptions, calibrated to facts of real firms where these tell.{known} Intervals (95 %) cover {cover}."
    )


def numbers(title: str, rows: pd.DataFrame, downloads: Mapping[str, bytes], units: str, made_by: str) -> Section:
    """The last section: the files to take along, every row under ``title``, its ``units``, and the command."""
    return Section(
        "All numbers, and how to make them again",
        "All numbers",
        [
            *(Download(name, _TYPES[name.rpartition(".")[2]], content) for name, content in downloads.items()),
            Table(title, [str(column) for column in rows], cells(rows), folded=True),
            Text(units),
            Command(made_by),
        ],
    )


def note(manifest: Mapping[str, Any], files: str) -> str:
    """What stands at the foot of a page: version, configuration, and which ``files`` are beside it."""
    return f"{version(manifest)}. {files}"
