"""HTML → Document: blocks in reading order, tables with their spans, div tables, the page's own meta data.

Layout tables (those that hold other tables or long prose) are transparent. Nothing is fetched: no address in a page
is ever followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from pipeline.errors import Damaged, LimitExceeded
from pipeline.model import Block, Document, Grid, GridCell, Line, Place
from pipeline.read.charset import decode
from pipeline.read.superscript import raised
from pipeline.read.web.dressed import is_raised, mark_dressed
from pipeline.read.web.links import Picture, is_icon, require_report
from pipeline.read.web.style_sheet import DOUBT, HIDING, mark_hidden

_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "head", "select", "textarea", "object", "iframe", "svg")
)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "td",
        "th",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "center",
        "blockquote",
        "form",
        "fieldset",
        "figure",
        "pre",
        "hr",
        "body",
        "html",
        "caption",
    )
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "publisher",
    "publishdate": "published",
    "publisher": "publisher",
    "author": "publisher",
}
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MOST_SPAN = 200
_LONGEST_CELL = 400


def read_html(data: bytes, sha256: str) -> Document:
    """The document in an HTML page; raises `Unsupported` where the page only points to the report."""
    text = _XML_DECLARATION.sub("", decode(data, declared=True)).replace("\x00", "")
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, no_network=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:
        raise Damaged(f"the page holds no markup that can be read ({error})") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise LimitExceeded("the page nests its elements deeper than any browser shows; what is below would be lost")
    mark_hidden(root)
    mark_dressed(root)
    walk = _Walk()
    walk.block(root)
    walk.flush()
    require_report(root, walk.blocks, walk.pictures)
    return Document(
        source_sha256=sha256,
        media_type="text/html",
        page_count=None,
        blocks=tuple(walk.blocks),
        properties=tuple(_properties(root)),
    )


def _properties(root: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
    title = root.findtext(".//title")
    if title and title.strip():
        yield "page_title", title.strip()
    for meta in root.iter("meta"):
        name = _META.get((meta.get("name") or "").strip().lower())
        content = (meta.get("content") or "").strip()
        if name and content:
            yield name, content


def _hidden(element: lxml.html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(HIDING.search(element.get("style") or ""))


class _Walk:
    """Walks the tree once and collects blocks; inline text gathers until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self.parts: list[str] = []
        self.source: lxml.html.HtmlElement | None = None
        self.grids = 0
        self.lines = 0

    def block(self, element: lxml.html.HtmlElement) -> None:
        """Takes one element and all that is in it, iteratively: pages may nest ten thousand deep."""
        stack: list[tuple[lxml.html.HtmlElement, bool]] = [(element, False)]
        while stack:
            node, done = stack.pop()
            if done:
                if node.tag in _BLOCKS:
                    self.flush()
                self._text(node.tail)
                continue
            if not isinstance(node.tag, str) or node.tag in _SKIPPED or _hidden(node):
                self._text(node.tail)
                continue
            stack.append((node, True))
            if node.tag in _BLOCKS or node.tag == "br":
                self.flush()
            table = _table_rows(node)
            if table is not None:
                self._caption(node)
                self._grid(*table)
                continue
            if node.tag == "img" and node.get("src") and not is_icon(node):
                self.pictures.append((len(self.blocks) + bool("".join(self.parts).strip()), node.get("src")))
            if node.tag not in ("br", "img"):
                self.source = node if node.tag in _BLOCKS else self.source
                self._text(node.text)
                stack.extend((child, False) for child in reversed(node))

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append(text)

    def flush(self) -> None:
        """Ends the line that is open."""
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self.parts)).strip()
        self.parts = []
        if not text.strip("\u00a0\u3000\u200b "):
            return
        self.lines += 1
        self.blocks.append(_line(text, self.lines, self.source))

    def _caption(self, table: lxml.html.HtmlElement) -> None:
        """The table's own caption as a line above it, where the page shows one."""
        caption = table.find("caption")
        if caption is not None and not _hidden(caption):
            self._text(caption.text_content())
            self.flush()

    def _grid(self, rows: list[list[lxml.html.HtmlElement]], lossy: bool) -> None:
        self.grids += 1
        grid = _grid(rows, self.grids, lossy)
        if grid is not None:
            self.blocks.append(grid)


def _line(text: str, number: int, source: lxml.html.HtmlElement | None) -> Line:
    tag = source.tag if source is not None else ""
    style = (source.get("style") or "") if source is not None else ""
    level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else None
    strong = source is not None and (
        level is not None
        or bool(_BOLD.search(style))
        or source.find(".//b") is not None
        or source.find(".//strong") is not None
    )
    centred = source is not None and (source.get("align") == "center" or bool(_CENTRED.search(style)))
    return Line(text=text, place=Place(locator=f"paragraph {number}"), bold=strong, centred=centred, level=level)


