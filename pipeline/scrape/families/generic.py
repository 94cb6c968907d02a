"""Any other portal: the links of the page, the next page by its label or its number."""

from __future__ import annotations

import re

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, items_of, next_page
from pipeline.scrape.page import Page
from pipeline.scrape.urls import canonical

_PAGES = re.compile(r"共\s*(\d{1,4})\s*页|第?\s*\d+\s*/\s*(\d{1,4})\s*页")
_SCRIPTED = re.compile(r"下一?页|后一?页", re.S)
_CALL = re.compile(r"\w\(\s*['\"]?\w")


async def _walk(first: Page, ask: Ask) -> Walk:
    page, count = first, 1
    while True:
        stated = _stated(page)
        address = next_page(page) or _numbered(page, count + 1)
        partial = "" if address else _why_cut(page, count, stated)
        yield Listing(items=items_of(page), pages=stated, partial=partial)
        following = await ask(address, referer=first.url) if address else None
        if following is None:
            return
        page, count = following, count + 1


def _numbered(page: Page, wanted: int) -> str | None:
    """Where the pager's number leads, in the same folder; a calendar's days lead to the page itself."""
    folder, own = page.url.rpartition("/")[0], canonical(page.url)
    for link in page.links:
        if link.title.strip("[]() ") == str(wanted) and link.url.startswith(folder) and canonical(link.url) != own:
            return link.url
    return None


def _stated(page: Page) -> int | None:
    found = _PAGES.search(page.visible)
    return int(found[1] or found[2]) if found else None


def _why_cut(page: Page, count: int, stated: int | None) -> str:
    """Why a list without a way to its next page may go on all the same; empty: it has ended."""
    if stated and stated > count:
        return f"{page.url}: page {count} of {stated}, and no link to the next"
    for link in page.tree.iter("a"):
        script = f"{link.get('href') or ''} {link.get('onclick') or ''}"
        call = script.replace("void(0)", "").replace("javascript:", "")
        if _SCRIPTED.search(link.text_content()) and _CALL.search(call) and "disabled" not in str(link.get("class")):
            return f"{page.url}: only a script leads to the next page ({script.strip()[:60]})"
    return ""


FAMILY = Family(name="generic", sign=lambda page: "no sign of another family", walk=_walk)
