"""Hanweb JCMS: records stand in a datastore in the page; those that follow come from dataproxy.jsp, by `page`."""

from __future__ import annotations

import itertools
import re
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, found, items_in
from pipeline.scrape.page import Page

_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)")
_FOLLOWING = re.compile(r"<nextgroup>.*?href=[\"']?([^\"'>\s]*dataproxy\.jsp[^\"'>\s]*)", re.S)
_DEBRIS = re.compile(r"<li\s+style=<br\s*/>", re.I)
_PAGE = re.compile(r"([?&]page=)(\d+)")


async def _walk(first: Page, ask: Ask) -> Walk:
    total = _total(first)
    seen = len(items := _items(first, first.url))
    yield Listing(items=items, total=total)
    call = _FOLLOWING.search(first.text)
    if call is None:
        return
    address = urljoin(first.url, call[1].replace("&amp;", "&"))
    start = int(number[2]) if (number := _PAGE.search(address)) else 1
    for count in itertools.count(start):
        page = await ask(_PAGE.sub(rf"\g<1>{count}", address, count=1), referer=first.url)
        items = _items(page, first.url) if page else ()
        if not items:
            cut = total is not None and seen < total
            if cut:
                yield Listing(items=(), total=total, partial=f"the portal states {total} records and gives {seen}")
            return
        seen += len(items)
        yield Listing(items=items, total=total)


def _total(page: Page) -> int | None:
    stated = _TOTAL.search(page.text)
    return int(stated[1]) if stated else None


def _items(page: Page, base: str) -> tuple[Item, ...]:
    records = _RECORD.findall(page.text)
    return tuple(item for record in records for item in items_in(_DEBRIS.sub("<li>", record), base)[:1])


FAMILY = Family(name="jcms", sign=lambda page: found(r"<datastore\b|dataproxy\.jsp", page, flags=re.I), walk=_walk)
