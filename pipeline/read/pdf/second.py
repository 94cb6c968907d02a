"""The second reading of a PDF: another parser (pdf_oxide), and another way to find tables (pdfplumber's).

Neither shares code with the first reading's PDFium and `ruled`. pdfplumber's own parser, written in Python, would take
ten times as long for the same characters and lines, and doubted pages are a large part of a run's time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pdf_oxide
from pdfplumber import table as finder
from pdfplumber.utils.geometry import obj_to_bbox

from pipeline.errors import Damaged
from pipeline.model import Block, Box, Document, Grid, GridCell, Line, Place
from pipeline.read.page.aligned import find_aligned
from pipeline.read.page.content import Char
from pipeline.read.page.lines import cell_text, line_text, printed_lines

_SNAP = 1.5
_NEAR = 3.0
"""Lines nearer than this (points) are one and meet: pdfplumber's own setting."""
_THIN = 3.0
_WHITE = 0.96

pdf_oxide.set_log_level("off")  # it warns of every fault of a file; the first reading has judged


def reread_pdf(data: bytes, sha256: str, pages: frozenset[int]) -> Document:
    """The given pages (from 1) as seen by the other libraries; raises `Damaged` where the file can't be opened.

    Turned pages are left out: their tables would come transposed.
    """
    try:
        file = pdf_oxide.PdfDocument.from_bytes(data)
        count = file.page_count()
        blocks = [
            block
            for number in sorted(pages)
            if number <= count and not file.page_rotation(number - 1)
            for block in _blocks(file, number)
        ]
    except (OSError, RuntimeError, ValueError) as error:
        raise Damaged(f"the second reading could not read the PDF ({error})") from error
    return Document(source_sha256=sha256, media_type="application/pdf", page_count=count, blocks=tuple(blocks))


def _blocks(file: Any, number: int) -> list[Block]:
    """Tables by their lines; what stands in none by alignment alone, which the order of drawing does not touch."""
    left, _, right, top = file.page_crop_box(number - 1) or file.page_media_box(number - 1)
    chars = [
        Char(char.char, x - left, top - y - high, x - left + wide, top - y, index)
        for index, char in enumerate(file.extract_chars(number - 1))
        for x, y, wide, high in (char.bbox,)
        if char.char.strip() and not char.rotation_degrees
    ]
    edges = [edge for path in file.extract_paths(number - 1) for edge in _edges(path, left, top)]
    blocks: list[tuple[float, Block]] = []
    for cells in _tables(edges):
        grid, chars = _grid(cells, chars, number)
        blocks.append((cells[0][1], grid))
    aligned, rest = find_aligned(chars, number, right - left, None)
    blocks.extend(aligned)
    for line in printed_lines(rest):
        box = (line[0].x0, min(char.top for char in line), line[-1].x1, max(char.bottom for char in line))
        blocks.append((box[1], Line(text=line_text(line), place=Place(page=number, box=box))))
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


def _edges(path: dict[str, Any], left: float, top: float) -> Iterator[dict[str, Any]]:
    """The lines that a path draws, as pdfplumber has them: strokes and thin filled boxes, but white ones."""
    stroked, filled = _seen(path["stroke_color"]), _seen(path["fill_color"])
    before = (0.0, 0.0)
    for step in path["operations"]:
        if step["op"] == "rectangle":
            x, y, wide, high = step["x"] - left, top - step["y"], step["width"], -step["height"]
            if filled and min(abs(wide), abs(high)) <= _THIN:
                yield from _edge(x, y, x + wide, y + high)
            elif stroked:
                for corners in ((x, y, x + wide, y), (x, y + high, x + wide, y + high)):
                    yield from _edge(*corners)
                for corners in ((x, y, x, y + high), (x + wide, y, x + wide, y + high)):
                    yield from _edge(*corners)
        elif step["op"] in ("move_to", "line_to"):
            point = (step["x"] - left, top - step["y"])
            if step["op"] == "line_to" and stroked:
                yield from _edge(*before, *point)
            before = point


def _edge(x0: float, y0: float, x1: float, y1: float) -> Iterator[dict[str, Any]]:
    """An upright or level line; a thin box by its middle."""
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if min(wide, high) > _THIN:
        return
    if wide >= high:
        y0 = y1 = (y0 + y1) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    yield {
        "x0": min(x0, x1),
        "x1": max(x0, x1),
        "top": min(y0, y1),
        "bottom": max(y0, y1),
        "width": abs(x1 - x0),
        "height": abs(y1 - y0),
        "orientation": "h" if wide >= high else "v",
        "object_type": "line",
    }


