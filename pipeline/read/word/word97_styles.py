"""The styles of a Word 97 file: what text has before properties of its own ([MS-DOC] 2.4.6.5)."""

from __future__ import annotations

import struct

from pipeline.model import value
from pipeline.read.word import word97_sprm as sprm
from pipeline.read.word.word97_sprm import Modifiers, modifiers

_STYLES = 1
_PARAGRAPH = 1
_NO_BASE = 0x0FFF


@value
class Style:
    """A style with all that it is based on: modifiers of the paragraph and of its characters, the outermost first."""

    paragraph: Modifiers = ()
    characters: Modifiers = ()


@value
class _Stored:
    base: int
    heading: int | None
    paragraph: bytes
    characters: bytes


def read_styles(sheet: bytes) -> dict[int, Style]:
    """Style number → style, from the stylesheet structure (STSH); styles that are torn are left out."""
    if len(sheet) < 6:
        return {}
    size, count, fixed = struct.unpack_from("<HHH", sheet, 0)
    stored: dict[int, _Stored] = {}
    at = 2 + size
    for number in range(count):
        if at + 2 > len(sheet):
            break
        (length,) = struct.unpack_from("<H", sheet, at)
        found = _stored(sheet[at + 2 : at + 2 + length], fixed) if length else None
        if found is not None:
            stored[number] = found
        at += 2 + length
    return {number: _whole(number, stored) for number in stored}


def _stored(style: bytes, fixed: int) -> _Stored | None:
    """One style as it is stored: fixed part, name, then its groups of modifiers, each with its length."""
    if len(style) < fixed + 2 or fixed < 10:
        return None
    first, second, third = struct.unpack_from("<HHH", style, 0)
    (letters,) = struct.unpack_from("<H", style, fixed)
    at = fixed + 2 + 2 * letters + 2
    groups = []
    for _ in range(third & 0xF):
        at += at % 2
        size = int.from_bytes(style[at : at + 2], "little")
        groups.append(style[at + 2 : at + 2 + size])
        at += 2 + size
    is_paragraph = second & 0xF == _PARAGRAPH
    built_in = first & 0x0FFF
    return _Stored(
        base=second >> 4,
        heading=built_in if is_paragraph and 1 <= built_in <= 6 else None,
        paragraph=groups[0][2:] if is_paragraph and groups else b"",
        characters=(groups[1] if len(groups) > 1 else b"") if is_paragraph else (groups[0] if groups else b""),
    )


def _whole(number: int, stored: dict[int, _Stored]) -> Style:
    paragraph: Modifiers = ()
    characters: Modifiers = ()
    for _ in range(12):
        found = stored.get(number)
        if found is None:
            break
        own = modifiers(found.paragraph)
        if found.heading is not None:
            own = ((sprm.OUTLINE, bytes([found.heading - 1])), *own)
        paragraph, characters = own + paragraph, modifiers(found.characters) + characters
        number = found.base
        if number == _NO_BASE:
            break
    return Style(paragraph=paragraph, characters=characters)
