"""LonSun: `type=3` is the annual-report column of an organ; its rows come from /site/label/8888; the menu
names the organs.
"""

from __future__ import annotations

import itertools
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pipeline.scrape.families.base import Ask, Family, Item, Listing, Walk, found, given, items_of
from pipeline.scrape.page import Page

_ORGAN = re.compile(r"^(.*/public/column/)(\d+)(?:[?#]|$)")
_LABEL = re.compile(r"([\w./:-]*/site/label/8888)")
_OWN = ("siteId", "organId", "pageSize", "file", "catId", "result")
_FIXED = {
    "IsAjax": "1",
    "dataType": "html",
    "labelName": "publicInfoList",
    "type": "3",
    "action": "list",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "80",
    "fuzzySearch": "false",
    "fromCode": "title",
    "keyWords": "",
    "sortType": "1",
}


async def _walk(first: Page, ask: Ask) -> Walk:
    async for listing in _organ(first, ask):
        yield listing
    for address in _other_organs(first):
        page = await ask(address, referer=first.url)
        if page is None:
            continue
        async for listing in _organ(page, ask):
            yield listing


async def _organ(page: Page, ask: Ask) -> Walk:
    """The rows of one organ's column: those in the page, and those that its script asks for."""
    yield Listing(items=items_of(page))
    own = {name: content for name in _OWN if (content := given(name, page.text, r"[^\"'&,;}\s]+"))}
    address = dict(parse_qsl(urlsplit(page.url).query))
    organ = _ORGAN.match(page.url)
    params = {"siteId": page.metas.get("siteid", ""), **({"organId": organ[2]} if organ else {}), **own}
    params |= {name: address[name] for name in ("type", "catId") if name in address}
    label = _LABEL.search(page.text)
    target = urljoin(page.url, label[1] if label else "/site/label/8888")
    known: set[str] = set()
    for number in itertools.count(1):
        query = {**_FIXED, **params, "pageIndex": str(number)}
        answer = await ask(f"{target}?{urlencode(query)}", referer=page.url)
        items: tuple[Item, ...] = items_of(answer) if answer else ()
        if not {item.url for item in items} - known:
            return
        known |= {item.url for item in items}
        yield Listing(items=items)


def _other_organs(first: Page) -> list[str]:
    """The annual-report columns of the organs that the page's menu names."""
    own = _ORGAN.match(first.url)
    organs = [found for link in first.links if (found := _ORGAN.match(link.url))]
    addresses = dict.fromkeys(f"{organ[1]}{organ[2]}?type=3&action=list" for organ in organs)
    return [address for address in addresses if own is None or f"/column/{own[2]}?" not in address]


FAMILY = Family(
    name="lonsun",
    sign=lambda page: found(r"labelName[\"']?\s*[:=]\s*[\"']?publicInfoList|/site/label/8888", page),
    walk=_walk,
    patience=1000,
)
