"""Rows whose cells stand a line each: which lines are the values of a row, and which labels have none."""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.model import GridCell, Status
from pipeline.parse import labels
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_WHOLE_LABEL = 0.93
"""From here on a line is a row's whole label, not the beginning of one."""


def is_value(cell: GridCell) -> bool:
    """Whether a cell is a number, a mark for none or empty."""
    return read_number(cell.raw, signed=True).status is not Status.UNREADABLE


def is_label(cell: GridCell) -> bool:
    """Whether a cell holds words."""
    return bool(cell.raw) and not is_value(cell)


def doubted_if_disordered(found: list[Piece]) -> list[Piece]:
    """Where lines stand apart for other reasons too and a row is out of order, no empty line is surely a cell."""
    disorder = any(row.unordered or not (row.labels or row.empty) for piece in found for row in _labelled(piece))
    if not disorder or not any(piece.by_lines for piece in found):
        return found
    why = "the empty lines in its table can't be told from empty cells"
    return [
        dataclasses.replace(
            piece, rows=tuple(dataclasses.replace(row, doubt=why) if _has_blank(row) else row for row in piece.rows)
        )
        for piece in found
    ]


def doubted_if_wider(rows: tuple[Row, ...], columns: int) -> tuple[Row, ...]:
    """Where as many rows have more values than the heading has columns, those with as many may have lost one."""
    wider = sum(len(row.unordered) > columns for row in rows)
    whole = sum(bool(row.values) for row in rows)
    if not wider or wider < whole:
        return rows
    why = "other rows of its table have more values than its heading has columns"
    return tuple(dataclasses.replace(row, doubt=why) if row.values else row for row in rows)


def _labelled(piece: Piece) -> tuple[Row, ...]:
    return () if piece.dataset == "review_litigation" else piece.rows


def _has_blank(row: Row) -> bool:
    return any(not cell.raw for cells in row.values.values() for cell in cells)


def rows_without_values(own: list[GridCell], dataset: str) -> tuple[list[GridCell], list[GridCell]]:
    """Of label lines one after another, those that are whole labels of empty rows, and the rest: the next row's.

    A label that is a group's too (其他处理) is a row where the next label is of no row of that group.
    """
    empty: list[GridCell] = []
    rest = list(own)
    last, sure = labels.best(text.key(own[-1].raw), dataset, "row") if own else ("", 0.0)
    for cell in own[:-1]:
        key = text.key(cell.raw)
        score = labels.best(key, dataset, "row")[1]
        group, like = labels.best(key, dataset, "row_group")
        heads = like >= labels.SURE and (last.split(".")[0] == group or cell is not own[-2])
        if score >= _WHOLE_LABEL and not heads and sure >= labels.SURE:
            empty.append(cell)
            rest.remove(cell)
    return empty, rest


def of_width(values: list[GridCell], width: int) -> list[GridCell]:
    """The cells of a row that stand a line each, without empty ones too many on one side; empty if that can't be told.

    Empty lines before the first value may be labels left empty, those after the last the next row's.
    """
    extra = len(values) - width
    if extra < 0 or not width:
        return []
    filled = [index for index, cell in enumerate(values) if cell.raw]
    before = filled[0] if filled else 0
    after = len(values) - 1 - filled[-1] if filled else len(values)
    if extra == 0 or (not before and after >= extra):
        return values[:width]
    return values[extra:] if not after and before >= extra else []
