"""One size of company on the headline's page: where it leaks, and how the years unfold in both worlds."""

from sim.report.feud import FeudResults
from sim.report.figures import funnel, money, trust
from sim.report.leak_words import change, most_lost
from sim.report.page import Cell, Picture, Points, Section, Table, Text
from sim.report.words import payback_words, sentence, spoken
from sim.spec.company import CompanySpec
from sim.spec.errors import shown
from sim.spec.keys import fields, values
from sim.spec.policy import PolicySpec
from sim.study.contest import Contest

COUNTED = "Moves of the measured years count, whenever an account set out; into won only deals that are won."
STAY = "Stays that began and ended in the measured years."


def section(results: FeudResults, contest: Contest) -> Section:
    """All about the company of ``contest``."""
    company, years = contest.company, results.years
    typical, cure = (results.leaks_of(company.name, policy.name) for policy in (contest.typical, contest.cure))
    others = [other for other in results.contests if other.company == company and other is not contest]
    return Section(
        company.title,
        company.title.split(",")[0],
        [
            Text(f"Today ({spoken(contest.typical.name)}): {contest.typical.title}."),
            Text(f"Remedy ({spoken(contest.cure.name)}): {contest.cure.title}."),
            _told(results, contest),
            Text(most_lost(typical, years)),
            Text(change(typical, cure, years)),
            *_money(results, contest),
            *_funnel(results, contest),
            *([] if contest.absence else _trust(results, contest)),
            _changes(contest),
            *([Text("Other comparisons of this size:")] if others else []),
            *(_told(results, other) for other in others),
        ],
    )


def _told(results: FeudResults, contest: Contest) -> Points:
    """The sentence of a contest, a point a part."""
    parts = sentence(results.whole(contest), contest.company, results.years).rstrip(".").split("; ")
    return Points([f"{part[0].upper()}{part[1:]}." for part in parts])


def _money(results: FeudResults, contest: Contest) -> list[Picture]:
    company, row, pair = contest.company.name, results.whole(contest), _pair(contest)
    rows, months, caption = results.kept["leaks"], results.kept["months"], results.caption(company)
    steps = f"Each bar begins where the one above it ends. {caption}"
    typical = spoken(contest.typical.name)
    return [
        *(
            Picture(
                f"{company}-leaks-{column}",
                title,
                money.leaks(rows, contest, results.years, column, ""),
                f"{money.LEAKS[column].capitalize()} a year, by cause, {pair}; the sums are in the text above.",
                steps,
            )
            for column, title in (("value", "Where buyers are lost"), ("dollars", "Where money is wasted"))
        ),
        Picture(
            f"{company}-revenue",
            "Revenue",
            money.revenue_bands(months, contest, ""),
            f"Revenue by month, {pair}: mean and bands of 50 and 90 per cent of the replications, which overlap nearly "
            "whole.",
            f"Mean, middle 50 % and middle 90 % of the runs; dashed: the mean of {typical}. {caption}",
        ),
        Picture(
            f"{company}-gain",
            "Net gain of the remedy",
            money.net_gain(months, contest, row["payback_month"], ""),
            f"Cumulated net gain by month, mean and bands; on average it {payback_words(row, results.years)}.",
            caption,
        ),
    ]


def _funnel(results: FeudResults, contest: Contest) -> list[Picture]:
    company, pair, caption = contest.company.name, _pair(contest), results.caption(contest.company.name)
    return [
        Picture(
            f"{company}-funnel",
            "From inquiry to customer, and other ways to a deal",
            funnel.funnel_pair(results.kept["funnel"], contest, results.years, ""),
            f"Accounts that enter each stage a year, {pair}, with the part of those before and of all, and deals won "
            "by other ways.",
            f"{COUNTED} {caption}",
        ),
        Picture(
            f"{company}-stays",
            "How long accounts wait",
            funnel.time_in_stage(results.kept["stays"], contest, ""),
            f"Business days in each stage, {pair}: median, middle 50 and 90 per cent.",
            f"{STAY} {caption}",
        ),
    ]


def _trust(results: FeudResults, contest: Contest) -> list[Picture]:
    company, months, pair = contest.company, results.kept["months"], _pair(contest)
    caption = f"The year before ran under {spoken(company.typical)}. {results.caption(company.name)}"
    return [
        Picture(
            f"{company.name}-trust",
            "Trust",
            trust.trust_over_time(months, contest, ""),
            f"Trust of sales in marketing's leads and of marketing in sales by month, {pair}.",
            caption,
        ),
        Picture(
            f"{company.name}-phase",
            "Trust of both teams, together",
            trust.trust_phase(months, contest, ""),
            f"The way of both teams' trust from the switch (dot) to the end (arrow), {pair}.",
            f"From a dot to an arrow. {caption}",
        ),
    ]


def _pair(contest: Contest) -> str:
    return f"{spoken(contest.typical.name)} against {spoken(contest.cure.name)}"


def _changes(contest: Contest) -> Table:
    """What the remedy sets otherwise than today's policy: a row a lever."""
    levers = fields(PolicySpec)
    rows = []
    for key in values(PolicySpec):
        before, after = (_lever(policy, key, contest.company) for policy in (contest.typical, contest.cure))
        if before != after:
            extra = levers[key].json_schema_extra
            unit = extra["unit"] if isinstance(extra, dict) else ""
            rows.append([Cell(str(levers[key].description)), Cell(before), Cell(after), Cell(str(unit)), Cell(key)])
    columns = ["what changes", spoken(contest.typical.name), spoken(contest.cure.name), "unit", "lever"]
    return Table(f"What {spoken(contest.cure.name)} changes: {len(rows)} levers", columns, rows, folded=True)


def _lever(policy: PolicySpec, key: str, company: CompanySpec) -> str:
    group, _, name = key.partition(".")
    value = getattr(getattr(policy, group), name)
    if key == "team.marketers" and value is None:
        value = company.team.marketers
    return str(value) if isinstance(value, str) else shown(value) if value is None else f"{value:,g}"
