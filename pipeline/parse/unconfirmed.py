"""Values whose columns were told by the order of fields alone, and that no sum of the form confirms.

A page without rulings whose cells can't be told from the order of drawing gives rows of fields. Where the form has sums
for such values and none holds, they are doubted; the second reading may still confirm them. So are cells read as empty
where a sum lacks something: a number set over two lines leaves its row.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.arithmetic import judge
from pipeline.model import Cell, Finding, Status
from pipeline.parse.fill import Claim


def unconfirmed(form: str, cells: tuple[Cell, ...], claims: tuple[Claim, ...]) -> Iterator[Finding]:
    """A finding that names such values."""
    own = [claim for claim in claims if claim.row.method == "aligned" and claim.row.counted]
    counted = {f"{claim.dataset}.{claim.cell}" for claim in own}
    doubtful = {cell.key for cell in cells if cell.key in counted and cell.value is not None}
    empty = {cell.key for cell in cells if cell.method == "aligned" and cell.status is Status.BLANK}
    judged = judge(form, {cell.key: cell for cell in cells}) if doubtful or empty else ()
    summed = {key for item in judged for key in item.keys}
    held = {key for item in judged if item.difference == 0 for key in item.keys}
    lacking = {key for item in judged if item.open_ended for key in item.keys}
    named = tuple(cell.key for cell in cells if cell.key in (doubtful & summed - held) | (empty & lacking))
    if named:
        yield Finding(
            check="unconfirmed_alignment",
            severity="warning",
            cells=named,
            message="the table has no rulings and no prescribed sum confirms these cells",
        )
