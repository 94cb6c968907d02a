"""What a count can't be: negative, or with a fraction."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.registry import Checked, check
from pipeline.model import Finding

_COUNTED = ("件", "项")


@check
def impossible_counts(checked: Checked) -> Iterator[Finding]:
    """Counts of 件 and 项 that are below zero (but for changes) or not whole."""
    for cell in checked.report.cells:
        if cell.value is None or cell.unit not in _COUNTED:
            continue
        if cell.value != cell.value.to_integral_value() or (cell.value < 0 and not cell.cell.endswith(".change")):
            yield Finding(
                check="impossible_count",
                severity="warning",
                cells=(cell.key,),
                found=cell.raw,
                message=f"{cell.key} counts whole {cell.unit}, but {cell.value} is printed",
            )
