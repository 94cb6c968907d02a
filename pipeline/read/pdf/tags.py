"""What a PDF tells of its tables beyond places: its structure tree (ISO 32000-1, 14.8), and the order of drawing.

Browsers and word processors write the tree. PDFium gives that of one page; what stands on another page is a gap in it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.read.page.content import Char
from pipeline.read.page.tagged import Hints, TaggedCell, TaggedTable
from pipeline.read.pdf import pdfium as bulk
from pipeline.read.pdf.calls import ADDRESS, bound, ready

_DEEPEST = 60
_CELLS = ("TD", "TH")
_GROUPS = ("THead", "TBody", "TFoot", "NonStruct", "Div", "Sect")
_MOST_SPANNED = 100
_MOST_FORMS = 15

_Element = Any
"""A structure element, ready as an argument."""
_children_count = bound(pdfium.FPDF_StructElement_CountChildren)
_child = bound(pdfium.FPDF_StructElement_GetChildAtIndex, ADDRESS)
_child_mark = bound(pdfium.FPDF_StructElement_GetChildMarkedContentID)
_kind = bound(pdfium.FPDF_StructElement_GetType)
_attribute_count = bound(pdfium.FPDF_StructElement_GetAttributeCount)
_attribute = bound(pdfium.FPDF_StructElement_GetAttributeAtIndex, ADDRESS)
_value = bound(pdfium.FPDF_StructElement_Attr_GetValue, ADDRESS)
_number = bound(pdfium.FPDF_StructElement_Attr_GetNumberValue)
_name = ctypes.create_string_buffer(64)
_SPANS = {name: ctypes.create_string_buffer(name.encode()) for name in ("RowSpan", "ColSpan")}


def read_hints(page: Any, text_page: Any, chars: list[Char]) -> Hints:
    """The order in which a page (raw handles) was drawn, and the tables that its tags tell of where it is tagged."""
    count = pdfium.FPDFPage_CountObjects(page)
    objects = bulk.drawing(bulk.handle(page), count, _MOST_FORMS)
    numbers: dict[int | None, int] = {address: number for number, (address, _) in enumerate(objects)}
    drawn_by = bulk.text_objects(bulk.handle(text_page), [char.index for char in chars])
    owners = {id(char): numbers.get(address, -1) for char, address in zip(chars, drawn_by, strict=True)}
    tables = _tables(page)
    cells = {mark: cell for table in tables for cell in table.cells for mark in cell.marks}
    marks = [bulk.marked_content(address) if cells and not depth else -1 for address, depth in objects]
    for char in chars:
        cell = cells.get(marks[owners[id(char)]]) if owners[id(char)] >= 0 else None
        if cell is not None:
            cell.chars.append(char)
    tables = [table for table in tables if any(cell.chars for cell in table.cells)]
    return Hints(tables, {key: number for key, number in owners.items() if number >= 0})


def _tables(page: Any) -> list[TaggedTable]:
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return []
    try:
        roots = (
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(pdfium.FPDF_StructTree_CountChildren(tree))
        )
        return [table for root in roots if root for table in _found(bulk.handle(root), 0)]
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _found(element: _Element, depth: int) -> Iterator[TaggedTable]:
    """The innermost tables under an element: one around others only lays out the page."""
    if depth > _DEEPEST:
        return
    inner = [table for child in _children(element) if child for table in _found(child, depth + 1)]
    if inner or _type(element) != "Table":
        yield from inner
        return
    table = TaggedTable()
    _take_rows(element, table, 0)
    yield table


def _take_rows(element: _Element, table: TaggedTable, depth: int) -> None:
    """Every row, also those of other pages, which are gaps: the rows that a cell spans are counted by them."""
    for child in _children(element):
        kind = _type(child) if child else ""
        if kind in _GROUPS and depth < _DEEPEST:
            _take_rows(child, table, depth + 1)
            continue
        if kind == "TR":
            table.cells.extend(_cell(item, table.rows) for item in _children(child) if item and _type(item) in _CELLS)
        table.rows += 1


def _cell(element: _Element, row: int) -> TaggedCell:
    spans = {"RowSpan": 1, "ColSpan": 1}
    number = ctypes.c_float()
    for index in range(_attribute_count(element)):
        attributes = ready(_attribute(element, index))
        for name, spelt in _SPANS.items():
            value = _value(attributes, ready(ctypes.addressof(spelt)))
            if value and _number(ready(value), ready(ctypes.addressof(number))):
                spans[name] = min(max(1, int(number.value)), _MOST_SPANNED)
    return TaggedCell(row, spans["RowSpan"], spans["ColSpan"], marks=set(_marks(element, 0)))


def _marks(element: _Element, depth: int) -> Iterator[int]:
    """The numbers of the marked content under an element, on this page."""
    for index in range(_children_count(element)):
        mark = _child_mark(element, index)
        child = _child(element, index)
        if child and depth < _DEEPEST:
            yield from _marks(ready(child), depth + 1)
        elif mark >= 0:
            yield mark


def _children(element: _Element) -> list[_Element | None]:
    """What stands under an element; None for what is no element or stands on another page."""
    found = [_child(element, index) for index in range(_children_count(element))]
    return [ready(child) if child else None for child in found]


def _type(element: _Element) -> str:
    length = _kind(element, ready(ctypes.addressof(_name)), 64)
    return _name.raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
