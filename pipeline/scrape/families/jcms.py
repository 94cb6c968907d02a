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
_PAGE = re.compile(r"([?&]page=)\d+")
_SIZE = 20
_MOST_REPEATS = 2


async def _walk(first: Page, ask: Ask) -> Walk:
    stated = _TOTAL.search(first.text)
    total = int(stated[1]) if stated else None
    items = records_in(first.text, first.url)
    known = {item.url for item in items}
    yield Listing(items=items, total=total)
    repeats = 0
    for address in _calls(first):
        page = await ask(address, referer=first.url)
        items = records_in(page.text, first.url) if page else ()
        if not items or repeats == _MOST_REPEATS:
            break
        repeats = 0 if {item.url for item in items} - known else repeats + 1
        known |= {item.url for item in items}
        yield Listing(items=items, total=total)
    if total is not None and len(known) < total:
        yield Listing(items=(), partial=f"the portal states {total} records and gives {len(known)}")


def _calls(first: Page) -> Iterator[str]:
    """The addresses of the groups that follow, without end."""
    call = _FOLLOWING.search(first.text)
    if call is not None:
        address = urljoin(first.url, call[1].replace("&amp;", "&"))
        stated = re.search(r"[?&]page=(\d+)", address)
        for count in itertools.count(int(stated[1]) if stated else 2):
            own = f"{address}{'&' if '?' in address else '?'}page={count}"
            yield _PAGE.sub(rf"\g<1>{count}", address) if stated else own
    proxy = _PROXY.search(first.text)
    if proxy is None:
        return
    ids = {name: content for name in _IDS if (content := given(name, first.text, r"[^\"',;&}\s]+"))}
    for count in itertools.count(1):
        window = {"startrecord": str((count - 1) * _SIZE + 1), "endrecord": str(count * _SIZE), "perpage": str(_SIZE)}
        yield f"{urljoin(first.url, proxy[1])}?{urlencode({**window, 'page': str(count), **ids})}"


FAMILY = Family(
    name="jcms",
    sign=lambda page: found(r"<datastore\b|dataproxy\.jsp", page, flags=re.I),
    walk=_walk,
    patience=_MOST_REPEATS + 1,
)
