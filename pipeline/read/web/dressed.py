"""Table cells that show something else than their text: doubted, so that neither is a number wrong nor a cell blank.

A field of a form or a picture shows a number that is no text; text that is struck out or that can't be seen is no part
of the number.
"""

from __future__ import annotations

import re

import lxml.html

from pipeline.read.web.links import is_icon
from pipeline.read.web.style_sheet import DOUBT

_FIELDS = frozenset(("input", "select", "textarea", "button"))
_DRAWN = frozenset(("img", "svg", "canvas", "object", "embed", "iframe", "video", "picture"))
_STRUCK = frozenset(("s", "strike", "del"))
_RAISED = frozenset(("sup", "sub"))
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
_WHITE = re.compile(r"white|#fff(?:fff)?", re.I)


def is_raised(element: lxml.html.HtmlElement) -> bool:
    """Whether an element's text stands above or below its line, as a note's mark does."""
    if element.tag in _RAISED:
        return True
    return element.tag in _INLINE and bool(_RAISING.search(element.get("style") or ""))


def mark_dressed(root: lxml.html.HtmlElement) -> None:
    """Gives a doubt to table cells that hold a field, a picture, or text that is struck out or can't be seen."""
    for element in root.iter():
        why = _why(element) if isinstance(element.tag, str) else None
        if why is None:
            continue
        cell = element if element.tag in ("td", "th") else next(element.iterancestors("td", "th"), None)
        if cell is not None and cell.find(".//table") is None:
            cell.set(DOUBT, why)


def _why(element: lxml.html.HtmlElement) -> str | None:
    if element.tag in _FIELDS and (element.get("type") or "").lower() != "hidden":
        return "a field of a form stands in the cell"
    if element.tag in _DRAWN and not (element.tag == "img" and is_icon(element)):
        return "a picture stands in the cell"
    style = element.get("style") or ""
    if element.tag in _STRUCK or _STRIKING.search(style):
        return "a part of its text is struck out"
    if element.tag == "dialog" or (element.tag not in ("td", "th") and _UNSEEN.search(style)):
        return "a part of its text can't be seen"
    if element.tag == "font" and _WHITE.fullmatch((element.get("color") or "").strip()):
        return "a part of its text can't be seen"
    return None
