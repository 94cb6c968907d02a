"""The form's arithmetic over one report's cells: which identities can be judged, which hold, by how much they fail.

Used by parse to confirm doubtful readings and by check to find printed errors; it judges, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pipeline import forms
from pipeline.forms import Identity
from pipeline.model import Cell, Status, value

_NOTHING = (Status.BLANK, Status.NIL_MARK)


@value
class Judgement:
    """One identity on one report. `difference` is the printed result less the sum of the terms; 0 where it holds.

    None: it can't be judged, as a cell is missing or unreadable or the result is not a number. Marks count as nothing
    in a sum; they are not zeros in the data. `open_ended`: a blank among the terms may stand for the difference.
    """

    identity: Identity
    difference: Decimal | None
    open_ended: bool = False

    @property
    def fails(self) -> bool:
        """Whether the printed cells contradict the identity."""
        return bool(self.difference) and not self.open_ended

    @property
    def keys(self) -> tuple[str, ...]:
        """The cells of the identity, result first."""
        return self.identity.keys


def judge(form: str, cells: Mapping[str, Cell]) -> tuple[Judgement, ...]:
    """Every identity of the form on these cells (key → cell)."""
    return tuple(_judgement(item, cells) for item in forms.identities(form))


def _judgement(identity: Identity, cells: Mapping[str, Cell]) -> Judgement:
    result = cells.get(identity.keys[0])
    if result is None or result.value is None:
        return Judgement(identity=identity, difference=None)
    total, blanks = Decimal(0), False
    for (sign, _), key in zip(identity.terms, identity.keys[1:], strict=True):
        cell = cells.get(key)
        if cell is None or (cell.value is None and cell.status not in _NOTHING):
            return Judgement(identity=identity, difference=None)
        blanks = blanks or cell.status is Status.BLANK
        if cell.value:
            total += cell.value if sign > 0 else -cell.value
    difference = result.value - total
    may_hide = blanks and (difference > 0 or any(sign < 0 for sign, _ in identity.terms))
    return Judgement(identity=identity, difference=difference, open_ended=bool(difference) and may_hide)
