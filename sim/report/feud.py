"""The results of the headline: its numbers, and what is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report.figures.differences import rows_of
from sim.report.manifest import caption, manifest
from sim.report.words import answer, records, sentence
from sim.study.contest import Contest, main_contests
from sim.study.feud import cost_of_feud
from sim.study.replicas import Replica


@dataclass(frozen=True)
class FeudResults:
    """A finished study of the cost of the feud: the ``contests``, the runs ``chosen``, and what was ``kept`` of them.

    ``kept`` has the tables of ``digest`` over all runs, and the days of ``replays``. ``goal`` is the half-width, as a
    share of revenue, at which the study stopped.
    """

    contests: Sequence[Contest]
    chosen: Sequence[Replica]
    kept: Mapping[str, pd.DataFrame]
    goal: float
    made_by: str
    """The command that makes it again."""
    facts: pd.DataFrame | None = None
    """The rows of ``fact_table``, if they were measured on this model."""
    assumptions: pd.DataFrame | None = None
    """The rows of the study of assumptions, if it was made with this model."""
    written: Mapping[str, Any] | None = None
    """The manifest under which the runs were stored; None for runs that were made just now."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``cost_of_feud`` for every contest."""
        scales = {replica.spec.company.name: replica.spec.scale for replica in self.chosen}
        rows = [cost_of_feud(self.kept["months"], contest, scales[contest.company.name]) for contest in self.contests]
        return pd.concat(rows, ignore_index=True)

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """``table`` as it is written: shares to a millionth, dollars to the cent."""
        digits = {name: 6 if "share" in name else 2 for name in self.table.columns if name != "scale"}
        return self.table.round(digits)

    @property
    def members(self) -> int | None:
        """How many plausible sets of numbers took turns; None where only luck was varied."""
        counts = self.table["members"].max()
        return None if pd.isna(counts) else int(counts)

    @property
    def years(self) -> int:
        """Measured years."""
        return self.chosen[0].spec.years

    @cached_property
    def main(self) -> dict[str, Contest]:
        """By company the contest that its answer is about."""
        return main_contests(self.contests)

    def whole(self, contest: Contest) -> Mapping[str, Any]:
        """The row of ``rounded`` for all years of ``contest``."""
        return records(rows_of(self.rounded, contest))[-1]

    def last_year(self, contest: Contest) -> Mapping[str, Any]:
        """The row of ``rounded`` for the last year of ``contest``."""
        rows = rows_of(self.rounded, contest)
        return records(rows[rows["period"] == f"year {self.years}"])[0]

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        rows = [self.whole(contest) for contest in self.main.values()]
        return answer(rows, [contest.company for contest in self.main.values()], self.years)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer in one sentence for each contest, over all years."""
        return [sentence(self.whole(contest), contest.company, self.years) for contest in self.contests]

    def leaks_of(self, company: str, policy: str) -> pd.DataFrame:
        """What goes missing in ``company`` under ``policy``, a row a cause, on the mean of its runs."""
        leaks = self.kept["leaks"]
        here = leaks[(leaks["company"] == company) & (leaks["policy"] == policy)]
        return here.groupby("cause", sort=False)[["dollars", "value"]].mean().reset_index()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the study was made of, and under which versions its runs were made."""
        return dict(self.written) if self.written else manifest(self.chosen)

    def caption(self, company: str | None = None) -> str:
        """What stands under a figure, of one ``company`` or of all."""
        return caption(self.manifest, company)
