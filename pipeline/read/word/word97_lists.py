"""Automatic numbers of a Word 97 file: what Word shows before a paragraph but does not store in its text."""

from __future__ import annotations

import struct

from pipeline.model import value
from pipeline.read.word.docx_numbering import numeral
from pipeline.read.word.word97_file import WordFile

_LISTS, _OVERRIDES = 73, 74
_LIST_SIZE, _OVERRIDE_SIZE, _LEVEL_SIZE = 28, 16, 28
_LEVELS = 9
_SILENT = (23, 255)
"""Number formats that show no number: a bullet, nothing."""

_CHINESE = (10, 33, 35, 37, 39)
"""Number formats that count 一、二、三 ([MS-OSHARED] 2.2.1.3)."""


@value
class _Level:
    start: int
    kind: int
    pattern: str
    """What is shown; the characters 0 to 8 stand for the number of that level."""


class Lists:
    """Counts the numbered paragraphs of one document in order; `next` must be called once for each."""

    def __init__(self, file: WordFile) -> None:
        self._levels = _read_levels(file.part(_LISTS), file.after_part(_LISTS))
        self._overrides = _read_overrides(file.part(_OVERRIDES))
        self._counts: dict[tuple[int, int], int] = {}

    def next(self, override: int, level: int) -> str:
        """The number shown before a paragraph of this list (counted from 1; 0 is none) and level (from 0)."""
        if not 0 < override <= len(self._overrides):
            return ""
        number = self._overrides[override - 1]
        levels = self._levels.get(number, ())
        if level >= len(levels):
            return ""
        own = levels[level]
        self._counts[number, level] = self._counts.get((number, level), own.start - 1) + 1
        for key in [key for key in self._counts if key[0] == number and key[1] > level]:
            del self._counts[key]
        if own.kind in _SILENT:
            return ""
        return "".join(
            self._numeral(number, levels, ord(mark)) if ord(mark) < len(levels) else mark for mark in own.pattern
        )

    def _numeral(self, number: int, levels: tuple[_Level, ...], level: int) -> str:
        count = self._counts.get((number, level), levels[level].start)
        return numeral(count, "chineseCounting" if levels[level].kind in _CHINESE else "decimal")


def _read_levels(lists: bytes, after: bytes) -> dict[int, tuple[_Level, ...]]:
    """List → its levels. The lists stand in one structure, the levels of all of them, one by one, after it."""
    found: dict[int, tuple[_Level, ...]] = {}
    count = int.from_bytes(lists[:2], "little")
    at = 0
    for index in range(min(count, len(lists) // _LIST_SIZE)):
        start = 2 + _LIST_SIZE * index
        (number,) = struct.unpack_from("<i", lists, start)
        simple = lists[start + 26] & 1
        levels = []
        for _ in range(1 if simple else _LEVELS):
            if at + _LEVEL_SIZE + 2 > len(after):
                return found
            level, at = _level(after, at)
            levels.append(level)
        found[number] = tuple(levels)
    return found


def _level(data: bytes, at: int) -> tuple[_Level, int]:
    start, kind = struct.unpack_from("<iB", data, at)
    characters, paragraph = data[at + 24], data[at + 25]
    at += _LEVEL_SIZE + characters + paragraph
    letters = int.from_bytes(data[at : at + 2], "little")
    pattern = data[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    return _Level(start=start, kind=kind, pattern=pattern), at + 2 + 2 * letters


def _read_overrides(data: bytes) -> list[int]:
    """The list of each override, which paragraphs name by its place."""
    count = int.from_bytes(data[:4], "little")
    places = range(min(count, (len(data) - 4) // _OVERRIDE_SIZE if data else 0))
    return [struct.unpack_from("<i", data, 4 + _OVERRIDE_SIZE * place)[0] for place in places]
