"""The page that a reader of the headline gets: the answer, the figures, and what they are not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.tables import cells, heading, markdown, overview, readable

_PAGE = """# What the feud between marketing and sales costs

{sentences}

## In numbers

{overview}
Revenue lost: what the cure earns more than the typical policy. Spend wasted: what the typical policy spends, in money
and in priced hours, on leads that nobody works, on collateral that nobody uses and on touches of accounts at which the
other team already is, less what the cure wastes so. Cost of the feud: the two together. All three are shares of the
typical policy's revenue in the period. Net gain: revenue lost, less what the cure costs more; what it costs to deliver
what was sold is not in the model. `NAME+reps` and `NAME+programmes` are the cheaper policy at the dearer one's dollars
a year, the rest spent on reps (who have to be found and to learn the job) or on programmes.

A company that is simulated at a part of its size has a market, heads and a budget made smaller by one factor; dollars
are then those of the smaller company.

## By period

{tables}

## In pictures

![Cost of the feud by period, in its parts](cost.png)

![Cumulated net gain by month](net_gain.png)

## What this is, and what it is not

These are results of a model. They say what follows from its rules and numbers; nothing here was measured in a firm.
The model is not calibrated yet. {assumed} of its {values} values ({share:.0f} %) are assumptions, and
what they leave open is not explored here: an interval covers luck alone, that is, which accounts need something,
when, and how they decide. Both policies of a pair have the same luck, and the same year under the typical policy
before the first measured day.

## Made by

    {command}

Configuration {config}, Truce {version}. `table.csv` has every figure of this page, `runs.parquet` each run's months,
`manifest.json` the seeds and the versions.
"""


def page(sentences: Sequence[str], table: pd.DataFrame, manifest: Mapping[str, Any], command: str) -> str:
    """The report in Markdown; its figures lie beside it as ``cost.png`` and ``net_gain.png``."""
    values = manifest["values"]
    return _PAGE.format(
        sentences="\n\n".join(sentences),
        overview=markdown(overview(table)),
        tables="\n".join(f"**{heading(rows)}**\n\n{markdown(readable(rows))}" for rows in cells(table)),
        assumed=values["assumed"],
        values=values["all"],
        share=100.0 * values["assumed"] / values["all"],
        command=command,
        config=manifest["config"],
        version=manifest["package"]["truce"],
    )


def caption(manifest: Mapping[str, Any]) -> str:
    """What stands under each figure: how many replications, which seeds, which configuration, and a warning."""
    pairs = {cell["company"]: (cell["replications"], *cell["seeds"]) for cell in manifest["cells"]}
    told = {name: f"n = {n} paired replications (seeds {first} to {last})" for name, (n, first, last) in pairs.items()}
    alike = len(set(told.values())) == 1
    counts = next(iter(told.values())) if alike else "; ".join(f"{name}: {count}" for name, count in told.items())
    return f"{counts}; Truce {manifest['package']['truce']}, configuration {manifest['config']}; not calibrated"
