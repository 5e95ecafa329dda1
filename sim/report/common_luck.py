"""What pairing saves, as files: a table, a page, a manifest."""

import json
from collections.abc import Sequence

import pandas as pd

from sim.report.manifest import manifest
from sim.report.tables import markdown
from sim.study.replicas import Replica

_PAGE = """# What common random numbers save

Two policies under one seed face the same accounts with the same luck. Below is the variance of the paired difference
over the sum of both variances, over three measured years, with 95 % bootstrap intervals over pairs: a ratio of 0.05
means that pairing needs a twentieth of the replications that independent seeds would need for the same interval.

{table}
*Expected* bookings are chance to win times value of each deal decided, before it is drawn. The first rows differ
in one lever, the promise to call a lead within two or four days; the others are whole policies{size}.

## Made by

    {command}
"""


def files(table: pd.DataFrame, chosen: Sequence[Replica], command: str) -> dict[str, bytes]:
    """All files of the results, by name; ``table`` has the rows of ``variance_ratios``."""
    sizes = {f"{replica.spec.scale:g}" for replica in chosen} - {"1"}
    size = f". Companies are simulated at {', '.join(sorted(sizes))} of their size" if sizes else ""
    text = {
        "table.csv": table.round(6).to_csv(index=False, lineterminator="\n"),
        "report.md": _PAGE.format(table=markdown(_readable(table)), size=size, command=command),
        "manifest.json": json.dumps(manifest(chosen), indent=1) + "\n",
    }
    return {name: content.encode() for name, content in text.items()}


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """A line a study, a column a quantity."""
    lines: dict[str, dict[str, str]] = {}
    for row in table.to_dict("records"):
        name = f"{row['company']}: {row['first']} against {row['second']}, {row['pairs']} pairs"
        cell = f"{row['ratio']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        lines.setdefault(name, {})[str(row["quantity"]).replace("_", " ")] = cell
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("worlds")
