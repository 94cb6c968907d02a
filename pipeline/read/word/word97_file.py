"""A Word 97 file ([MS-DOC]) → its text and the properties that hold at each place: FIB, piece table, property pages."""

from __future__ import annotations

import bisect
import io
import struct
from collections.abc import Iterator

import olefile

from pipeline.errors import Damaged, Encrypted, Unsupported
from pipeline.model import value
from pipeline.read.word import word97_sprm as sprm
from pipeline.read.word.word97_sprm import Modifiers, modifiers

_WORD97 = 0x00C1
_MOST_CHARACTERS = 20_000_000
_PAGE = 512
_TEXT_LENGTHS = 0x4C
_CLX, _CHARACTER_PAGES, _PARAGRAPH_PAGES = 33, 12, 13
_TABLES = 0x9A


class OldWord(Unsupported):
    """A document of a Word before 97, whose structures are other ones."""


@value
class _Piece:
    """A stretch of text: its characters from `start` to `end` stand at byte `at`, `width` bytes each."""

    start: int
    end: int
    at: int
    width: int
    laid_over: Modifiers


@value
class Stretch:
    """Characters that share their properties. `modifiers` are their own, without those of styles."""

    start: int
    end: int
    modifiers: Modifiers


class _Pages:
    """Property pages: byte position in the stream → what is stored for the run there."""

    def __init__(self, runs: list[tuple[int, int, bytes]]) -> None:
        self.runs = sorted(runs)
        self.starts = [run[0] for run in self.runs]

    def at(self, position: int) -> tuple[int, bytes]:
        """Where the run of this byte ends and its properties."""
        index = bisect.bisect_right(self.starts, position) - 1
        if index >= 0 and position < self.runs[index][1]:
            return self.runs[index][1], self.runs[index][2]
        after = self.starts[index + 1] if index + 1 < len(self.starts) else position + 2**31
        return after, b""


