"""TRS-like static directories: a script names the pages, `index_1` is page 2 or page 1 again.

So pages are asked by number and judged by what they hold, never by the count that the script states.
"""

from __future__ import annotations

import itertools
import re
from urllib.parse import urljoin, urlsplit

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, found, items_of
from pipeline.scrape.page import Page

_SIGN = (
    r"createPageHTML\(\s*[\"']?\d+[\"']?\s*,|var\s+countPage\s*=|Pager\(\s*\{|TRS_(?:Editor|UEDITOR)|trs_editor_view"
    r"|/t20\d{6}_\d+\.s?html?"
)
_NAMED = re.compile(
    r"createPageHTML\(\s*[\"']?\d+[\"']?\s*,\s*[\"']?\d+[\"']?\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_PREFIX = re.compile(r"prefix\s*:\s*[\"']([\w-]+)[\"'].*?suffix\s*:\s*[\"'](\w+)[\"']", re.S)
_COUNT = re.compile(
    r"createPageHTML\(\s*[\"']?(\d+)|countPage\s*=\s*[\"']?(\d+)|parseInt\([\"'](\d+)"
    r"|Pager\(\s*\{[^}]*?size\s*:\s*(\d+)"
)
_EXTENSIONS = ("html", "shtml", "htm")
_PATIENCE = 2


async def _walk(first: Page, ask: Ask) -> Walk:
    stated = _COUNT.search(first.text)
    pages = max(int(number or 0) for number in stated.groups()) if stated else None
    yield Listing(items=items_of(first), pages=pages)
    extensions = _extensions(first)
    for number in itertools.count(1):
        page, extensions = await _numbered(first, ask, number, extensions)
        if page is None or _is_refresh(page):
            if number > 1:
                return
            yield Listing(items=())
            continue
        yield Listing(items=items_of(page), pages=pages)


async def _numbered(
    first: Page, ask: Ask, number: int, extensions: tuple[str, ...]
) -> tuple[Page | None, tuple[str, ...]]:
    """The page of this number, and the extensions that its followers may have."""
    named = _NAMED.search(first.text) or _PREFIX.search(first.text)
    for extension in extensions:
        page = await ask(urljoin(first.url, f"{named[1] if named else 'index'}_{number}.{extension}"))
        if page is not None:
            return page, (extension,)
    return None, extensions


def _extensions(first: Page) -> tuple[str, ...]:
    """What pages may end in: what the script or the page's own address says, else what its articles end in first."""
    named = _NAMED.search(first.text) or _PREFIX.search(first.text)
    own = re.search(r"/[\w-]+\.(s?html?)$", urlsplit(first.url).path)
    if named:
        return (named[2],)
    if own:
        return (own[1],)
    used = re.findall(r"/t20\d{6}_\d+\.(s?html?)\b", first.text)
    return tuple(dict.fromkeys((*used, *_EXTENSIONS)))


def _is_refresh(page: Page) -> bool:
    """Past the end some portals answer 200 with a refresh to the first page."""
    return len(page.body) < 2000 and bool(re.search(r"http-equiv=[\"']?refresh", page.text, re.I))


FAMILY = Family(name="trs", sign=lambda page: found(_SIGN, page), walk=_walk, patience=_PATIENCE)
