"""The results of the league: which policy is best for which size of company, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report import parts, style
from sim.report.figures.league import heatmap, regret_table
from sim.report.league_words import answer, chance, signed, significance, summary, unsure, verdict
from sim.report.manifest import caption
from sim.report.page import Card, Cell, Measure, Picture, Section, Table, Text
from sim.report.results import StudyResults
from sim.report.tables import simulated
from sim.report.words import money, money_range, percent, records, span, thousands
from sim.spec.company import CompanySpec
from sim.study.league import EQUAL, RESAMPLES, WITHIN, YARDSTICK, Roster, league, wanted

TITLE = "Which policy is best for which size of company?"
LEAD = (
    "Truce lets one company live through the same years under each policy of its catalogue, with the same luck, and "
    "asks what is left: net contribution, which is revenue less all that marketing and sales spend."
)
MEANINGS = (
    "Gain: net contribution less that under the policy usual for the size. Regret: net contribution under the best "
    "policy less that under this one. Chance of being best: how often a policy comes out on top when the replications "
    "are drawn again.",
    f"{YARDSTICK} is the yardstick: a company without any friction, which nobody can buy. It is shown beside the "
    "others and cannot be best. It spends the whole marketing budget of its size, so a policy that spends less may "
    "leave more.",
    "Every policy is taken as it stands in the catalogue, whatever the size. founder_led has no marketers and no "
    "marketing budget: it saves all that marketing costs from the first day, while the customers and the awareness "
    "that marketing made before fade over years. In a small company, where nobody markets, a policy that neither hires "
    "nor gives up the marketing budget spends it on programmes alone.",
)
LIMITS = (
    *parts.LIMITS,
    "Only the measured years are judged: a customer won in the last of them is worth more than they show. Policies "
    "were made to stand for claims, not to be the best of their kind, so the best policy there could be may not be "
    "among them.",
)
FILES = (
    "Beside this page: table.csv, table.xlsx and answer.json have every figure over all years, runs.parquet revenue "
    "and spend of each run by month, manifest.json the seeds and the versions."
)
UNITS = (
    "Shares, chances and p-values are of 1, p-values after Holm's correction; money is in dollars over all measured "
    "years, the mean of a replication."
)
BUDGET = (
    "Here every policy costs what the dearest of its size costs a year, by filled seats and spent budgets; what a "
    "cheaper one leaves is spent on reps (NAME+reps), the last of them part-time. What a policy saves is thus no "
    "merit, only what is done with it."
)
COLUMNS = (
    *("policy", "net contribution, $k", "revenue, $k", "gain over the usual, $k", "gain, % of the usual's revenue"),
    *("clear of luck", "regret, $k", "chance of being best", "may be best"),
)
"""Of the league table that is read."""


HORIZON = (
    " What a company saves on marketing shows at once; what it loses by that shows later, also after the years that "
    "are counted here."
)
"""Why the best policy over a few years may be a bad one to live with."""


@dataclass(frozen=True)
class LeagueResults(StudyResults):
    """A finished study: its ``companies``, their leagues, and the ``months`` of its runs.

    ``rosters`` has the leagues, a company's one or two: that of policies as they come, and that at equal budget.
    ``months`` has the columns that ``sim.study.league`` wants.
    """

    title = TITLE
    lead = LEAD
    units = UNITS
    named = ("policies", "Every policy in every size")
    files_told = FILES
    known = HORIZON
    limits = LIMITS

    companies: Sequence[CompanySpec]
    rosters: Sequence[Roster]
    months: pd.DataFrame

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The rows of ``league`` for every company and budget, with the ``budget`` after the company."""
        rows = [self._of(each, self.months, self.scales[each.company]) for each in self.rosters]
        return pd.concat(rows, ignore_index=True)

    @property
    def budget(self) -> str:
        """The budget of the league that comes first: of policies as they come, unless that was not asked for."""
        return self.rosters[0].budget

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``whole`` that are of this budget."""
        return self.whole[self.whole["budget"] == self.budget].reset_index(drop=True)

    @staticmethod
    def _of(roster: Roster, months: pd.DataFrame, scale: float = 1.0) -> pd.DataFrame:
        own = months[months["policy"].isin(roster.policies)]
        rows = league(own, roster.company, roster.typical, scale)
        rows.insert(1, "budget", roster.budget)
        return rows

    @cached_property
    def by_year(self) -> list[list[Mapping[str, Any]]]:
        """For each measured year alone the best row of ``league`` of every company, rounded as it is written."""
        years = (self.months["month"] - 1) // 12
        alone = [self.months[years == year] for year in range(self.years)]
        return [
            [records(_rounded(self._of(each, months)))[0] for each in self.rosters if each.budget == self.budget]
            for months in alone
        ]

    @cached_property
    def rounded(self) -> pd.DataFrame:
        """``whole`` as it is written."""
        return _rounded(self.whole)

    def rows(self, company: CompanySpec, budget: str | None = None) -> list[Mapping[str, Any]]:
        """The rows of ``rounded`` that are of ``company`` at that budget (the first one), best on top."""
        own = self.rounded["company"].eq(company.name) & self.rounded["budget"].eq(budget or self.budget)
        return records(self.rounded[own])

    @cached_property
    def answer(self) -> str:
        """The study in one sentence."""
        bests = [self.rows(company)[0] for company in self.companies]
        return answer(bests, self.by_year[-1], self.companies, self.years)

    def summary(self, company: CompanySpec) -> str:
        """What stands behind the best policy of ``company``: the next, the usual one, the yardstick."""
        return summary(self.rows(company))

    def beside(self) -> dict[str, bytes]:
        """The months of every run, and the picture of all gains."""
        return {
            "runs.parquet": parts.parquet(self.months),
            "heatmap.png": style.png(heatmap(self.table, caption(self.manifest))),
        }

    def cards(self) -> list[Card]:
        """The best policy, a card a company."""
        return [self._card(company) for company in self.companies]

    def sections(self) -> list[Section]:
        """How policies compare, the league of each size, and how sure that is."""
        compared: list[Any] = [*self._pictures(), self._each_year(), *map(Text, MEANINGS)]
        return [
            Section("How policies compare", "Policies", compared),
            Section("The league, by size", "League", [self._league(company) for company in self.companies]),
            *self._at_equal_budget(),
            Section("How sure is this, and from what?", "How sure", [*self._how_sure()]),
        ]

    def _card(self, company: CompanySpec) -> Card:
        rows = self.rows(company)
        best = rows[0]
        title, _, size = company.title.partition(", ")
        sure = f"(chance of being best: {chance(best['chance_of_best'])})"
        told = [self.summary(company), unsure(rows)]
        return Card(
            title=title,
            subtitle=size + simulated(best),
            measures=[Measure("Best policy", Cell(best["policy"]), sure), *_gains(best, len(rows) - 1, self.years)],
            texts=told,
        )

    def _at_equal_budget(self) -> list[Section]:
        """What is best where every policy costs the same, if that was asked besides."""
        asked = {each.company for each in self.rosters if each.budget == EQUAL != self.budget}
        equal = [company for company in self.companies if company.name in asked]
        if not equal:
            return []
        told = [f"{company.title.partition(',')[0]}: {verdict(self.rows(company, EQUAL))}" for company in equal]
        leagues = [self._league(company, EQUAL) for company in equal]
        return [Section("At equal budget", "Equal budget", [Text(BUDGET), *map(Text, told), *leagues])]

    def _league(self, company: CompanySpec, budget: str | None = None) -> Table:
        rows = self.rows(company, budget)
        return Table(company.title + simulated(rows[0]), COLUMNS, [_line(row) for row in rows])

    def _each_year(self) -> Table:
        """The best policy of each year alone: what is saved at once and what is lost later come apart."""
        rows = []
        for place, company in enumerate(self.companies):
            bests = [year[place] for year in self.by_year]
            rows.append([Cell(company.title.split(",")[0]), *(Cell(_told(best), best["gain"]) for best in bests)])
        columns = ["", *(f"year {year + 1}" for year in range(self.years))]
        return Table(
            "What leaves most in each year alone: gain over the usual policy, $k; chance of being best", columns, rows
        )

    def _pictures(self) -> list[Picture]:
        below = caption(self.manifest)
        return [
            Picture(
                "heatmap",
                "Gain over the usual policy, by policy and size",
                heatmap(self.table, ""),
                "Net contribution over that of the size's usual policy, in per cent of the usual policy's revenue, for "
                "each policy and size; the numbers are in the table of each size below.",
                "Blue: more is left than under the usual policy; vermilion: less; colours are finer near 0. "
                "Hatched and in brackets: not clear of luck at 95 % after Holm's correction over the policies of that "
                f"size. Framed: the best that can be bought. {below}",
                file="heatmap",
                wide=True,
            ),
            Picture(
                "regret",
                "What each policy leaves on the table, by size",
                regret_table(self.table, ""),
                "Regret of each policy with its 95 % interval, best on top, by size, and the chance of being best; the "
                "numbers are in the table of each size below.",
                f"Dollars over {span(self.years)}, paired with the best policy that can be bought, 95 % intervals. "
                f"{below}",
                wide=True,
            ),
        ]

    def _how_sure(self) -> list[Text]:
        return [
            Text(
                "An interval covers luck alone: which accounts need something, when, and how they decide. Replication "
                "r of every policy has the same luck and the same year before the switch, under the usual policy."
            ),
            Text(
                "Each size asks as many questions at once as it has policies. Whether a gain is clear of luck is "
                "therefore judged by a paired t-test after Holm's correction over all policies of that size (Holm "
                "1979), which keeps the chance of one false finding or more to 5 % a size. The intervals are those of "
                "one comparison each: one that just spares 0 may belong to a gain that is not clear."
            ),
            Text(
                f"The chance of being best is the share of {RESAMPLES:,} resamples of the replications in which a "
                "policy comes out on top. The best of many looks a little better than it is, since the same runs chose "
                "it; where the chance is far from 100 %, the policies below it may be as good an answer."
            ),
            Text(
                "Which policies may be best is judged for all of a size at once (multiple comparisons with the best, "
                "Hsu 1984, with Bonferroni's correction): the best is among them in at least 95 % of studies."
            ),
            Text(self._replications_wanted()),
            Text(parts.LEFT_OPEN),
        ]

    def _replications_wanted(self) -> str:
        """How many replications a choice would take."""
        titles = {company.name: company.title.partition(",")[0].lower() for company in self.companies}
        told = []
        for each in self.rosters:
            count = wanted(self.months, each, WITHIN)
            made = int(self.months.loc[self.months["company"] == each.company, "replication"].nunique())
            have = "these are enough" if count <= made else f"{count:,}, of which there are {made:,}"
            told.append(f"{titles[each.company]}{'' if each.budget == self.budget else ' at equal budget'}: {have}")
        return (
            f"To choose a policy that is the best or behind it by less than {100.0 * WITHIN:g} % of revenue, in 95 % "
            f"of studies, takes about so many replications (Clark & Yang 1986): {'; '.join(told)}."
        )


def _gains(best: Mapping[str, Any], comparisons: int, years: int) -> list[Measure]:
    """What the best policy gains over the usual one, in dollars and as a share, and whether luck may explain it."""
    names = (f"Gain over the usual policy, net, over {span(years)}", "That is, of the usual policy's revenue")
    if best["typical"]:
        return [Measure(name, Cell("nothing", 0.0), "", "it is the usual policy") for name in names]
    ends = percent(best, "gain_share").partition("(")[2].rstrip(")")
    dollars, share = (
        Cell(money(best["gain"]), best["gain"]),
        Cell(f"{signed(best['gain_share'])} %", best["gain_share"]),
    )
    return [
        Measure(names[0], dollars, f"(95 %: {money_range(best['gain_low'], best['gain_high'])})"),
        Measure(names[1], share, f"(95 %: {ends} %)", significance(best, comparisons)),
    ]


def _told(best: Mapping[str, Any]) -> str:
    gain = "usual" if best["typical"] else thousands(best, "gain")
    return f"{best['policy']}: {gain}; {chance(best['chance_of_best'])}"


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Shares, chances and p-values to a millionth, dollars to the cent."""
    digits = {
        name: 6 if "share" in name or name in ("p_value", "chance_of_best") else 2
        for name in table.columns
        if name not in ("scale", "may_be_best")
    }
    return table.round(digits)


def _line(row: Mapping[str, Any]) -> list[Cell]:
    """A policy's line in the league that is read; each number with the value of the table behind it."""
    remark = " (usual)" if row["typical"] else "" if row["buyable"] else " (yardstick)"
    clear = "" if row["typical"] else "yes" if row["significant"] else "no"
    return [
        Cell(f"{row['policy']}{remark}"),
        *(Cell(f"{row[name] / 1e3:,.0f}", row[name]) for name in ("net", "revenue")),
        Cell(_plain(thousands(row, "gain")), row["gain"]),
        Cell(_plain(percent(row, "gain_share")), row["gain_share"]),
        Cell(clear),
        Cell(_plain(thousands(row, "regret")), row["regret"]),
        Cell(chance(row["chance_of_best"]), row["chance_of_best"] if row["buyable"] else None),
        Cell("yes" if row["may_be_best"] else "no" if row["buyable"] else ""),
    ]


def _plain(text: str) -> str:
    """A number with its interval; alone where a policy is held against itself and there is none."""
    return text.removesuffix(" (0 to 0)").removesuffix(" (0.0 to 0.0)")