def _table_rows(node: lxml.html.HtmlElement) -> tuple[list[list[lxml.html.HtmlElement]], bool] | None:
    """The cells of a data table, row by row, and whether its spans are lost; None for anything else."""
    if node.tag == "table":
        if node.find(".//table") is not None or _is_layout(node):
            return None
        rows = list(node.iter("tr"))
        return [
            [td for td in tr if td.tag in ("td", "th") and not _hidden(td)] for tr in rows if not _hidden(tr)
        ], False
    if node.tag in ("div", "section", "ul", "dl") and len(node) > 1:
        return _div_rows(node)
    return None


def _is_layout(table: lxml.html.HtmlElement) -> bool:
    """A table of prose: some cell is longer than any label of a form, or it holds a div table."""
    cells = [td for td in table.iter("td") if len("".join(td.itertext())) > _LONGEST_CELL]
    return bool(cells) and (
        len(list(table.iter("td"))) < 4 or any(_div_rows(div) for td in cells for div in td.iter("div"))
    )


def _div_rows(node: lxml.html.HtmlElement) -> tuple[list[list[lxml.html.HtmlElement]], bool] | None:
    """Rows of a table built from div elements: children of one kind, whose own children are cells of one kind."""
    children = [child for child in node if isinstance(child.tag, str) and not _hidden(child)]
    rows = [[cell for cell in child if isinstance(cell.tag, str)] for child in children]
    if len(rows) < 2 or any(not row or not _only_cells(child) for row, child in zip(rows, children, strict=True)):
        return None
    if len({child.tag for child in children}) > 1 or max(len(row) for row in rows) < 2:
        return None
    short = all(len(_cell_text(cell)) <= 120 for row in rows for cell in row)
    kinds = {cell.tag for row in rows for cell in row}
    wide = sum(len(row) > 1 for row in rows) * 2 >= len(rows)
    return (
        (rows, True) if short and len(kinds) == 1 and wide and kinds <= {"div", "span", "li", "p", "dd", "dt"} else None
    )


def _only_cells(row: lxml.html.HtmlElement) -> bool:
    """Whether the element holds nothing but elements: text of its own would be lost."""
    own = [row.text or "", *(child.tail or "" for child in row)]
    return not any(part.strip() for part in own) and all(cell.tag not in ("a", "br", "img") for cell in row)


def _grid(rows: list[list[lxml.html.HtmlElement]], number: int, lossy: bool) -> Grid | None:
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    doubt = None
    for row, elements in enumerate(rows):
        column = 0
        for element in elements:
            while not lossy and (row, column) in taken:
                column += 1
            height, width = (
                (1, 1) if lossy else (_span(element, "rowspan", len(rows) - row), _span(element, "colspan", 0))
            )
            covered = {(row + down, column + right) for down in range(height) for right in range(width)}
            if covered & taken:
                doubt = "cells of the table overlap"
            taken |= covered
            place = Place(locator=f"table {number}, row {row + 1}, column {column + 1}")
            cells.append(
                GridCell(
                    row=row,
                    column=column,
                    row_span=height,
                    column_span=width,
                    raw=_cell_text(element),
                    place=place,
                    doubt=element.get(DOUBT),
                )
            )
            column += width
    if not cells:
        return None
    columns = max(column for _, column in taken) + 1
    return Grid(
        rows=len(rows),
        columns=columns,
        cells=tuple(cells),
        place=Place(locator=f"table {number}"),
        method="markup",
        ragged=lossy,
        doubt=doubt,
    )


def _span(element: lxml.html.HtmlElement, name: str, zero: int) -> int:
    """A rowspan or colspan; 0 means to the end of the table (HTML standard), nonsense means 1."""
    found = re.match(r"\s*(\d{1,6})", element.get(name) or "1")
    span = int(found[1]) if found else 1
    limit = max(zero, 1) if name == "rowspan" else _MOST_SPAN
    return min(span or max(zero, 1), limit)


def _cell_text(element: lxml.html.HtmlElement) -> str:
    """The text of a cell with printed line breaks; the markup's own line breaks count as spaces."""
    parts: list[str] = []
    stack: list[tuple[str, lxml.html.HtmlElement, bool]] = [("in", element, False)]
    while stack:
        what, node, lifted = stack.pop()
        if what == "out":
            if node.tag in _BLOCKS and node is not element:
                parts.append("\n")
            if node is not element:
                parts.append(_inline(node.tail, lifted))
            continue
        stack.append(("out", node, lifted))
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or _hidden(node):
            continue
        inside = lifted or is_raised(node)
        if node.tag == "br" or (node.tag in _BLOCKS and node is not element):
            parts.append("\n")
        parts.append(_inline(node.text, inside))
        stack.extend(("in", child, inside) for child in reversed(node))
    text = re.sub(r"[ \t]*\n[ \t\n]*", "\n", "".join(parts))
    return text.strip(" \t\n\u00a0\u3000\u200b\ufeff")


def _inline(text: str | None, lifted: bool) -> str:
    folded = re.sub(r"[ \t\r\n\f]+", " ", text or "")
    return raised(folded) if lifted else folded
