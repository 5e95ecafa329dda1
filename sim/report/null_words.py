"""Null models against the agents in words: how often each does as well, and numbers as people read them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.fact_words import estimated, in_words, title_and_unit
from sim.report.league_words import signed
from sim.report.words import a_company, listed, money, records
from sim.spec.company import CompanySpec
from sim.study.nulls import AS_WELL, CANNOT_SAY, FACT, FAILS, POLICY, SAMPLE, SEMI_MARKOV, STOCK_AND_FLOW, UNCHANGED

NAMES = {
    SEMI_MARKOV: "the semi-Markov funnel",
    STOCK_AND_FLOW: "the stock-and-flow model",
    UNCHANGED: "that nothing changes",
}
"""What the models are called within a sentence."""
NULLS = (SEMI_MARKOV, STOCK_AND_FLOW)


def answer(table: pd.DataFrame) -> str:
    """The study in one sentence, of the rows of ``null_table``."""
    told = [
        f"{NAMES[model]} is as good as the agents on {held(table, SAMPLE, model)} sums of runs that it has not seen, "
        f"and on {held(table, POLICY, model)} changes under the cure"
        for model in NULLS
    ]
    naive = f"to say {NAMES[UNCHANGED]} is as good on {held(table, POLICY, UNCHANGED)}"
    return f"Fitted to the usual policy alone, {'; '.join(told)}; {naive}."


def held(table: pd.DataFrame, kind: str, model: str) -> str:
    """How many of the questions of a kind a model answers as well, as in ``5 of 20``."""
    rows = table[table["kind"].eq(kind) & table["model"].eq(model)]
    return f"{int(rows['verdict'].eq(AS_WELL).sum())} of {len(rows)}"


def facts_told(table: pd.DataFrame) -> str:
    """How many facts each null model, and the agents, hold, and of how many it has no notion."""
    rows = table[table["kind"].eq(FACT)]
    one = rows[rows["model"].eq(SEMI_MARKOV)]
    agents = int(one["agents"].between(one["low"], one["high"]).sum())
    told = [f"Of {len(one)} judgements on facts that may be tuned for, the agents hold {agents}."]
    for model in NULLS:
        mine = rows[rows["model"].eq(model)]
        silent = mine["verdict"].eq(CANNOT_SAY)
        same = int((mine["verdict"].eq(AS_WELL) == mine["agents"].between(mine["low"], mine["high"]))[~silent].sum())
        told.append(
            f"{_sentence(NAMES[model])} cannot say {int(silent.sum())}; of the other {int((~silent).sum())} it holds "
            f"{int(mine['verdict'].eq(AS_WELL).sum())}, and holds or misses what the agents do in {same}."
        )
    return " ".join(told)


def _sentence(text: str) -> str:
    """``text`` with the capital that begins a sentence; names in it keep theirs."""
    return f"{text[0].upper()}{text[1:]}"


def summary(table: pd.DataFrame, company: CompanySpec) -> str:
    """What becomes of a cure's effect on one company in each model's eyes."""
    told = []
    rows = table[table["company"].eq(company.name) & table["kind"].eq(POLICY)]
    for model, name in NAMES.items():
        mine = rows[rows["model"].eq(model)]
        good = mine.loc[mine["verdict"].eq(AS_WELL), "question"].tolist()
        words = f"{name} is right on {listed(good) if good else 'nothing'}"
        missed = mine[mine["verdict"].eq(FAILS)]
        if len(missed):
            worst = max(records(missed), key=lambda row: abs(row["error"]))
            words += f" and farthest off on {worst['question']} ({points(worst['error'])})"
        told.append(words)
    return f"In {a_company(company)} {'; '.join(told)}."


def points(share: float) -> str:
    """A difference of shares in percentage points with its sign."""
    return f"{100.0 * share:+.1f} points"


def agents_told(row: Mapping[str, Any]) -> str:
    """The agents' number with its interval, of a row of ``null_table``."""
    if row["kind"] == FACT:
        return estimated({**row, **{name.replace("agents", "model"): row[name] for name in _ENDS}})
    ends = [shown(row, row[name]) for name in _ENDS]
    return f"{ends[0]} ({ends[1]} to {ends[2]})"


_ENDS = ("agents", "agents_low", "agents_high")


def answered(row: Mapping[str, Any]) -> str:
    """A model's answer and how good it is, of a row of ``null_table``."""
    if row["verdict"] == CANNOT_SAY:
        return CANNOT_SAY
    good = row["verdict"] if row["verdict"] != FAILS else f"✗ {_error(row)}"
    return f"{shown(row, row['answer'])}, {good}"


def shown(row: Mapping[str, Any], value: float) -> str:
    """A number in the unit of a row of ``null_table``."""
    unit = title_and_unit(row)[1]
    if row["kind"] == POLICY:
        return signed(value)
    return in_words(value, unit) if row["kind"] == FACT else money(value) if unit == "dollars" else f"{value:,.0f}"


def _error(row: Mapping[str, Any]) -> str:
    """How far a failing answer is off, and in which direction."""
    error, unit = row["error"], title_and_unit(row)[1]
    way = "too high" if error > 0.0 else "too low"
    if row["kind"] == POLICY:
        return f"{abs(100.0 * error):.1f} {way}"
    if row["kind"] == FACT:
        size = f"{100.0 * abs(error):.2g} points" if unit.startswith("share") else in_words(abs(error), unit)
        return f"{size} {way}"
    return f"{100.0 * abs(error) / row['agents']:.1f} % {way}"
