"""Guangdong's gkmlpt: categories in `window._CONFIG`, articles by an API whose pages 0 and 1 are the same."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, day, items_of
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_SID = re.compile(r"SID\s*:\s*[\"'](\w+)[\"']")
_TREE = re.compile(r"TREE\s*:\s*(?=\[)")
_ANNUAL = re.compile(r"年报|年度报告")


def _sign(page: Page) -> str | None:
    config = "_CONFIG" in page.text and _SID.search(page.text) and _TREE.search(page.text)
    return "_CONFIG with SID and TREE" if config else None


async def _walk(first: Page, ask: Ask) -> Walk:
    sid = _SID.search(first.text)
    root = re.match(r"(https?://[^?#]*?/gkmlpt)/", first.url)
    for category in _categories(first.text):
        elsewhere = str(category.get("jump_url") or "")
        if elsewhere:
            page = await ask(urljoin(first.url, elsewhere), referer=first.url)
            if page is not None:
                yield Listing(items=items_of(page))
            continue
        address = f"{root[1] if root else urljoin(first.url, '/gkmlpt')}/api/all/{category['id']}"
        for number in itertools.count(1):
            page = await ask(f"{address}?page={number}&sid={sid[1] if sid else ''}", referer=first.url)
            answer = _answer(page)
            articles = answer.get("articles") or []
            if not articles:
                break
            yield Listing(items=tuple(item for article in articles if (item := _item(article, first.url))))


def _categories(text: str) -> Iterator[dict[str, Any]]:
    """The categories of annual reports, from the whole tree."""
    start = _TREE.search(text)
    try:
        tree, _ = json.JSONDecoder().raw_decode(text, start.end()) if start else ([], 0)
    except json.JSONDecodeError:
        return
    waiting = list(tree)
    while waiting:
        node = waiting.pop(0)
        if _ANNUAL.search(str(node.get("name") or "")):
            yield node
        waiting.extend(node.get("children") or [])


def _answer(page: Page | None) -> dict[str, Any]:
    try:
        answer = json.loads(page.text) if page else {}
    except json.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _item(article: dict[str, Any], base: str) -> Item | None:
    url = joined(base, str(article.get("url") or article.get("post_url") or ""))
    if url is None:
        return None
    files = tuple((str(file.get("url") or ""), str(file.get("name") or "")) for file in article.get("attachment") or [])
    return Item(
        url=url,
        title=str(article.get("title") or ""),
        published=day(article.get("date") or article.get("create_time")),
        agency=str(article.get("publisher") or ""),
        files=tuple(file for file in files if file[0]),
    )


FAMILY = Family(name="gkmlpt", sign=_sign, walk=_walk, patience=1000)
