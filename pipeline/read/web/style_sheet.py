"""Parts of table cells that a page's own style sheet hides (`.note{display:none}`): marked before the page is walked.

Only simple selectors inside table rows are followed, and the cell is doubted: the cascade is not worked out in full,
and panels of a page that its script shows must not be lost. Nothing outside the page is read.
"""

from __future__ import annotations

import re

import lxml.html

DOUBT = "data-gongkai-doubt"
"""The attribute that says why a cell's text is not certain."""

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])", re.I
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_MEDIA = re.compile(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{;]*;", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^(?:.*[\s>])?([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$", re.I | re.S)


def mark_hidden(root: lxml.html.HtmlElement) -> None:
    """Gives `hidden` to what the page's style elements hide inside table rows, and a doubt to the cells around it."""
    hiding = [selector for sheet in root.iter("style") for selector in _hiding(sheet.text or "")]
    for tag, marks in hiding:
        for element in list(root.iter(tag or "*")):
            if _matches(element, marks) and _in_row(element) and not _shown(element):
                element.set("hidden", "")
                for cell in element.iterancestors("td", "th"):
                    cell.set(DOUBT, "a style sheet hides a part of its text")
                    break


def _hiding(sheet: str) -> list[tuple[str, str]]:
    """(tag, classes and id) of each simple selector whose rule hides."""
    rules = _RULE.findall(_MEDIA.sub("", _COMMENT.sub("", sheet.replace("<!--", "").replace("-->", ""))))
    selectors = [part.strip() for names, style in rules if HIDING.search(style) for part in names.split(",")]
    return [
        (found[1] or "", found[2]) for part in selectors if (found := _SIMPLE.match(part)) and (found[1] or found[2])
    ]


def _matches(element: lxml.html.HtmlElement, marks: str) -> bool:
    classes = (element.get("class") or "").split()
    wanted = re.findall(r"([.#])([\w-]+)", marks)
    return all(name in classes if kind == "." else element.get("id") == name for kind, name in wanted)


def _in_row(element: lxml.html.HtmlElement) -> bool:
    return element.tag == "tr" or next(element.iterancestors("tr"), None) is not None


def _shown(element: lxml.html.HtmlElement) -> bool:
    """Whether the element's own style shows it after all."""
    style = element.get("style") or ""
    return "display" in style and not HIDING.search(style)
