"""A finished run as tidy frames, and on disk."""

import hashlib
import json
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.contract import BOOKS, SPENDING
from sim.records.funnel import conversions, funnel
from sim.records.journeys import journeys
from sim.records.leaks import WASTE, leaks, month_of
from sim.spec.errors import SpecError
from sim.spec.experiment import WEEKS_PER_YEAR, ExperimentSpec

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FLOWS = tuple(column.name for column in BOOKS if column.name not in ("day", "recurring"))
"""The books' columns that add up over time."""


def config_hash(spec: ExperimentSpec) -> str:
    """The first 16 hex digits of the sha256 of the specification, sources aside, as canonical JSON."""
    text = json.dumps(_without_sources(spec.model_dump(mode="json")), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Run:
    """What one run left. Frames have the columns of ``sim.contract``; ``annual`` and ``monthly`` are in dollars.

    ``moves``, ``days``, ``people``, ``books``, ``missed`` and ``activities`` include the warm-up, of which day 0 is the
    first; ``annual``, ``monthly``, ``leaks`` and ``summary`` cover the measured time alone.
    """

    def __init__(self, spec: ExperimentSpec, tables: "dict[str, pa.Table]") -> None:
        """``tables`` are the Arrow tables of the contract, by name; ``activities`` only if they were asked for."""
        self.spec, self.tables = spec, tables

    def __repr__(self) -> str:
        return f"<Run {config_hash(self.spec)}: {self.spec.years} years, seed {self.spec.seed}>"

    def _frame(self, table: str) -> "pd.DataFrame":
        frame: pd.DataFrame = self.tables[table].to_pandas()
        return frame

    @cached_property
    def moves(self) -> "pd.DataFrame":
        """One row a move."""
        return self._frame("moves")

    @cached_property
    def days(self) -> "pd.DataFrame":
        """One row a day: prospects by stage, and what was done."""
        return self._frame("days")

    @cached_property
    def people(self) -> "pd.DataFrame":
        """One row a person and week."""
        return self._frame("people")

    @cached_property
    def books(self) -> "pd.DataFrame":
        """One row a day, integer cents."""
        return self._frame("books")

    @cached_property
    def missed(self) -> "pd.DataFrame":
        """One row a need that was lost through somebody's fault, written when its window closed."""
        return self._frame("missed")

    @cached_property
    def activities(self) -> "pd.DataFrame":
        """One row a touch, call or judgement, of a run with ``detail="activities"``.

        Raises ``SpecError`` for another run, which has not written them down.
        """
        if "activities" not in self.tables:
            raise SpecError('this run has no activities; ask for them: simulate(..., detail="activities")')
        return self._frame("activities")

    @cached_property
    def trust(self) -> "pd.DataFrame":
        """One row a week: ``sales`` (reps' mean belief in leads), ``marketing`` (mean confidence), ``blame``.

        All are 0..1; a team without anybody has no trust (nan).
        """
        means = self.people.groupby(["week", "role"], observed=False)["trust"].mean().unstack()
        weeks = means.rename(columns={"rep": "sales", "marketer": "marketing"}).rename_axis(columns=None)
        weeks["blame"] = self.people.groupby("week")["blame"].first()
        return weeks[["sales", "marketing", "blame"]].reset_index()

    @cached_property
    def funnel(self) -> "pd.DataFrame":
        """One row a day: prospects in each stage, and moves between stages (``market_to_inquiry``, ...)."""
        return funnel(self.moves, self.days)

    @cached_property
    def conversions(self) -> "pd.DataFrame":
        """One row a way to a deal and stage on it: accounts that entered it, over those before (``conversions``)."""
        return conversions(self.moves, self.spec.warmup_days)

    @cached_property
    def journeys(self) -> "pd.DataFrame":
        """One row a move, by prospect: what came next, and the day on which it came to a deal (``journeys``)."""
        return journeys(self.moves)

    @cached_property
    def leaks(self) -> "pd.DataFrame":
        """Rows ``month, year, cause, dollars, hours, value``: where money, hours and buyers went missing."""
        return leaks(self)

    @cached_property
    def monthly(self) -> "pd.DataFrame":
        """One row a measured month: flows of the books in dollars, ``spend`` in all and what of it was ``wasted``.

        Month ``m`` (from 1) has the measured days ``d`` with ``d * 12 // 260 + 1 == m``.
        """
        month = month_of(self.books["day"], self.spec.warmup_days)
        flows = self.books[list(FLOWS)].groupby(month).sum()
        table = (flows[flows.index >= 1] / 100.0).rename_axis("month").reset_index()
        table.insert(1, "year", (table["month"] - 1) // 12 + 1)
        table["spend"] = table[list(SPENDING)].sum(axis=1)
        wasted = self.leaks[self.leaks["cause"].isin(WASTE)]
        table["wasted"] = wasted.groupby("month")["dollars"].sum().to_numpy()
        return table

    @cached_property
    def annual(self) -> "pd.DataFrame":
        """One row a measured year, in dollars; ``recurring`` is annual value under contract at the year's end."""
        table = self.monthly.drop(columns="month").groupby("year").sum().reset_index()
        ends = self.spec.warmup_days + table["year"].to_numpy() * 260 - 1
        table.insert(2, "recurring", self.books["recurring"].to_numpy()[ends] / 100.0)
        return table

    @cached_property
    def summary(self) -> dict[str, float]:
        """The figures that a sweep keeps: totals over the measured years in dollars, and last year's trust (0..1).

        ``bookings`` are new bookings and expansions; ``expected_bookings`` what the same decisions were worth before
        they were drawn. Trust is missing where a team has nobody.
        """
        totals = self.annual.drop(columns=["year", "recurring"]).sum()
        last = self.trust[self.trust["week"] > self.trust["week"].max() - WEEKS_PER_YEAR]
        trust = {
            f"trust_{team}": float(last[team].mean()) for team in ("sales", "marketing") if last[team].notna().any()
        }
        return {
            **{str(name): float(value) for name, value in totals.items()},
            "bookings": float(totals["new_bookings"] + totals["expansions"]),
            "recurring": float(self.annual["recurring"].iloc[-1]),
            **trust,
        }

    def save(self, path: str | Path) -> Path:
        """Write the tables as Parquet and the specification as JSON into the folder ``path``; returns it.

        Files are written under a temporary name and renamed, so that no half-written one is ever found.
        """
        import pyarrow.parquet as pq

        from sim.records.files import write_whole

        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            write_whole(folder / f"{name}.parquet", partial(pq.write_table, table))
        spec = json.dumps(self.spec.model_dump(mode="json"), indent=1, sort_keys=True) + "\n"
        write_whole(folder / "experiment.json", lambda file: file.write(spec.encode()))
        return folder


def _without_sources(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_sources(value) for key, value in tree.items() if key != "sources"}
    return [_without_sources(value) for value in tree] if isinstance(tree, list) else tree
