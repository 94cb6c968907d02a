"""RTF → Document: paragraphs and tables in order, as a word processor shows them (RTF specification 1.9.1).

Deleted and hidden text, field codes, headers and footnotes are not shown; raised digits stay raised.
"""

from __future__ import annotations

import dataclasses
import re

from pipeline.errors import Damaged
from pipeline.model import Document
from pipeline.read.superscript import raised
from pipeline.read.word.flow import Blocks, Paragraph
from pipeline.read.word.rtf_tokens import tokens
from pipeline.read.word.table import DOWN, DOWN_FIRST, FIRST_MERGED, MERGED, Shape

_MEDIA_TYPE = "application/rtf"
_DEEPEST = 64
_SKIPPED = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer"),
        *("footerl", "footerr", "footerf", "footnote", "annotation", "xe", "tc", "tcn", "nonshppict", "nonesttables"),
        *("listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "objdata", "objclass"),
    )
)
_ENTERED = frozenset(("nesttableprops", "shppict"))
"""Groups marked as ignorable that are read all the same."""

_SHOWN_AS = {
    "line": "\n", "tab": "\t", "page": "\n", "column": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 238: "cp1250", 204: "cp1251"}
_CODE_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_NO_NUMBER = re.compile("[\t\ue000-\uf8ff]")
"""What stands in the text of an automatic number beside it: a tab, bullets of symbol fonts."""

_MERGES = {"clmgf": FIRST_MERGED, "clmrg": MERGED, "clvmgf": DOWN | DOWN_FIRST, "clvmrg": DOWN}


@dataclasses.dataclass
class _State:
    """What a group inherits from the one around it, and what ends with it."""

    skipped: bool = False
    fonts: bool = False
    styles: bool = False
    number: bool = False
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    bold: bool = False
    size: float = 12.0
    fallback: int = 1
    edges: tuple[int, ...] = ()
    merges: tuple[int, ...] = ()
    merge: int = 0
    left: int = 0


@dataclasses.dataclass
class _Layout:
    """What belongs to the paragraph that is open."""

    depth: int = 0
    style: int = 0
    centred: bool = False
    level: int | None = None


@dataclasses.dataclass
class _Style:
    """What a paragraph's style says of it."""

    bold: bool = False
    level: int | None = None


def read_rtf(data: bytes, sha256: str) -> Document:
    """The document in a rich-text file; raises `Damaged` where its groups do not end."""
    reader = _Reader()
    for kind, text, number in tokens(data):
        reader.take(kind, text, number)
    if reader.stack:
        raise Damaged(f"the rich-text file is truncated: {len(reader.stack)} of its groups do not end")
    blocks = Blocks()
    blocks.add(reader.paragraphs)
    return Document(source_sha256=sha256, media_type=_MEDIA_TYPE, page_count=None, blocks=tuple(blocks.found))


