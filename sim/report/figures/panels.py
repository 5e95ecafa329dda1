"""Several panels in one figure."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

PER_ROW = 4
"""Panels beside each other."""


def panels(number: int, alike: bool) -> tuple[Figure, list[Axes]]:
    """A figure with ``number`` panels, four in a row; ``alike``: on the same scales."""
    columns = min(PER_ROW, number)
    rows = -(-number // columns)
    figure = Figure(figsize=(4.0 * columns + 0.4, 3.2 * rows + 0.6), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=alike, sharey=alike, squeeze=False).ravel().tolist()
    for spare in axes[number:]:
        spare.set_axis_off()
    return figure, axes[:number]
