"""A draft → a workbook: numbers as numbers or as text, with borders or without, merged as the draft's cells span."""

from __future__ import annotations

import io
import random
from typing import Any

import openpyxl
from openpyxl.styles import Border, Side

from tests.deviations.draft import Draft, Table
from tests.deviations.layout import expanded

_EDGE = Side(style="thin")


def xlsx_of(draft: Draft, opening: list[str], closing: list[str]) -> bytes:
    """The draft's workbook; how its cells are typed and bordered is drawn once a report."""
    draw = random.Random(f"xlsx {draft.sheet.agency} {draft.sheet.printed}")
    typed, bordered = draw.random() < 0.6, draw.random() < 0.7
    book = openpyxl.Workbook()
    page = book.active
    row = _lines(page, 1, opening)
    for heading, content in draft.sections:
        row = _lines(page, row, [heading] if heading else [])
        for item in content:
            if isinstance(item, Table):
                row = _lines(page, row, item.before)
                _table(page, row, item, typed=typed, bordered=bordered)
                row = _lines(page, row + len(item.rows), item.after)
            else:
                row = _lines(page, row, [str(item)])
    _lines(page, row, closing)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lines(page: Any, row: int, lines: list[str]) -> int:
    for line in lines:
        page.cell(row, 1, line)
        row += 1
    return row


def _table(page: Any, top: int, table: Table, *, typed: bool, bordered: bool) -> None:
    for down, places in enumerate(expanded(table.rows)):
        for column, (cell, start) in enumerate(places, 1):
            if bordered:
                page.cell(top + down, column).border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
            first = start and (column == 1 or places[column - 2][0] is not cell)
            if first and cell.text:
                page.cell(top + down, column, _typed(cell.text) if typed else cell.text)
            height = min(cell.rows, len(table.rows) - down)
            if first and (height > 1 or cell.cols > 1):
                page.merge_cells(
                    start_row=top + down,
                    end_row=top + down + height - 1,
                    start_column=column,
                    end_column=column + cell.cols - 1,
                )


def _typed(text: str) -> int | str:
    """The number that a person would have typed; anything else as text."""
    plain = text.isascii() and text.lstrip("-").isdigit() and str(int(text)) == text
    return int(text) if plain else text
