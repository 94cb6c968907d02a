"""A source without pages (HTML, Word, sheets, text) → its lines and tables as read, with the cell's place marked.

The page is written anew from the `Document`: every word is escaped, nothing of the source's own markup is in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from html import escape

from pipeline import read
from pipeline.find import Query, spans
from pipeline.model import Block, Document, Grid, GridCell, Line

_STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:1rem;color:#111;"
    "background:#fff}table{border-collapse:collapse;margin:.6rem 0}td{border:1px solid #767676;padding:.15rem .4rem;"
    "vertical-align:top}.here{background:#ffe08a;outline:3px solid #b00020;outline-offset:-1px;scroll-margin:40vh}"
    "p{margin:.3rem 0}"
)


def document(data: bytes, name: str) -> Document:
    """The document as its reader gives it. Raises `DocumentError`."""
    return read.read(data, name)


def marked(found: Document, locator: str | None, title: str, sought: Query | None = None) -> str:
    """A whole HTML page of the document. The element at `locator` has the id `here`; none where it is not found.

    Words that are `sought` are marked, and the id is theirs.

    Where a label has its numbers in the lines below it, its cells' place is the label: those lines are marked too.
    """
    below = False
    parts = []
    for block in found.blocks:
        here = locator is not None and block.place.locator == locator
        below = isinstance(block, Line) and (here or (below and not any(map(str.isalpha, block.text))))
        parts.append(_block(block, locator, below, sought))
    body = "".join(parts)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"{_with_id(body)}</main></body></html>"
    )


def _with_id(body: str) -> str:
    """The first marked place has the id; of sought words the longest that stand together, which the question meant."""
    marks = _MARK.findall(body)
    place = max(marks, key=len) if marks else _HERE
    return body.replace(place, place.replace(_HERE, _HERE_ID), 1)


_MARK = re.compile(r'<mark class="here">[^<]*</mark>')
_HERE, _HERE_ID = ' class="here"', ' class="here" id="here"'


def _block(block: Block, locator: str | None, here: bool, sought: Query | None) -> str:
    if isinstance(block, Line):
        return f"<p{_HERE if here else ''}>{_words(block.text, sought)}</p>"
    return f"<table>{''.join(_rows(block, locator, sought))}</table>"


def _rows(grid: Grid, locator: str | None, sought: Query | None) -> Iterator[str]:
    rows: defaultdict[int, list[GridCell]] = defaultdict(list)
    for cell in grid.cells:
        rows[cell.row].append(cell)
    for row in range(grid.rows):
        cells = sorted(rows[row], key=lambda cell: cell.column)
        yield f"<tr>{''.join(_cell(cell, locator, sought) for cell in cells)}</tr>"


def _cell(cell: GridCell, locator: str | None, sought: Query | None) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    mark = _HERE if locator and cell.place.locator == locator else ""
    return f"<td{spans}{mark}>{_words(cell.raw, sought)}</td>"


def _words(text: str, sought: Query | None) -> str:
    shown, last = "", 0
    for start, end in spans(text, sought) if sought else ():
        shown += f"{_plain(text[last:start])}<mark{_HERE}>{_plain(text[start:end])}</mark>"
        last = end
    return shown + _plain(text[last:])


def _plain(text: str) -> str:
    return escape("".join(map(_shown, text))).replace("\n", "<br>")


def _shown(char: str) -> str:
    """A character; a mark in place of controls, nothing in place of what has no form (zero-width spaces)."""
    if char.isprintable() or char.isspace():
        return char
    return "" if unicodedata.category(char) == "Cf" else "\ufffd"
