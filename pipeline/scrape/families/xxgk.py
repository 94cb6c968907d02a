"""Hanweb's information-disclosure module: tree.jsp names categories, search.jsp lists, often the whole area at once."""

from __future__ import annotations

import itertools
import re
from urllib.parse import urljoin

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, found, items_of
from pipeline.scrape.page import Page
from pipeline.scrape.words import any_of

_TREE = re.compile(r"[\"']([^\"']*/module/xxgk/tree\.jsp[^\"']*)")
_CATEGORY = re.compile(r"funclick\(\s*[\"'](\w+)[\"'][^)]*\)[^>]*>([^<]+)<")
_AREA = re.compile(r"\barea[\"']?\s*[:=]\s*[\"']?(\w+)")
_COLUMN = re.compile(r"/col/col(\d+)/")
_SEARCH = (
    "/module/xxgk/search.jsp?standardXxgk=0&isAllList=1&texttype=&fbtime=&vc_all=&vc_filenumber=&vc_title=&vc_number="
    "&currpage={page}&sortfield=,compaltedate:0"
)


async def _walk(first: Page, ask: Ask) -> Walk:
    area = next(iter(_AREA.findall(first.text) + _AREA.findall(first.url)), "")
    category = await _category(first, ask)
    column = _COLUMN.search(first.url)
    for number in itertools.count(1):
        form = {"infotypeId": category, "jdid": "", "area": area, "divid": "div4"}
        page = await ask(urljoin(first.url, _SEARCH.format(page=number)), form=form, referer=first.url)
        items = items_of(page) if page else ()
        if not items:
            return
        own = tuple(item for item in items if column is None or f"art_{column[1]}_" in item.url)
        yield Listing(items=own)


async def _category(first: Page, ask: Ask) -> str:
    call = _TREE.search(first.text)
    tree = await ask(urljoin(first.url, call[1].replace("&amp;", "&")), referer=first.url) if call else None
    names = _CATEGORY.findall(tree.text) if tree else []
    return next((code for code, name in names if any_of("menu", name) and "年" in name), "")


FAMILY = Family(name="jcmsxxgk", sign=lambda page: found(r"/module/xxgk/", page), walk=_walk, patience=2)
