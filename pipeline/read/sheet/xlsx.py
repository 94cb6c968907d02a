"""XLSX → Document through openpyxl: what each visible cell shows. No formula is computed, no macro is run."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import XMLSyntaxError
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.errors import Damaged
from pipeline.model import Document
from pipeline.read.sheet.number_format import shown
from pipeline.read.sheet.sheet import Sheet, SheetCell, workbook
from pipeline.read.superscript import raised

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHINESE_DATES = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in formats that only East Asian installations have (ECMA-376, 18.8.30); openpyxl takes them for General."""

_RAISED = ("superscript", "subscript")

_DAMAGES = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    XMLSyntaxError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    zlib.error,
)
"""What openpyxl raises on malformed parts."""


def read_xlsx(data: bytes, sha256: str) -> Document:
    """The document in a workbook; raises `Damaged` or `LimitExceeded`."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
        results = _results(data, book)
        sheets = [(page.sheet_state, _sheet(page, results)) for page in book.worksheets]
        title = (book.properties.title or "").strip()
    except _DAMAGES as error:
        raise Damaged(f"the workbook is damaged or truncated ({type(error).__name__}: {str(error)[:200]})") from error
    return workbook(sheets, sha256, _MEDIA_TYPE, title)


def _results(data: bytes, book: Any) -> Any:
    """The workbook once more with the stored results of its formulas, or None where it has no formula."""
    if not any(cell.data_type == "f" for page in book.worksheets for cell in page._cells.values()):
        return None
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)


def _sheet(page: Any, results: Any) -> Sheet:
    # The private dict holds only the cells that are stored; the public iterators walk the whole rectangle, which a
    # stray cell in the last corner makes 17 thousand million places.
    stored = page._cells
    width = max((column for _, column in stored), default=0)
    hidden_columns = {
        column - 1
        for dimension in page.column_dimensions.values()
        if dimension.hidden or dimension.width == 0
        for column in range(dimension.min or 1, min(dimension.max or 1, width) + 1)
    }
    hidden_rows = {row - 1 for row, dimension in page.row_dimensions.items() if dimension.hidden or dimension.ht == 0}
    answers = results[page.title] if results is not None else None
    return Sheet(
        name=page.title,
        cells={(row - 1, column - 1): _cell(cell, answers) for (row, column), cell in stored.items()},
        merged=tuple(
            (area.min_row - 1, area.max_row, area.min_col - 1, area.max_col) for area in page.merged_cells.ranges
        ),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def _cell(cell: Any, answers: Any) -> SheetCell:
    text, doubt = _text(cell, answers)
    edges = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
    return SheetCell(
        text=text,
        doubt=doubt,
        rules=tuple(bool(edge is not None and edge.style) for edge in edges),  # type: ignore[arg-type]
        bold=bool(cell.font.b),
        size=cell.font.sz,
        centred=cell.alignment.horizontal in ("center", "centerContinuous"),
    )


def _text(cell: Any, answers: Any) -> tuple[str, str | None]:
    value = cell.value
    if value is None:
        return "", None
    code = _format_of(cell)
    if cell.data_type == "f":
        answer = answers[cell.coordinate].value
        if answer is None:
            return str(getattr(value, "text", None) or value), "a formula whose result the file does not hold"
        value = answer
    if isinstance(value, CellRichText):
        value = "".join(_run(part) for part in value)
    text, doubt = shown(value, code)
    if cell.font.strike:
        doubt = doubt or "its text is struck out"
    return (raised(text) if cell.font.vertAlign in _RAISED else text), doubt


def _format_of(cell: Any) -> str:
    if cell.has_style and cell._style.numFmtId in _CHINESE_DATES:
        return 'yyyy"年"m"月"d"日"'
    return str(cell.number_format)


def _run(part: str | TextBlock) -> str:
    if isinstance(part, str):
        return part
    return str(raised(part.text)) if part.font is not None and part.font.vertAlign in _RAISED else str(part.text)
