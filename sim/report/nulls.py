"""Where simpler models do as well as the agents, as files: a table, a page, pictures, a manifest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import style
from sim.report.fact_words import believable, title_and_unit
from sim.report.figures.nulls import changes, other_half
from sim.report.manifest import caption
from sim.report.null_words import NULLS, agents_told, answer, answered, facts_told, points, shown, summary
from sim.report.page import Card, Cell, Measure, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.tables import simulated
from sim.report.words import records
from sim.spec.company import CompanySpec
from sim.study.nulls import CHANGES, FACT, POLICY, SAMPLE, SEMI_MARKOV, STOCK_AND_FLOW, UNCHANGED

TITLE = "Where do simpler models do as well?"
LEAD = (
    "A model of people earns its keep only where simpler ones fail. Two of these see no people: they are fitted to "
    "finished runs under the usual policy alone, and are then asked what they were not fitted to."
)
MODELS = (
    "A semi-Markov funnel. An account leaves each state of the funnel with the chances, and after the times, that were "
    "seen in all stays (Aalen-Johansen). Inquiries, leads of reps' own and expansions arrive as often as they did, "
    "deals are worth their mean, and contracts are renewed with one chance. Nothing can be full.",
    "A stock-and-flow model. Accounts stand in stocks and flow at constant rates. The reps' hours are the one limit: "
    "they go to marketing's leads, then to deals, then to prospecting, and what gets too few hours flows more slowly.",
)
RULES = (
    "Neither has levers. Of a cure they know what an analyst reads off its words. The semi-Markov funnel: every lead "
    "passed on is called, on the last day of the promise. The stock-and-flow model: every lead is called, in the mean "
    "as late as promised, if there are hours for it; reports make calls longer, meetings take hours, heads bring some. "
    "What a call comes to stays as it was. Beside them stands that nothing changes.",
    "Effects are differences between runs under the same luck, in per cent of the usual policy's number; for leads "
    "talked to, by whomever, in points. An answer is as good as the agents' if it lies in their 95 % interval; ✗ marks "
    "others, with how far they are from the agents' number. The narrower the interval, the harder this is to meet. "
    "Where even that nothing changes is as good, the effect is too small for so many runs to tell models apart. Right "
    "on revenue and wrong on opportunities is right for a wrong reason.",
)
FACTS = (
    "A null model holds a fact if its answer lies in the believable range; ✗ tells how far it is outside. Asked are "
    "the facts that may be tuned for and that hold in these worlds. What is held back is computed for nobody.",
    "The null models have no notion of bursts, raised hands, scores or reps. The values of single deals are only in "
    "the semi-Markov funnel, which keeps those that it saw.",
)
SAMPLES = (
    "Refitted to the first half of the replications, the null models foretell sums over the measured years of the "
    "other half. The interval is that within which the mean of one half lies around that of the other in 95 % of "
    "cases, if only luck divides them."
)
FILES = "Beside this page: table.csv, table.xlsx and answer.json have every answer, manifest.json seeds and versions."
UNITS = "Shares are of 1; sums are of the company as simulated, in accounts or in dollars, over the measured years."


@dataclass(frozen=True)
class NullResults(StudyResults):
    """A finished study of the ``companies``, with the rows of ``null_table``."""

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("answers", "Every answer")
    files_told = FILES

    companies: Sequence[CompanySpec]
    table: pd.DataFrame

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """``table`` as it is written."""
        return self.table.round(6)

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        return answer(self.rounded)

    def summary(self, company: CompanySpec) -> str:
        """What becomes of the cure's effect on ``company`` in each model's eyes."""
        return summary(self.rounded, company)

    def beside(self) -> dict[str, bytes]:
        """The pictures of changes and of other runs."""
        below = caption(self.manifest)
        return {
            "changes.png": style.png(changes(self.rounded, below)),
            "other_half.png": style.png(other_half(self.rounded, below)),
        }

    def cards(self) -> list[Card]:
        """What becomes of the cure's effect in each model's eyes, a card a company."""
        return [self._card(company) for company in self.companies]

    def sections(self) -> list[Section]:
        """The cure, the facts, runs that they have not seen, and what the null models are."""
        cure: list[Any] = [*map(Text, RULES), self._picture(POLICY), *map(self._changes, self.companies)]
        others: list[Any] = [Text(SAMPLES), self._picture(SAMPLE), self._samples()]
        return [
            Section("What the cure changes", "The cure", cure),
            Section("What is known", "Facts", [Text(facts_told(self.rounded)), *map(Text, FACTS), self._facts()]),
            Section("Runs that they have not seen", "Other runs", others),
            Section("What the null models are", "Models", [Text(text) for text in MODELS]),
        ]

    def _rows(self, kind: str) -> pd.DataFrame:
        return self.rounded[self.rounded["kind"].eq(kind)]

    def _card(self, company: CompanySpec) -> Card:
        rows = self._rows(POLICY)
        mine = {str(row["model"]): row for row in records(rows[rows["company"].eq(company.name)]) if _headline(row)}
        agents = mine[SEMI_MARKOV]
        title, _, size = company.title.partition(", ")
        ends = " to ".join(shown(agents, agents[end]) for end in ("agents_low", "agents_high"))
        change = Cell(f"{shown(agents, agents['agents'])} %", agents["agents"])
        measures = [Measure("Revenue of the last year under the cure: agents", change, f"(95 %: {ends} %)")]
        for model in NULLS:
            row = mine[model]
            off = points(row["error"]) if pd.notna(row["error"]) else row["verdict"]
            said = Cell(f"{shown(row, row['answer'])} %", row["answer"])
            measures.append(Measure(f"The same: {model}", said, f"({off})"))
        return Card(title, size + simulated(agents), measures, [self.summary(company)])

    def _changes(self, company: CompanySpec) -> Table:
        rows = self._rows(POLICY)
        rows = rows[rows["company"].eq(company.name)]
        title = f"{company.title}{simulated(records(rows)[0])}: change under the cure, %"
        columns = ["", "agents", SEMI_MARKOV, STOCK_AND_FLOW, UNCHANGED]
        return Table(title, columns, _lines(rows, lambda row: str(row["question"])))

    def _facts(self) -> Table:
        columns = ["fact", "believable", "agents", SEMI_MARKOV, STOCK_AND_FLOW]
        known = [Cell(believable(row)) for row in records(self._rows(FACT).drop_duplicates(["company", "question"]))]
        lines = zip(_lines(self._rows(FACT), _claim), known, strict=True)
        return Table("Facts; ✗ misses", columns, [[line[0], cell, *line[1:]] for line, cell in lines])

    def _samples(self) -> Table:
        columns = ["", "agents", SEMI_MARKOV, STOCK_AND_FLOW]
        rows = _lines(self._rows(SAMPLE), lambda row: f"{row['company']}: {row['question']}")
        return Table("Sums over the measured years, mean of a replication", columns, rows)

    def _picture(self, kind: str) -> Picture:
        below = caption(self.manifest)
        if kind == POLICY:
            return Picture(
                "changes",
                "What the cure changes, by company",
                changes(self.rounded, ""),
                "Change of revenue, opportunities, wins and leads talked to under the cure as the agents and each null "
                "model have it, a panel a company; the numbers are in the tables below.",
                f"Diamonds: the agents, with 95 % intervals of paired differences. Full marks: as well. {below}",
                file="changes",
                wide=True,
            )
        return Picture(
            "other-half",
            "Sums of runs that they have not seen, by company",
            other_half(self.rounded, ""),
            "How far each null model's sums are from those of the other half of the runs, a panel a company; the "
            "numbers are in the table below.",
            f"Fitted to one half of the replications, held against the other. Full marks: as well. {below}",
            file="other_half",
            wide=True,
        )


def _headline(row: Mapping[str, Any]) -> bool:
    """Whether a row is about what the cards show: the last one of the quantities of revenue."""
    return bool(row["question"] == [name for name, (quantity, _) in CHANGES.items() if quantity == "revenue"][-1])


def _lines(rows: pd.DataFrame, name: Callable[[Mapping[str, Any]], str]) -> list[list[Cell]]:
    """A line a question: its name, the agents' number, and every model's answer."""
    lines = []
    for _, group in rows.groupby(["company", "question"], sort=False):
        asked = records(group)
        agents = Cell(agents_told(asked[0]), None if pd.isna(asked[0]["agents"]) else asked[0]["agents"])
        said = [Cell(answered(row), None if pd.isna(row["answer"]) else row["answer"]) for row in asked]
        lines.append([Cell(name(asked[0])), agents, *said])
    return lines


def _claim(row: Mapping[str, Any]) -> str:
    title, unit = title_and_unit(row)
    return f"{row['question']} {row['company']}: {title} ({unit})"
