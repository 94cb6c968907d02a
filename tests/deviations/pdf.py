"""A draft → PDF pages written by hand: tables with all borders, with horizontal lines only, with three lines, with none."""

from __future__ import annotations

import unicodedata

from tests.deviations.draft import Cell, Draft, Table
from tests.deviations.layout import expanded
from tests.pdf_maker import pdf_file

PDF_FORMATS = ("pdf-ruled", "pdf-rows", "pdf-three", "pdf-open")
_WIDTH, _HEIGHT, _MARGIN = 595, 842, 48
_SIZE, _LINE, _PAD = 9.0, 12.0, 3.0
_VALUE = 32.0


class Pages:
    """Pages as they are filled from top to bottom; each is a list of drawing commands."""

    def __init__(self, rules: str) -> None:
        self.rules = rules
        self.pages: list[list[str]] = [[]]
        self.y = float(_MARGIN)

    def line(self, text: str) -> None:
        """A paragraph, wrapped at the margins."""
        for part in _wrapped(text, _WIDTH - 2 * _MARGIN):
            self._room(_LINE)
            self._word(part, _MARGIN, self.y)
            self.y += _LINE
        self.y += 3

    def table(self, table: Table) -> None:
        """A table; rows that do not fit go on the next page, cells over several rows on both."""
        grid = expanded(table.rows)
        edges = _edges(grid)
        heights = _heights(grid, edges)
        shown: set[int] = set()
        self._rule("top", edges, grid[:1])
        for at, places in enumerate(grid):
            if self.y + heights[at] > _HEIGHT - _MARGIN:
                self._rule("bottom", edges, grid[at - 1 : at])
                self._room(_HEIGHT)
                self._rule("top", edges, grid[at : at + 1])
            self._row(grid, at, edges, heights, shown)
            self.y += heights[at]
            if at + 1 == table.head:
                self._rule("head", edges, [places])
        self._rule("bottom", edges, grid[-1:])
        self.y += 10

    def _row(
        self,
        grid: list[list[tuple[Cell, bool]]],
        at: int,
        edges: list[float],
        heights: list[float],
        shown: set[int],
    ) -> None:
        for column, (cell, _) in enumerate(grid[at]):
            own = [i for i, (other, _) in enumerate(grid[at]) if other is cell]
            if own[0] == column:
                self._cell(grid, at, (own[0], own[-1] + 1), edges, heights, shown)

    def _cell(
        self,
        grid: list[list[tuple[Cell, bool]]],
        at: int,
        columns: tuple[int, int],
        edges: list[float],
        heights: list[float],
        shown: set[int],
    ) -> None:
        cell = grid[at][columns[0]][0]
        left, right, bottom = edges[columns[0]], edges[columns[1]], self.y + heights[at]
        goes_on = at + 1 < len(grid) and any(other is cell for other, _ in grid[at + 1])
        if self.rules == "ruled":
            self._stroke(left, self.y, left, bottom)
            self._stroke(right, self.y, right, bottom)
        if self.rules in ("ruled", "rows") and not goes_on:
            self._stroke(left, bottom, right, bottom)
        if id(cell) in shown or not cell.text:
            return
        shown.add(id(cell))
        run = 1
        while at + run < len(grid) and any(other is cell for other, _ in grid[at + run]):
            run += 1
        height = min(sum(heights[at : at + run]), _HEIGHT - _MARGIN - self.y)
        parts = _wrapped(cell.text, right - left - 2 * _PAD)
        top = self.y + max(_PAD, (height - len(parts) * _LINE) / 2)
        for index, part in enumerate(parts):
            self._word(part, left + (right - left - _measure(part)) / 2, top + index * _LINE)

    def _rule(self, place: str, edges: list[float], rows: list[list[tuple[Cell, bool]]]) -> None:
        if self.rules == "three" or (self.rules in ("ruled", "rows") and place == "top" and rows):
            columns = len(rows[0]) if rows else 0
            for left, right in zip(edges[:columns], edges[1 : columns + 1], strict=True):
                self._stroke(left, self.y, right, self.y)

    def _room(self, height: float) -> None:
        if self.y + height > _HEIGHT - _MARGIN:
            self.pages.append([])
            self.y = float(_MARGIN)

    def _stroke(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.1f} {_HEIGHT - y0:.1f} m {x1:.1f} {_HEIGHT - y1:.1f} l S")

    def _word(self, text: str, x: float, top: float) -> None:
        shown = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {_SIZE} Tf {x:.2f} {_HEIGHT - top - _SIZE:.2f} Td <{shown}> Tj ET")

    def file(self) -> bytes:
        """The file of these pages, with a font that every reader of PDF knows (ISO 32000, 9.7.5.2)."""
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONT]
        kids = []
        for commands in self.pages:
            content = "\n".join(["0.5 w", *commands]).encode()
            objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {len(objects)} 0 R "
                "/Resources << /Font << /F 3 0 R >> >> >>".encode()
            )
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
        return pdf_file(objects)


_FONT = [
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
    b"/Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
    b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
]


def _measure(text: str) -> float:
    return sum(_SIZE if unicodedata.east_asian_width(letter) in "WFA" else _SIZE / 2 for letter in text)


def _wrapped(text: str, width: float) -> list[str]:
    parts = []
    for printed in text.split("\n"):
        part = ""
        for letter in printed:
            if part and _measure(part + letter) > width and not (part[-1].isdigit() and letter.isdigit()):
                parts.append(part)
                part = ""
            part += letter
        parts.append(part)
    return parts


def _edges(grid: list[list[tuple[Cell, bool]]]) -> list[float]:
    """The columns' edges: those of numbers narrow, those of labels share the rest."""
    count = max(len(places) for places in grid)
    room = _WIDTH - 2 * _MARGIN
    narrow = [
        any(at < len(row) and row[at][0].role in ("value", "foreign") and row[at][0].cols == 1 for row in grid)
        for at in range(count)
    ]
    rest = room - _VALUE * sum(narrow)
    wide = rest / max(1, narrow.count(False)) if not all(narrow) else 0.0
    widths = [(_VALUE if slim else wide) if wide else room / count for slim in narrow]
    return [_MARGIN + sum(widths[:at]) for at in range(count + 1)]


def _heights(grid: list[list[tuple[Cell, bool]]], edges: list[float]) -> list[float]:
    heights = [_LINE + 2 * _PAD] * len(grid)
    for at, places in enumerate(grid):
        for column, (cell, start) in enumerate(places):
            if start and cell.text:
                own = [row for row in range(at, len(grid)) if any(other is cell for other, _ in grid[row])]
                width = sum(1 for other, _ in places if other is cell)
                need = len(_wrapped(cell.text, edges[column + width] - edges[column] - 2 * _PAD)) * _LINE + 2 * _PAD
                lacking = need - sum(heights[row] for row in own)
                if lacking > 0:
                    heights[own[-1]] += lacking
    return heights


def pdf_of(draft: Draft, kind: str, opening: list[str], closing: list[str]) -> bytes:
    """The draft's pages; `kind` is one of `PDF_FORMATS`."""
    pages = Pages(kind.removeprefix("pdf-"))
    for line in opening:
        pages.line(line)
    for heading, content in draft.sections:
        if heading:
            pages.line(heading)
        for item in content:
            if isinstance(item, Table):
                for line in item.before:
                    pages.line(line)
                pages.table(item)
                for line in item.after:
                    pages.line(line)
            else:
                pages.line(str(item))
    for line in closing:
        pages.line(line)
    return pages.file()
