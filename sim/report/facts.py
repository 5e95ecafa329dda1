"""Whether the model shows what is known, as files: a table, a page, a picture, a manifest."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.fact_words import aside, believable, estimated, off_by, title_and_unit
from sim.report.figures.facts import fact_against_model
from sim.report.manifest import manifest, version
from sim.report.page import Cell, Command, Page, Picture, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.words import records
from sim.study.facts import ALL
from sim.study.replicas import Replica

TITLE = "Does the model show what is known?"
LEAD = (
    "What has been measured in real firms, finished runs must show too. Each judgement below is one fact in one size "
    "of company, or across the sizes: does the model's number lie in the range that is believable?"
)
CLEAR = (
    "A miss is clear if the whole interval lies outside of the range; otherwise luck alone may be what is between "
    "them. Brackets hold 95 % intervals."
)
DEFINED = (
    "Facts, definitions, ranges and sources are in configs/facts.yaml; roles were fixed there before any tuning. The "
    "model's numbers are those of one central set of the calibration, and intervals cover luck alone; what its other "
    "members show of the facts that were tuned for is in results/calibrate."
)
HELD_BACK = (
    "These facts judge the model: with their ranges they were fixed before any tuning, and nobody computed them before "
    "the calibration was frozen. Facts of role seen were to be among them, but somebody looked at what they are made "
    "of: they are shown above, and neither tuned for nor counted among those that judge."
)
TUNED = "calibrate"
BESIDE = {"seen": "of those that were only looked at hold", "validate": "of those that were held back hold"}
"""What is said of facts that nobody may tune for, by their role."""
ALT = "Each fact's believable range as a bar and the model's estimate with its interval as a mark, by size of company."


def files(table: pd.DataFrame, chosen: Sequence[Replica], command: str) -> dict[str, bytes]:
    """All files of the results, by name; ``table`` has the rows of ``fact_table``, ``chosen`` are the runs.

    Equal studies give equal bytes.
    """
    table, made_of = table.round(6), manifest(chosen)
    note = f"{_runs(chosen)}; {version(made_of)}"
    page = _page(table, note, command)
    return {
        "table.csv": csv(table),
        **parts.page_files(page, made_of),
        "facts.png": style.png(fact_against_model(table, note), dpi=100),
    }


def summary(table: pd.DataFrame) -> str:
    """How many judgements hold, and a line on each that does not."""
    lines = [
        f"{row['fact']} {row['company']}: {estimated(row)}, believable {believable(row)}" for row in _missed(table)
    ]
    return "\n".join([answer(table), *lines])


def answer(table: pd.DataFrame) -> str:
    """How many judgements that may be tuned for hold, how many miss, how many for certain; and how many others hold."""
    tuned = _judged(table, TUNED)
    told, missed = f"{_held(tuned)} judgements hold", _missed(tuned)
    if missed:
        told = f"{told}; {len(missed)} miss, {sum(map(_clear, missed))} of them clearly"
    others = {words: _judged(table, role) for role, words in BESIDE.items()}
    return "; ".join([told, *(f"{_held(rows)} {words}" for words, rows in others.items() if len(rows))]) + "."


def misses(table: pd.DataFrame) -> Table:
    """A row a fact and size that misses: by how much, and whether that may be luck."""
    rows = [
        [
            Cell(_claim(row)),
            Cell(row["company"]),
            Cell(estimated(row), None if pd.isna(row["model"]) else row["model"]),
            Cell(believable(row)),
            Cell(off_by(row)),
            Cell("yes" if _clear(row) else "no"),
        ]
        for row in _missed(table)
    ]
    return Table("Misses", ["fact", "company", "model", "believable", "off", "clear"], rows)


def picture(table: pd.DataFrame, caption: str) -> Picture:
    """Every fact that is judged against its range."""
    figure = fact_against_model(table, "")
    return Picture("facts", "Known and modelled", figure, ALT, caption, file="facts", wide=True, folded=True)


def _page(table: pd.DataFrame, note: str, command: str) -> Page:
    held_back = table[table["role"].eq("validate")]
    unknown = int(table["model"].isna().sum())
    few = f" These runs have too little to count for {unknown} more." if unknown else ""
    return Page(
        title=TITLE,
        lead=LEAD,
        answer=answer(table),
        sections=[
            Section("What misses, and by how much", "Misses", [Text(CLEAR), misses(table)]),
            Section("All that is judged", "All facts", [Text(DEFINED + few), _overview(table), picture(table, note)]),
            Section(
                "What was held back",
                "Held back",
                [Text(f"{HELD_BACK} {_whole(held_back)}"), _overview(held_back)],
            ),
            Section("How to make it again", "Made by", [Command(command)]),
        ],
        note=f"{note}. table.csv has every figure of this page with its source, manifest.json seeds and versions.",
    )


def _runs(chosen: Sequence[Replica]) -> str:
    """How many runs there are of each size and policy, and which."""
    seeds = [replica.spec.seed for replica in chosen]
    scales = {f"{replica.spec.scale:g}" for replica in chosen} - {"1"}
    size = f", companies at {', '.join(sorted(scales))} of their size" if scales else ""
    number = 1 + max(replica.replication for replica in chosen)
    what = "size and policy, with each change that a fact asks for"
    return f"{number} replications of each {what} (seeds {min(seeds)} to {max(seeds)}){size}"


def _judged(table: pd.DataFrame, role: str) -> pd.DataFrame:
    return table[table["role"].eq(role) & table["met"].notna()]


def _held(rows: pd.DataFrame) -> str:
    return f"{int(rows['met'].sum())} of {len(rows)}"


def _whole(table: pd.DataFrame) -> str:
    """Judgements hang together: so many facts hold wherever they are judged."""
    everywhere = table[table["met"].notna()].groupby("fact", sort=False)["met"].all()
    return (
        f"{int(everywhere.sum())} of {len(everywhere)} of these facts hold in every size of which something is known."
    )


def _missed(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    return records(table[table["met"].eq(False)])


def _clear(row: Mapping[str, Any]) -> bool:
    """Of a miss, whether it is more than luck; a trend has no interval."""
    return bool(row["company"] == ALL or row["model_low"] > row["high"] or row["model_high"] < row["low"])


def _overview(table: pd.DataFrame) -> Table:
    """A line a fact, a column a size; a trend stands in the column of all sizes."""
    measured = table[table["model"].notna()]
    lines: dict[str, dict[str, Cell]] = {}
    for row in records(measured):
        mark = "" if pd.isna(row["met"]) else "✓ " if row["met"] else "✗ "
        lines.setdefault(_claim(row), {})[row["company"]] = Cell(f"{mark}{estimated(row)}", row["model"])
    columns = list(dict.fromkeys(measured["company"]))
    rows = [[Cell(claim), *(line.get(company, Cell("")) for company in columns)] for claim, line in lines.items()]
    title = "The model's numbers; ✓ holds, ✗ misses, without a mark nothing is known"
    return Table(title, ["fact", *columns], rows)


def _claim(row: Mapping[str, Any]) -> str:
    title, unit = title_and_unit(row)
    return f"{row['fact']}: {title} ({unit}){aside(row)}"
