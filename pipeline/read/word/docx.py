"""DOCX → Document: paragraphs and tables in document order, as Word shows them with all changes accepted.

Merged cells, nested layout tables, text boxes (once), content controls, tracked changes, hidden text, field results,
raised digits and automatic numbers (ECMA-376, WordprocessingML).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
import docx.document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from pipeline.errors import Damaged
from pipeline.model import Block, Document, Grid, GridCell, Line, Place
from pipeline.read.superscript import raised
from pipeline.read.word.docx_dressed import apply_styles, doubt_of, is_raised
from pipeline.read.word.docx_numbering import Numbering
from pipeline.read.word.table import grown

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = frozenset(
    (_W + "del", _W + "moveFrom", _MC_FALLBACK, _W + "instrText", _W + "delText", _W + "pPr", _W + "tbl")
)
_OTHER_KINDS = tuple(
    f"application/vnd.{kind}+xml"
    for kind in (
        "ms-word.document.macroEnabled.main",
        "ms-word.template.macroEnabledTemplate.main",
        "openxmlformats-officedocument.wordprocessingml.template.main",
    )
)
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, sha256: str) -> Document:
    """The document in a .docx file; raises `Damaged`."""
    try:
        file = _open(data)
        title = (file.core_properties.title or "").strip()
    except (
        *(PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError),
        *(KeyError, ValueError, IndexError, TypeError, AttributeError),
    ) as error:
        raise Damaged(f"the Word file is damaged or truncated ({error})") from error
    apply_styles(file)
    walk = _Walk(file)
    walk.container(file.element.body)
    return Document(
        source_sha256=sha256,
        media_type=_MEDIA_TYPE,
        page_count=None,
        blocks=tuple(walk.blocks),
        properties=(("title", title),) if title else (),
    )


def _open(data: bytes) -> docx.document.Document:
    """The document as data: templates and files with macros too, since nothing in them is ever run."""
    for kind in _OTHER_KINDS:
        PartFactory.part_type_for.setdefault(kind, DocumentPart)
    part = Package.open(io.BytesIO(data)).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(f"its main part is {part.content_type}")
    opened: docx.document.Document = part.document
    return opened


class _Walk:
    """Collects blocks in document order."""

    def __init__(self, file: docx.document.Document) -> None:
        self.blocks: list[Block] = []
        self.numbering = Numbering(file)
        self.lines = 0
        self.grids = 0

    def container(self, element: Any) -> None:
        """Takes the paragraphs and tables of a body, a text box, a content control or a layout cell."""
        for child in element:
            if child.tag == _W + "p":
                self._paragraph(child)
            elif child.tag == _W + "tbl":
                self._table(child)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
                self.container(child)

    def _paragraph(self, paragraph: Any) -> None:
        for box in _text_boxes(paragraph):
            self.container(box)
        number = self.numbering.next(paragraph)
        text = number + paragraph_text(paragraph)
        for part in text.split("\n"):
            if part.strip(" \t\u00a0\u3000"):
                self.lines += 1
                self.blocks.append(_line(part.strip(), self.lines, paragraph, self.numbering))

    def _table(self, table: Any) -> None:
        if table.find(f".//{_W}tc//{_W}tbl") is not None or _is_layout(table):
            for cell in table.iter(_W + "tc"):
                if cell.getparent().getparent() is table or cell.getparent().getparent().getparent() is table:
                    self.container(cell)
            return
        self.grids += 1
        grid = _grid(table, self.grids, self.numbering)
        if grid is not None:
            self.blocks.append(grid)


def _is_layout(table: Any) -> bool:
    """A frame around prose: one cell, and more in it than any label of a form."""
    cells = list(table.iter(_W + "tc"))
    return len(cells) == 1 and len("".join(cells[0].itertext())) > 200


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_W + "txbxContent"):
        above = [parent.tag for parent in box.iterancestors()]
        if _MC_FALLBACK not in above and _W + "del" not in above:
            yield box


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as shown, without its text boxes; breaks as newlines."""
    parts: list[str] = []
    for child in paragraph:
        _inline(child, parts)
    return "".join(parts)


