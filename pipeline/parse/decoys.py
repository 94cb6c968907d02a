"""Tables of other statistics under headings like the form's (咨询 by kind of applicant): told by their rows.

Beside a table that is plainly section three, one of a few rows that all stand in that table already is another
statistic: its 总计 is not the form's.
"""

from __future__ import annotations

from pipeline.model import Finding
from pipeline.parse import align, labels
from pipeline.parse.rows import Piece
from pipeline.parse.unplaced import Unplaced, unplaced

_WHOLE = 10
"""Rows of the form from which on a table is plainly the form's."""

_FEW = 3
"""Rows up to which a table that repeats rows of the form's table is taken for another statistic's."""

_LONG = 10
"""Characters from which on a label of the form is of no other statistic (一、本年新收政府信息公开申请数量)."""


def without_decoys(own: list[Piece], dataset: str) -> tuple[list[Piece], list[Finding | Unplaced]]:
    """The pieces of the form's table, and what is to be said of those of other statistics."""
    tables: list[list[Piece]] = []
    for piece in own:
        if piece.heading or not tables:
            tables.append([])
        tables[-1].append(piece)
    if dataset != "requests" or len(tables) < 2:
        return own, []
    matches = [[match for piece in table for match in align.align(piece.rows, dataset)] for table in tables]
    names = [{match.name for match in found if match.name is not None} for found in matches]
    main = max(range(len(tables)), key=lambda index: len(names[index]))
    if len(names[main]) < _WHOLE:
        return own, []
    kept: list[Piece] = []
    said: list[Finding | Unplaced] = []
    for index, table in enumerate(tables):
        rows = [match for match in matches[index] if not match.row.empty]
        if index == main or len(names[index]) > _FEW or not _other(rows, names[index], names[main]):
            kept.extend(table)
        else:
            said.append(_finding(table[0], names[index] - names[main]))
            said.extend(unplaced(dataset, tuple(matches[index])) if names[index] - names[main] else ())
    return kept, said


def _other(rows: list[align.Match], few: set[str], whole: set[str]) -> bool:
    """Whether a small table is none of the form's: it only repeats rows of the whole one, or has rows of its own.

    One whose rows the whole one lacks, with a label that no other statistic has, is a part of it that was cut off.
    """
    part = not few & whole and any(_plain(match) for match in rows)
    return bool(few) and not part and (few <= whole or any(match.name is None for match in rows))


def _plain(match: align.Match) -> bool:
    return match.name is not None and match.score >= labels.SURE and len("".join(match.row.labels)) >= _LONG


def _finding(piece: Piece, new: set[str]) -> Finding | Unplaced:
    """What says that such a table was left out; rows that only it has may be the form's after all."""
    if new:
        label = piece.caption or "a table beside"
        return Unplaced(dataset=piece.dataset, label=label, numbers=(), rows=frozenset(new), beside=frozenset())
    return Finding(
        check="other_statistic",
        severity="note",
        cells=(),
        found=piece.caption or None,
        message=f"a table with the heading of {piece.dataset} counts something else and was not read",
    )
