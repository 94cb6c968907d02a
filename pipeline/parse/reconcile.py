"""A report against a second, independent reading of the same document.

Formats that are read by one program look again where their checks fail; others are read by two programs always. What
both readings agree on stands: then the page itself is at fault. Where they differ, the value is given up.
"""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.model import Cell, Document, Finding, Report, Status
from pipeline.parse.fill import fill
from pipeline.parse.tables import find_tables

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
    claimed, _ = find_tables(second, report.identity)
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


def agree(report: Report, others: tuple[Report, ...]) -> Report:
    """`report` with every cell made unreadable that the same document's other reading, whole, reads differently.

    A cell that the other reading lacks or can't read says nothing: LibreOffice loses a table now and then.
    """
    other = next((item for item in others if _same(report, item)), None)
    if other is None:
        return report.with_findings((single_reading("the other reading finds no such report"),))
    read_again = {cell.key: cell for cell in other.cells}
    changed = tuple(cell.key for cell in report.cells if _disagree(cell, read_again.get(cell.key)))
    lost = _lost_tables(report, other)
    more = [single_reading(f"the other reading finds no table of {', '.join(lost)}")] if lost else []
    if changed:
        more.append(
            Finding(
                check="readings_differ",
                severity="error",
                cells=changed,
                message="another program reads these cells of the file differently",
            )
        )
    cells = tuple(_given_up(cell) if cell.key in changed else cell for cell in report.cells)
    return dataclasses.replace(report, cells=cells).with_findings(tuple(more))


def single_reading(why: str) -> Finding:
    """The note on a report that only one program has read."""
    return Finding(
        check="single_reading", severity="note", cells=(), message=f"no second program confirms this reading: {why}"
    )


def _same(report: Report, other: Report) -> bool:
    return (report.ordinal, report.identity.year) == (other.ordinal, other.identity.year)


def _disagree(own: Cell, other: Cell | None) -> bool:
    if other is None or other.status in (Status.MISSING, Status.UNREADABLE) or own.status is Status.UNREADABLE:
        return False
    if own.value is not None and other.value is not None:
        return own.value != other.value
    return text.squeeze(own.raw or "") != text.squeeze(other.raw or "")


def _lost_tables(report: Report, other: Report) -> list[str]:
    """The tables that `report` has and the other reading has no cell of."""
    own = {cell.dataset for cell in report.cells if cell.status is not Status.MISSING}
    return sorted(own - {cell.dataset for cell in other.cells if cell.status is not Status.MISSING})


def _differs(report: Report, key: str, other: Cell | None) -> bool:
    """Whether the second reading has another number there; one that found no cell there says nothing."""
    own = next(cell for cell in report.cells if cell.key == key)
    if other is None or other.status in (Status.MISSING, Status.UNREADABLE):
        return False
    return text.squeeze(own.raw or "") != text.squeeze(other.raw or "")


def _given_up(cell: Cell) -> Cell:
    return dataclasses.replace(cell, status=Status.UNREADABLE, value=None)
