"""TrueCMS: JSONP that holds XML records; the window that a site gives differs, so it is halved until it gives
something.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, found
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_CALL = re.compile(r"[\"']([^\"']*/messageController/getMessage\.do)[^\"']*[\"']", re.I)
_COLUMN = re.compile(r"columnId=([\w-]{30,40})", re.I)
_WINDOWS = (50, 20, 10)
_RECORD = re.compile(r"<record>(.*?)</record>", re.S)
_FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</\1>", re.S)
_JSONP = re.compile(r"^[^(]*\((.*)\)\s*;?\s*$", re.S)


async def _walk(first: Page, ask: Ask) -> Walk:
    call, column = _CALL.search(first.text), _COLUMN.search(first.text)
    if call is None or column is None:
        return
    address = urljoin(first.url, call[1])
    start, windows = 1, list(_WINDOWS)
    while True:
        end = start + windows[0] - 1
        query = f"?startrecord={start}&endrecord={end}&perpage={windows[0]}&columnId={column[1]}&callback=cb"
        page = await ask(address + query, referer=first.url)
        xml = _xml(page)
        items = _items(xml, first.url)
        if items:
            total = re.search(r"<totalrecord>(\d+)", xml)
            yield Listing(items=items, total=int(total[1]) if total else None)
            start = end + 1
        elif start == 1 and len(windows) > 1:
            windows.pop(0)
        else:
            return


def _xml(page: Page | None) -> str:
    packed = _JSONP.match(page.text.strip()) if page else None
    try:
        answer = json.loads(packed[1]) if packed else {}
    except json.JSONDecodeError:
        return ""
    return str(answer.get("result") or "") if isinstance(answer, dict) else ""


def _items(xml: str, base: str) -> tuple[Item, ...]:
    items = []
    for record in _RECORD.findall(xml):
        fields = dict(_FIELD.findall(record))
        url = joined(base, fields.get("url", ""))
        if url and fields.get("title"):
            items.append(Item(url=url, title=fields["title"].strip(), published=day(fields.get("date"))))
    return tuple(items)


FAMILY = Family(
    name="truecms", sign=lambda page: found(r"messageController/getMessage\.do", page, flags=re.I), walk=_walk
)
