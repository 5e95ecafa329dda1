"""Executes experiments/one_company.ipynb afresh, from the sources of its cells alone.

``python -m tests.experiments.notebook``, in the project's root, does so and stores what its cells give: after a change
of the notebook, of the model or of its numbers. No Jupyter front end is needed.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "experiments" / "one_company.ipynb"
SECONDS = 300
"""That a cell may take where the rules have to be compiled first, on a busy machine."""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""All that the stored notebook says of where it was run: nothing."""
COMPILING = "compiling the rules"
"""How the line begins that the first run on a machine writes, and later ones do not."""


class ThisPython(AsyncKernelManager):
    """Runs the interpreter that runs this, whatever kernels are installed here."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, language="python", metadata={"supported_encryption": ["curve"]})


def stored() -> Any:
    """The notebook as it is in the project."""
    return nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)


def executed(notebook: Any) -> Any:
    """``notebook`` with what its cells give today. Raises ``CellExecutionError`` where one fails."""
    client = nbclient.NotebookClient(
        notebook, kernel_manager_class=ThisPython, timeout=SECONDS, record_timing=False, coalesce_streams=True
    )
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory() as settings:  # not those of whoever runs this
        environment = os.environ | {"PYTHONPATH": path, "IPYTHONDIR": settings}
        client.execute(env=environment, cwd=str(ROOT), transport_encryption="auto")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not output.get("text", "").startswith(COMPILING)]
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def main() -> None:
    """Store the notebook with what its cells give today."""
    nbformat.write(executed(stored()), NOTEBOOK)
    print(f"Stored in {NOTEBOOK.relative_to(ROOT)}, {NOTEBOOK.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
