"""The notebook runs here and now, and shows what is stored.

If it should show something else by now, store that with ``python -m tests.experiments.notebook``, look at the figures
and read the words around them again.
"""

import base64
import os
import re
import socket
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.experiments import notebook

FIGURES = ["funnel", "pairs", "trust", "without", "fair"]
"""The cells that end in a figure."""
STORED = notebook.stored()
HINTS = "\n".join(re.findall(r"^```python\n(.*?)^```$", STORED.cells[-1].source, flags=re.MULTILINE | re.DOTALL))
"""What the exercises give to begin with."""


@pytest.fixture(scope="module")
def fresh() -> Any:
    """The notebook with what its cells give today, and one more cell that begins the exercises."""
    copy = notebook.stored()
    copy.cells.append(nbformat.v4.new_code_cell(HINTS, id="hints"))
    return notebook.executed(copy)


def code_cells(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def said(cell: Any) -> str:
    """All that a cell gives as words, its warnings too."""
    return "".join(output.get("text", "") or output["data"]["text/plain"] for output in cell.outputs)


def pictures(cell: Any) -> list[Any]:
    """The outputs of a cell that are pictures."""
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


def test_it_says_today_what_is_stored(fresh: Any) -> None:
    *cells, hints = code_cells(fresh)
    assert {cell.id: said(cell) for cell in cells} == {cell.id: said(cell) for cell in code_cells(STORED)}
    assert len(said(hints).split()) == 2


def test_each_figure_is_there_with_words_for_those_who_cannot_see_it(fresh: Any) -> None:
    for book in (fresh, STORED):
        drawn = {cell.id: pictures(cell) for cell in code_cells(book) if pictures(cell)}
        assert list(drawn) == FIGURES
        for (picture,) in drawn.values():
            assert base64.b64decode(picture.data["image/png"]).startswith(b"\x89PNG")
            assert len(picture.metadata["image/png"]["alt"]) > 20


def test_the_stored_file_is_small_and_as_the_command_writes_it() -> None:
    text = notebook.NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert text == nbformat.writes(STORED) + "\n"
    assert STORED.metadata == notebook.METADATA
    assert [cell.execution_count for cell in code_cells(STORED)] == list(range(1, len(code_cells(STORED)) + 1))


def test_the_stored_file_does_not_say_where_it_was_made() -> None:
    assert [cell.id for cell in STORED.cells if cell.metadata] == []
    words = "\n".join([*(cell.source for cell in STORED.cells), *map(said, code_cells(STORED))])
    assert re.findall(r"(?<![\w.])/(?:\w[\w.-]*/)+|\b[A-Z]:\\|\bTODO\b| at 0x", words) == []
    here = {str(notebook.ROOT), str(Path.home()), socket.gethostname(), os.environ.get("USER", "")}
    assert [name for name in here if len(name) > 5 and name in words] == []


def test_all_outputs_are_words_or_pictures() -> None:
    kinds = {kind for cell in code_cells(STORED) for output in cell.outputs for kind in output.get("data", {})}
    assert kinds == {"image/png", "text/plain"}
    assert {output.get("name", "stdout") for cell in code_cells(STORED) for output in cell.outputs} == {"stdout"}
