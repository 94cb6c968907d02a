"""XLS (Excel 97, BIFF) → Document through xlrd: what each visible cell shows. No formula is computed."""

from __future__ import annotations

import io
import struct
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from pipeline.errors import Damaged, Encrypted
from pipeline.model import Document
from pipeline.read.sheet.number_format import Stored, shown
from pipeline.read.sheet.sheet import Sheet, SheetCell, workbook
from pipeline.read.superscript import raised

_MEDIA_TYPE = "application/vnd.ms-excel"
_DAMAGES = (
    XLRDError,
    CompDocError,
    struct.error,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    NotImplementedError,
    OverflowError,
    ZeroDivisionError,
)
"""What xlrd raises on malformed records."""

_CENTRED = (2, 6)
_SUPERSCRIPT = 1
_STATES = {0: "visible", 1: "hidden", 2: "hidden"}


def read_xls(data: bytes, sha256: str) -> Document:
    """The document in an Excel 97 workbook; raises `Damaged` or `Encrypted`."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = [(_STATES.get(page.visibility, "hidden"), _sheet(book, page)) for page in book.sheets()]
    except _DAMAGES as error:
        if "encrypted" in str(error).lower():
            raise Encrypted("the workbook is protected by a password; save it without one") from error
        raise Damaged(f"the workbook is damaged or truncated ({type(error).__name__}: {str(error)[:200]})") from error
    return workbook(sheets, sha256, _MEDIA_TYPE, "")


def _sheet(book: Any, page: Any) -> Sheet:
    cells = {
        (row, column): _cell(book, page, row, column)
        for row in range(page.nrows)
        for column in range(page.row_len(row))
        if page.cell_type(row, column) != xlrd.XL_CELL_EMPTY
    }
    return Sheet(
        name=page.name,
        cells=cells,
        merged=tuple(page.merged_cells),
        hidden_rows=frozenset(row for row, info in page.rowinfo_map.items() if info.hidden or info.height == 0),
        hidden_columns=frozenset(column for column, info in page.colinfo_map.items() if info.hidden or info.width == 0),
    )


def _cell(book: Any, page: Any, row: int, column: int) -> SheetCell:
    style = book.xf_list[page.cell_xf_index(row, column)]
    font = book.font_list[style.font_index]
    text, doubt = _text(book, page, row, column, book.format_map[style.format_key].format_str)
    lines = style.border
    return SheetCell(
        text=raised(text) if font.escapement == _SUPERSCRIPT else text,
        doubt=doubt,
        rules=(
            bool(lines.left_line_style),
            bool(lines.right_line_style),
            bool(lines.top_line_style),
            bool(lines.bottom_line_style),
        ),
        bold=bool(font.bold),
        size=font.height / 20,
        centred=style.alignment.hor_align in _CENTRED,
    )


def _text(book: Any, page: Any, row: int, column: int, code: str) -> tuple[str, str | None]:
    kind, stored = page.cell_type(row, column), page.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return "", None
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(stored, "#ERROR")), None
    if kind == xlrd.XL_CELL_TEXT:
        return shown(_runs(book, page, row, column, stored), code)
    value: Stored = stored
    if kind == xlrd.XL_CELL_BOOLEAN:
        value = bool(stored)
    elif kind == xlrd.XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(stored, book.datemode)
    return shown(value, code)


def _runs(book: Any, page: Any, row: int, column: int, text: str) -> str:
    """The text with its raised stretches as superscripts."""
    runs = page.rich_text_runlist_map.get((row, column))
    if not runs:
        return text
    starts = [(0, None), *runs, (len(text), None)]
    parts = []
    for (start, font), (end, _) in zip(starts, starts[1:], strict=False):
        lifted = font is not None and book.font_list[font].escapement == _SUPERSCRIPT
        parts.append(raised(text[start:end]) if lifted else text[start:end])
    return "".join(parts)
