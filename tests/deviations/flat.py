"""A draft → text without cell marks: a cell a line, columns by spaces, or a page's text in reading order."""

from __future__ import annotations

import random
import unicodedata
from itertools import groupby

from tests.deviations.draft import Cell, Draft, Table
from tests.deviations.layout import expanded

Place = tuple[Cell, bool]
FLAT_FORMATS = ("lines", "layout", "plain")


def flat_table(table: Table, kind: str, draft: Draft) -> list[str]:
    """The table's lines; how a program or a person laid it out is drawn once a report."""
    draw = random.Random(f"{kind} {draft.sheet.agency} {draft.sheet.printed}")
    if kind == "lines":
        return _lines(table, draw.choice(("dropped", "empty", "empty", "spaced")))
    if kind == "layout":
        return columns_by_spaces(table, draw)
    draw.choice((_chars, _width))
    return _plain(table, draw.choice(("rows", "rows", "columns", "mixed")), draw.choice((8, 14, 30)), draw)


def columns_by_spaces(table: Table, draw: random.Random) -> list[str]:
    """Every cell under its column, spaces between them."""
    measure = draw.choice((_chars, _width))
    return _layout(table, draw.choice((6, 8, 12, 30)), measure, draw.choice(("top", "middle", "last")))


def _chars(text: str) -> int:
    return len(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _lines(table: Table, blanks: str) -> list[str]:
    """Every cell on a line of its own; empty ones are dropped, or leave their line empty."""
    cells = [cell.text.replace("\n", "").strip() for row in table.rows for cell in row]
    if blanks == "dropped":
        return [text for text in cells if text]
    if blanks == "spaced":
        return [line for text in cells for line in (text, "")]
    return cells


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of so many characters; its own breaks stay."""
    return [part[at : at + width] for part in text.split("\n") for at in range(0, max(len(part), 1), width)]


def _layout(table: Table, label_width: int, measure: object, align: str) -> list[str]:
    """Every cell under its column, long labels over several lines, numbers at the top, middle or end of their row."""
    grid = expanded(table.rows)
    width_of = _chars if measure is _chars else _width
    count = max(len(places) for places in grid)
    widths = [6] * count
    for places in grid:
        for at, (cell, start) in enumerate(places):
            if start and cell.cols == 1 and cell.role in ("label", "corner", "note", "pad"):
                widths[at] = max([widths[at], *(width_of(part) + 2 for part in _wrapped(cell.text, label_width))])
            elif start and cell.cols == 1:
                widths[at] = max(widths[at], width_of(cell.text.replace("\n", "")) + 2)
    lefts = [sum(widths[:at]) for at in range(count)]
    found: list[str] = []
    for places in grid:
        found.extend(_layout_row(places, lefts, label_width, width_of, align))
    return [line.rstrip() for line in found]


def _layout_row(places: list[Place], lefts: list[int], label_width: int, width_of: object, align: str) -> list[str]:
    measure = _chars if width_of is _chars else _width
    parts = {
        at: _wrapped(cell.text, label_width if cell.role != "value" else 40)
        for at, (cell, start) in enumerate(places)
        if start and cell.text.strip()
    }
    height = max((len(own) for own in parts.values()), default=1)
    lines = []
    for line in range(height):
        text = ""
        for at, own in sorted(parts.items()):
            first = {"top": 0, "middle": (height - len(own)) // 2, "last": height - len(own)}[align]
            if 0 <= line - first < len(own) and own[line - first]:
                text += " " * max(lefts[at] - measure(text), 1 if text else 0) + own[line - first]
        lines.append(text)
    return lines


def _plain(table: Table, order: str, label_width: int, draw: random.Random) -> list[str]:
    """Words in the order in which a program meets them: row by row, column by column, or some rows out of turn."""
    rows = [
        [part for cell, start in places if start for part in _wrapped(cell.text, label_width) if part.strip()]
        for places in expanded(table.rows)
    ]
    if order == "columns":
        grid = expanded(table.rows)
        head = [text for row in rows[: table.head] for text in row]
        count = max(len(places) for places in grid)
        columns = [
            [places[at][0].text for places in grid[table.head :] if at < len(places) and places[at][1]]
            for at in range(count)
        ]
        return [*head, *(text for own in columns for text in own if text.strip())]
    if order == "mixed" and len(rows) > table.head + 2:
        at = draw.randrange(table.head, len(rows) - 1)
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    spaced = draw.random() < 0.5
    found = []
    for row in rows:
        for value, run in groupby(row, key=lambda text: text.strip().isdigit()):
            own = list(run)
            found.extend([" ".join(own)] if value and spaced else own)
    return found
