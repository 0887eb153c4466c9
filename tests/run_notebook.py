"""Run a notebook in an empty folder and print it with its outputs, as the manual keeps it.

python tests/run_notebook.py docs/tutorials/first-archive.ipynb FOLDER
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

SECONDS_OF_A_CELL = 120


def run(path: Path, folder: Path) -> str:
    """Return the text of the notebook; nothing in it that is not the same each time."""
    notebook = nbformat.read(path, as_version=4)
    # No debugger is wanted, and its files do not lie where they did when it was compiled.
    environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    # Sockets that are files, not ports; their names must be short.
    with tempfile.TemporaryDirectory() as sockets:
        kernel = AsyncKernelManager(
            kernel_name="python3", transport="ipc", ip=str(Path(sockets) / "kernel")
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=SECONDS_OF_A_CELL,
            record_timing=False,
            coalesce_streams=True,  # what a cell prints may come in more pieces than one
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute(env=environment)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(run(Path(sys.argv[1]), Path(sys.argv[2])))
