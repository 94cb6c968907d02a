"""Guangdong's gkmlpt: categories in `window._CONFIG`, articles by an API whose pages 0 and 1 are the same."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, given, items_of, json_of, rows_of
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_SID = re.compile(r"\bSID[\"']?\s*:")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*(?=\[)")
_NODE = re.compile(r"\{[^{}\[\]]*\bname\b[\"']?\s*:\s*[\"'][^\"']*[\"'][^{}\[\]]*")
_ANNUAL = re.compile(r"年报|年度报告")
_DAYS = ("date", "display_publish_time", "first_publish_time", "create_time", "created_at")


def _sign(page: Page) -> str | None:
    config = "_CONFIG" in page.text and _SID.search(page.text) and _TREE.search(page.text)
    return "_CONFIG with SID and TREE" if config else None


async def _walk(first: Page, ask: Ask) -> Walk:
    sid = given("SID", first.text)
    root = re.match(r"(https?://[^?#]*?/gkmlpt)(?:/|$)", first.url)
    api = f"{root[1] if root else urljoin(first.url, '/gkmlpt')}/api/all"
    for category in _categories(first):
        elsewhere = str(category.get("jump_url") or "")
        if elsewhere:
            page = await ask(urljoin(first.url, elsewhere), referer=first.url)
            if page is not None:
                async for listing in _elsewhere(page, ask):
                    yield listing
            continue
        known: set[object] = set()
        for count in itertools.count(1):
            answer = json_of(await ask(f"{api}/{category['id']}?page={count}&sid={sid}", referer=first.url))
            articles = rows_of(answer, "articles")
            if not {article.get("id") for article in articles} - known:
                break
            known |= {article.get("id") for article in articles}
            yield Listing(items=tuple(item for article in articles if (item := _item(article, first.url))))


async def _elsewhere(page: Page, ask: Ask) -> Walk:
    """A category that lives in another column, of whatever family."""
    from pipeline.scrape.families import recognise

    family, _ = recognise(page)
    if family.name == FAMILY.name:
        yield Listing(items=items_of(page))
        return
    idle: set[str] = set()
    async for listing in family.walk(page, ask):
        new = {item.url for item in listing.items} - idle
        yield listing
        if not new:
            return
        idle |= new


def _categories(page: Page) -> Iterator[dict[str, Any]]:
    """The categories of annual reports: that of the address, and those of the tree that are named so."""
    _, _, fragment = page.url.partition("#")
    named = [node for node in _nodes(page.text) if _ANNUAL.search(str(node.get("name") or "")) and "id" in node]
    if fragment.isdigit() and fragment not in {str(node["id"]) for node in named}:
        yield {"id": fragment}
    yield from named


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """All nodes of the tree, which is JSON, or a script's literal without quotes around names."""
    start = _TREE.search(text)
    try:
        waiting, _ = json.JSONDecoder().raw_decode(text, start.end()) if start else ([], 0)
    except json.JSONDecodeError:
        for node in _NODE.findall(text):
            fields = {name: given(name, node, r"[^\"',}\s]+") for name in ("id", "name", "jump_url")}
            yield {name: content for name, content in fields.items() if content}
        return
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting.extend(node.get("children") or [])


def _item(article: dict[str, Any], base: str) -> Item | None:
    url = joined(base, str(article.get("url") or article.get("post_url") or ""))
    if url is None:
        return None
    files = tuple((str(file.get("url") or ""), str(file.get("name") or "")) for file in rows_of(article, "attachment"))
    return Item(
        url=url,
        title=str(article.get("title") or ""),
        published=next((found for name in _DAYS if (found := day(article.get(name)))), None),
        agency=str(article.get("publisher") or ""),
        files=tuple((whole, name) for address, name in files if address and (whole := joined(base, address))),
    )


FAMILY = Family(name="gkmlpt", sign=_sign, walk=_walk, patience=1000)
