"""One answer as the crawl sees it: bytes, text, links with what stands beside them, national meta elements."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TypeAlias

import lxml.html

from pipeline import text as matching
from pipeline.model import value
from pipeline.scrape import charset, kinds
from pipeline.scrape.urls import joined

Headers: TypeAlias = tuple[tuple[str, str], ...]
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")
_QUOTED = re.compile(r"""['"]((?:https?:/)?[./\w][^'"\s<>]*[./][^'"\s<>]*)['"]""")
_ROWS = frozenset(("li", "tr", "dd", "dl"))
_LONGEST_ROW = 400
_LONGEST_NAME = 200
_BLOCKS = "p|div|br|tr|td|th|li|h1|h2|h3|h4|h5|h6|table|section|title"


@value
class Link:
    """A link: absolute address, the fullest of its title attribute and text, the date that stands in its row."""

    url: str
    title: str
    date: str | None


class Page:
    """One answer. `headers` have lower-case names; `unchanged`: the server says it is as it was at the last run."""

    def __init__(
        self, url: str, status: int, headers: Headers, body: bytes, sha256: str, *, unchanged: bool = False
    ) -> None:
        self.url = url
        self.unchanged = unchanged
        self.status = status
        self.headers = headers
        self.body = body
        self.sha256 = sha256
        self.kind = kinds.kind_of(body)
        self.decoded = charset.decode(body, self.header("content-type"))

    def header(self, name: str) -> str:
        """The first header of this name, empty where there is none."""
        return next((given for own, given in self.headers if own == name), "")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.decoded.text

    @functools.cached_property
    def tree(self) -> lxml.html.HtmlElement:
        """The page's elements; never fails."""
        return parsed(self.text)

    @functools.cached_property
    def base(self) -> str:
        """The address that relative links start from."""
        found = self.tree.xpath("//base/@href")
        return (joined(self.url, str(found[0])) if found else None) or self.url

    @functools.cached_property
    def metas(self) -> dict[str, str]:
        """Meta elements: lower-case name → the first content that is not empty."""
        found: dict[str, str] = {}
        for element in self.tree.iter("meta"):
            name = str(element.get("name") or element.get("property") or "").strip().lower()
            content = str(element.get("content") or "").strip()
            if name and content:
                found.setdefault(name, content)
        return found

    @functools.cached_property
    def title(self) -> str:
        """The `<title>`."""
        return (self.tree.findtext(".//title") or "").strip()

    @functools.cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link in order, also those in `onclick`."""
        return tuple(links_in(self.tree, self.base))

    @functools.cached_property
    def visible(self) -> str:
        """What the page shows, white space folded."""
        return visible_text(self.tree)


def parsed(markup: str) -> lxml.html.HtmlElement:
    """Elements of a page or of a piece of one; an empty page where nothing can be parsed."""
    clean = markup.replace("\x00", "")
    clean = re.sub(r"^\s*<\?xml[^>]*\?>", "", clean)
    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        return lxml.html.document_fromstring(clean or "<html/>", parser=parser)
    except (lxml.etree.ParserError, ValueError):
        return lxml.html.document_fromstring("<html><body></body></html>")


def links_in(tree: lxml.html.HtmlElement, base: str, *, hidden: bool = False) -> Iterator[Link]:
    """The links of a piece of a page; those that are not shown are left out, unless `hidden`."""
    for element in tree.iter("a", "div", "li", "span", "tr", "td"):
        href = _address(element)
        url = joined(base, href) if href else None
        if url and (hidden or not _hidden(element)):
            yield Link(url=url, title=_title(element), date=_row_date(element))


def _address(element: lxml.html.HtmlElement) -> str | None:
    href = str(element.get("href") or "").strip()
    if href and not href.lower().startswith(("javascript:", "#", "mailto:")):
        return href
    script = f"{href} {element.get('onclick') or ''}"
    found = _QUOTED.search(script) if "(" in script or "location" in script else None
    return found[1] if found else None


def _hidden(element: lxml.html.HtmlElement) -> bool:
    """Whether the link or what holds it is not shown (links to gambling pages hide so)."""
    chain = [element, *element.iterancestors()]
    return any("display:none" in str(own.get("style") or "").replace(" ", "").lower() for own in chain)


def _title(element: lxml.html.HtmlElement) -> str:
    shown = re.sub(r"\s+", " ", element.text_content()).strip()
    given = re.sub(r"\s+", " ", str(element.get("title") or "")).strip()
    cut = shown.endswith(("…", "...")) or not shown
    return given if given and (cut or len(given) > len(shown)) else shown


def _row_date(element: lxml.html.HtmlElement) -> str | None:
    """The date in the link's row: the nearest row element, else the parent if it is short."""
    parent = element if element.tag in _ROWS else None
    parent = parent if parent is not None else next((own for own in element.iterancestors() if own.tag in _ROWS), None)
    row = parent if parent is not None else element.getparent()
    shown = row.text_content() if row is not None else ""
    return find_date(shown) if len(shown) < _LONGEST_ROW else None


def find_date(shown: str) -> str | None:
    """The last date in a short text as YYYY-MM-DD."""
    found = _DATE.findall(shown)
    return f"{found[-1][0]}-{int(found[-1][1]):02d}-{int(found[-1][2]):02d}" if found else None


def visible_text(tree: lxml.html.HtmlElement) -> str:
    """Text without scripts and styles, blocks parted by line ends."""
    lines: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            lines.append(element.tail or "")
            continue
        if re.fullmatch(_BLOCKS, element.tag):
            lines.append("\n")
        lines.append(f"{element.text or ''}")
        # the tail belongs to the parent and comes after all children: close enough for words and hashes
        lines.append(element.tail or "")
    folded = re.sub(r"[^\S\n]+", " ", "".join(lines))
    return re.sub(r"\s*\n\s*", "\n", folded).strip()


def squeezed(shown: str) -> str:
    """Matching form: width folded, no white space, names and titles also simplified (whole pages would fill
    its cache).
    """
    return matching.squeeze(matching.simplified(shown) if len(shown) < _LONGEST_NAME else shown)
