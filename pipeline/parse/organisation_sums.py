"""A column 合计 that sums the organisations only, where the column of the form's total is left out.

Its label is the total's, so only the numbers tell: with requests of natural persons the two sums differ.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from pipeline import forms
from pipeline.model import Status
from pipeline.parse.align import Match
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_PERSON, _TOTAL = "natural_person", "total"


def doubt_organisation_sums(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """The rows of section three, their totals doubted where each row that can tell shows the organisations' sum."""
    told = [sums for match in matches if (sums := _organisations_only(match.row)) is not None]
    if not told or not all(told):
        return matches
    return tuple(
        dataclasses.replace(match, row=dataclasses.replace(match.row, sums=frozenset({_TOTAL}))) for match in matches
    )


def _organisations_only(row: Row) -> bool | None:
    """Whether the total leaves the natural persons out; None where the row can't tell."""
    person = _number(row, _PERSON)
    total = _number(row, _TOTAL) if person else None
    if not person or total is None or not _is_printed(row):
        return None
    columns = (label.name for label in forms.labels("requests", "column") if label.group)
    own = [_number(row, name) for name in columns if name in row.values]
    if not own or any(number is None for number in own):
        return None
    organisations = sum((number for number in own if number is not None), Decimal(0))
    return {organisations: True, organisations + person: False}.get(total)


def _number(row: Row, name: str) -> Decimal | None:
    """The number of a column, nothing for a mark or a blank as in the form's sums; None where it can't be read."""
    raws = {cell.raw for cell in row.values.get(name, ())}
    number = read_number(raws.pop()) if len(raws) == 1 else None
    if number is None or number.doubt or number.status is Status.UNREADABLE:
        return None
    return number.value or Decimal(0)


def _is_printed(row: Row) -> bool:
    """Whether the total is a number: where it is left blank, it is no sum of nothing."""
    return all(read_number(cell.raw).status is Status.REPORTED for cell in row.values[_TOTAL])
