"""jpaas: the page names a unit in `queryData`; its pages come from build/unit with `paramJson`, a bare pageNo
is ignored.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from urllib.parse import urlencode, urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, found, items_in, items_of, json_of
from pipeline.scrape.page import Page

_QUERY = re.compile(r"queryData\s*=\s*(?:\"\s*(\{[^\"]*\})\s*\"|'\s*(\{[^']*\})\s*'|(\{[^}]*\}))")
_URL = re.compile(r"[\"']([^\"'\s]*/build/unit)\b")
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ROWS = re.compile(r"\brows=[\"'\\]*(\d+)")
_COUNT = re.compile(r"\bcount=[\"'\\]*(\d+)")


async def _walk(first: Page, ask: Ask) -> Walk:
    call = _QUERY.search(first.text)
    given = html.unescape(next(filter(None, call.groups()), "")) if call else ""
    query = dict(re.findall(r"['\"]?(\w+)['\"]?\s*:\s*['\"]([^'\"]*)['\"]", given))
    named = _URL.search(first.text)
    address = urljoin(first.url, named[1] if named else _UNIT)
    rows, any_rows = 15, False
    for number in itertools.count(1):
        more = (
            {"paramJson": json.dumps({"pageNo": number, "pageSize": rows}, separators=(",", ":"))} if number > 1 else {}
        )
        page = await ask(f"{address}?{urlencode({**query, **more})}", referer=first.url)
        markup = _markup(page)
        items: tuple[Item, ...] = items_in(markup, first.url) if markup else ()
        if not items:
            break
        any_rows = True
        size, total = _ROWS.search(markup), _COUNT.search(markup)
        rows = int(size[1]) if size else rows
        yield Listing(items=items, total=int(total[1]) if total else None)
    if not any_rows:
        yield Listing(items=items_of(first))


def _markup(page: Page | None) -> str:
    data = json_of(page).get("data")
    return str(data.get("html") or "") if isinstance(data, dict) else ""


FAMILY = Family(
    name="jpaas", sign=lambda page: found(r"jpaas-publish-server|queryData\s*=", page), walk=_walk, patience=2
)
