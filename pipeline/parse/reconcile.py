"""A report whose checks fail against a second, independent reading of the same document.

What both readings agree on stands: then the page itself is at fault. Where they differ, the value is given up.
"""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.errors import NotAReport
from pipeline.model import Cell, Document, Finding, Report, Status
from pipeline.parse import parse


def doubts(report: Report) -> tuple[str, ...]:
    """The cells with a value that a failing check of severity error names."""
    named = {key for finding in report.findings if finding.severity == "error" for key in finding.cells}
    return tuple(cell.key for cell in report.cells if cell.key in named and cell.value is not None)


def reconcile(report: Report, second: Document) -> Report:
    """`report` with those doubted values made unreadable that the second reading reads differently."""
    try:
        others = [other for other in parse(second) if other.ordinal == report.ordinal]
    except NotAReport:
        return report
    read_again = {cell.key: cell for other in others for cell in other.cells}
    doubted = frozenset(doubts(report))
    changed = {key for key in doubted if _differs(report, key, read_again.get(key))}
    if not changed:
        return report
    cells = tuple(_given_up(cell) if cell.key in changed else cell for cell in report.cells)
    finding = Finding(
        check="readings_differ", severity="error", cells=tuple(sorted(changed)),
        message="a second reading of the page gives other numbers for these cells",
    )
    return dataclasses.replace(report, cells=cells, findings=(*report.findings, finding))


def _differs(report: Report, key: str, other: Cell | None) -> bool:
    """Whether the second reading has another number there; one that found no cell there says nothing."""
    own = next(cell for cell in report.cells if cell.key == key)
    if other is None or other.status in (Status.MISSING, Status.UNREADABLE):
        return False
    return text.squeeze(own.raw or "") != text.squeeze(other.raw or "")


def _given_up(cell: Cell) -> Cell:
    return dataclasses.replace(cell, status=Status.UNREADABLE, value=None)
