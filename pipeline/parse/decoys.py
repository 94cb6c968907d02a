"""Tables of other statistics under headings like the form's (咨询 by kind of applicant): told by their rows.

Beside a table that is plainly section three, one of a few rows that all stand in that table already is another
statistic: its 总计 is not the form's.
"""

from __future__ import annotations

from pipeline.model import Finding
from pipeline.parse import align
from pipeline.parse.rows import Piece

_WHOLE = 10
"""Rows of the form from which on a table is plainly the form's."""

_FEW = 3
"""Rows up to which a table that repeats rows of the form's table is taken for another statistic's."""


def without_decoys(own: list[Piece], dataset: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the form's table, and those of other statistics."""
    tables: list[list[Piece]] = []
    for piece in own:
        if piece.heading or not tables:
            tables.append([])
        tables[-1].append(piece)
    if dataset != "requests" or len(tables) < 2:
        return own, []
    names = [{match.name for piece in table for match in align.align(piece.rows, dataset)} - {None} for table in tables]
    main = max(range(len(tables)), key=lambda index: len(names[index]))
    if len(names[main]) < _WHOLE:
        return own, []
    foreign = [index for index in range(len(tables)) if index != main and _repeats(names[index], names[main])]
    kept = [piece for index, table in enumerate(tables) if index not in foreign for piece in table]
    return kept, [piece for index in foreign for piece in tables[index]]


def _repeats(few: set[str | None], whole: set[str | None]) -> bool:
    return len(few) <= _FEW and few <= whole


def decoy_finding(piece: Piece) -> Finding:
    """What says that such a table was left out."""
    return Finding(
        check="other_statistic",
        severity="note",
        cells=(),
        found=piece.caption or None,
        message=f"a table with the heading of {piece.dataset} counts something else and was not read",
    )
