"""One made report as text in each manner that people and programs flatten tables, for the tests of flattened text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from tools.sample_numbers import Sheet
from tools.sample_tables import Spot, Table, tables

_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_PROSE = "我局认真贯彻条例，及时答复每一件申请，没有其他需要说明的情况。"
_LABEL_WIDTHS = (10, 12, 30)
_NUMBER_WIDTH = 8


def report(sheet: Sheet, write: Callable[[Table], list[str]]) -> str:
    """The whole report; `write` gives the lines of a table."""
    own = {table.section: table for table in tables(sheet)}
    lines = [f"{sheet.agency}{sheet.year}年政府信息公开工作年度报告", ""]
    for number, heading in enumerate(_HEADINGS):
        lines += [heading, "", *(write(own[number]) if number in own else [_PROSE]), ""]
    return "\n".join(lines)


def fields(between: str, edge: str, *, padded: bool) -> Callable[[Table], list[str]]:
    """Rows of fields with a separator; `padded`: a merged cell leaves empty fields, else it counts as one."""

    def write(table: Table) -> list[str]:
        lines = []
        for row in range(table.rows):
            texts = [""] * table.columns if padded else []
            for spot in _of_row(table, row):
                if padded:
                    texts[spot.column] = spot.text
                else:
                    texts.append(spot.text)
            lines.append(edge + between.join(texts) + edge)
        return lines

    return write


def extracted(*, by_lines: bool) -> Callable[[Table], list[str]]:
    """As extractors of web pages write it: a bar after each cell, then one for each place that merged cells left.

    `by_lines`: each cell, and the bars, on lines of their own.
    """

    def write(table: Table) -> list[str]:
        lines = []
        for row in range(table.rows):
            texts = [spot.text for spot in _of_row(table, row)]
            padding = "|" * (table.columns - len(texts))
            if by_lines:
                lines += [f"{text} |".strip() for text in texts] + ([padding] if padding else [])
            else:
                lines.append(f"| {' | '.join(texts)} | {padding}".rstrip())
        return lines

    return write


def cells_a_line(empty: int, *, dropped: bool) -> Callable[[Table], list[str]]:
    """Every cell on a line of its own, with `empty` lines between; cells left empty are empty lines, or `dropped`."""

    def write(table: Table) -> list[str]:
        texts = [spot.text for row in range(table.rows) for spot in _of_row(table, row)]
        return [line for text in texts if text or not dropped for line in (text, *[""] * empty)]

    return write


def layout(*, by_cells: bool) -> Callable[[Table], list[str]]:
    """The page's layout by spaces, labels broken over lines, a row's numbers at the middle of its label."""

    def write(table: Table) -> list[str]:
        widths = _widths(table)
        left = [sum(widths[:column]) for column in range(len(widths) + 1)]
        wrapped = {
            spot: _wrapped(spot.text, left[spot.column + spot.column_span] - left[spot.column] - 1)
            for spot in table.cells
        }
        heights = [
            max([1, *(len(wrapped[spot]) for spot in _of_row(table, row) if spot.row_span == 1)])
            for row in range(table.rows)
        ]
        top = [sum(heights[:row]) for row in range(table.rows + 1)]
        lines: list[list[tuple[int, str]]] = [[] for _ in range(top[-1])]
        for spot, texts in wrapped.items():
            space = top[spot.row + spot.row_span] - top[spot.row]
            first = top[spot.row] + max(0, (space - len(texts)) // 2)
            for offset, text in enumerate(texts[:space]):
                lines[first + offset].append((left[spot.column], text))
        return [_set(sorted(line), by_cells) for line in lines]

    return write


def _of_row(table: Table, row: int) -> list[Spot]:
    return sorted((spot for spot in table.cells if spot.row == row), key=lambda spot: spot.column)


def _widths(table: Table) -> list[int]:
    if table.columns == 10:
        return [*_LABEL_WIDTHS, *[_NUMBER_WIDTH] * 7]
    return [18] * table.columns if table.columns == 4 else [_NUMBER_WIDTH] * table.columns


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for character in text:
        if cells(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines if text else []


def cells(text: str) -> int:
    """The columns that a text takes where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _set(line: Sequence[tuple[int, str]], by_cells: bool) -> str:
    made = ""
    for x, text in line:
        at = cells(made) if by_cells else len(made)
        made += " " * max(1 if made else 0, x - at) + text
    return made
