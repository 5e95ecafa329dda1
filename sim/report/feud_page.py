"""The page of the headline: what the feud costs, what ends it, where it leaks, how it unfolds, how sure that is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report.assumptions import picture as tornado
from sim.report.facts import answer, misses, picture
from sim.report.figures import differences, funnel, trust
from sim.report.figures import money as dollars
from sim.report.leak_words import leak, most_lost
from sim.report.page import Block, Card, Cell, Command, Download, Measure, Page, Picture, Replay, Section, Table, Text
from sim.report.page import cells as values_of
from sim.report.replay import replay
from sim.report.tables import overview
from sim.report.words import money, money_range, payback_words, percent, sentence, wins
from sim.spec.company import CompanySpec
from sim.spec.errors import shown
from sim.spec.keys import fields, values
from sim.spec.policy import PolicySpec
from sim.study.assumptions import CONFIRMED
from sim.study.feud import Contest

if TYPE_CHECKING:
    from sim.report.feud import FeudResults

TITLE = "What does the feud between marketing and sales cost?"
LEAD = (
    "Truce lets marketers, reps and buying accounts of one company live through the same years twice, with the same "
    "luck: once under the policy usual for its size, once under a remedy. What differs is what the feud costs."
)
MEANINGS = (
    "Revenue lost: what the remedy earns more than the usual policy. Spend wasted: what the usual policy spends, in "
    "money and in priced hours, on leads that nobody works, on material that nobody uses and on touches of accounts "
    "at which the other team already is, less what the remedy wastes so. Cost of the feud: the two together, as a "
    "share of the usual policy's revenue. Net gain: revenue lost, less what the remedy costs more; what it costs to "
    "deliver what was sold is not in the model.",
    "In a small company there is usually no marketing to feud with (founder_led), so the remedy is also held against "
    "two marketers in a feud (lane_crossing_of_two), and against the usual policy at the remedy's dollars a year, the "
    "rest spent on reps, who have to be found and to learn the job (founder_led+reps), or on programmes "
    "(founder_led+programmes).",
)
LIMITS = (
    "These are results of a model. They say what follows from its rules and numbers; nothing here was measured in a "
    "firm, and nothing is a forecast for yours.",
    "Budgets do not follow revenue, competitors do not act, and the cost of delivering what was sold is not in. A "
    "policy is taken as carried out: what it takes to make people live by it is a few weeks of delay and a price a "
    "head.",
    "The figure of the article that the claims come from, about a tenth of revenue, is what this study is held "
    "against. It was never aimed at.",
)
FILES = (
    "Beside this page: table.csv, table.xlsx and answer.json have every figure of it, the Parquet files what was kept "
    "of each run, manifest.json the seeds and the versions; redraw=true draws the page again from them."
)
CHECKED = (
    "A policy never touches revenue. It sets who does what, how fast a lead is called, what is reported back and what "
    "marketing is paid for; revenue is added up from the contracts of the accounts that were won and stayed.",
    "The model exists twice, once as agents to read and once as compiled columns, and both leave the same records, bit "
    "by bit. Its rules are held to theory where theory has the answer, and of some 1,300 small errors that were put "
    "into them the tests notice all but those that change nothing.",
)
COUNTED = "Moves of the measured years count, whenever an account set out; into won only deals that are won."
STAY = "Stays that began and ended in the measured years."


def page(results: "FeudResults", downloads: Mapping[str, bytes]) -> Page:
    """The page of ``results`` (``FeudResults``), which carries the files ``downloads`` with it."""
    main = results.main
    return Page(
        title=TITLE,
        lead=LEAD,
        answer=results.answer,
        cards=[_card(results, contest) for contest in main.values()],
        sections=[
            _which(results),
            *(_company(results, contest) for contest in main.values()),
            Section("See it happen", "Replay", [_replay(results)]),
            _sure(results),
            _believe(results),
            Section("What this is not", "Limits", [Text(text) for text in LIMITS]),
            _numbers(results, downloads),
        ],
        note=f"Truce {results.manifest['package']['truce']}, configuration {results.manifest['config']}. {FILES}",
    )


def _card(results: "FeudResults", contest: Contest) -> Card:
    row, years = results.whole(contest), results.years
    title, _, size = contest.company.title.partition(", ")
    cost = row["cost_share"] * row["revenue_typical"] / years
    more = row["cost_of_cure"] / years
    return Card(
        title=title,
        subtitle=size,
        measures=[
            Measure(
                "The feud costs",
                Cell(f"{percent(row, 'cost_share').split(' ')[0]} % of revenue", row["cost_share"]),
                f"(95 %: {percent(row, 'cost_share').partition('(')[2].rstrip(')')} %)",
                f"about {money(cost)} a year",
            ),
            Measure(
                f"Ending it brings, net, over {years} years" if years > 1 else "Ending it brings, net, in a year",
                Cell(money(row["net_gain"]), row["net_gain"]),
                f"(95 %: {money_range(row['net_gain_low'], row['net_gain_high'])})",
                f"and costs {money(more)} a year" if more >= 0.0 else f"and saves {money(-more)} a year",
            ),
            Measure("It pays back", *_payback(row, 12 * years)),
        ],
        text=(
            f"Remedy: {contest.cure.title[0].lower()}{contest.cure.title[1:]}. Ahead in {wins(row)} of "
            f"{row['replications']} pairs of runs. {leak(results.leaks_of(contest))}"
        ),
    )


def _payback(row: Mapping[str, Any], months: int) -> tuple[Cell, str]:
    number = Cell(f"not within {months} months")
    if not pd.isna(row["payback_month"]):
        number = Cell(f"in month {row['payback_month']}", float(row["payback_month"]))
    low, high = (
        f"later than {months}" if pd.isna(row[end]) else str(row[end]) for end in ("payback_low", "payback_high")
    )
    return number, f"(95 %: {low} to {high})" if low != high else f"(95 %: {low})"


# ---------------------------------------------------------------------- sections


def _which(results: "FeudResults") -> Section:
    blocks: list[Block] = [
        _overview(results.table),
        *(Text(text) for text in MEANINGS),
        Picture(
            "cost_by_size",
            "What the feud costs, by size of company",
            differences.cost_by_size(results.table, results.main, ""),
            f"Cost of the feud in per cent of revenue for {', '.join(results.main)}, first year, last year and all "
            "years, with 95 % intervals; the numbers are in the table of all numbers.",
            results.caption(),
            file="cost",
            wide=True,
        ),
        Picture(
            "forest",
            "Every comparison, in its parts",
            differences.forest(results.table, ""),
            "Revenue lost, spend wasted and their sum for each comparison, with 95 % intervals; the numbers are in the "
            "table above.",
            results.caption(),
            wide=True,
        ),
    ]
    return Section("Which policy ends it, and when does it pay back?", "Policies", blocks)


def _overview(table: pd.DataFrame) -> Table:
    text = overview(table)
    rows = [[Cell(str(name)), *map(Cell, line)] for name, line in zip(text.index, text.to_numpy(), strict=True)]
    return Table("Each usual policy against its remedies", [str(text.index.name), *text], rows)


def _company(results: "FeudResults", contest: Contest) -> Section:
    company, years, row = contest.company, results.years, results.whole(contest)
    name = company.name
    caption = results.caption(name)
    kept = {table: rows[rows["company"] == name] for table, rows in results.kept.items()}
    lost = most_lost(results.leaks_of(contest), years)
    pair = f"{contest.typical.name} against {contest.cure.name}"
    pictures = [
        Picture(
            f"{name}-leaks",
            "Where it leaks",
            dollars.leaks(kept["leaks"], contest, years, ""),
            f"Buyers lost and money spent for nobody, a year, by cause, {pair}. {lost}",
            f"Each bar begins where the one above it ends. {caption}",
            wide=True,
        ),
        Picture(
            f"{name}-revenue",
            "Revenue",
            dollars.revenue_bands(kept["months"], contest, ""),
            f"Revenue by month, {pair}: mean and bands of 50 and 90 per cent of the replications. The bands of the "
            "two worlds overlap nearly whole.",
            f"Mean, middle 50 % and middle 90 % of the runs; dashed: the mean of {contest.typical.name}. {caption}",
        ),
        Picture(
            f"{name}-gain",
            "Net gain of the remedy",
            dollars.net_gain(kept["months"], contest, row["payback_month"], ""),
            f"Cumulated net gain by month, mean and bands; it {payback_words(row, years)}.",
            caption,
        ),
        Picture(
            f"{name}-funnel",
            "From inquiry to customer",
            funnel.funnel_pair(kept["funnel"], contest, years, ""),
            f"Accounts that enter each stage a year, {pair}, with the part of those before and of all.",
            f"{COUNTED} {caption}",
        ),
        Picture(
            f"{name}-stays",
            "How long accounts wait",
            funnel.time_in_stage(kept["stays"], contest, ""),
            f"Business days in each stage, {pair}: median, middle 50 and 90 per cent.",
            f"{STAY} {caption}",
        ),
    ]
    if not contest.absence:
        pictures += [
            Picture(
                f"{name}-trust",
                "Trust",
                trust.trust_over_time(kept["months"], contest, ""),
                f"Trust of sales in marketing's leads and of marketing in sales by month, {pair}.",
                caption,
            ),
            Picture(
                f"{name}-phase",
                "Trust of both teams, together",
                trust.trust_phase(kept["months"], contest, ""),
                f"The way of both teams' trust from the switch (dot) to the end (arrow), {pair}.",
                f"From a dot to an arrow. {caption}",
            ),
        ]
    others = [other for other in results.contests if other.company.name == name and other is not contest]
    return Section(
        company.title,
        company.title.split(",")[0],
        [
            Text(f"Usual policy ({contest.typical.name}): {contest.typical.title}."),
            Text(f"Remedy ({contest.cure.name}): {contest.cure.title}."),
            Text(sentence(row, company, years)),
            Text(lost),
            *pictures,
            _changes(contest),
            *(Text(sentence(results.whole(other), company, years)) for other in others),
        ],
    )


def _changes(contest: Contest) -> Table:
    """What the remedy sets otherwise than the usual policy: a row a lever."""
    levers = fields(PolicySpec)
    rows = []
    for key in values(PolicySpec):
        before, after = (_lever(policy, key, contest.company) for policy in (contest.typical, contest.cure))
        if before != after:
            extra = levers[key].json_schema_extra
            unit = extra["unit"] if isinstance(extra, dict) else ""
            rows.append([Cell(str(levers[key].description)), Cell(before), Cell(after), Cell(str(unit)), Cell(key)])
    columns = ["what changes", contest.typical.name, contest.cure.name, "unit", "lever"]
    return Table(f"What {contest.cure.name} changes: {len(rows)} levers", columns, rows, folded=True)


def _lever(policy: PolicySpec, key: str, company: CompanySpec) -> str:
    group, _, name = key.partition(".")
    value = getattr(getattr(policy, group), name)
    if key == "team.marketers" and value is None:
        value = company.team.marketers
    return str(value) if isinstance(value, str) else shown(value) if value is None else f"{value:,g}"


def _replay(results: "FeudResults") -> Replay:
    data = replay(results.kept["replay"], results.kept["months"], results.contests, results.main)
    return Replay(
        data,
        "One pair of runs of each company, day by day: of all pairs the one whose net gain is nearest to the mean. "
        "Left the usual policy, right the remedy, under the same luck. Bands in the revenue chart hold 50 and 90 % of "
        "all runs.",
    )


def _hangs_on(results: "FeudResults") -> list[Block]:
    """Which assumptions move the answer most, where that was tried."""
    if results.assumptions is None:
        return [Text("Which of them the answer hangs on has not been tried for this configuration.")]
    confirmed = results.assumptions[results.assumptions["stage"] == CONFIRMED]
    companies = " and ".join(confirmed["company"].unique())
    return [
        Text(
            f"Which of them the answer hangs on was tried for {companies}: each number alone, at the low and at the "
            "high end of its plausible range. Those that moved the cost most were run again under other seeds, and "
            "are drawn here."
        ),
        tornado(confirmed, "From results/assumptions, which has every number, the pairs and the seeds; not calibrated"),
    ]


def _sure(results: "FeudResults") -> Section:
    assumed = results.manifest["values"]
    share = 100.0 * assumed["assumed"] / assumed["all"]
    return Section(
        "How sure is this, and from what?",
        "How sure",
        [
            Text(
                "An interval covers luck alone: which accounts need something, when, and how they decide. Both worlds "
                "of a pair have the same luck and the same year before the switch; pairs are added until the cost of "
                f"the feud is known to within {100.0 * results.goal:g} % of revenue to either side."
            ),
            Text(
                f"What an interval does not cover is what the numbers of the model leave open. {assumed['assumed']} of "
                f"its {assumed['all']} values ({share:.0f} %) are assumptions, and the model is not calibrated yet."
            ),
            *_hangs_on(results),
            Picture(
                "half_widths",
                "How the interval narrows",
                differences.half_widths(results.kept["months"], list(results.main.values()), results.goal, ""),
                "Half of the 95 % interval of the cost of the feud against the number of pairs, a line a company.",
                results.caption(),
            ),
        ],
    )


def _believe(results: "FeudResults") -> Section:
    blocks: list[Block] = [Text(text) for text in CHECKED]
    if results.facts is None:
        blocks.append(Text("What finished runs of this configuration show of known facts has not been measured."))
    else:
        held_back = results.facts.loc[results.facts["role"].eq("validate"), "fact"].nunique()
        blocks += [
            Text(f"Known facts of real firms, measured in runs of their own: {answer(results.facts)}"),
            misses(results.facts),
            picture(results.facts, "From results/facts, which has each fact's source; not calibrated"),
            Text(
                f"{held_back} facts are held back and have not been computed, so that they can judge the model once "
                "it is calibrated."
            ),
        ]
    return Section("Why believe it?", "Why believe it", blocks)


def _numbers(results: "FeudResults", downloads: Mapping[str, bytes]) -> Section:
    table = results.rounded
    types = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    types["json"] = "application/json"
    return Section(
        "All numbers, and how to make them again",
        "All numbers",
        [
            *(Download(name, types[name.rpartition(".")[2]], content) for name, content in downloads.items()),
            Table("Every period of every comparison", [str(name) for name in table], values_of(table), folded=True),
            Text("Shares are of 1, money is in dollars of the period, months count from the switch."),
            Command(results.made_by),
        ],
    )
