"""TXT and Markdown → Document: lines as they are, runs of lines with tabs, pipes or commas as ragged grids.

The spans of their cells are lost.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.errors import Damaged
from pipeline.model import Block, Document, Grid, GridCell, Line, Place
from pipeline.read import limits
from pipeline.read.charset import decode
from pipeline.read.text.commas import comma_records
from pipeline.read.text.extracted import odd_rows

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FRAME = re.compile(r"^[\s\u2500-\u257f+=|-]*(?:[\u250c-\u254b\u2550-\u256c]|\+[-=]{2,})[\s\u2500-\u257f+=|-]*$")
"""A line of a drawn frame (├──┼──┤, +---+---+); one of strokes alone may be marks for none."""
_BARS = str.maketrans(dict.fromkeys("｜│┃║", "|"))
_PADDING = re.compile(r"(?<=\|) (\|+)\s*$")
"""Bars without cells at the end of a line: extractors of pages fill up rows that have merged cells with them."""
_BREAK = re.compile(r"<br\s*/?>", re.I)
_STRONG = re.compile(r"\*\*([^*]*)\*\*")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_FEWEST_TABBED = 10

_TableLine = tuple[int, str, list[str], int]
"""A line's number and text, its fields, and how many bars of padding may end it."""


def read_plain(data: bytes, sha256: str) -> Document:
    """The document in a text file; raises `Damaged` for bytes that are no text, `LimitExceeded` for a huge table."""
    text = decode(data, declared=False)
    if len(_CONTROL.findall(text)) > len(text) / 1000:
        raise Damaged("the file holds control bytes: it is neither text nor any known format")
    blocks: list[Block] = []
    run: list[_TableLine] = []
    empty = cells = 0
    for number, line, fields in _lines_and_fields(re.split(r"\r\n|\r|\n|\f", text)):
        if not line.strip():
            empty += 1
            continue
        if (run and _RULE.match(line)) or _FRAME.match(line):
            continue
        cells += 1 if fields is None else len(fields)
        limits.allow_cells(cells)
        if fields is not None:
            padding = _PADDING.search(line)
            run.append((number, line, fields, len(padding[1]) if padding else 0))
            empty = 0
            continue
        blocks.extend(_grid(run))
        run = []
        blocks.append(_line(number, line, empty))
        empty = 0
    blocks.extend(_grid(run))
    return Document(source_sha256=sha256, media_type="text/plain", page_count=None, blocks=tuple(blocks))


def _lines_and_fields(lines: list[str]) -> Iterator[tuple[int, str, list[str] | None]]:
    """Each line's number from 1 and text, with its fields where it is a table's; a row over several lines once."""
    records = {record.first: record for record in comma_records(lines)}
    if _cell_a_line(lines):
        lines = [line.replace("\t", "") for line in lines]
    inside = 0
    for number, line in enumerate(lines, start=1):
        if number <= inside:
            continue
        record = records.get(number - 1)
        if record is None:
            yield number, line, _fields(line)
            continue
        inside = record.end
        whole = len(record.fields) > 1
        yield number, line if whole else "".join(record.fields), list(record.fields) if whole else None


def _cell_a_line(lines: list[str]) -> bool:
    """Whether tabs only begin lines, as where a browser copies each cell of a table on a line of its own."""
    tabbed = [line for line in lines if "\t" in line]
    return len(tabbed) >= _FEWEST_TABBED and all(line.count("\t") == 1 and line.startswith("\t") for line in tabbed)


def _fields(line: str) -> list[str] | None:
    """The fields of a table line; None for any other line."""
    if "\t" in line.strip(" "):
        return line.strip(" ").removesuffix("\n").split("\t")
    stripped = line.strip().translate(_BARS)
    if "|" in stripped:
        return stripped.removeprefix("|").removesuffix("|").split("|")
    return None


def _grid(run: list[_TableLine]) -> list[Grid]:
    """The run as one grid. One bar too many may be an empty cell; where other lines have several, it is padding."""
    if not run:
        return []
    padded = any(padding > 1 for *_, padding in run)
    lines = [(number, fields[: len(fields) - padding] if padded else fields) for number, _, fields, padding in run]
    cells = tuple(
        GridCell(
            row=row,
            column=column,
            raw=_shown(field),
            place=Place(locator=f"line {number}, field {column + 1}"),
        )
        for row, (number, fields) in enumerate(lines)
        for column, field in enumerate(fields)
    )
    width = max(len(fields) for _, fields in lines)
    return [
        Grid(
            rows=len(lines),
            columns=width,
            cells=cells,
            place=Place(locator=f"line {run[0][0]}"),
            method="text",
            ragged=True,
            doubt=odd_rows([line.translate(_BARS) for _, line, _, _ in run]),
        )
    ]


def _shown(field: str) -> str:
    """What a field shows: line breaks, entities and strong print of Markdown are no text of the cell."""
    if "&" in field or "*" in field or "<" in field:
        field = _STRONG.sub(r"\1", html.unescape(_BREAK.sub("\n", field)))
    return field.strip()


def _line(number: int, line: str, above: int) -> Line:
    place = Place(locator=f"line {number}")
    heading = _HEADING.match(line)
    if heading:
        return Line(text=heading[2].replace("**", ""), place=place, level=len(heading[1]), bold=True, above=above)
    return Line(text=line.rstrip().replace("**", ""), place=place, above=above)