class WordFile:
    """An open Word 97 document. `text` holds UTF-16 code units, one a character, so that positions hold."""

    def __init__(self, data: bytes) -> None:
        """Raises `Damaged`, `Encrypted` or `OldWord`."""
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            self.main = file.openstream("WordDocument").read()
            flags, name = self._check()
            if not file.exists(name):
                raise Damaged(f"the Word file is damaged: its table stream {name} is missing")
            self.table = file.openstream(name).read()
            self.extra = file.openstream("Data").read() if file.exists("Data") else b""
        lengths = struct.unpack_from("<8i", self.main, _TEXT_LENGTHS)
        if min(lengths) < 0 or sum(lengths) > _MOST_CHARACTERS:
            raise Damaged("the Word file is damaged: its text has no possible length")
        self.body, self.boxes = (0, lengths[0]), (sum(lengths[:6]), sum(lengths[:7]))
        self.pieces = self._pieces()
        self.text = "".join(self._decoded(piece) for piece in self.pieces)
        if len(self.text) < sum(lengths):
            raise Damaged("the Word file is truncated: its piece table holds less text than it says")
        self._characters = _Pages(list(self._runs(_CHARACTER_PAGES, _character_properties, 1)))
        self._paragraphs = _Pages(list(self._runs(_PARAGRAPH_PAGES, _paragraph_properties, 13)))

    def _check(self) -> tuple[int, str]:
        if len(self.main) < _TABLES + 8 * 93:
            raise Damaged("the Word file is truncated: its header is not whole")
        ident, version = struct.unpack_from("<HH", self.main, 0)
        (flags,) = struct.unpack_from("<H", self.main, 0x0A)
        if flags & 0x0100:
            raise Encrypted("the document is protected by a password; save it without one")
        if ident != 0xA5EC or version < _WORD97:
            raise OldWord(f"a document of Word 95 or older (version {version})")
        return flags, "1Table" if flags & 0x0200 else "0Table"

    def part(self, index: int) -> bytes:
        """A structure of the table stream by its index in the header; empty where it is not there."""
        at = _TABLES + 8 * index
        start, size = struct.unpack_from("<II", self.main, at)
        return self.table[start : start + size] if size else b""

    def after_part(self, index: int) -> bytes:
        """What follows a structure in the table stream (the levels of lists stand so)."""
        start, size = struct.unpack_from("<II", self.main, _TABLES + 8 * index)
        return self.table[start + size :] if size else b""

    def _pieces(self) -> list[_Piece]:
        clx, at, groups = self.part(_CLX), 0, []
        while at + 3 <= len(clx) and clx[at] == 1:
            (size,) = struct.unpack_from("<h", clx, at + 1)
            groups.append(clx[at + 3 : at + 3 + max(size, 0)])
            at += 3 + max(size, 0)
        if at + 5 > len(clx) or clx[at] != 2:
            raise Damaged("the Word file is damaged: it has no piece table")
        (size,) = struct.unpack_from("<I", clx, at + 1)
        table = clx[at + 5 : at + 5 + size]
        count = (len(table) - 4) // 12
        if count < 1 or len(table) < size:
            raise Damaged("the Word file is damaged: its piece table is not whole")
        ends = struct.unpack_from(f"<{count + 1}I", table, 0)
        return [self._piece(table, index, count, ends, groups) for index in range(count)]

    def _piece(self, table: bytes, index: int, count: int, ends: tuple[int, ...], groups: list[bytes]) -> _Piece:
        _, position, prm = struct.unpack_from("<HIH", table, 4 * (count + 1) + 8 * index)
        narrow = bool(position & 0x40000000)
        position &= 0x3FFFFFFF
        piece = _Piece(
            start=ends[index],
            end=ends[index + 1],
            at=position // 2 if narrow else position,
            width=1 if narrow else 2,
            laid_over=sprm.of_piece(prm, groups),
        )
        size = (piece.end - piece.start) * piece.width
        if piece.end < piece.start or piece.at + size > len(self.main) or (index == 0 and piece.start):
            raise Damaged("the Word file is damaged or truncated: a piece of its text stands outside the file")
        return piece

    def _decoded(self, piece: _Piece) -> str:
        stored = self.main[piece.at : piece.at + (piece.end - piece.start) * piece.width]
        if piece.width == 1:
            return "".join(bytes([code]).decode("cp1252", "replace") for code in stored)
        return "".join(map(chr, struct.unpack(f"<{len(stored) // 2}H", stored)))

    def _runs(self, index: int, properties: object, size: int) -> Iterator[tuple[int, int, bytes]]:
        """The runs of all property pages of a kind: first byte, byte after the last, properties."""
        table = self.part(index)
        count = (len(table) - 4) // 8
        for page in struct.unpack_from(f"<{max(count, 0)}I", table, 4 * (count + 1)) if count > 0 else ():
            start = (page & 0x3FFFFF) * _PAGE
            data = self.main[start : start + _PAGE]
            if len(data) < _PAGE:
                raise Damaged("the Word file is truncated: a page of its formatting is missing")
            runs = data[_PAGE - 1]
            if 4 * (runs + 1) + size * runs > _PAGE - 1:
                raise Damaged("the Word file is damaged: a page of its formatting is not whole")
            limits = struct.unpack_from(f"<{runs + 1}I", data, 0)
            for run in range(runs):
                offset = 2 * data[4 * (runs + 1) + size * run]
                yield limits[run], limits[run + 1], properties(data, offset) if offset else b""  # type: ignore[operator]

    def _place(self, position: int) -> tuple[_Piece, int]:
        """The piece of a character and its byte in the stream."""
        index = bisect.bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        piece = self.pieces[index]
        return piece, piece.at + (position - piece.start) * piece.width

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The characters from `start` to `end`, cut wherever their properties change."""
        while start < end:
            piece, byte = self._place(start)
            limit, found = self._characters.at(byte)
            stop = min(end, piece.end, start + max(1, (limit - byte) // piece.width))
            yield Stretch(start=start, end=stop, modifiers=modifiers(found) + piece.laid_over)
            start = stop

    def paragraph(self, mark: int) -> tuple[int, Modifiers]:
        """The style and the own modifiers of the paragraph that ends with the character at `mark`."""
        piece, byte = self._place(mark)
        _, found = self._paragraphs.at(byte)
        style = int.from_bytes(found[:2], "little")
        own = modifiers(found[2:])
        for name, operand in own:
            if name in sprm.STORED_ELSEWHERE:
                own += self._elsewhere(int.from_bytes(operand, "little"))
        return style, own + piece.laid_over

    def _elsewhere(self, at: int) -> Modifiers:
        """Modifiers too many for a page are kept in the data stream."""
        size = int.from_bytes(self.extra[at : at + 2], "little")
        if at + 2 + size > len(self.extra):
            raise Damaged("the Word file is damaged: properties of a paragraph stand outside the file")
        return modifiers(self.extra[at + 2 : at + 2 + size])


def _character_properties(page: bytes, offset: int) -> bytes:
    return page[offset + 1 : offset + 1 + page[offset]]


def _paragraph_properties(page: bytes, offset: int) -> bytes:
    size = page[offset]
    if size:
        return page[offset + 1 : offset + 2 * size]
    size = page[offset + 1] if offset + 1 < len(page) else 0
    return page[offset + 2 : offset + 2 + 2 * size]
