"""The least that a study can keep of a run: what came in and what was spent in the measured years, in whole cents."""

from typing import TYPE_CHECKING

from sim.contract import SPENDING

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run


def totals(run: "Run") -> "dict[str, pd.DataFrame]":
    """One row: ``revenue``, ``spend`` and ``net`` (revenue less spend) of all measured years, in cents.

    Straight from the books: a run's other figures would cost a small company's run a third more.
    """
    import pandas as pd

    books, first = run.tables["books"], run.spec.warmup_days
    revenue, spend = (
        sum(int(books[name].to_numpy()[first:].sum()) for name in names) for names in (["revenue"], SPENDING)
    )
    return {"totals": pd.DataFrame({"revenue": [revenue], "spend": [spend], "net": [revenue - spend]})}
