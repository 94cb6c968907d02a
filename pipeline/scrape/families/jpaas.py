"""jpaas: the page names a unit in `queryData`; its pages come from build/unit with `paramJson`, a bare pageNo
is ignored.
"""

from __future__ import annotations

import itertools
import json
import re
from urllib.parse import urlencode, urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, found, items_in
from pipeline.scrape.page import Page

_QUERY = re.compile(r"queryData=(?:\"(\{[^\"]*\})\"|'(\{[^']*\})')")
_URL = re.compile(r"url=[\"']([^\"']*build/unit)[\"']")
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ROWS = re.compile(r"rows=[\"'\\]*(\d+)")
_COUNT = re.compile(r"count=[\"'\\]*(\d+)")


async def _walk(first: Page, ask: Ask) -> Walk:
    call = _QUERY.search(first.text)
    query = dict(re.findall(r"['\"](\w+)['\"]\s*:\s*['\"]([^'\"]*)['\"]", (call[1] or call[2]) if call else ""))
    named = _URL.search(first.text)
    address = urljoin(first.url, named[1] if named else _UNIT)
    rows = 15
    for number in itertools.count(1):
        more = (
            {"paramJson": json.dumps({"pageNo": number, "pageSize": rows}, separators=(",", ":"))} if number > 1 else {}
        )
        page = await ask(f"{address}?{urlencode({**query, **more})}", referer=first.url)
        markup = _markup(page)
        items: tuple[Item, ...] = items_in(markup, first.url) if markup else ()
        if not items:
            return
        size, total = _ROWS.search(markup), _COUNT.search(markup)
        rows = int(size[1]) if size else rows
        yield Listing(items=items, total=int(total[1]) if total else None)


def _markup(page: Page | None) -> str:
    if page is None:
        return ""
    try:
        answer = json.loads(page.text)
    except json.JSONDecodeError:
        return ""
    data = answer.get("data") if isinstance(answer, dict) else None
    return str(data.get("html") or "") if isinstance(data, dict) else ""


FAMILY = Family(name="jpaas", sign=lambda page: found(r"jpaas-publish-server|queryData=", page), walk=_walk)
