"""PDF → Document: grids by their ruling lines, or by alignment where there are none; lines of text around them.

Pages whose text can't be trusted (pictures of text, invisible text layers, fonts without Unicode, outlines) are
refused, never skipped: a page left out would turn its numbers into `missing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import Damaged, Encrypted, LimitExceeded, Unsupported
from pipeline.model import Block, Document, Grid, GridCell, Line, Place
from pipeline.read.aligned import find_aligned
from pipeline.read.pdf_page import Char, Content, read_page
from pipeline.read.pdf_tags import read_tags
from pipeline.read.pdf_text import cell_text, line_text, printed_lines
from pipeline.read.ruled import RuledGrid, find_grids
from pipeline.read.tagged import TaggedTable, tagged_grid

_MOST_PAGES = 300
_PICTURE_PAGE = 0.5
_FEW_CHARACTERS = 20
_MOST_UNMAPPED = 0.02
_MANY_CURVES = 300
_SHORT_WORD = 12
_FEW_WORDS = 6


def read_pdf(data: bytes, sha256: str) -> Document:
    """The document in a PDF; raises `Encrypted`, `Damaged`, `LimitExceeded`, or `Unsupported` where OCR is needed."""
    file = _open(data)
    try:
        pages = len(file)
        if pages > _MOST_PAGES:
            raise LimitExceeded(f"the PDF has {pages} pages; no annual report has more than {_MOST_PAGES}")
        if not pages:
            raise Damaged("the PDF has no page")
        blocks: list[Block] = []
        unreadable: list[str] = []
        for number in range(1, pages + 1):
            content, tables = _content(file, number)
            why = untrusted(content)
            if why:
                unreadable.append(f"{number} ({why})")
            else:
                blocks.extend(page_blocks(content, number, tables))
        if unreadable:
            raise Unsupported(f"page {', '.join(unreadable[:5])} needs OCR, which this version lacks")
        title = (file.get_metadata_dict().get("Title") or "").strip()
    finally:
        file.close()
    return Document(
        source_sha256=sha256,
        media_type="application/pdf",
        page_count=pages,
        blocks=tuple(blocks),
        properties=(("title", title),) if title else (),
    )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted("the PDF is protected by a password; save it without one") from error
        raise Damaged(f"the PDF is damaged or truncated ({error})") from error


def _content(file: pypdfium2.PdfDocument, number: int) -> tuple[Content, list[TaggedTable]]:
    """The page's content, and its tables by the file's tags where rulings do not tell all tables."""
    try:
        page = file[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"page {number} of the PDF can't be loaded ({error})") from error
    text_page: Any = pdfium.FPDFText_LoadPage(page.raw)
    try:
        content = read_page(page.raw, text_page)
        return content, read_tags(page.raw, text_page, content.chars) if _unruled(content) else []
    finally:
        pdfium.FPDFText_ClosePage(text_page)
        page.close()


def _unruled(content: Content) -> bool:
    """Whether short words stand where no vertical rules are, as in a table without them; prose has long runs."""
    top = min((start for _, start, _ in content.vertical), default=0.0)
    bottom = max((end for _, _, end in content.vertical), default=0.0)
    runs, length, before = 0, 0, -2
    for char in content.chars:
        if top <= char.top <= bottom:
            continue
        if char.index != before + 1:
            runs += 0 < length <= _SHORT_WORD
            length = 0
        length, before = length + 1, char.index
    return runs >= _FEW_WORDS


def untrusted(content: Content) -> str | None:
    """Why the text of a page can't be taken for what the page shows; None where it can."""
    count = len(content.chars)
    if content.hidden and content.hidden * 2 > content.texts:
        return "its text is an invisible layer over a picture"
    if content.image > _PICTURE_PAGE and count < _FEW_CHARACTERS * 10:
        return "it is a picture"
    if count < _FEW_CHARACTERS and content.image > 0.2:
        return "it is a picture"
    if count < _FEW_CHARACTERS and content.curves > _MANY_CURVES:
        return "its text is drawn as outlines"
    if content.unmapped > max(3, _MOST_UNMAPPED * count):
        return "its font has no usable Unicode map"
    return None


def page_blocks(content: Content, number: int, tables: Sequence[TaggedTable] = ()) -> Iterator[Block]:
    """The page's grids and lines in reading order: by rulings, then by tags, then by alignment."""
    grids = [grid for grid in find_grids(content.horizontal, content.vertical) if len(grid.xs) > 2]
    inside: list[dict[int, list[Char]]] = [{} for _ in grids]
    outside: list[Char] = []
    for char in content.chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for grid, cells in zip(grids, inside, strict=True):
            found = grid.at(x, y)
            if found is not None:
                cells.setdefault(found, []).append(char)
                break
        else:
            outside.append(char)
    blocks: list[tuple[float, Block]] = [
        (grid.ys[0], _ruled(grid, cells, number)) for grid, cells in zip(grids, inside, strict=True) if cells
    ]
    for table in tables:
        marked = tagged_grid(table, number, outside)
        if marked is not None and marked.place.box is not None:
            blocks.append((marked.place.box[1], marked))
            own = {id(char) for cell in table.cells for char in cell.chars}
            outside = [char for char in outside if id(char) not in own]
    aligned, rest = find_aligned(outside, number, content.width)
    blocks.extend(aligned)
    blocks.extend((line[0].top, _line(line, number, content.width)) for line in printed_lines(rest))
    return (block for _, block in sorted(blocks, key=lambda item: item[0]))


def _ruled(grid: RuledGrid, inside: dict[int, list[Char]], number: int) -> Grid:
    cells = tuple(
        GridCell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            raw=cell_text(inside.get(index, [])),
            place=Place(page=number, box=_rounded(cell.box)),
        )
        for index, cell in enumerate(grid.cells)
    )
    doubt = None if grid.whole else "its rulings do not enclose rectangular cells"
    return Grid(
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=cells,
        method="ruled",
        doubt=doubt,
        place=Place(page=number, box=_rounded(grid.box)),
    )


def _line(line: list[Char], number: int, width: float) -> Line:
    x0, x1 = line[0].x0, max(char.x1 for char in line)
    box = (x0, min(char.top for char in line), x1, max(char.bottom for char in line))
    centred = abs((x0 + x1) / 2 - width / 2) < 0.03 * width and x1 - x0 < 0.75 * width
    return Line(
        text=line_text(line), place=Place(page=number, box=_rounded(box)), size=round(line[0].size, 1), centred=centred
    )


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
