"""Rows of ``null_table``, made up: one company that the null models know well, and one that they do not."""

import numpy as np
import pandas as pd

from sim.study.nulls import CHANGES, COLUMNS, FACT, FAILS, POLICY, SAMPLE, TALKED_TO, UNCHANGED, verdict
from sim.study.questions import DOLLARS, SUMS

MODELS = ("semi-Markov", "stock and flow")


def _rows(company, kind, question, quantity, agents, answers, within=None, scale=1.0):
    low, high = within or agents[1:]
    models = (*MODELS, UNCHANGED) if kind == POLICY else MODELS
    for model, said in zip(models, (*answers, 0.0), strict=False):
        told = verdict(said, low, high)
        error = said - (np.clip(said, low, high) if within else agents[0]) if told == FAILS else np.nan
        values = (company, kind, question, quantity, low, high, *agents, model, said, told, error, 6, scale)
        yield dict(zip(COLUMNS, values, strict=True))


def rows():
    """A table of two companies: three facts, all changes and all sums of each."""
    table = []
    for company, agents, scale in (("mid", 0.02, 1.0), ("large", 0.3, 0.5)):
        facts = (
            ("T6", "One in four is won [share]", (0.25, 0.2, 0.3), (0.26, 0.33), (0.18, 0.3)),
            ("T12_misaligned", "The score tells little [AUC]", (0.65, 0.6, 0.7), (np.nan, np.nan), (0.6, 0.7)),
            ("T0_revenue", "It is that large [dollars a year]", (9e6, 8e6, 9.5e6), (1.1e7, 1.2e7), (1e7, 5e7)),
        )
        for fact, quantity, seen, answers, within in facts:
            table += _rows(company, FACT, fact, quantity, seen, answers, within, scale)
        for question in (*CHANGES, TALKED_TO):
            seen = (agents, agents - 0.01, agents + 0.01)
            table += _rows(
                company, POLICY, question, f"change of {question} [share]", seen, (0.025, -0.04), None, scale
            )
        for question in SUMS:
            unit = "dollars" if question in DOLLARS else "accounts"
            seen = (2e6, 1.5e6, 2.5e6)
            table += _rows(company, SAMPLE, question, f"{question} [{unit}]", seen, (1.8e6, 3e6), None, scale)
    return pd.DataFrame(table, columns=COLUMNS)
