"""The funnel: how many stand in each stage by day, how many moved, and how many of those who came got further."""

from typing import TYPE_CHECKING

from sim.stages import NEXT, STAGES, Stage

if TYPE_CHECKING:
    import pandas as pd

PATHS = tuple(f"{origin.name.lower()}_to_{target.name.lower()}" for origin in Stage for target in sorted(NEXT[origin]))
"""Every legal move as a column name."""

WAYS: dict[str, tuple[str, ...]] = {
    "inquiries": ("inquiry", "marketing_qualified", "sales_accepted", "opportunity", "customer"),
    "prospecting": ("opportunity", "customer"),
    "expansion": ("opportunity", "customer"),
}
"""How accounts come to a deal, and the stages on each way."""
_WAY = {"hand_raise": "inquiries", "campaign": "inquiries", "prospecting": "prospecting", "expansion": "expansion"}


def conversions(moves: "pd.DataFrame", first_day: int) -> "pd.DataFrame":
    """One row a way and stage on it: ``way, stage, entered, step, cumulative``.

    ``entered`` counts moves into the stage from ``first_day`` on, into ``customer`` only by a deal that is won,
    whenever the account set out: who is still on the way at the end makes up for who was already on it at the start.
    ``step`` is that over the stage before, ``cumulative`` over the first stage of the way; both are missing (nan) where
    nobody entered that one, and ``step`` in the first stage.
    """
    import pandas as pd

    counts = (moves["day"] >= first_day) & ((moves["to"] != "customer") | (moves["reason"] == "won"))
    numbers = moves.loc[counts, ["source", "to"]].value_counts(sort=False)
    entered = numbers.groupby([numbers.index.get_level_values("source").map(_WAY), "to"], observed=True).sum()
    rows = []
    for way, stages in WAYS.items():
        came = [int(entered.get((way, stage), 0)) for stage in stages]
        for stage, number, before in zip(stages, came, [0, *came], strict=False):
            step, cumulative = (number / of if of else float("nan") for of in (before, came[0]))
            rows.append((way, stage, number, step, cumulative))
    return pd.DataFrame(rows, columns=["way", "stage", "entered", "step", "cumulative"])


def funnel(moves: "pd.DataFrame", days: "pd.DataFrame") -> "pd.DataFrame":
    """One row a day: ``day``, a column a stage (prospects at the day's end, summing to the market), a column a path."""
    import pandas as pd

    path = moves["from"].astype(str) + "_to_" + moves["to"].astype(str)
    flows = pd.crosstab(moves["day"], path).reindex(index=days["day"], columns=PATHS, fill_value=0)
    return pd.concat([days[["day", *STAGES]], flows.reset_index(drop=True)], axis=1)
