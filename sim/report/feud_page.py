"""The page of the headline: what the feud costs, what ends it, where it leaks, how it unfolds, how sure that is."""

from collections.abc import Mapping

import pandas as pd

from sim.report import feud_company, parts
from sim.report.assumptions import picture as tornado
from sim.report.facts import answer, misses, picture
from sim.report.feud import FeudResults
from sim.report.feud_cards import card
from sim.report.figures import differences
from sim.report.page import Block, Cell, Page, Picture, Replay, Section, Table, Text
from sim.report.replay import replay
from sim.report.tables import overview
from sim.report.words import percent, plausible_cost, spoken, who
from sim.study.assumptions import CONFIRMED
from sim.study.contest import policies_of

TITLE = "What does the feud between marketing and sales cost?"
LEAD = (
    "Truce lets the marketers, reps and buyers of one company live through the same years twice, with the same luck: "
    "once as such a company usually works today, once under a remedy. What differs is what the feud costs."
)
MEANINGS = (
    "Revenue lost: what the remedy earns more. Spend wasted: what is spent today, in money and in priced hours, on "
    "leads that nobody works, on material that nobody uses and on touches of accounts at which the other team already "
    "is, less what the remedy wastes so. Cost of the feud: the two together, as a share of today's revenue; parts and "
    "sum are rounded each. Net gain: more revenue less more spending. Hours that are no longer wasted are not in it, "
    "since they are still paid, and the cost of delivering what was sold is not in the model.",
    "In a small company there is usually nobody in marketing to feud with (founder led), so the remedy is held against "
    "two marketers in a feud (lane crossing of two) as well, and against today's policy at the remedy's dollars a "
    "year, the rest spent on reps, who have to be found and to learn the job (founder led + reps), or on programmes "
    "(founder led + programmes).",
)
FILES = (
    "Beside this page: table.csv, table.xlsx and answer.json have every figure of it, the Parquet files what was kept "
    "of each run, manifest.json the seeds and the versions; redraw=true draws the page again from them."
)
UNITS = "Shares are of 1, money is in dollars of the period, months count from the switch."
CHECKED = (
    "A policy never touches revenue. It sets who does what, how fast a lead is called, what is reported back and what "
    "marketing is paid for; revenue is added up from the contracts of the accounts that were won and stayed.",
    "The model exists in two versions, written apart, and they agree in every record. Its rules are held to theory "
    "where theory has the answer, and the tests notice each deliberate error in them that changes a result.",
)
PLAYED = (
    "One simulated company of each size, day by day: of all of them the one nearest to the average in revenue and in "
    "net gain. First as it is today, then under the remedy, with the same luck. Bands in the revenue chart hold 50 and "
    "90 % of all runs."
)


def page(results: FeudResults, downloads: Mapping[str, bytes]) -> Page:
    """The page of ``results``, which carries the files ``downloads`` with it."""
    main = results.main
    data = replay(results.kept["replay"], results.kept["months"], results.contests, main)
    return Page(
        title=TITLE,
        lead=LEAD,
        answer=results.answer,
        caveat=parts.caveat(
            results.manifest,
            "" if results.facts is None else f" Of known facts {answer(results.facts)}",
            parts.LUCK if results.members is None else parts.NUMBERS,
        ),
        cards=[card(results, contest) for contest in main.values()],
        sections=[
            _which(results),
            *(feud_company.section(results, contest) for contest in main.values()),
            Section("See it happen", "Replay", [Replay(data, PLAYED)]),
            _sure(results),
            _believe(results),
            _limits(results),
            parts.numbers("Every period of every comparison", results.rounded, downloads, UNITS, results.made_by),
        ],
        note=parts.note(results.manifest, FILES),
    )


# ---------------------------------------------------------------------- sections


