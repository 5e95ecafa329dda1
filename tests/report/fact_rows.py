"""Made-up rows of the table of facts."""

import math

import pandas as pd

from sim.study.facts import COLUMNS


def row(fact, company, ends, answer, unit="share", title="Something is so", role="calibrate", number=None):
    """``answer`` is the estimate with its interval, or None; of a sign, ``number`` is what it is the sign of."""
    model, low, high = answer or (math.nan,) * 3
    met = None if answer is None or math.isnan(ends[0]) else ends[0] <= model <= ends[1]
    told = (fact, company, f"{title} [{unit}]", *ends, model, low, high, role, met, "somebody 2001")
    values = (*told, *(number or (model, low, high)))
    return dict(zip(COLUMNS, values, strict=True))


def rows():
    """Each kind of row: met, just missed, far out on either side, open, a trend, held back, without an answer."""
    table = [
        row("T0_revenue", "enterprise", (2e8, math.inf), (4.92e8, 4.8e8, 5.04e8), "dollars a year"),
        row("T6", "small", (0.22, 0.34), (0.281, 0.27, 0.3)),
        row("T6", "mid", (0.18, 0.3), (0.32, 0.29, 0.35)),
        row("T6", "large", (0.14, 0.26), (0.02, 0.01, 0.03)),
        row("T6", "enterprise", (0.1, 0.22), (0.9, 0.8, 0.95)),
        row("T4_median", "small", (27.0, 63.0), (45.5, 44.0, 47.0), "days"),
        row("T4_median", "all", (1.0, 1.0), (0.0, math.nan, math.nan), "days"),
        row("T9", "mid", (0.08, 0.3), None, "ratio"),
        row(
            *("T14_lowers", "mid", (-1.0, -1.0), (-1.0, -1.0, -1.0)),
            **{"title": "Floods drown", "role": "validate", "number": (-0.15, -0.2, -0.1)},
        ),
        row("T3_skew", "mid", (math.nan, math.nan), (1.9, 1.8, 2.0), "ratio", "Nothing is known", "validate"),
        row("T10_cure", "mid", (0.0, 0.25), None, title="Few are never worked", role="validate"),
    ]
    return pd.DataFrame(table).astype({"met": "boolean"})
