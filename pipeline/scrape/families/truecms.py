"""TrueCMS: JSONP that holds XML records; the window that a site gives differs, so it is made smaller until it gives
something. Where the endpoint is dead the first rows stand hidden in the page.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, found, given, items_from, records_in
from pipeline.scrape.page import Link, Page, links_in

_CALL = re.compile(r"([\w./:-]*/messageController/getMessage\.do)", re.I)
_WINDOWS = (50, 20, 10)
_JSONP = re.compile(r"^[^({]*\((.*)\)\s*;?\s*$", re.S)


async def _walk(first: Page, ask: Ask) -> Walk:
    call, column = _CALL.search(first.text), given("columnId", first.text, r"[\w-]{8,40}")
    hidden = _hidden(first)
    if hidden:
        yield Listing(items=hidden)
    if call is None or not column:
        return
    start, windows = 1, list(_WINDOWS)
    while True:
        end = start + windows[0] - 1
        query = f"?startrecord={start}&endrecord={end}&perpage={windows[0]}&columnId={column}&callback=cb"
        xml = _xml(await ask(urljoin(first.url, call[1]) + query, referer=first.url))
        items = records_in(xml, first.url)
        if items:
            total = re.search(r"<totalrecord>(\d+)", xml)
            yield Listing(items=items, total=int(total[1]) if total else None)
            start = end + 1
        elif start == 1 and len(windows) > 1:
            windows.pop(0)
        else:
            return


def _hidden(first: Page) -> tuple[Item, ...]:
    """The rows that the page keeps in `#initData`."""
    links: list[Link] = []
    for element in first.tree.xpath("//*[@id='initData']"):
        links += links_in(element, first.base, hidden=True)
    return items_from(tuple(links), first.url)


def _xml(page: Page | None) -> str:
    packed = _JSONP.match(page.text.strip()) if page else None
    try:
        answer = json.loads(packed[1]) if packed else {}
    except json.JSONDecodeError:
        return ""
    return str(answer.get("result") or "") if isinstance(answer, dict) else ""


FAMILY = Family(
    name="truecms",
    sign=lambda page: found(r"messageController/getMessage\.do", page, flags=re.I),
    walk=_walk,
    patience=2,
)
