"""Table cells that show something else than their text: doubted, so that neither is a number wrong nor a cell blank.

A field of a form or a picture shows a number that is no text; text that is struck out or that can't be seen is no part
of the number.
"""

from __future__ import annotations

import functools
import re

import lxml.html

from pipeline.read.web.links import is_icon
from pipeline.read.web.style_sheet import DOUBT

_FIELDS = frozenset(("input", "select", "textarea", "button"))
_DRAWN = frozenset(("img", "svg", "canvas", "object", "embed", "iframe", "video", "picture"))
_STRUCK = frozenset(("s", "strike", "del"))
_RAISED = frozenset(("sup", "sub"))
_TELLING = (*_FIELDS, *_DRAWN, *_STRUCK, "font", "dialog")
_INLINE = frozenset(("span", "font", "a", "b", "i", "em", "strong", "u", "small"))
_STRIKING = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_RAISING = re.compile(r"vertical-align\s*:\s*(?:super|sub|text-top|top)\b|mso-text-raise\s*:\s*-?(?:[3-9]|\d\d)", re.I)
_UNSEEN = re.compile(
    r"(?<![-\w])color\s*:\s*(?:transparent|white|#fff(?:fff)?(?![0-9a-f])|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
    r"|opacity\s*:\s*0*(?:\.0*)?(?![.\d])|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{3,}|clip\s*:\s*rect"
    r"|(?<![-\w])(?:width|height)\s*:\s*0(?![.\d]*[1-9])",
    re.I,
)
"""Styles by which a page conceals text without hiding its element."""
_STRUCK_OUT = "a part of its text is struck out"
_NOT_SEEN = "a part of its text can't be seen"
_WHITE = re.compile(r"white|#fff(?:fff)?", re.I)


def is_raised(element: lxml.html.HtmlElement) -> bool:
    """Whether an element's text stands above or below its line, as a note's mark does."""
    return element.tag in _RAISED or (element.tag in _INLINE and _raises(element.get("style") or ""))


@functools.lru_cache(maxsize=4096)
def _raises(style: str) -> bool:
    return bool(_RAISING.search(style))


def mark_dressed(root: lxml.html.HtmlElement) -> None:
    """Gives a doubt to table cells that hold a field, a picture, or text that is struck out or can't be seen."""
    styles = {str(style) for style in root.xpath("//td//@style|//th//@style")}
    if not any(_why_of_style(style, whole=False) for style in styles) and next(root.iter(*_TELLING), None) is None:
        return
    for cell in root.iter("td", "th"):
        if cell.find(".//table") is None:
            why = next((why for element in cell.iter() if (why := _why(element))), None)
            if why is not None:
                cell.set(DOUBT, why)


def _why(element: lxml.html.HtmlElement) -> str | None:
    if not isinstance(element.tag, str):
        return None
    if element.tag in _FIELDS and (element.get("type") or "").lower() != "hidden":
        return "a field of a form stands in the cell"
    if element.tag in _DRAWN and not (element.tag == "img" and is_icon(element)):
        return "a picture stands in the cell"
    if element.tag in _STRUCK:
        return _STRUCK_OUT
    white = element.tag == "font" and _WHITE.fullmatch((element.get("color") or "").strip())
    if element.tag == "dialog" or white:
        return _NOT_SEEN
    return _why_of_style(element.get("style") or "", whole=element.tag in ("td", "th"))


@functools.lru_cache(maxsize=4096)
def _why_of_style(style: str, *, whole: bool) -> str | None:
    """`whole`: the style of a cell itself, whose width or colour says nothing of a part of its text."""
    if _STRIKING.search(style):
        return _STRUCK_OUT
    return _NOT_SEEN if not whole and _UNSEEN.search(style) else None
