"""Writes notebooks/01-first-look.ipynb and runs it, so that the committed notebook shows its outputs.

python -m tools.notebook        after `make run`
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[1]
CELLS = (
    new_markdown_cell(
        "# A first look\n\nLoads what `make run` wrote from the bundled sample, compares the agencies over the years and plots. "
        "The agencies and their numbers are invented."
    ),
    new_code_cell(
        "import os\n\nimport matplotlib.pyplot as plt\n\nfrom pipeline import load\nfrom pipeline.explore.fonts import use_chinese_font\n\n"
        "use_chinese_font()\nEXTRACTED = os.environ.get('GONGKAI_EXTRACTED', '../extracted')\n"
        "reports = load(EXTRACTED, 'reports')\nrequests = load(EXTRACTED, 'requests')\n"
        "reports[['agency', 'year', 'form', 'cells_reported', 'cells_blank', 'cells_unreadable', 'checks_failed']].head(8)"
    ),
    new_markdown_cell(
        "## What may be trusted\n\n`value` is a number only where one is printed. Blank is not zero, and a cell that a check names "
        "carries the check in `flags`: look at the page before you use it."
    ),
    new_code_cell("requests['status'].value_counts()"),
    new_code_cell(
        "flagged = requests[requests['flags'].map(len) > 0].merge(reports[['report_id', 'agency', 'source_file']], on='report_id')\n"
        "flagged[['agency', 'year', 'cell', 'raw', 'flags', 'source_file', 'page', 'x0', 'top']]"
    ),
    new_markdown_cell("## Requests received, by agency and year"),
    new_code_cell(
        "received = requests[requests['cell'] == 'new.total'].merge(reports[['report_id', 'agency']], on='report_id')\n"
        "panel = received.pivot(index='year', columns='agency', values='value').astype(float)\npanel"
    ),
    new_code_cell(
        "ax = panel.plot(marker='o', figsize=(9, 4.5), logy=True)\nax.set_title('本年新收政府信息公开申请数量')\n"
        "ax.set_xlabel('年度')\nax.set_ylabel('件（对数）')\nax.set_xticks(panel.index)\nax.legend(fontsize=8, loc='upper left', bbox_to_anchor=(1, 1))\nplt.show()"
    ),
    new_markdown_cell(
        "## What share was granted in full\n\nThe 2019 and the 2021 form name this cell alike, so the years compare."
    ),
    new_code_cell(
        "wide = requests[requests['cell'].isin(['granted.total', 'total.total'])].pivot(index='report_id', columns='cell', values='value')\n"
        "share = (wide['granted.total'] / wide['total.total']).rename('share').reset_index().merge(reports[['report_id', 'agency', 'year']], on='report_id')\n"
        "share = share.pivot(index='year', columns='agency', values='share').astype(float)\n"
        "ax = share.plot.bar(figsize=(9, 4.5), rot=0)\nax.set_title('予以公开占办理结果的比例')\nax.set_xlabel('年度')\nax.set_ylim(0, 1)\n"
        "ax.legend(fontsize=8, loc='upper left', bbox_to_anchor=(1, 1))\nplt.show()"
    ),
)


def main() -> None:
    """Builds, runs and writes the notebook."""
    notebook = new_notebook(cells=list(CELLS))
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path = ROOT / "notebooks" / "01-first-look.ipynb"
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
