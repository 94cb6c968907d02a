"""UCAP: static pages `list_N.shtml` from 2, and lists that only a JSON endpoint fills (three generations of it)."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, found, items_of
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_PAGER = re.compile(
    r"createPageHTML\(\s*[\"'][\w-]+[\"']\s*,\s*\d+\s*,\s*\d+\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_ENDPOINT = r"getFileListByCodeId|/common/search/|/searchList/"
_CHANNEL = re.compile(r"channelId[\"']?\s*[:=]\s*[\"'](\w{8,40})[\"']")
_GET = re.compile(r"[\"']((?:https?://[^\"']+)?/(?:common/search|searchList)/\w{32})")
_ROWS = 20
_MARKUP = re.compile(r"<[^>]+>")


async def _walk(first: Page, ask: Ask) -> Walk:
    yield Listing(items=items_of(first))
    named = _PAGER.search(first.text)
    stem, extension = (named[1], named[2]) if named else ("list", "shtml")
    for number in itertools.count(2):
        page = await ask(urljoin(first.url, f"{stem}_{number}.{extension}"))
        if page is None:
            return
        yield Listing(items=items_of(page))


async def _walk_json(first: Page, ask: Ask) -> Walk:
    channel = first.metas.get("channelid") or next(iter(_CHANNEL.findall(first.text)), "")
    for number in itertools.count(1):
        page = await _answer(first, ask, channel, number)
        data = _data(page) if page else {}
        results = data.get("results") or []
        if not results:
            return
        items = tuple(item for row in results if (item := _item(row, first.url)))
        yield Listing(items=items, total=int(data.get("total") or 0) or None)


async def _answer(first: Page, ask: Ask, channel: str, number: int) -> Page | None:
    if "getFileListByCodeId" in first.text:
        form = {
            "channelId": channel,
            "codeId": "",
            "page": str(number),
            "size": str(_ROWS),
            "relateSubChannels": "false",
        }
        return await ask(urljoin(first.url, "/getFileListByCodeId"), form=form, referer=first.url)
    named = _GET.search(first.text)
    path = named[1] if named else f"/common/search/{channel}"
    query = f"?_isAgg=true&_isJson=true&_pageSize={_ROWS}&_template=index&page={number}"
    return await ask(urljoin(first.url, path) + query, referer=first.url)


def _data(page: Page) -> dict[str, Any]:
    try:
        found = json.loads(page.text)
    except json.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    data = found.get("data") or (found.get("results") or {}).get("data") or {}
    return data if isinstance(data, dict) else {}


def _item(row: dict[str, Any], base: str) -> Item | None:
    url = joined(base, str(row.get("redirectUrl") or row.get("url") or ""))
    title = _MARKUP.sub("", str(row.get("title") or row.get("titleHtml") or "")).strip()
    return Item(url=url, title=title, published=day(row.get("publishedTimeStr"))) if url and title else None


FAMILY = Family(
    name="ucap",
    sign=lambda page: found(r"createPageHTML\(\s*[\"'][\w-]+[\"']|<UCAPTITLE>|UCAP-CONTENT", page),
    walk=_walk,
)
JSON = Family(name="ucapjson", sign=lambda page: found(_ENDPOINT, page), walk=_walk_json)
