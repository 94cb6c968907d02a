"""The text of a Word 97 file as paragraphs, as Word shows it with all changes accepted.

Deleted and hidden text, field codes, marks of footnotes and pictures are not shown; raised digits stay raised.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from pipeline.errors import Damaged
from pipeline.read.superscript import raised
from pipeline.read.word import word97_sprm as sprm
from pipeline.read.word.flow import Paragraph
from pipeline.read.word.table import Shape
from pipeline.read.word.word97_file import Stretch, WordFile
from pipeline.read.word.word97_lists import Lists
from pipeline.read.word.word97_row import shape_of
from pipeline.read.word.word97_sprm import Modifiers
from pipeline.read.word.word97_styles import Style

CELL = "\x07"
_ENDS = frozenset("\r\x07\x0c")
_SHOWN_AS = {"\x0b": "\n", "\x0e": "\n", "\t": "\t", "\x1e": "-"}
_PICTURES = frozenset("\x01\x08")
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_NO_STYLE = Style()
_DEEPEST = 64
"""Tables within tables; Word itself shows far fewer."""


class Text:
    """The paragraphs of one file."""

    def __init__(self, file: WordFile, styles: dict[int, Style]) -> None:
        self.file = file
        self.styles = styles
        self._lists = Lists(file)
        self._codes = _field_codes(file.text)

    def paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        """The paragraphs between two characters, in order; one whose mark is deleted is joined with the next."""
        end = min(end, len(self.file.text))
        begun: list[Paragraph] = []
        while start < end:
            mark = next((at for at in range(start, end) if self.file.text[at] in _ENDS), end - 1)
            paragraph = self._paragraph(start, mark)
            start = mark + 1
            if paragraph.mark_deleted and not paragraph.cell_end and not paragraph.row_end and start < end:
                begun.append(paragraph)
                continue
            yield _joined(begun, self._numbered(paragraph, mark))
            begun = []

    def _paragraph(self, start: int, mark: int) -> Paragraph:
        number, own = self.file.paragraph(mark)
        style = self.styles.get(number, _NO_STYLE)
        found = dict(style.paragraph) | dict(own)
        depth = sprm.number(found, sprm.DEPTH, sprm.number(found, sprm.IN_TABLE))
        if depth > _DEEPEST:
            raise Damaged(f"the Word file is damaged: a paragraph says that it stands in {depth} tables")
        is_cell_mark = self.file.text[mark] == CELL
        inner = depth > 1
        row_end = bool(sprm.number(found, sprm.INNER_ROW_END if inner else sprm.ROW_END))
        stretches = list(self.file.stretches(start, mark + 1))
        parts = [self._shown(stretch, style) for stretch in stretches]
        outline = sprm.number(found, sprm.OUTLINE, 9)
        weights = [self._weight(stretch, style) for stretch, part in zip(stretches, parts, strict=True) if part.strip()]
        return Paragraph(
            text="".join(parts),
            depth=max(depth, 1) if is_cell_mark else depth,
            cell_end=not row_end and (bool(sprm.number(found, sprm.INNER_CELL)) if inner else is_cell_mark),
            row_end=row_end,
            shape=shape_of(own) if row_end else Shape(),
            mark_deleted=bool(sprm.number(dict(stretches[-1].modifiers), sprm.DELETED)),
            picture=any(self.file.text[at] in _PICTURES for at in range(start, mark)),
            bold=any(bold for bold, _ in weights),
            size=max((size for _, size in weights if size), default=None),
            centred=next((sprm.number(found, name) == 1 for name in sprm.ALIGNMENTS if name in found), False),
            level=outline + 1 if outline < 6 else None,
        )

    def _numbered(self, paragraph: Paragraph, mark: int) -> Paragraph:
        found = self._properties(mark)
        if paragraph.row_end or not sprm.number(found, sprm.LIST):
            return paragraph
        number = self._lists.next(sprm.number(found, sprm.LIST), sprm.number(found, sprm.LIST_LEVEL))
        return dataclasses.replace(paragraph, text=number + paragraph.text)

    def _properties(self, mark: int) -> dict[int, bytes]:
        """The modifiers of the paragraph that ends there, over those of its style."""
        number, own = self.file.paragraph(mark)
        return dict(self.styles.get(number, _NO_STYLE).paragraph) | dict(own)

    def _shown(self, stretch: Stretch, style: Style) -> str:
        own = dict(stretch.modifiers)
        base = dict(style.characters) | dict(self._of_character_style(own))
        if sprm.number(own, sprm.DELETED) or sprm.toggle(own, sprm.HIDDEN, bool(sprm.number(base, sprm.HIDDEN))):
            return ""
        text = "".join(self._character(at, own) for at in range(stretch.start, stretch.end) if at not in self._codes)
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return raised(text) if sprm.number(base | own, sprm.RAISED) == 1 else text

    def _of_character_style(self, own: dict[int, bytes]) -> Modifiers:
        return self.styles.get(sprm.number(own, sprm.STYLE_OF_CHARACTERS, 0x0FFF), _NO_STYLE).characters

    def _character(self, at: int, own: dict[int, bytes]) -> str:
        character = self.file.text[at]
        if character == "(" and sprm.SYMBOL in own:
            code = sprm.number(own, sprm.SYMBOL) >> 16
            return "" if 0xF000 <= code <= 0xF0FF or not code else chr(code)
        return character if character >= " " else _SHOWN_AS.get(character, "")

    def _weight(self, stretch: Stretch, style: Style) -> tuple[bool, float | None]:
        own = dict(stretch.modifiers)
        base = dict(style.characters)
        size = sprm.number(base | own, sprm.SIZE)
        return sprm.toggle(own, sprm.BOLD, bool(sprm.number(base, sprm.BOLD))), size / 2 if size else None


def _joined(begun: list[Paragraph], last: Paragraph) -> Paragraph:
    if not begun:
        return last
    return dataclasses.replace(last, text="".join(part.text for part in begun) + last.text)


def _field_codes(text: str) -> frozenset[int]:
    """Where field codes stand: from a field's beginning to its result, or to its end where it has none.

    A beginning without an end is no field; a code never holds a cell mark, so one that does is no field either.
    """
    found: set[int] = set()
    open_: list[tuple[int, int | None]] = []
    if _FIELD not in text:
        return frozenset()
    for at, character in enumerate(text):
        if character == _FIELD:
            open_.append((at, None))
        elif character == _RESULT and open_ and open_[-1][1] is None:
            open_[-1] = (open_[-1][0], at)
        elif character == _FIELD_END and open_:
            start, result = open_.pop()
            end = (result if result is not None else at) + 1
            if CELL not in text[start:end]:
                found.update(range(start, end))
    return frozenset(found)
