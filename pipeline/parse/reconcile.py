"""A report whose checks fail against a second, independent reading of the same document.

What both readings agree on stands: then the page itself is at fault. Where they differ, the value is given up.
"""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.model import Cell, Document, Finding, Report, Status
from pipeline.parse import tables
from pipeline.parse.fill import fill

_UNCONFIRMED = "unconfirmed_alignment"
"""The check that names values that stand where they were read by their place alone."""


def doubts(report: Report) -> tuple[str, ...]:
    """The cells with a value that a failing check of severity error names, or that only their place tells."""
    named = {key for finding in report.findings if _doubted(finding) for key in finding.cells}
    return tuple(cell.key for cell in report.cells if cell.key in named and cell.value is not None)


def _doubted(finding: Finding) -> bool:
    return finding.severity == "error" or finding.check == _UNCONFIRMED


def doubted_pages(report: Report) -> frozenset[int]:
    """The pages on which the tables of doubted cells stand: all of a table's, as its heading may be on an earlier
    one.
    """
    doubted = {key.split(".", 1)[0] for key in doubts(report)}
    pages = {cell.place.page for cell in report.cells if cell.dataset in doubted}
    return frozenset(page for page in pages if page is not None)


def reconcile(report: Report, second: Document) -> Report:
    """`report` with those doubted values made unreadable that the second reading reads differently."""
    claimed, _ = tables(second, report.identity)
    read_again = {cell.key: cell for cell in fill(report.form, claimed)[0]}
    doubted = frozenset(doubts(report))
    changed = {key for key in doubted if _differs(report, key, read_again.get(key))}
    report = _confirmed(report, {key for key in doubted - changed if _agrees(report, key, read_again.get(key))})
    if not changed:
        return report
    cells = tuple(_given_up(cell) if cell.key in changed else cell for cell in report.cells)
    finding = Finding(
        check="readings_differ",
        severity="error",
        cells=tuple(sorted(changed)),
        message="a second reading of the page gives other numbers for these cells",
    )
    return dataclasses.replace(report, cells=cells, findings=(*report.findings, finding))


def _confirmed(report: Report, agreed: set[str]) -> Report:
    """`report` without the doubt of alignment for cells that the second reading finds at the same place."""
    findings = []
    for finding in report.findings:
        if finding.check == _UNCONFIRMED:
            left = tuple(key for key in finding.cells if key not in agreed)
            findings.extend([dataclasses.replace(finding, cells=left)] if left else [])
        else:
            findings.append(finding)
    return dataclasses.replace(report, findings=tuple(findings))


def _agrees(report: Report, key: str, other: Cell | None) -> bool:
    own = next(cell for cell in report.cells if cell.key == key)
    return other is not None and other.status is Status.REPORTED and other.value == own.value


def _differs(report: Report, key: str, other: Cell | None) -> bool:
    """Whether the second reading has another number there; one that found no cell there says nothing."""
    own = next(cell for cell in report.cells if cell.key == key)
    if other is None or other.status in (Status.MISSING, Status.UNREADABLE):
        return False
    return text.squeeze(own.raw or "") != text.squeeze(other.raw or "")


def _given_up(cell: Cell) -> Cell:
    return dataclasses.replace(cell, status=Status.UNREADABLE, value=None)
