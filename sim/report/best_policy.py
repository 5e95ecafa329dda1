"""The results of the search for the best policies, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.figures.best_policy import front
from sim.report.manifest import caption
from sim.report.page import Cell, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.words import listed, money, money_range, records, span, thousands
from sim.spec.keys import fields, values
from sim.spec.policy import PolicySpec
from sim.study.best_policy import Found, Settings, as_yaml, judged

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
class BestPolicyResults(StudyResults):
    """A finished search: its ``settings``, how many policies it ``tried``, its ``front``, and the runs that judge it.

    These are ``chosen``; ``figures``: rows of ``sim.study.best_policy.figures`` of them.
    """

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("policies", "Every policy and its levers")
    files_told = FILES

    settings: Settings
    tried: int
    front: Sequence[Found]
    figures: pd.DataFrame

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """The rows of ``judged``, rounded as they are written."""
        table = judged(self.figures, self.front, self.settings.company.typical)
        dollars = [name for name in map(str, table) if name.partition("_")[0] in ("revenue", "spend", "net")]
        return table.round({name: 2 if name in dollars else 6 for name in map(str, table)})

    @property
    def found(self) -> list[Mapping[str, Any]]:
        """The rows of what was found."""
        return records(self.rounded[self.rounded["found"]])

    @property
    def best(self) -> Mapping[str, Any]:
        """The row of the policy that left most in the search: chosen by luck that does not judge it."""
        return max(self.found, key=lambda row: row["net_gain_searched"])

    @cached_property
    def answer(self) -> str:
        """The study in a sentence or two."""
        best, usual = self.best, self.settings.company.typical
        ends = money_range(best["net_gain_low"], best["net_gain_high"])
        beaten = [row["policy"] for row in records(self.rounded[~self.rounded["found"]]) if row["dominated"]]
        told = (
            f"Of {self.tried:,} policies tried in a {self.settings.company.name} company, the one that left most in "
            f"the search changes what {usual} leaves by {money(best['net_gain'])} over {span(self.settings.years)} "
            f"(95 %: {ends}), with trust at {best['trust']:.2f}"
        )
        if not beaten:
            return f"{told}."
        return f"{told}; of the catalogue, {listed(beaten)} {'are' if len(beaten) > 1 else 'is'} dominated."

    def beside(self) -> dict[str, bytes]:
        """The picture of the front, and the policy that left most in the search, ready to be run."""
        policy = next(found.policy for found in self.front if found.policy.name == self.best["policy"])
        title = f"Left most in a search of {self.tried} policies for a {self.settings.company.name} company"
        return {
            BEST: as_yaml(policy, "best_net", title),
            "front.png": style.png(front(self.rounded, caption(self.manifest))),
        }

    def sections(self) -> list[Section]:
        """What was found, what it has in common, and what the search promised too much."""
        picture = Picture(
            "front",
            "Revenue, cost and trust",
            front(self.rounded, ""),
            "What each policy earns and spends more than the usual one, with intervals, and its trust by colour; the "
            "numbers are in the table below.",
            f"Over {span(self.settings.years)}. {caption(self.manifest)}",
            file="front",
            wide=True,
        )
        return [
            Section("What was found", "Found", [picture, self._policies()]),
            Section("What the found policies have in common", "In common", [Text(self._common())]),
            Section("How far luck flattered the search", "Flattered", [Text(self._flattered())]),
        ]

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
            for row in records(self.rounded)
        ]
        return Table(f"More than under {self.settings.company.typical}, under fresh luck", COLUMNS, rows)

    def _common(self) -> str:
        """The levers on which the found policies agree, and how."""
        rows, told = self.rounded[self.rounded["found"]], []
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
        rows = self.rounded[self.rounded["found"]]
        told = (float(rows[name].mean()) for name in ("net_gain_searched", "net_gain"))
        seen, kept = (money(value) for value in told)
        n = self.settings.replications
        return (
            f"In the search, on {n} runs of each policy, those shown left {seen} more than the usual policy over the "
            f"years, on average; under luck that did not choose them, {kept}. A search that reports its own figures "
            "promises the difference too much."
        )
