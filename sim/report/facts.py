"""Whether the model shows what is known, as files: a table, a page, a picture, a manifest."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.fact_words import believable, estimated, off_by, title_and_unit
from sim.report.figures.facts import fact_against_model
from sim.report.manifest import manifest
from sim.report.tables import markdown
from sim.report.words import records
from sim.study.replicas import Replica

_PAGE = """# Does the model show what is known?

{met} of {judged} judgements hold. Each is one fact in one size, or across the sizes: does the estimate lie in the
range that is believable? Facts, definitions, ranges and sources are in `configs/facts.yaml`; roles were fixed
there before any tuning, and no calibration has been done yet.
{runs}, three measured years each.
Brackets hold 95 % intervals, which cover luck alone.{unknown}

## What misses, and by how much

A miss is *clear* if the whole interval lies outside of the range; otherwise luck alone may be what is between them.

{misses}
## All that is judged

Misses in bold.

{overview}
![Each fact's believable range and the model's estimate, by size](facts.png)

## What is held back

These facts are to judge the model once its calibration is frozen. They are not computed before; `table.csv` has their
ranges. `T10_typical` and `T10_cure` are not clean: what they are made of was looked at, as their entry says.

{held_back}
## Made by

    {command}

`table.csv` has every figure of this page with its source, `manifest.json` the seeds and the versions.
"""


def files(table: pd.DataFrame, chosen: Sequence[Replica], command: str) -> dict[str, bytes]:
    """All files of the results, by name; ``table`` has the rows of ``fact_table``, ``chosen`` are the runs.

    Equal studies give equal bytes.
    """
    made_of = manifest(chosen)
    version = f"Truce {made_of['package']['truce']}, configuration {made_of['config']}"
    note = f"{_runs(chosen)}; {version}, not calibrated; facts that are held back are not drawn"
    text = {
        "table.csv": table.round(6).to_csv(index=False, lineterminator="\n"),
        "report.md": _page(table, chosen, command),
        "manifest.json": json.dumps(made_of, indent=1) + "\n",
    }
    picture = style.png(fact_against_model(table, note))
    return {**{name: content.encode() for name, content in text.items()}, "facts.png": picture}


def summary(table: pd.DataFrame) -> str:
    """How many judgements hold, and a line on each that does not."""
    judged = table[table["met"].notna()]
    missed = records(judged[judged["met"].eq(False)])
    lines = [f"{row['fact']} {row['company']}: {estimated(row)}, believable {believable(row)}" for row in missed]
    return "\n".join([f"{len(judged) - len(missed)} of {len(judged)} judgements hold; these do not:", *lines])


def _page(table: pd.DataFrame, chosen: Sequence[Replica], command: str) -> str:
    held_back = table["role"].eq("validate")
    unknown = int((table["met"].isna() & ~held_back).sum())
    judged = table[table["met"].notna()]
    return _PAGE.format(
        met=int(judged["met"].sum()),
        judged=len(judged),
        runs=_runs(chosen),
        unknown=f" These runs have too little to count for {unknown} more." if unknown else "",
        misses=_misses(judged[judged["met"].eq(False)]),
        overview=_overview(judged),
        held_back="".join(f"- {_claim(row)}\n" for row in records(table[held_back].drop_duplicates("fact"))),
        command=command,
    )


def _runs(chosen: Sequence[Replica]) -> str:
    """How many runs there are of each size and policy, and which."""
    seeds = [replica.spec.seed for replica in chosen]
    scales = {f"{replica.spec.scale:g}" for replica in chosen} - {"1"}
    size = f", companies at {', '.join(sorted(scales))} of their size" if scales else ""
    number = 1 + max(replica.replication for replica in chosen)
    return f"{number} replications of each size and policy (seeds {min(seeds)} to {max(seeds)}){size}"


def _misses(rows: pd.DataFrame) -> str:
    """A line a fact and size that misses."""
    if rows.empty:
        return "Nothing misses.\n"
    lines = [
        [_claim(row), row["company"], estimated(row), believable(row), off_by(row), "yes" if _clear(row) else "no"]
        for row in records(rows)
    ]
    table = pd.DataFrame(lines, columns=["fact", "company", "model", "believable", "off", "clear"])
    return markdown(table.set_index("fact"))


def _clear(row: Mapping[str, Any]) -> bool:
    return not (row["model_low"] <= row["high"] and row["model_high"] >= row["low"])


def _overview(rows: pd.DataFrame) -> str:
    """A line a fact, a column a size; a trend stands in the column of all sizes."""
    lines: dict[str, dict[str, str]] = {}
    for row in records(rows):
        told = estimated(row)
        lines.setdefault(_claim(row), {})[row["company"]] = told if row["met"] else f"**{told}**"
    columns = list(dict.fromkeys(rows["company"]))
    table = pd.DataFrame.from_dict(lines, orient="index", columns=None).reindex(columns=columns).fillna("")
    return markdown(table.rename_axis("fact"))


def _claim(row: Mapping[str, Any]) -> str:
    title, unit = title_and_unit(row)
    return f"`{row['fact']}` {title} ({unit})"
