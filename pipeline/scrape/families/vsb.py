"""VSB: pages count down and shift when an item is added, so the link to the next page is followed, never counted."""

from __future__ import annotations

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, found, items_of, next_page
from pipeline.scrape.page import Page
from pipeline.scrape.urls import joined

_SIGN = r"class=[\"']?p_(?:pages|next|no)|id=[\"']?line_u\d+_\d|vsb_content|_vsl\b|system/resource/|tree\.TreeTempUrl"
_NEXT = "//*[contains(concat(' ', @class, ' '), ' p_next ')]/descendant-or-self::a/@href"


async def _walk(first: Page, ask: Ask) -> Walk:
    page: Page | None = first
    while page is not None:
        yield Listing(items=items_of(page))
        following = page.tree.xpath(_NEXT)
        address = joined(page.base, str(following[0])) if following else next_page(page)
        page = await ask(address, referer=first.url) if address else None


FAMILY = Family(name="vsb", sign=lambda page: found(_SIGN, page), walk=_walk)