class _Reader:
    """Takes tokens one by one and collects paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.state = _State()
        self.stack: list[_State] = []
        self._layout = _Layout()
        self._parts: list[str] = []
        self._bytes = bytearray()
        self._weights: list[tuple[bool, float]] = []
        self._picture = False
        self._code_page = "cp1252"
        self._encodings: dict[int, str] = {}
        self._styles: dict[int, _Style] = {}
        self._to_skip = 0
        self._first = False
        self._ignorable = False

    def take(self, kind: str, text: str, number: int | None) -> None:
        """One token."""
        if kind == "byte":
            self._byte(number or 0)
            return
        self._flush()
        if kind == "open":
            self.stack.append(dataclasses.replace(self.state))
            if len(self.stack) > 2000:
                raise Damaged("the rich-text file nests its groups deeper than any document does")
        elif kind == "close" and self.stack:
            self.state = self.stack.pop()
        elif kind == "word":
            self._word(text, number)
        elif kind == "text":
            self._show(text)
        self._ignorable = kind == "ignorable"
        self._first = kind in ("open", "ignorable")

    def _byte(self, code: int) -> None:
        self._first = self._ignorable = False
        if self._to_skip:
            self._to_skip -= 1
        elif not self.state.skipped:
            self._bytes.append(code)

    def _flush(self) -> None:
        """Ends a run of bytes: characters of two bytes may stand in it, so it is decoded whole."""
        if self._bytes:
            encoding = self._encodings.get(self.state.font, self._code_page)
            if encoding == "cp1252":
                encoding = self._code_page
            self._show(bytes(self._bytes).decode(encoding, "replace"))
            self._bytes.clear()

    def _show(self, text: str) -> None:
        if self.state.skipped or self.state.hidden or self.state.deleted or not text:
            return
        if self.state.number:
            text = _NO_NUMBER.sub("", text)
        self._parts.append(raised(text) if self.state.raised else text)
        if text.strip():
            self._weights.append((self.state.bold, self.state.size))

    def _word(self, word: str, number: int | None) -> None:
        state = self.state
        if self._first and (word in _SKIPPED or (self._ignorable and word not in _ENTERED)):
            self._picture = self._picture or (word == "pict" and not state.skipped)
            state.skipped, state.fonts, state.styles = True, word == "fonttbl", word == "stylesheet"
        elif self._first and word in ("listtext", "pntext"):
            state.number = True
        elif word == "u" and number is not None:
            self._show(chr(number % 65536))
            self._to_skip = state.fallback
        elif word == "f":
            state.font = number or 0
        elif word == "fcharset" and state.fonts:
            self._encodings[state.font] = _CHARSETS.get(number or 0, "cp1252")
        elif word == "ansicpg":
            self._code_page = _CODE_PAGES.get(number or 0, "cp1252")
        elif state.styles:
            self._style(word, number)
        elif not state.skipped:
            self._show(_SHOWN_AS.get(word, ""))
            if not (self._character(word, number) or self._row(word, number)):
                self._structure(word, number)

    def _style(self, word: str, number: int | None) -> None:
        """A word of the stylesheet: the number of a paragraph style, then what it says."""
        if word == "s":
            self._layout.style = number or 0
            self._styles[self._layout.style] = _Style()
        elif word == "b":
            self._styles.setdefault(self._layout.style, _Style()).bold = number != 0
        elif word == "outlinelevel":
            self._styles.setdefault(self._layout.style, _Style()).level = _level(number)

    def _character(self, word: str, number: int | None) -> bool:
        """Character formatting; a switch without a number is on."""
        state, on = self.state, number != 0
        if word == "plain":
            state.hidden = state.deleted = state.raised = state.bold = False
            state.size = 12.0
        elif word == "v":
            state.hidden = on
        elif word == "deleted":
            state.deleted = on
        elif word in ("super", "nosupersub", "sub"):
            state.raised = word == "super" and on
        elif word == "b":
            state.bold = on
        elif word == "fs":
            state.size = (number or 24) / 2
        elif word == "uc":
            state.fallback = max(number or 0, 0)
        else:
            return False
        return True

    def _row(self, word: str, number: int | None) -> bool:
        """The definition of a row: the left edge, then marks and right edge of each cell."""
        state = self.state
        if word == "trowd":
            state.edges, state.merges, state.merge, state.left = (), (), 0, 0
        elif word == "trleft":
            state.left = number or 0
        elif word in _MERGES:
            state.merge |= _MERGES[word]
        elif word == "cellx":
            state.edges, state.merges = (*state.edges, number or 0), (*state.merges, state.merge)
            state.merge = 0
        else:
            return False
        return True

    def _structure(self, word: str, number: int | None) -> None:
        if word in ("par", "sect"):
            self.end_paragraph()
        elif word == "pard":
            self._layout = _Layout()
        elif word == "intbl":
            self._layout.depth = max(self._layout.depth, 1)
        elif word == "itap":
            self._layout.depth = min(number or 0, _DEEPEST)
        elif word in ("qc", "ql", "qr", "qj"):
            self._layout.centred = word == "qc"
        elif word == "outlinelevel":
            self._layout.level = _level(number)
        elif word == "s":
            self._layout.style = number or 0
        elif word in ("cell", "nestcell"):
            self._layout.depth = max(self._layout.depth, 1 if word == "cell" else 2)
            self.end_paragraph(cell_end=True)
        elif word in ("row", "nestrow"):
            self._end_row(nested=word == "nestrow")

    def _end_row(self, *, nested: bool) -> None:
        depth = 1 if not nested else max(self._layout.depth, 2)
        shape = Shape(edges=(self.state.left, *self.state.edges), merges=self.state.merges, sure=bool(self.state.edges))
        self.paragraphs.append(Paragraph(text="", depth=depth, row_end=True, shape=shape))
        self._parts, self._weights, self._picture = [], [], False

    def end_paragraph(self, *, cell_end: bool = False) -> None:
        """Ends the paragraph that is open."""
        self._flush()
        text = "".join(self._parts)
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        style = self._styles.get(self._layout.style, _Style())
        self.paragraphs.append(
            Paragraph(
                text=text,
                depth=self._layout.depth,
                cell_end=cell_end,
                picture=self._picture,
                bold=style.bold or any(bold for bold, _ in self._weights),
                size=max((size for _, size in self._weights), default=None),
                centred=self._layout.centred,
                level=self._layout.level or style.level,
            )
        )
        self._parts, self._weights, self._picture = [], [], False


def _level(number: int | None) -> int | None:
    return number + 1 if number is not None and 0 <= number < 6 else None