def _seen(color: tuple[float, float, float] | None) -> bool:
    return color is not None and min(color) < _WHITE


def _tables(edges: list[dict[str, Any]]) -> list[list[Box]]:
    """The cells of each table, by pdfplumber's way through the points where lines meet."""
    merged = finder.merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR)
    return list(finder.cells_to_tables(_cells(finder.edges_to_intersections(merged, _NEAR, _NEAR))))


class _Met:
    """A point where lines cross, with the upright and the level ones among them as bits."""

    __slots__ = ("x", "y", "upright", "level")

    def __init__(self, x: float, y: float, upright: int, level: int) -> None:
        self.x = x
        self.y = y
        self.upright = upright
        self.level = level


def _cells(crossings: dict[tuple[float, float], dict[str, list[dict[str, Any]]]]) -> list[Box]:
    """From each point where lines cross, the smallest box whose corners are such points joined by lines.

    As pdfplumber's `intersections_to_cells`, which asks anew which lines each two points share.
    """
    known: dict[Box, int] = {}
    met = {point: (_bits(lines["v"], known), _bits(lines["h"], known)) for point, lines in crossings.items()}
    below: dict[float, list[_Met]] = {}
    beside: dict[float, list[_Met]] = {}
    found: list[Box] = []
    for point in sorted(met, reverse=True):  # those below and to the right of a point come before it
        x, y = point
        upright, level = met[point]
        lower = [other for other in below.setdefault(x, []) if other.upright & upright]
        right = [other for other in beside.setdefault(y, []) if other.level & level]
        corner = _nearest_corner(lower, right, met)
        if corner is not None:
            found.append((x, y, *corner))
        own = _Met(x, y, upright, level)
        below[x].append(own)
        beside[y].append(own)
    return found[::-1]


def _nearest_corner(
    lower: list[_Met], right: list[_Met], met: dict[tuple[float, float], tuple[int, int]]
) -> tuple[float, float] | None:
    """The nearest point that lines join to one of those below and to one of those on the right."""
    for down in reversed(lower):
        for across in reversed(right):
            corner = (across.x, down.y)
            lines = met.get(corner)
            if lines is not None and lines[0] & across.upright and lines[1] & down.level:
                return corner
    return None


def _bits(lines: list[dict[str, Any]], known: dict[Box, int]) -> int:
    """A set of lines as the bits of a number; `known` numbers them by their boxes."""
    bits = 0
    for line in lines:
        bits |= 1 << known.setdefault(obj_to_bbox(line), len(known))
    return bits


def _grid(cells: list[Box], chars: list[Char], number: int) -> tuple[Grid, list[Char]]:
    """The table's cells with the characters whose middles they hold, and the characters that stand in none."""
    xs, column_at = _borders({edge for box in cells for edge in (box[0], box[2])})
    ys, row_at = _borders({edge for box in cells for edge in (box[1], box[3])})
    spans = [(row_at[top], column_at[x0], row_at[bottom], column_at[x1]) for x0, top, x1, bottom in cells]
    owner = {
        (row, column): index
        for index, (top, left, bottom, right) in enumerate(spans)
        for row in range(top, bottom)
        for column in range(left, right)
    }
    inside: dict[int, list[Char]] = {}
    rest: list[Char] = []
    for char in chars:
        row = bisect_right(ys, (char.top + char.bottom) / 2) - 1
        cell = owner.get((row, bisect_right(xs, (char.x0 + char.x1) / 2) - 1))
        (rest if cell is None else inside.setdefault(cell, [])).append(char)
    found = tuple(
        GridCell(
            row=top,
            column=left,
            row_span=max(1, bottom - top),
            column_span=max(1, right - left),
            raw=cell_text(inside.get(index, [])),
            place=Place(page=number, box=cells[index]),
        )
        for index, (top, left, bottom, right) in enumerate(spans)
    )
    place = Place(page=number, box=(xs[0], ys[0], xs[-1], ys[-1]))
    return Grid(rows=len(ys) - 1, columns=len(xs) - 1, cells=found, method="ruled", place=place), rest


def _borders(edges: set[float]) -> tuple[list[float], dict[float, int]]:
    """The borders between rows or columns, and of each edge of a cell the border that it is."""
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _SNAP:
            found.append(edge)
    return found, {edge: _nearest(found, edge) for edge in edges}


def _nearest(borders: list[float], edge: float) -> int:
    after = bisect_right(borders, edge)
    return min(range(max(0, after - 1), min(after + 1, len(borders))), key=lambda index: abs(borders[index] - edge))
