"""Writes the notebooks and runs them, so that the committed ones show their outputs.

python -m tools.notebook [NAME]        after `make run`; the cells stand in tools/notebooks/NAME.py, in Jupytext's way
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "tools" / "notebooks"


def cells(source: str) -> list[NotebookNode]:
    """The cells of a source: `# %%` begins code, `# %% [markdown]` begins text in comments."""
    found = []
    for number, part in enumerate(source.split("# %%")[1:]):
        head, _, body = part.partition("\n")
        body = body.strip("\n")
        if "[markdown]" in head:
            text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in body.splitlines())
            cell = new_markdown_cell(text)
        else:
            cell = new_code_cell(body)
        cell["id"] = f"cell-{number}"
        found.append(cell)
    return found


def write(name: str) -> None:
    """Builds, runs and writes one notebook; what depends on the moment of the run is left out."""
    notebook = new_notebook(cells=cells((SOURCES / f"{name}.py").read_text(encoding="utf-8")))
    path = ROOT / "notebooks" / f"{name}.ipynb"
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, path)


def main() -> None:
    """Writes the notebooks named, or all."""
    for name in sys.argv[1:] or sorted(path.stem for path in SOURCES.glob("*.py")):
        write(name)


if __name__ == "__main__":
    main()
