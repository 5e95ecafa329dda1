"""The results of the search for the best policies, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.best_policy import front
from sim.report.manifest import caption, manifest
from sim.report.page import Cell, Page, Picture, Section, Table, Text
from sim.report.words import listed, money, money_range, records, span, thousands
from sim.spec.keys import fields, values
from sim.spec.policy import PolicySpec
from sim.study.best_policy import Found, Settings, as_yaml, judged
from sim.study.replicas import Replica

TITLE = "Which policies does nothing dominate?"
LEAD = (
    "A search (NSGA-II, by Optuna) tries policies that nobody has named yet, lever by lever, and keeps those that no "
    "other one beats in revenue, in what marketing and sales spend, and in the trust between the two all at once. What "
    "it keeps is then run again under luck that the search has not seen; that alone is shown."
)
AGREED = 0.15
"""Of a lever's range: if the found policies spread less, they agree."""
ALIKE = 0.8
"""Part of the found policies that have one word, for them to agree on it."""
COLUMNS = ("policy", "revenue, $k more", "spend, $k more", "net, $k more", "trust", "dominated")
FILES = (
    "Beside this page: table.csv has every policy with all of its levers, policy_best_net.yaml the one that left most "
    "in the search, ready for policy=policy_best_net.yaml."
)
UNITS = (
    "Money is in dollars over all measured years, of the company as simulated; gains are over the usual policy, "
    "paired; trust is 0..1; 95 % intervals cover luck alone."
)
BEST = "policy_best_net.yaml"


@dataclass(frozen=True)
class BestPolicyResults:
    """A finished search: its ``settings``, how many policies it ``tried``, its ``front``, and the runs that judge it.

    ``figures``: rows of ``sim.study.best_policy.figures`` of the runs ``chosen``. ``made_by`` is the command that makes
    it again.
    """

    settings: Settings
    tried: int
    front: Sequence[Found]
    chosen: Sequence[Replica]
    figures: pd.DataFrame
    made_by: str

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``judged``, rounded as they are written."""
        table = judged(self.figures, self.front, self.settings.company.typical)
        dollars = [name for name in map(str, table) if name.partition("_")[0] in ("revenue", "spend", "net")]
        return table.round({name: 2 if name in dollars else 6 for name in map(str, table)})

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the judging runs were made of."""
        return manifest(self.chosen)

    @property
    def found(self) -> list[Mapping[str, Any]]:
        """The rows of what was found."""
        return records(self.table[self.table["found"]])

    @property
    def best(self) -> Mapping[str, Any]:
        """The row of the policy that left most in the search: chosen by luck that does not judge it."""
        return max(self.found, key=lambda row: row["net_gain_searched"])

    @cached_property
    def answer(self) -> str:
        """The study in a sentence or two."""
        best, usual = self.best, self.settings.company.typical
        ends = money_range(best["net_gain_low"], best["net_gain_high"])
        beaten = [row["policy"] for row in records(self.table[~self.table["found"]]) if row["dominated"]]
        told = (
            f"Of {self.tried:,} policies tried in a {self.settings.company.name} company, the one that left most in "
            f"the search changes what {usual} leaves by {money(best['net_gain'])} over {span(self.settings.years)} "
            f"(95 %: {ends}), with trust at {best['trust']:.2f}"
        )
        if not beaten:
            return f"{told}."
        return f"{told}; of the catalogue, {listed(beaten)} {'are' if len(beaten) > 1 else 'is'} dominated."

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        tables = parts.tables(self.table, "policies", TITLE, self.answer, self.made_by)
        policy = next(found.policy for found in self.front if found.policy.name == self.best["policy"])
        title = f"Left most in a search of {self.tried} policies for a {self.settings.company.name} company"
        return {
            **tables,
            BEST: as_yaml(policy, "best_net", title),
            **parts.page_files(self.page(tables), self.manifest),
            "front.png": style.png(front(self.table, caption(self.manifest))),
        }

    def page(self, downloads: Mapping[str, bytes]) -> Page:
        """The page of the results, which carries the files ``downloads`` with it."""
        picture = Picture(
            "front",
            "Revenue, cost and trust",
            front(self.table, ""),
            "What each policy earns and spends more than the usual one, with intervals, and its trust by colour; the "
            "numbers are in the table below.",
            f"Over {span(self.settings.years)}. {caption(self.manifest)}",
            file="front",
            wide=True,
        )
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            caveat=parts.caveat(self.manifest),
            sections=[
                Section("What was found", "Found", [picture, self._policies()]),
                Section("What the found policies have in common", "In common", [Text(self._common())]),
                Section("How far luck flattered the search", "Flattered", [Text(self._flattered())]),
                Section("What this is not", "Limits", [Text(text) for text in (*parts.LIMITS, parts.LEFT_OPEN)]),
                parts.numbers("Every policy and its levers", self.table, downloads, UNITS, self.made_by),
            ],
            note=parts.note(self.manifest, FILES),
        )

    def _policies(self) -> Table:
        rows = [
            [
                Cell(row["policy"]),
                Cell(thousands(row, "revenue_gain"), row["revenue_gain"]),
                Cell(thousands(row, "spend_gain"), row["spend_gain"]),
                Cell(thousands(row, "net_gain"), row["net_gain"]),
                Cell(f"{row['trust']:.2f}", row["trust"]),
                Cell("yes" if row["dominated"] else "no"),
            ]
            for row in records(self.table)
        ]
        return Table(f"More than under {self.settings.company.typical}, under fresh luck", COLUMNS, rows)

    def _common(self) -> str:
        """The levers on which the found policies agree, and how."""
        rows, told = self.table[self.table["found"]], []
        for key in values(PolicySpec):
            extra: Any = fields(PolicySpec)[key].json_schema_extra
            own = rows[key].dropna()
            if own.empty:
                continue
            if own.map(lambda value: isinstance(value, str)).all():
                most, share = own.mode().iloc[0], float((own == own.mode().iloc[0]).mean())
                if share >= ALIKE:
                    told.append(f"{key} is {most} in {100.0 * share:.0f} % of them")
            elif extra["unit"] == "share" and float(own.astype(float).std()) < AGREED:
                told.append(f"{key} is about {float(own.astype(float).mean()):.2f}")
        if not told:
            return "They agree on no lever: one can be had in the place of the other."
        return f"Of {len(rows)} policies shown: {'; '.join(told)}. On all other levers they differ widely."

    def _flattered(self) -> str:
        rows = self.table[self.table["found"]]
        told = (float(rows[name].mean()) for name in ("net_gain_searched", "net_gain"))
        seen, kept = (money(value) for value in told)
        n = self.settings.replications
        return (
            f"In the search, on {n} runs of each policy, those shown left {seen} more than the usual policy over the "
            f"years, on average; under luck that did not choose them, {kept}. A search that reports its own figures "
            "promises the difference too much."
        )