def _inline(element: Any, parts: list[str]) -> None:
    tag = element.tag
    if tag in _DROPPED or not isinstance(tag, str) or tag == _W + "txbxContent":
        return
    if tag == _W + "r":
        parts.append(_run(element))
        return
    for child in element:
        _inline(child, parts)


def _run(run: Any) -> str:
    properties = run.find(_W + "rPr")
    if properties is not None and _on(properties.find(_W + "vanish")):
        return ""
    text = "".join(_run_part(child) for child in run)
    return raised(text) if is_raised(properties) else text


def _run_part(child: Any) -> str:
    if child.tag == _W + "t":
        return child.text or ""
    if child.tag in (_W + "br", _W + "cr"):
        return "\n"
    if child.tag == _W + "tab":
        return "\t"
    if child.tag == _W + "noBreakHyphen":
        return "-"
    if child.tag == _W + "sym":
        code = int(child.get(_W + "char") or "0", 16)
        return "" if 0xF000 <= code <= 0xF0FF or not code else chr(code)
    return ""


def _on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(_W + "val") not in ("0", "false", "off")


def _line(text: str, number: int, paragraph: Any, numbering: Numbering) -> Line:
    sizes = [
        int(size.get(_W + "val")) / 2 for size in paragraph.iter(_W + "sz") if (size.get(_W + "val") or "").isdigit()
    ]
    bold = any(_on(toggle) for toggle in paragraph.iter(_W + "b"))
    align = paragraph.find(f"{_W}pPr/{_W}jc")
    return Line(
        text=text,
        place=Place(locator=f"paragraph {number}"),
        size=max(sizes, default=None),
        bold=bold,
        centred=align is not None and align.get(_W + "val") == "center",
        level=numbering.outline_level(paragraph),
    )


def _grid(table: Any, number: int, numbering: Numbering) -> Grid | None:
    cells: list[GridCell] = []
    open_above: dict[int, int] = {}
    height = 0
    for row, element in enumerate(_rows(table)):
        height = row + 1
        column = _number(element.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in _cells(element):
            properties = cell.find(_W + "tcPr")
            width = max(1, _number(properties.find(_W + "gridSpan")) if properties is not None else 1)
            merge = properties.find(_W + "vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(_W + "val", "continue") == "continue"
            if goes_on and column in open_above and cells[open_above[column]].column_span == width:
                index = open_above[column]
                _cell_text(cell, numbering)  # hidden, but its numbered paragraphs count
                cells[index] = grown(cells[index], row)
            else:
                place = Place(locator=f"table {number}, row {row + 1}, column {column + 1}")
                open_above[column] = len(cells)
                cells.append(
                    GridCell(
                        row=row,
                        column=column,
                        column_span=width,
                        raw=_cell_text(cell, numbering),
                        place=place,
                        doubt=doubt_of(cell),
                    )
                )
            column += width
    if not cells:
        return None
    columns = max(cell.column + cell.column_span for cell in cells)
    return Grid(
        rows=height, columns=columns, cells=tuple(cells), place=Place(locator=f"table {number}"), method="markup"
    )


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == _W + "tr":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "customXml"):
            yield from _cells(child)


def _cell_text(cell: Any, numbering: Numbering) -> str:
    paragraphs = [numbering.next(part) + paragraph_text(part) for part in _paragraphs(cell)]
    return "\n".join(text for text in paragraphs if text.strip()).strip(" \t\n\u00a0\u3000\u200b\ufeff")


def _paragraphs(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _W + "p":
            yield child
            for box in _text_boxes(child):
                yield from _paragraphs(box)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _paragraphs(child)


def _number(element: Any) -> int:
    found = element.get(_W + "val") if element is not None else None
    return int(found) if found and found.isdigit() else 0
