"""The definition of a Word 97 row (sprmTDefTable and what changes it, [MS-DOC] 2.9.326) → the shape of its cells."""

from __future__ import annotations

import struct

from pipeline.read.word import word97_sprm as sprm
from pipeline.read.word.table import DOWN, DOWN_FIRST, FIRST_MERGED, MERGED, Shape
from pipeline.read.word.word97_sprm import Modifiers

_CELL_SIZE = 20


def shape_of(definition: Modifiers) -> Shape:
    """A row's cells from its definition and what later modifiers change of it."""
    shape = Shape()
    for name, operand in definition:
        if name == sprm.DEFINE_TABLE:
            shape = _defined(operand)
        elif name in _CHANGES and len(operand) >= 2:
            shape = _CHANGES[name](shape, operand)
    return shape


def _defined(operand: bytes) -> Shape:
    count = operand[0] if operand else 0
    if not 0 < count <= 63 or len(operand) < 1 + 2 * (count + 1):
        return Shape()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + 2 * (count + 1) :]
    merges = [int.from_bytes(cells[_CELL_SIZE * index :][:2], "little") for index in range(count)]
    return Shape(edges=edges, merges=tuple(merges), sure=True)


def _merged(shape: Shape, operand: bytes) -> Shape:
    first, limit = operand[0], operand[1]
    bits = {index: FIRST_MERGED if index == first else MERGED for index in range(first, limit)}
    merges = [bits.get(index, 0) | merge & ~3 for index, merge in enumerate(shape.merges)]
    return Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _split(shape: Shape, operand: bytes) -> Shape:
    parts = range(operand[0], operand[1])
    merges = [merge & ~3 if index in parts else merge for index, merge in enumerate(shape.merges)]
    return Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _merged_down(shape: Shape, operand: bytes) -> Shape:
    bits = {0: 0, 1: DOWN, 3: DOWN | DOWN_FIRST}.get(operand[1], 0)
    merges = [
        merge & ~(DOWN | DOWN_FIRST) | bits if index == operand[0] else merge
        for index, merge in enumerate(shape.merges)
    ]
    return Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _unsure(shape: Shape, operand: bytes) -> Shape:
    return Shape(edges=shape.edges, merges=shape.merges, sure=False)


def _widths(shape: Shape, operand: bytes) -> Shape:
    if len(operand) < 4 or not shape.edges:
        return shape
    width = int.from_bytes(operand[2:4], "little")
    edges = [shape.edges[0]]
    for index, (left, right) in enumerate(zip(shape.edges, shape.edges[1:], strict=False)):
        edges.append(edges[-1] + (width if operand[0] <= index < operand[1] else right - left))
    return Shape(edges=tuple(edges), merges=shape.merges, sure=shape.sure)


_CHANGES = {
    sprm.MERGE: _merged,
    sprm.SPLIT: _split,
    sprm.MERGE_DOWN: _merged_down,
    sprm.INSERT: _unsure,
    sprm.DELETE: _unsure,
    sprm.WIDTH: _widths,
}
