"""Hanweb JCMS: records stand in a datastore in the page; those that follow come from dataproxy.jsp, by `page`.

The page names that call itself, in its next group or in its script. The first group of the proxy may be that of the
page once more; a server may ignore `startrecord`, so only records that are new count.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, found, given, records_in
from pipeline.scrape.page import Page

_TOTAL = re.compile(r"<totalrecord>\s*(\d+)", re.I)
_FOLLOWING = re.compile(r"<nextgroup>.*?href=[\"']?([^\"'>\s]*dataproxy\.jsp[^\"'>\s]*)", re.S | re.I)
_PROXY = re.compile(r"[\"'(]?([\w./:-]*/\w*dataproxy\.jsp)", re.I)
_IDS = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
_PAGE = re.compile(r"([?&]page=)(\d+)")
_SIZE = 100
_MOST_REPEATS = 2
Call = tuple[str, dict[str, str] | None]
"""An address and the form to post to it, if any."""


async def _walk(first: Page, ask: Ask) -> Walk:
    stated = _TOTAL.search(first.text)
    total = int(stated[1]) if stated else None
    items = records_in(first.text, first.url)
    known = {item.url for item in items}
    yield Listing(items=items, total=total)
    for calls in (_by_group(first), _by_window(first), _by_window(first, post=True)):
        repeats = 0
        for address, form in calls:
            page = await ask(address, form=form, referer=first.url)
            items = records_in(page.text, first.url) if page else ()
            new = {item.url for item in items} - known
            repeats = 0 if new else repeats + 1
            if not items or repeats == _MOST_REPEATS:
                break
            known |= new
            yield Listing(items=items if new else (), total=total)
        if total is None or len(known) >= total:
            return
    yield Listing(items=(), partial=f"the portal states {total} records and gives {len(known)}")


def _by_group(first: Page) -> Iterator[Call]:
    """The groups that follow, as the page's next group names them."""
    call = _FOLLOWING.search(first.text)
    if call is None:
        return
    address = urljoin(first.url, call[1].replace("&amp;", "&"))
    stated = _PAGE.search(address)
    for count in itertools.count(int(stated[2]) if stated else 2):
        own = f"{address}{'&' if '?' in address else '?'}page={count}"
        yield (_PAGE.sub(rf"\g<1>{count}", address) if stated else own), None


def _by_window(first: Page, *, post: bool = False) -> Iterator[Call]:
    """Windows of records as large as servers give them, with the ids of the page's own call."""
    proxy = _PROXY.search(first.text)
    if proxy is None:
        return
    ids = {name: content for name in _IDS if (content := given(name, first.text, r"[^\"',;&}\s]+"))}
    for count in itertools.count(1):
        window = {"startrecord": str((count - 1) * _SIZE + 1), "endrecord": str(count * _SIZE), "perpage": str(_SIZE)}
        query = {**window, "page": str(count), **({} if post else ids)}
        yield f"{urljoin(first.url, proxy[1])}?{urlencode(query)}", ids if post else None


FAMILY = Family(
    name="jcms",
    sign=lambda page: found(r"<datastore\b|dataproxy\.jsp", page, flags=re.I),
    walk=_walk,
    patience=1000,
)
