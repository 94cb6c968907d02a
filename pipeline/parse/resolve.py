"""Doubtful cells that the form's own arithmetic, or the place they stand in, makes certain enough to be reported.

A candidate is taken only where it makes identities hold and breaks none. What a single identity confirms keeps its
flag; a number wrapped inside one cell is what the page shows, and keeps its flag where nothing confirms it.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from pipeline.arithmetic import judge
from pipeline.model import Cell, Finding, Report, Status

_DOUBTS = ("doubtful_cell", "flattened_row", "printed_twice")
"""Findings of fill that may carry a candidate. A flattened row keeps its flag always: sums can't tell two rows
exchanged. So does what is printed twice: another year's or another unit's table adds up too.
"""

_GRIDS = ("ruled", "markup", "ocr")


def resolve(report: Report) -> Report:
    """`report` with confirmed candidates as values; the findings of those confirmed twice are dropped."""
    doubts = {finding.cells[0]: finding for finding in report.findings if finding.check in _DOUBTS}
    candidates = {key: Decimal(f.suggestion) for key, f in doubts.items() if f.suggestion is not None}
    if not candidates:
        return report
    cells = {cell.key: cell for cell in report.cells}
    trial = {**cells, **{key: _reported(cells[key], number) for key, number in candidates.items()}}
    support, across = _support(report.form, trial)
    taken = {
        key for key in candidates if support.get(key, 0) > 0 or _wrapped(cells[key], doubts[key], support.get(key, 0))
    }
    kept = tuple(
        dataclasses.replace(finding, suggestion=None, message=finding.message + "; read as one number")
        if finding.check in _DOUBTS and finding.cells[0] in taken
        else finding
        for finding in report.findings
        if not (
            finding.check == "doubtful_cell"
            and finding.cells[0] in taken & across
            and support.get(finding.cells[0], 0) > 1
        )
    )
    new = tuple(trial[cell.key] if cell.key in taken else cell for cell in report.cells)
    return dataclasses.replace(report, cells=new, findings=kept)


def _reported(cell: Cell, number: Decimal) -> Cell:
    return dataclasses.replace(cell, status=Status.REPORTED, value=number)


def _support(form: str, trial: dict[str, Cell]) -> tuple[dict[str, int], set[str]]:
    """Key → how many identities hold with it; -1 where any fails. Sums of nothing but zeros confirm nothing.

    And the keys whose row's sum holds: sums down the columns hold for columns that have moved along, too.
    """
    found: dict[str, int] = {}
    across: set[str] = set()
    for judgement in judge(form, trial):
        if judgement.difference is None or judgement.open_ended:
            continue
        holds = judgement.difference == 0
        for key in judgement.keys:
            if not holds:
                found[key] = -1
            elif found.get(key, 0) >= 0 and trial[key].value:
                found[key] = found.get(key, 0) + 1
                across |= {key} if judgement.identity.name == "row_sum" else set()
    return found, across


def _wrapped(cell: Cell, finding: Finding, support: int) -> bool:
    return support >= 0 and cell.method in _GRIDS and "broken over lines" in finding.message
