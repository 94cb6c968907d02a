"""Property modifiers (sprms) of Word 97 files: a list of changes to a paragraph, a row or characters ([MS-DOC] 2.6)."""

from __future__ import annotations

import functools
import struct

DELETED, HIDDEN, SPECIAL, BOLD = 0x0800, 0x083C, 0x0855, 0x0835
RAISED, SIZE, SYMBOL = 0x2A48, 0x4A43, 0x6A09
STYLE_OF_CHARACTERS = 0x4A30
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
ALIGNMENTS = (0x2461, 0x2403)
OUTLINE, LIST_LEVEL, LIST = 0x2640, 0x260A, 0x460B
STORED_ELSEWHERE = (0x6645, 0x6646)
DEFINE_TABLE, MERGE, SPLIT, MERGE_DOWN, INSERT, DELETE, WIDTH = 0xD608, 0x5624, 0x5625, 0xD62B, 0x7621, 0x5622, 0x7623

_TABS, _LONG = 0xC615, (0xD606, 0xD608)
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_OF_PIECE = {0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x5C: HIDDEN}
"""The one-byte modifiers of a piece (Prm0) that change what is read, by their index in [MS-DOC] 2.9.214."""

Modifiers = tuple[tuple[int, bytes], ...]


@functools.lru_cache(maxsize=4096)
def modifiers(data: bytes) -> Modifiers:
    """The modifiers in order, each with its operand (without a length before it); a torn last one is left out."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 2 < len(data):
        (sprm,) = struct.unpack_from("<H", data, at)
        start, size = _operand(data, at + 2, sprm)
        if start + size > len(data):
            break
        found.append((sprm, data[start : start + size]))
        at = start + size
    return tuple(found)


def _operand(data: bytes, at: int, sprm: int) -> tuple[int, int]:
    """Where the operand starts and its size in bytes."""
    if sprm >> 13 != 6:
        return at, _SIZES[sprm >> 13]
    if sprm in _LONG:
        return at + 2, int.from_bytes(data[at : at + 2], "little") - 1
    size = data[at]
    if sprm == _TABS and size == 255:
        deleted = data[at + 1]
        added = data[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < len(data) else 0
        size = 2 + 4 * deleted + 3 * added
    return at + 1, size


def of_piece(prm: int, groups: list[bytes]) -> Modifiers:
    """The modifiers that a piece lays over all its text: one in place, or a group kept before the piece table."""
    if prm & 1:
        return modifiers(groups[prm >> 1]) if prm >> 1 < len(groups) else ()
    sprm = _OF_PIECE.get((prm >> 1) & 0x7F)
    return ((sprm, bytes([prm >> 8])),) if sprm is not None else ()


def number(found: dict[int, bytes], sprm: int, default: int = 0) -> int:
    """The operand of the modifier as an unsigned number, or the default where it does not stand."""
    return int.from_bytes(found[sprm], "little") if sprm in found else default


def toggle(found: dict[int, bytes], sprm: int, style: bool) -> bool:
    """A switch: off, on, as the style has it (0x80), or the other way round (0x81)."""
    said = number(found, sprm, 0x80)
    return style != bool(said & 1) if said & 0x80 else bool(said)
