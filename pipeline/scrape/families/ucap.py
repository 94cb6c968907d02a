"""UCAP: static pages `list_N.shtml` from 2, and lists that only a JSON endpoint fills (three generations of it)."""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.scrape.families.base import (
    Ask,
    Family,
    Item,
    Listing,
    Walk,
    day,
    found,
    given,
    items_of,
    json_of,
    number,
    rows_of,
)
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_PAGER = re.compile(
    r"createPageHTML\(\s*[\"'][\w-]+[\"']\s*,\s*(\d+)\s*,\s*\d+\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_ENDPOINT = r"getFileListByCodeId|/common/search/|/searchList/"
_GET = re.compile(r"((?:https?://[\w.:-]+)?/(?:common/search|searchList)/[\w-]{8,40})\b")
_ROWS = 20
_MARKUP = re.compile(r"<[^>]+>")


async def _walk(first: Page, ask: Ask) -> Walk:
    named = _PAGER.search(first.text)
    pages = int(named[1]) if named else None
    yield Listing(items=items_of(first), pages=pages)
    own = re.search(r"/([\w-]+)\.(s?html?)$", urlsplit(first.url).path)
    stem, extension = named.group(2, 3) if named else own.group(1, 2) if own else ("list", "shtml")
    for count in itertools.count(2):
        page = await ask(urljoin(first.url, f"{stem}_{count}.{extension}"))
        if page is None:
            return
        yield Listing(items=items_of(page), pages=pages)


async def _walk_json(first: Page, ask: Ask) -> Walk:
    """By the endpoint that the page names; the older GET where the POST gives nothing."""
    channel = first.metas.get("channelid") or given("channelId", first.text, r"\w{8,40}")
    asks = [_posted] if "getFileListByCodeId" in first.text else []
    for endpoint in (*asks, _got):
        any_rows = False
        for count in itertools.count(1):
            answer = json_of(await endpoint(first, ask, channel, count))
            data = answer.get("data") or (answer.get("results") if isinstance(answer.get("results"), dict) else {})
            data = data.get("data", data) if isinstance(data, dict) else {}
            rows = rows_of(data, "results")
            if not rows:
                break
            any_rows = True
            items = tuple(item for row in rows if (item := _item(row, first.url)))
            yield Listing(items=items, total=number(data.get("total")))
        if any_rows:
            return
    yield Listing(items=items_of(first))


async def _posted(first: Page, ask: Ask, channel: str, count: int) -> Page | None:
    form = {
        "channelId": channel,
        "codeId": given("codeId", first.text, r"\w+"),
        "page": str(count),
        "size": str(_ROWS),
        "relateSubChannels": "false",
    }
    return await ask(urljoin(first.url, "/getFileListByCodeId"), form=form, referer=first.url)


async def _got(first: Page, ask: Ask, channel: str, count: int) -> Page | None:
    named = _GET.search(first.text)
    path = named[1] if named else f"/common/search/{channel}"
    query = f"?_isAgg=true&_isJson=true&_pageSize={_ROWS}&_template=index&page={count}"
    return await ask(urljoin(first.url, path) + query, referer=first.url)


def _item(row: dict[str, Any], base: str) -> Item | None:
    url = joined(base, str(row.get("redirectUrl") or row.get("url") or ""))
    title = _MARKUP.sub("", str(row.get("title") or row.get("titleHtml") or "")).strip()
    return Item(url=url, title=title, published=day(row.get("publishedTimeStr"))) if url and title else None


FAMILY = Family(
    name="ucap",
    sign=lambda page: found(r"createPageHTML\(\s*[\"'][A-Za-z][\w-]*[\"']|<UCAPTITLE>|UCAP-?CONTENT", page),
    walk=_walk,
)
JSON = Family(name="ucapjson", sign=lambda page: found(_ENDPOINT, page), walk=_walk_json, patience=2)
