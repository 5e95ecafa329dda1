"""The feud as a system in words: one state of trust or two, lag or memory, and how long a truce outlives its cure."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.words import a_company, listed, number, span, spoken
from sim.spec.company import CompanySpec
from sim.study.histories import QUARTERS_A_YEAR
from sim.study.hysteresis import LAG, LOOP, NO_LOOP
from sim.study.tipping import CLOSING, GRID, ONE, OPEN, PACES, TEAMS, TWO

MEASURES = {
    "sales": "trust of sales in marketing's leads",
    "marketing": "trust of marketing in sales",
    "worked": "part of marketing's leads that sales works",
    "revenue": "revenue",
}
"""What is measured, by its name in the tables."""
STATES = {
    ONE: "comes to one state, whatever came before",
    TWO: "stays in two states, by what came before",
    CLOSING: "still differs by what came before, and less and less",
    OPEN: "may have one state or two",
}
"""What trust does, by verdict."""
LOOPS = {
    NO_LOOP: "nothing stays on the way back",
    LAG: "less stays at the slower pace: this is lag",
    LOOP: "it stays at either pace: a second state, or a memory that lasts as long",
    OPEN: "whether anything stays cannot be told",
}
"""What the ramp shows, by verdict."""


def share(row: Mapping[str, Any], name: str, unit: float = 1.0, digits: int = 3) -> str:
    """A part of 1, times ``unit``, with its interval, as in ``0.132 (0.113 to 0.152)``; empty where there is none."""
    value, low, high = (round(unit * row[key], digits) + 0.0 for key in (name, f"{name}_low", f"{name}_high"))
    return "" if pd.isna(value) else f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def together(verdicts: Sequence[str]) -> str:
    """What the verdicts on both teams come to: two states if either has them, one state if both have one."""
    return next((found for found in (TWO, CLOSING, OPEN) if found in verdicts), ONE)


def answer(rows: Sequence[Mapping[str, Any]], companies: Sequence[CompanySpec]) -> str:
    """The study in a sentence and what follows: one state or two under each company's usual policy.

    ``rows``: those of ``states`` under the typical policy, of every memory.
    """
    usual: list[str] = []
    bare: list[str] = []
    found: dict[str, list[str]] = {}
    for company in companies:
        here = [row for row in rows if row["company"] == company.name]
        kinds = {
            str(row["without"]): together([other["verdict"] for other in here if other["without"] == row["without"]])
            for row in here
        }
        kind = kinds.pop("")
        besides = [
            f"without {spoken(without)} {'too' if other == kind else f'it {STATES[other]}'}"
            for without, other in kinds.items()
        ]
        found.setdefault(f"{STATES[kind]}{_apart(here)} ({listed(besides)})", []).append(a_company(company))
        usual.append(kind)
        bare += kinds.values()
    told = [f"in {listed(where)} trust {words}" for words, where in found.items()]
    years = span(rows[0]["quarters"] // QUARTERS_A_YEAR)
    return f"After {years} under the usual policy, {'; '.join(told)}. {_follows(usual, bare)}".strip()


def _apart(rows: Sequence[Mapping[str, Any]]) -> str:
    """How far apart the two starts stay in the model as it is, where they do: a gap may be certain and small."""
    gaps = [row["gap_end"] for row in rows if not row["without"] and row["verdict"] in (TWO, CLOSING)]
    return f", {max(gaps):.3f} apart on a scale from 0 to 1" if gaps else ""


def _follows(usual: Sequence[str], bare: Sequence[str]) -> str:
    """What follows from the verdicts on all companies, as the model is and without memory."""
    if TWO in bare:
        return "So trust has a second state even where the score cannot learn."
    if set(bare) != {ONE}:
        return ""
    if set(usual) == {ONE}:
        return "So trust has no tipping point."
    return "So trust by itself has no tipping point: what stays lies in what the score has learned."


def meeting(rows: Sequence[Mapping[str, Any]]) -> str:
    """How far the two starts meet under one policy: ``rows`` of ``states``, a team each, of one memory."""
    years = span(rows[0]["quarters"] // QUARTERS_A_YEAR)
    told = []
    for row in rows:
        half = "never half of that"
        if not pd.isna(row["half_life"]):
            half = f"half of that after {row['half_life']:.1f} quarters"
        told.append(
            f"{MEASURES[row['team']]} starts {share(row, 'gap_start')} higher after harmony than after a feud, the gap "
            f"is {half}, and {share(row, 'gap_end')} is left in the last of {years} ({row['verdict']})"
        )
    off = f", without {spoken(rows[0]['without'])}" if rows[0]["without"] else ""
    return f"Under {spoken(rows[0]['policy'])}{off}, {'; '.join(told)}."


def memory(rows: Sequence[Mapping[str, Any]]) -> str:
    """What keeps the two starts apart, of the ``rows`` of ``states`` under one policy; empty where nothing does."""
    kept = [row["team"] for row in rows if not row["without"] and row["verdict"] in (TWO, CLOSING)]
    bare = [row for row in rows if row["without"] and row["team"] in kept]
    found: dict[tuple[str, str], list[str]] = {}
    for row in bare:
        found.setdefault((row["without"], row["verdict"]), []).append(MEASURES[row["team"]])
    told = [f"Without {spoken(without)}, {listed(who)}: {kind}." for (without, kind), who in found.items()]
    if bare and all(row["verdict"] == ONE for row in bare):
        told.append("So what is left lies in what the score has learned, not in trust that feeds itself.")
    return " ".join(told)


def grid(rows: Sequence[Mapping[str, Any]]) -> str:
    """In how many cells the starts keep apart: ``rows`` of ``states`` for the grid of one company and memory."""
    told = []
    for team in TEAMS:
        here = [row for row in rows if row["team"] == team]
        counts = {found: sum(row["verdict"] == found for row in here) for found in (ONE, TWO, CLOSING, OPEN)}
        parts = [f"{found} in {count}" for found, count in counts.items() if count]
        most = max(here, key=lambda row: float(row["gap_end"]))
        where = ", ".join(f"{key.rpartition('.')[2]} {number(most[key])}" for key in GRID)
        told.append(f"{MEASURES[team]}: {listed(parts)} of {len(here)} cells; most is left at {where}")
    off = f" without {spoken(rows[0]['without'])}" if rows[0]["without"] else " as it is"
    return f"The model{off}: {'; '.join(told)}."


def loop(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the ramp shows of one company and memory: ``rows`` of ``loops``."""
    fast, slow = PACES
    told = [
        f"{MEASURES[row['measure']]} is {share(row, 'fast')} higher at {fast} quarters a step and {share(row, 'slow')} "
        f"at {slow}: {LOOPS[row['verdict']]}"
        for row in rows
    ]
    off = f"Without {spoken(rows[0]['without'])}, on" if rows[0]["without"] else "On"
    return f"{off} the way back {'; '.join(told)}."


