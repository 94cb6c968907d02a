"""Epoint: POST JSON to lightfrontaction; the site's id and project stand in a script; pages begin at 0 or 1."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, found
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_GUID = re.compile(r"siteGuid[\"']?\s*[:=]\s*[\"']([\w-]+)[\"']")
_PROJECT = re.compile(r"projectName[\"']?\s*[:=]\s*[\"']/?([\w-]+)[\"']")
_SCRIPTS = ("/js/webBuilderCommon.js", "/js/ajaxReq.js")
_SIZE = 15


async def _walk(first: Page, ask: Ask) -> Walk:
    guid, project = await _site(first, ask)
    query = parse_qs(urlsplit(first.url).query)
    address = urljoin(first.url, f"/{project}/rest/lightfrontaction/getgovinfolist")
    for number in itertools.count(0):
        params = {
            "deptcode": query.get("deptcode", [""])[0],
            "categorynum": query.get("categorynum", [""])[0],
            "pageIndex": number,
            "pageSize": _SIZE,
            "siteGuid": guid,
        }
        page = await ask(address, json=params, referer=first.url)
        custom = _custom(page)
        items = tuple(item for row in custom.get("data") or [] if (item := _item(row, first.url)))
        if not items:
            return
        yield Listing(items=items, total=int(custom.get("total") or 0) or None)


async def _site(first: Page, ask: Ask) -> tuple[str, str]:
    """The site's id and its project, from the page or the script that it loads."""
    texts = [first.text]
    for script in _SCRIPTS:
        if script.rsplit("/", 1)[1] in first.text:
            page = await ask(urljoin(first.url, script), referer=first.url)
            texts += [page.text] if page else []
    source = "\n".join(texts)
    guid, project = _GUID.search(source), _PROJECT.search(source)
    return (guid[1] if guid else ""), (project[1] if project else "EpointWebBuilder")


def _custom(page: Page | None) -> dict[str, Any]:
    try:
        answer = json.loads(page.text) if page else {}
    except json.JSONDecodeError:
        return {}
    custom = answer.get("custom") if isinstance(answer, dict) else None
    return custom if isinstance(custom, dict) else {}


def _item(row: dict[str, Any], base: str) -> Item | None:
    url, title = joined(base, str(row.get("infourl") or "")), str(row.get("realtitle") or row.get("title") or "")
    return Item(url=url, title=title, published=day(row.get("infodate"))) if url and title else None


FAMILY = Family(
    name="epoint",
    sign=lambda page: found(r"lightfrontaction|webBuilderCommon\.js|govInfoPub", page),
    walk=_walk,
    patience=2,
)
