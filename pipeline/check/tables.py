"""Whether the report's tables are all there."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import forms
from pipeline.check.registry import Checked, check
from pipeline.model import Finding, Status


@check
def table_missing(checked: Checked) -> Iterator[Finding]:
    """Tables of the form of which the document prints no cell."""
    for dataset in forms.DATASETS:
        own = [cell for cell in checked.report.cells if cell.dataset == dataset]
        if own and all(cell.status is Status.MISSING for cell in own):
            yield Finding(
                check="table_missing", severity="note", cells=(), message=f"the document has no table of {dataset}"
            )