def left(rows: Sequence[Mapping[str, Any]], watched: int) -> str:
    """How long the gain outlives the cure, of one company and memory: ``rows`` of ``truces``."""
    told = []
    for measure in dict.fromkeys(row["measure"] for row in rows):
        ends = [_until(row, watched) for row in rows if row["measure"] == measure]
        told.append(f"in {MEASURES[measure]} until quarter {listed(ends)}")
    cures = listed([str(length) for length in dict.fromkeys(row["length"] for row in rows)])
    seen = [row for row in rows if row["gain_start_low"] > 0.0]
    stay = sum(row["gain_end_low"] > 0.0 for row in seen)
    falls = f"Of {len(seen)} gains that were clear when the cure ended, {stay} still are in the last year watched."
    if seen and not stay:
        falls = f"Within {watched} quarters every gain falls back: a truce lasts as long as its policy."
    off = f"Without {spoken(rows[0]['without'])}, " if rows[0]["without"] else ""
    cure = f"{'c' if off else 'C'}ures of {cures} quarters leave a gain"
    signs = f"({watched}+: to the end; 0: none that is clear of luck)"
    return f"{off}{cure} {'; '.join(told)} after the return {signs}. {falls}"


def _until(row: Mapping[str, Any], watched: int) -> str:
    return f"{watched}+" if pd.isna(row["gone_in"]) else f"{row['gone_in']:.0f}"
