"""The results of the headline: what is printed and what is written, from runs to files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures import differences
from sim.report.manifest import manifest
from sim.report.page import caption, page
from sim.report.tables import cells
from sim.report.words import records, sentence
from sim.study.feud import Contest, cost_of_feud
from sim.study.replicas import Replica

STORED = (
    *("company", "policy", "replication", "seed", "month", "year", "revenue", "new_bookings", "expansions"),
    *("expected_bookings", "churned", "spend", "wasted"),
)
"""What of each run's months is kept: all that a comparison looks at, not every line of the books."""


@dataclass(frozen=True)
class FeudResults:
    """A finished study of the cost of the feud: the ``contests``, the runs ``chosen``, and their months."""

    contests: Sequence[Contest]
    chosen: Sequence[Replica]
    runs: pd.DataFrame
    made_by: str
    """The command that makes it again."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``cost_of_feud`` for every contest."""
        scales = {replica.spec.company.name: replica.spec.scale for replica in self.chosen}
        rows = [cost_of_feud(self.runs, contest, scales[contest.company.name]) for contest in self.contests]
        return pd.concat(rows, ignore_index=True)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer in one sentence for each contest, over all years."""
        years = self.chosen[0].spec.years
        rows = [records(rows)[-1] for rows in cells(self.table)]
        return [sentence(row, contest.company, years) for row, contest in zip(rows, self.contests, strict=True)]

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the study was made of."""
        return manifest(self.chosen)

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        note = caption(self.manifest)
        text = {
            "table.csv": _rounded(self.table).to_csv(index=False, lineterminator="\n"),
            "report.md": page(self.sentences, self.table, self.manifest, self.made_by),
            "manifest.json": json.dumps(self.manifest, indent=1) + "\n",
        }
        drawn = {
            "cost.png": differences.forest(self.table, note),
            "net_gain.png": differences.net_gain(self.runs, self.table, note),
        }
        return {
            "runs.parquet": _parquet(self.runs[[name for name in self.runs if name in STORED]]),
            **{name: content.encode() for name, content in text.items()},
            **{name: style.png(figure) for name, figure in drawn.items()},
        }


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Shares to a millionth, dollars to the cent."""
    return table.round({name: 6 if "share" in name else 2 for name in table.columns if name != "scale"})


def _parquet(runs: pd.DataFrame) -> bytes:
    file = BytesIO()
    runs.to_parquet(file, index=False, compression="zstd")
    return file.getvalue()
