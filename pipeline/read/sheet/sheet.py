"""The visible cells of a sheet → lines and grids. Knows neither XLSX nor XLS.

Ruled cells and their neighbours make a grid; text outside the rules makes lines. A sheet without rules is cut at rows
that are empty or hold one text. What is hidden is not on the page, so it is left out, and counted for a note.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from pipeline.errors import LimitExceeded, NotAReport
from pipeline.model import Block, Document, Grid, GridCell, Line, Place, value

Area = tuple[int, int, int, int]
"""First row, row after the last, first column, column after the last; from 0."""

_SIDES = ((0, -1), (0, 1), (-1, 0), (1, 0))
_MOST_PLACES = 100_000
"""Rows times columns of one table, and cells in merged areas of one sheet; the form's largest table has 280."""

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、")
_LONGEST_TITLE = 40

_BLANKS = " \t\n\u00a0\u3000\u200b\ufeff"


@value
class SheetCell:
    """One stored cell as it is shown. `rules`: whether its left, right, top and bottom edge is drawn."""

    text: str
    doubt: str | None = None
    rules: tuple[bool, bool, bool, bool] = (False, False, False, False)
    bold: bool = False
    size: float | None = None
    centred: bool = False


@value
class Sheet:
    """A sheet: cells by row and column (from 0), merged areas, and what is hidden."""

    name: str
    cells: dict[tuple[int, int], SheetCell]
    merged: tuple[Area, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@value
class _Area:
    """A cell or merged area as it stands among the visible rows and columns."""

    top: int
    bottom: int
    left: int
    right: int
    cell: SheetCell
    name: str
    ruled: bool


def workbook(sheets: list[tuple[str, Sheet]], sha256: str, media_type: str, title: str) -> Document:
    """The visible sheets, one after the other; notes say what is hidden. `sheets`: state and content."""
    notes = [("hidden_content", note) for state, sheet in sheets if state == "visible" and (note := hidden_note(sheet))]
    unseen = [sheet.name for state, sheet in sheets if state != "visible" and sheet.cells]
    if unseen:
        notes.append(("hidden_content", f"the workbook hides whole sheets ({', '.join(unseen)}); they were not read"))
    if not any(state == "visible" for state, _ in sheets):
        raise NotAReport("the workbook has no visible sheet")
    return Document(
        source_sha256=sha256,
        media_type=media_type,
        page_count=None,
        blocks=tuple(block for state, sheet in sheets if state == "visible" for block in blocks(sheet)),
        properties=(("title", title),) if title else (),
        notes=tuple(notes),
    )


def blocks(sheet: Sheet) -> Iterator[Block]:
    """The lines and grids of a sheet from top to bottom."""
    rows = _visible_rows(sheet)
    numbers = sorted(rows)
    kinds = [_kind(rows[number]) for number in numbers]
    for (kind, _), group in itertools.groupby(range(len(numbers)), key=lambda at: (kinds[at], numbers[at] - at)):
        run = [numbers[at] for at in group]
        part = [rows[number] for number in run]
        if kind == "ruled":
            yield from _frame(sheet, part, run[0])
        elif kind == "open" and len(part) > 1:
            yield from _table(sheet, part, run[0], ruled=False)
        elif kind != "empty":
            yield from (line for row in part for line in _lines(sheet, row))


def hidden_note(sheet: Sheet) -> str | None:
    """What of the sheet's content is hidden, in words; None where nothing is."""
    rows = {row for row, _ in sheet.cells if row in sheet.hidden_rows and _says(sheet, row=row)}
    columns = {column for _, column in sheet.cells if column in sheet.hidden_columns and _says(sheet, column=column)}
    if not rows and not columns:
        return None
    names = [str(row + 1) for row in sorted(rows)] + [column_name(column) for column in sorted(columns)]
    return f"sheet {sheet.name} hides rows or columns that hold text ({', '.join(names[:12])}); they were not read"


def _says(sheet: Sheet, row: int | None = None, column: int | None = None) -> bool:
    return any(cell.text.strip(_BLANKS) for (at, across), cell in sheet.cells.items() if row == at or column == across)


def column_name(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name, column = chr(ord("A") + letter) + name, column - 1
    return name


def _visible_rows(sheet: Sheet) -> dict[int, list[_Area]]:
    """The areas that cover each visible row, from left to right; rows that nothing covers are not there."""
    rows: dict[int, list[_Area]] = {}
    for area in sorted(_areas(sheet), key=lambda area: area.left):
        for row in range(area.top, area.bottom):
            rows.setdefault(row, []).append(area)
    return rows


def _areas(sheet: Sheet) -> Iterator[_Area]:
    height = max((row for row, _ in sheet.cells), default=-1) + 1
    width = max((column for _, column in sheet.cells), default=-1) + 1
    row_at = list(itertools.accumulate((row not in sheet.hidden_rows for row in range(height)), initial=0))
    column_at = list(itertools.accumulate((column not in sheet.hidden_columns for column in range(width)), initial=0))
    sizes = [(min(bottom, height) - top) * (min(right, width) - left) for top, bottom, left, right in sheet.merged]
    if sum(sizes) > _MOST_PLACES:
        raise LimitExceeded(f"sheet {sheet.name} merges {sum(sizes)} cells, more than a report can hold")
    covered: set[tuple[int, int]] = set()
    for top, bottom, left, right in sheet.merged:
        covered |= {
            (row, column) for row in range(top, min(bottom, height)) for column in range(left, min(right, width))
        }
    single = ((row, row + 1, column, column + 1) for row, column in sheet.cells if (row, column) not in covered)
    for top, bottom, left, right in itertools.chain(sheet.merged, single):
        bottom, right = min(bottom, height), min(right, width)
        cell = sheet.cells.get((top, left), SheetCell(text=""))
        if top >= bottom or left >= right or row_at[top] == row_at[bottom] or column_at[left] == column_at[right]:
            continue
        yield _Area(
            top=row_at[top],
            bottom=row_at[bottom],
            left=column_at[left],
            right=column_at[right],
            cell=cell,
            name=f"{column_name(left)}{top + 1}",
            ruled=any(_ruled(sheet, row, column) for row in range(top, bottom) for column in range(left, right)),
        )


def _ruled(sheet: Sheet, row: int, column: int) -> bool:
    """Whether rules stand around a place: one of its own and a second, or three that its neighbours draw.

    A rule may be stored with either neighbour; a cell beside a table has but one, and it is not its own.
    """
    own = sheet.cells.get((row, column), SheetCell(text="")).rules
    around = [
        own[side] or sheet.cells.get((row + down, column + across), SheetCell(text="")).rules[side ^ 1]
        for side, (down, across) in enumerate(_SIDES)
    ]
    return sum(around) > (1 if any(own) else 2)


def _kind(row: list[_Area]) -> str:
    if any(area.ruled for area in row):
        return "ruled"
    texts = sum(bool(area.cell.text.strip(_BLANKS)) for area in row)
    return "empty" if not texts else "lone" if texts == 1 else "open"


def _frame(sheet: Sheet, rows: list[list[_Area]], first: int) -> Iterator[Block]:
    """Ruled rows: tables, and the prose between them where the sheet is ruled all over."""
    kinds = [_is_prose(rows, at) for at in range(len(rows))]
    for prose, group in itertools.groupby(range(len(rows)), key=lambda at: kinds[at]):
        run = list(group)
        if not prose:
            yield from _table(sheet, [rows[at] for at in run], first + run[0], ruled=True)
            continue
        said = {id(row[0]): row for row in (rows[at] for at in run) if row[0].cell.text.strip(_BLANKS)}
        yield from (line for row in said.values() for line in _lines(sheet, row))


def _is_prose(rows: list[list[_Area]], at: int) -> bool:
    """Whether a row is one cell over all columns that is no title of a table: long, numbered, or with another below.

    The last such row above a table stays with it: a title within its rules belongs to it.
    """
    if not _is_whole(rows, at):
        return False
    text = rows[at][0].cell.text.strip(_BLANKS)
    below = at + 1 < len(rows) and _is_whole(rows, at + 1)
    return below or len(text) > _LONGEST_TITLE or bool(_NUMBERED.match(text)) or at + 1 == len(rows)


def _is_whole(rows: list[list[_Area]], at: int) -> bool:
    """Whether one cell, and more than one column wide, is all that the row holds."""
    return len(rows[at]) == 1 and rows[at][0].right - rows[at][0].left > 1


def _lines(sheet: Sheet, row: list[_Area]) -> Iterator[Line]:
    """The texts of a row outside tables: one line, or one for each line break in its only cell."""
    said = [area for area in row if area.cell.text.strip(_BLANKS)]
    first = said[0].cell
    for text in "  ".join(area.cell.text.strip(_BLANKS) for area in said).split("\n"):
        if text.strip(_BLANKS):
            yield Line(
                text=text.strip(_BLANKS),
                place=Place(locator=f"sheet {sheet.name}, cell {said[0].name}"),
                size=first.size,
                bold=first.bold,
                centred=first.centred,
            )


def _table(sheet: Sheet, rows: list[list[_Area]], first: int, *, ruled: bool) -> Iterator[Block]:
    areas = {id(area): area for row in rows for area in row if area.ruled or area.cell.text.strip(_BLANKS)}
    kept = list(areas.values())
    left, right = min(area.left for area in kept), max(area.right for area in kept)
    if len(rows) * (right - left) > _MOST_PLACES:
        raise LimitExceeded(f"sheet {sheet.name} holds a table of {len(rows)} rows, more than a report can hold")
    if len(kept) == 1:
        yield from _lines(sheet, kept) if kept[0].cell.text.strip(_BLANKS) else ()
        return
    cells = [_grid_cell(sheet, area, first, left) for area in kept]
    if not ruled:
        cells.extend(_gaps(sheet, rows, first, left, right))
    yield Grid(
        rows=len(rows),
        columns=right - left,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        place=Place(locator=f"sheet {sheet.name}, cells {kept[0].name} to {kept[-1].name}"),
        method="markup",
        doubt=_overlap(cells),
    )


def _grid_cell(sheet: Sheet, area: _Area, first: int, left: int) -> GridCell:
    return GridCell(
        row=area.top - first,
        column=area.left - left,
        row_span=area.bottom - area.top,
        column_span=area.right - area.left,
        raw=area.cell.text.strip(_BLANKS),
        place=Place(locator=f"sheet {sheet.name}, cell {area.name}"),
        doubt=area.cell.doubt,
    )


def _gaps(sheet: Sheet, rows: list[list[_Area]], first: int, left: int, right: int) -> Iterator[GridCell]:
    """The empty places of a table without rules: nothing tells them from cells, and they keep the columns apart."""
    for index, row in enumerate(rows):
        taken = {column for area in row if area.cell.text.strip(_BLANKS) for column in range(area.left, area.right)}
        for column in range(left, right):
            if column not in taken:
                place = Place(locator=f"sheet {sheet.name}, beside {row[0].name}")
                yield GridCell(row=index, column=column - left, raw="", place=place)


def _overlap(cells: Iterable[GridCell]) -> str | None:
    seen: set[tuple[int, int]] = set()
    for cell in cells:
        places = {
            (cell.row + down, cell.column + across)
            for down in range(cell.row_span)
            for across in range(cell.column_span)
        }
        if places & seen:
            return "merged cells of the sheet overlap"
        seen |= places
    return None