def _which(results: FeudResults) -> Section:
    blocks: list[Block] = [
        _overview(results.table, results.years),
        _policies(results),
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
    return Section("Which policy pays, and when?", "Policies", blocks)


def _overview(table: pd.DataFrame, years: int) -> Table:
    text = overview(table)
    rows = [[Cell(str(name)), *map(Cell, line)] for name, line in zip(text.index, text.to_numpy(), strict=True)]
    title = f"Today → remedy, over {years} years together" if years > 1 else "Today → remedy, over a year"
    return Table(title, [str(text.index.name), *text], rows)


def _policies(results: FeudResults) -> Table:
    """What each policy is, in a sentence; no other was tried."""
    rows = [[Cell(spoken(policy.name)), Cell(policy.title)] for policy in policies_of(results.contests)]
    return Table("The policies that were tried", ["policy", "what it is"], rows)


def _hangs_on(results: FeudResults) -> list[Block]:
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
        tornado(confirmed, "From results/assumptions, which has every number, the pairs and the seeds"),
    ]


def _open(results: FeudResults) -> list[Block]:
    """How much of the answer is luck, and how much is that nobody knows the numbers."""
    if results.members is None:
        return [Text(parts.LEFT_OPEN)]
    rows = []
    for contest in results.main.values():
        row = results.whole(contest)
        share, low, high = (f"{100.0 * row[f'numbers_share{end}']:.0f}" for end in ("", "_low", "_high"))
        rows.append(
            [
                Cell(who(row)),
                Cell(percent(row, "cost_share"), row["cost_share"]),
                Cell(plausible_cost(row)),
                Cell(f"{share} ({low} to {high})", row["numbers_share"]),
                Cell(f"{100.0 * row['numbers_share_of_interval']:.0f}", row["numbers_share_of_interval"]),
            ]
        )
    columns = ["today → remedy", "cost of feud, % (95 %)", "plausible, %", "of one company, %", "of the interval, %"]
    return [
        Text(
            f"Nobody knows the numbers of the model exactly. So {results.members} sets of them take turns, all of "
            "which show what real firms are known to show (results/calibrate). Plausible is what nine in ten of them "
            "are expected to give, luck taken off. The last two columns say which part is that nobody knows the "
            "numbers: of the variance between single companies (in brackets its 95 % interval), the rest of which is "
            "luck; and of the variance of the mean, whose interval stands beside it. More runs take away the rest; "
            "that part only better facts do."
        ),
        Table("How much of it is that nobody knows the numbers", columns, rows),
    ]


def _sure(results: FeudResults) -> Section:
    covers = "luck alone" if results.members is None else "the numbers that nobody knows, and luck"
    return Section(
        "How sure is this, and from what?",
        "How sure",
        [
            Text(
                f"An interval covers {covers}: which accounts need something, when, and how they decide. It is that "
                "of the average; a single company lies farther out. Both worlds of a pair have the same luck and the "
                "same year before the switch; pairs are added until luck leaves the cost of the feud known to within "
                f"{100.0 * results.goal:g} % of revenue to either side."
            ),
            *_open(results),
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


def _believe(results: FeudResults) -> Section:
    blocks: list[Block] = [Text(text) for text in CHECKED]
    if results.facts is None:
        blocks.append(Text("What finished runs of this configuration show of known facts has not been measured."))
    else:
        blocks += [
            Text(f"Known facts of real firms, measured in runs of their own: {answer(results.facts)}"),
            misses(results.facts),
            picture(results.facts, "From results/facts, which has each fact's source"),
            Text("Facts that were held back had not been computed when the calibration was frozen; they judge it."),
        ]
    return Section("Why believe it?", "Why believe it", blocks)


def _limits(results: FeudResults) -> Section:
    shares = [percent(results.whole(contest), "cost_share").partition(" ")[0] for contest in results.main.values()]
    found = f"{min(shares, key=float)} to {max(shares, key=float)} %"
    article = (
        'The article that the claims come from ("How to fix feuding sales and marketing teams", Paul Sparrow, Chief '
        f"Outsiders) names about 10 % of annual revenue. This study was never aimed at that. It finds {found} on "
        f"average over {results.years} years."
    )
    return Section("What this is not", "Limits", [Text(text) for text in (*parts.LIMITS, article)])
