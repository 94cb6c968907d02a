"""Pages that only point to a report: a link to a file, a viewer, pictures of its pages. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.html

from pipeline.errors import Unsupported
from pipeline.model import Block, Grid, Line

_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|tiff?)(?=[?#&]|$)", re.I)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?)(?:[?#]|$)", re.I)
_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
_NUMBER = re.compile(r"\d")
_MOST_TEXT = 600
_FEW_NUMBERS = 6
_MOST_NAMED = 3
_SMALL = 100
"""Pixels: a picture declared smaller is an icon."""

Picture = tuple[int, str]
"""A picture's source, and how many blocks stand before it."""


def require_report(root: lxml.html.HtmlElement, blocks: Sequence[Block], pictures: Sequence[Picture]) -> None:
    """Raises `Unsupported`, naming the links, where what the page shows of a report stands outside its text."""
    numbers = sum(bool(_NUMBER.search(cell.raw)) for block in blocks if isinstance(block, Grid) for cell in block.cells)
    if numbers >= _FEW_NUMBERS:
        return
    between = _between_headings(blocks, pictures)
    if between:
        raise Unsupported(f"the page shows its tables as pictures, which are not fetched: {_named(between)}")
    if sum(len(block.text) for block in blocks if isinstance(block, Line)) > _MOST_TEXT:
        return
    files = _targets(root)
    if files:
        raise Unsupported(f"the page holds no report, only a link to it: fetch {_named(files)} and give that file")
    sources = [source for _, source in pictures if _PICTURE.search(source)]
    if sources:
        raise Unsupported(f"the page holds no report, only pictures: fetch {_named(sources)} and give those files")
    if any(source.startswith("data:image/") for _, source in pictures):
        raise Unsupported("the page holds no report text, only pictures within it: save them as files and give those")


def is_icon(element: lxml.html.HtmlElement) -> bool:
    """Whether a picture says that it is too small to hold a table."""
    sizes = [re.match(r"\s*(\d+)", element.get(name) or "") for name in ("width", "height")]
    return any(size and int(size[1]) < _SMALL for size in sizes)


def _between_headings(blocks: Sequence[Block], pictures: Sequence[Picture]) -> list[str]:
    """Pictures that stand between the first and the last numbered heading of a page without tables of numbers."""
    headings = [index for index, block in enumerate(blocks) if isinstance(block, Line) and _NUMBERED.match(block.text)]
    return [source for at, source in pictures if headings and headings[0] < at <= headings[-1]]


def _targets(root: lxml.html.HtmlElement) -> list[str]:
    """Addresses of files in links, viewers (also as a parameter, `viewer.html?file=a.pdf`), embedded objects."""
    paths = "//a/@href | //iframe/@src | //frame/@src | //embed/@src | //object/@data | //param[@name='src']/@value"
    found = [str(target).strip() for target in root.xpath(paths)]
    return [target for target in dict.fromkeys(found) if _FILE.search(target)]


def _named(targets: Sequence[str]) -> str:
    shown = [target if len(target) < 200 else f"{target[:60]}…" for target in dict.fromkeys(targets)]
    more = len(shown) - _MOST_NAMED
    return ", ".join(shown[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
