"""A figure with a panel a company, two beside each other."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def by_company(rows: pd.DataFrame, width: float, line: float) -> tuple[Figure, list[tuple[Axes, pd.DataFrame]]]:
    """A panel of ``width`` inches for each company of ``rows``, with ``line`` inches for each of its rows.

    Returns the figure, and each panel with the rows that are to be drawn there.
    """
    groups = [own for _, own in rows.groupby("company", sort=False)]
    columns = min(2, len(groups))
    lines = -(-len(groups) // columns)
    height = lines * (line * max(map(len, groups)) + 0.9) + 0.4
    figure = Figure(figsize=(width * columns, height), layout="constrained")
    axes = figure.subplots(lines, columns, squeeze=False).flat
    return figure, list(zip(axes, groups, strict=False))
