"""The identities that the form prescribes: row sums, column sums, and new + carried in = total + carried out.

An error in one cell breaks every identity that holds it by the same amount, so the cell whose change would mend most
and break none is named; where identities do not cross, the whole sum is named, since any of its cells may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline import forms
from pipeline.arithmetic import Judgement
from pipeline.check.registry import Checked, check
from pipeline.model import Finding, Report, Status

_MANY = 5
"""Rows of a table that fail before its columns are doubted; agencies misprint a few at most."""


@check
def identities(checked: Checked) -> Iterator[Finding]:
    """Each failing identity, with the cells that can explain it."""
    cells = checked.cells
    judged = [item for item in checked.judged if item.difference is not None]
    failing = [item for item in judged if item.fails]
    while failing:
        key, mended = _suspect(failing, judged)
        if key is None:
            break
        yield _finding(mended[0], (key,), str((cells[key].value or Decimal(0)) - _shift(mended[0], key)), len(mended))
        failing = [item for item in failing if item not in mended]
    for item in failing:
        crossed = sum(other.keys[0] == item.keys[0] or item.keys[0] in other.keys for other in judged) > 1
        yield _finding(item, item.keys[:1] if crossed else _printed(item, checked.report), None, 1)


@check
def totals_marked_none(checked: Checked) -> Iterator[Finding]:
    """Rows whose total is a mark for none though their parts are not: values may stand under other headings."""
    for item in checked.judged:
        total = checked.cells.get(item.keys[0])
        if item.identity.name != "row_sum" or total is None or total.status is not Status.NIL_MARK:
            continue
        parts = [checked.cells.get(key) for key in item.keys[1:]]
        read = [part.value for part in parts if part is not None and part.value]
        if read:
            yield Finding(
                check="total_marked_none",
                severity="warning",
                cells=_printed(item, checked.report),
                found=total.raw,
                message=f"{item.keys[0]} is marked as none, but its parts add up to {sum(read)}",
            )


def _suspect(failing: list[Judgement], judged: list[Judgement]) -> tuple[str | None, list[Judgement]]:
    """The cell whose change mends at least two failing identities more than it breaks, and those it mends."""
    best: tuple[int, str | None, list[Judgement]] = (1, None, [])
    for key in sorted({key for item in failing for key in item.keys}):
        own = [(item, _shift(item, key)) for item in judged if key in item.keys]
        for shift in {_shift(item, key) for item in failing if key in item.keys}:
            mended = [item for item, off in own if off and off == shift]
            broken = sum(not item.open_ended for item, off in own if not (off and off == shift))
            if len(mended) - broken > best[0] and any(item in failing for item in mended):
                best = (len(mended) - broken, key, mended)
    return best[1], best[2]


def _shift(item: Judgement, key: str) -> Decimal:
    """By how much the cell is too great if it alone is wrong."""
    assert item.difference is not None
    dataset = item.identity.dataset
    if key == f"{dataset}.{item.identity.result}":
        return item.difference
    sign = next(sign for sign, cell in item.identity.terms if f"{dataset}.{cell}" == key)
    return -sign * item.difference


def _printed(item: Judgement, report: Report) -> tuple[str, ...]:
    filled = {cell.key for cell in report.cells if cell.value is not None}
    return tuple(key for key in item.keys if key in filled)


def _finding(item: Judgement, named: tuple[str, ...], suggestion: str | None, count: int) -> Finding:
    identity = item.identity
    assert item.difference is not None
    terms = " ".join(f"{'+' if sign > 0 else '-'} {cell}" for sign, cell in identity.terms).removeprefix("+ ")
    return Finding(
        check=f"identity_{identity.name}",
        severity="error",
        cells=named,
        suggestion=suggestion,
        expected=f"{identity.result} = {terms}",
        found=f"off by {item.difference}",
        message=f"{identity.dataset}: prescribed sums with {named[0]} do not add up as printed ({count} in all)",
    )


@check
def columns_displaced(checked: Checked) -> Iterator[Finding]:
    """Tables of which many row sums fail: a number or a heading may have moved, so no cell of the table is certain."""
    cells = checked.cells
    rows = [item for item in checked.judged if item.identity.name == "row_sum" and item.difference is not None]
    for dataset in forms.DATASETS:
        own = [item for item in rows if item.identity.dataset == dataset and any(cells[key].value for key in item.keys)]
        failing = [item for item in own if item.fails]
        if len(failing) >= _MANY and len(failing) * 2 >= len(own):
            yield Finding(
                check="columns_displaced",
                severity="error",
                cells=tuple(key for key, cell in cells.items() if cell.dataset == dataset and cell.value is not None),
                found=f"{len(failing)} of {len(own)} rows",
                message=f"{dataset}: so many rows do not add up that its columns may be displaced",
            )
