"""Small PDFs written by hand: words at places in a chosen order of drawing, with or without tags."""

from __future__ import annotations

from dataclasses import dataclass

HEIGHT = 800
SIZE = 10


@dataclass(frozen=True)
class Word:
    """A word at `x`, its line `top` points from the top of the page; `mark` is the number of its marked content."""

    text: str
    x: float
    top: float
    mark: int | None = None


@dataclass(frozen=True)
class Tag:
    """A cell of the structure tree: the marks in it and what it spans."""

    marks: tuple[int, ...]
    columns: int = 1
    rows: int = 1


Rule = tuple[float, float, float]
"""A horizontal line: how far from the page's top, its left and right end."""


def pdf(words: list[Word], rows: list[list[Tag]] | None = None, rules: list[Rule] | None = None) -> bytes:
    """One page with these words drawn in this order; `rows` are the rows of the one table that its tags tell of."""
    lines = [f"{x0} {HEIGHT - y} m {x1} {HEIGHT - y} l S" for y, x0, x1 in rules or []]
    content = "\n".join([*(_drawn(word) for word in words), *lines]).encode()
    tagged = " /StructParents 0" if rows else ""
    catalog = "<< /Type /Catalog /Pages 2 0 R" + (" /StructTreeRoot 6 0 R /MarkInfo << /Marked true >>" if rows else "")
    objects: list[bytes] = [
        f"{catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 {HEIGHT}] /Contents 4 0 R "
        f"/Resources << /Font << /F 5 0 R >> >>{tagged} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *_structure(rows or []),
    ]
    return pdf_file(objects)


def _drawn(word: Word) -> str:
    shown = f"BT /F {SIZE} Tf {word.x} {HEIGHT - word.top - SIZE} Td ({word.text}) Tj ET"
    return shown if word.mark is None else f"/Span << /MCID {word.mark} >> BDC {shown} EMC"


def _structure(rows: list[list[Tag]]) -> list[bytes]:
    """The tree's root (object 6), the table (7), then each row and its cells."""
    if not rows:
        return []
    number = 8
    row_numbers, elements, parents = [], [], dict[int, int]()
    for row in rows:
        own = number
        number += 1
        cells = []
        for tag in row:
            kids = " ".join(str(mark) for mark in tag.marks)
            parents.update(dict.fromkeys(tag.marks, number))
            spans = f"/A << /O /Table /ColSpan {tag.columns} /RowSpan {tag.rows} >>"
            cells.append(f"<< /Type /StructElem /S /TD /P {own} 0 R /Pg 3 0 R /K [{kids}] {spans} >>")
            number += 1
        kids = " ".join(f"{own + 1 + index} 0 R" for index in range(len(row)))
        elements += [f"<< /Type /StructElem /S /TR /P 7 0 R /Pg 3 0 R /K [{kids}] >>", *cells]
        row_numbers.append(f"{own} 0 R")
    nums = " ".join(f"{parents[mark]} 0 R" for mark in sorted(parents))
    root = f"<< /Type /StructTreeRoot /K [7 0 R] /ParentTree << /Nums [0 [{nums}]] >> >>"
    table = f"<< /Type /StructElem /S /Table /P 6 0 R /Pg 3 0 R /K [{' '.join(row_numbers)}] >>"
    return [text.encode() for text in (root, table, *elements)]


def pdf_file(objects: list[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is its catalog."""
    data, offsets = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(data))
    )
