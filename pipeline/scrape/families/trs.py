"""TRS-like static directories: a script names the pages, `index_1` is page 2 or page 1 again.

So pages are asked by number and judged by what they hold, never by the count that the script states.
"""

from __future__ import annotations

import itertools
import re
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, found, items_of
from pipeline.scrape.page import Page

_SIGN = r"createPageHTML\(\s*\d+\s*,|var\s+countPage\s*=|Pager\(\s*\{|TRS_Editor|/t20\d{6}_\d+\.s?html?"
_NAMED = re.compile(r"createPageHTML\(\s*\d+\s*,\s*\d+\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']")
_PREFIX = re.compile(r"prefix\s*:\s*[\"']([\w-]+)[\"'].*?suffix\s*:\s*[\"'](\w+)[\"']", re.S)
_COUNT = re.compile(r"createPageHTML\(\s*(\d+)|countPage\s*=\s*(\d+)|parseInt\([\"'](\d+)|size\s*:\s*(\d+)")
_EXTENSIONS = ("html", "shtml", "htm")


async def _walk(first: Page, ask: Ask) -> Walk:
    yield Listing(items=items_of(first))
    stated = _COUNT.search(first.text)
    if stated and max(int(number or 0) for number in stated.groups()) == 1 and not _NAMED.search(first.text):
        return
    for number in itertools.count(1):
        page = await _numbered(first, ask, number)
        if page is None or _is_refresh(page):
            if number > 1:
                return
            yield Listing(items=())
            continue
        yield Listing(items=items_of(page))


async def _numbered(first: Page, ask: Ask, number: int) -> Page | None:
    named = _NAMED.search(first.text) or _PREFIX.search(first.text)
    stem, extensions = (named[1], (named[2],)) if named else ("index", _EXTENSIONS)
    own = re.search(r"/([\w-]+)\.(s?html?)$", first.url)
    if own and not named:
        extensions = (own[2],)
    for extension in extensions:
        page = await ask(urljoin(first.url, f"{stem}_{number}.{extension}"))
        if page is not None:
            return page
    return None


def _is_refresh(page: Page) -> bool:
    """Past the end some portals answer 200 with a refresh to the first page."""
    return len(page.body) < 2000 and bool(re.search(r"http-equiv=[\"']?refresh", page.text, re.I))


FAMILY = Family(name="trs", sign=lambda page: found(_SIGN, page), walk=_walk, patience=2)
