"""Epoint: POST JSON to lightfrontaction; the site's id and project stand in a script; pages begin at 0 or 1."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, found, given, json_of, number, rows_of
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_SCRIPTS = ("webBuilderCommon.js", "ajaxReq.js")
_SIZE = 15


async def _walk(first: Page, ask: Ask) -> Walk:
    source = await _source(first, ask)
    project = given("projectName", source, r"/?[\w-]+").strip("/") or "EpointWebBuilder"
    address = urljoin(first.url, f"/{project}/rest/lightfrontaction/getgovinfolist")
    query = parse_qs(urlsplit(first.url).query)
    own = {name: query.get(name, [given(name, first.text)])[0] for name in ("deptcode", "categorynum")}
    wrapped = False
    for count in itertools.count(0):
        params = {**own, "pageIndex": count, "pageSize": _SIZE, "siteGuid": given("siteGuid", source)}
        answer = json_of(await ask(address, json={"params": params} if wrapped else params, referer=first.url))
        if count == 0 and not rows_of(answer, "custom", "data"):
            wrapped = True
            answer = json_of(await ask(address, json={"params": params}, referer=first.url))
        rows = rows_of(answer, "custom", "data")
        if not rows:
            return
        items = tuple(item for row in rows if (item := _item(row, first.url)))
        yield Listing(items=items, total=number(answer["custom"].get("total")))


async def _source(first: Page, ask: Ask) -> str:
    """The page and the scripts in which the site's id and project may stand."""
    texts = [first.text]
    for source in first.tree.xpath("//script/@src"):
        url = joined(first.base, str(source)) if any(name in str(source) for name in _SCRIPTS) else None
        page = await ask(url, referer=first.url) if url else None
        texts += [page.text] if page else []
    return "\n".join(texts)


def _item(row: dict[str, Any], base: str) -> Item | None:
    url, title = joined(base, str(row.get("infourl") or "")), str(row.get("realtitle") or row.get("title") or "")
    return Item(url=url, title=title, published=day(row.get("infodate"))) if url and title else None


FAMILY = Family(
    name="epoint",
    sign=lambda page: found(r"lightfrontaction|webBuilderCommon\.js|govInfoPub", page),
    walk=_walk,
    patience=2,
)
