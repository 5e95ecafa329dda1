"""The files of the headline: what is kept of the runs, the tables, the page, the pictures."""

from sim.report import feud_page, parts, style
from sim.report.feud import FeudResults
from sim.report.figures.differences import cost_by_size
from sim.report.figures.slide import slide

STORED = {"months": "runs", "leaks": "leaks", "funnel": "funnel", "stays": "stays", "replay": "replay"}
"""What is kept of the runs, by table, and the Parquet file that holds it: all that the page is made from."""


def files(results: FeudResults) -> dict[str, bytes]:
    """All files of ``results``, by name. Equal studies give equal bytes."""
    tables = parts.tables(results.rounded, "comparisons", feud_page.TITLE, results.answer, results.made_by)
    page = feud_page.page(results, tables)
    drawn = {
        "cost.png": style.png(cost_by_size(results.table, results.main, results.caption())),
        "slide.png": style.png(slide(page, results.table, results.main, results.caption()), dpi=120),
    }
    return {
        **{f"{name}.parquet": parts.parquet(results.kept[table]) for table, name in STORED.items()},
        **tables,
        **parts.page_files(page, results.manifest),
        **drawn,
    }
