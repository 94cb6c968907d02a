"""Which way a table's columns follow each other on its page: a scanned sheet may lie on its side or on its head.

Boxes are on the page as it is shown, so on such a sheet columns go down, up, or from right to left.
"""

from __future__ import annotations

from pipeline.model import Box
from pipeline.parse.header import Matrix, distinct

Direction = tuple[int, int]
"""Axis (0: across the page, 1: down) and sign (-1: towards its origin)."""
RIGHT: Direction = (0, 1)


def direction_of(matrix: Matrix) -> Direction:
    """The way from the first to the last cell of a row; to the right where no row tells."""
    for row in matrix:
        boxes = [cell.place.box for cell in distinct(row) if cell.place.box is not None and cell.row_span == 1]
        if len(boxes) > 1:
            first, last = boxes[0], boxes[-1]
            across, down = (last[i] + last[i + 2] - first[i] - first[i + 2] for i in (0, 1))
            axis = 0 if abs(across) >= abs(down) else 1
            return axis, 1 if (across, down)[axis] >= 0 else -1
    return RIGHT


def extent_of(box: Box, direction: Direction) -> tuple[float, float]:
    """Where a box begins and ends along the direction, in points; counted from 0 backwards where it goes back."""
    axis, sign = direction
    return (box[axis], box[axis + 2]) if sign > 0 else (-box[axis + 2], -box[axis])
