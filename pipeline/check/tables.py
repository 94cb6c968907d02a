"""Whether the report's tables are all there."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import forms
from pipeline.arithmetic import judge
from pipeline.check.registry import check
from pipeline.model import Finding, Report, Status


@check
def table_missing(report: Report) -> Iterator[Finding]:
    """Tables of the form of which the document prints no cell."""
    for dataset in forms.DATASETS:
        own = [cell for cell in report.cells if cell.dataset == dataset]
        if own and all(cell.status is Status.MISSING for cell in own):
            yield Finding(
                check="table_missing", severity="note", cells=(), message=f"the document has no table of {dataset}"
            )


@check
def unconfirmed_alignment(report: Report) -> Iterator[Finding]:
    """Values read by alignment alone, without rulings, that no sum of the form confirms where it has sums for them."""
    cells = {cell.key: cell for cell in report.cells}
    aligned = {cell.key for cell in report.cells if cell.method == "aligned" and cell.value is not None}
    judged = judge(report.form, cells) if aligned else ()
    summed = {key for item in judged for key in item.keys}
    held = {key for item in judged if item.difference == 0 for key in item.keys}
    doubted = tuple(cell.key for cell in report.cells if cell.key in aligned & summed - held)
    if doubted:
        yield Finding(
            check="unconfirmed_alignment",
            severity="warning",
            cells=doubted,
            message="the table has no rulings and no prescribed sum confirms these cells",
        )
