"""The funnel by day: how many stand in each stage, and how many moved between stages."""

from typing import TYPE_CHECKING

from sim.stages import NEXT, STAGES, Stage

if TYPE_CHECKING:
    import pandas as pd

PATHS = tuple(f"{origin.name.lower()}_to_{target.name.lower()}" for origin in Stage for target in sorted(NEXT[origin]))
"""Every legal move as a column name."""


def funnel(moves: "pd.DataFrame", days: "pd.DataFrame") -> "pd.DataFrame":
    """One row a day: ``day``, a column a stage (prospects at the day's end, summing to the market), a column a path."""
    import pandas as pd

    path = moves["from"].astype(str) + "_to_" + moves["to"].astype(str)
    flows = pd.crosstab(moves["day"], path).reindex(index=days["day"], columns=PATHS, fill_value=0)
    return pd.concat([days[["day", *STAGES]], flows.reset_index(drop=True)], axis=1)
