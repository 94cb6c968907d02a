"""Any other portal: the links of the page, the next page by its label, and a frame of the same host that holds
the list.
"""

from __future__ import annotations

import re

from pipeline.scrape.families.base import Ask, Family, Listing, Walk, items_of
from pipeline.scrape.page import Page
from pipeline.scrape.urls import host_of, joined

_NEXT = re.compile(r"^[\s\W]*(?:下一?页|后一?页|next)[\s\W]*$", re.I)
_FEWEST = 3


async def _walk(first: Page, ask: Ask) -> Walk:
    from pipeline.scrape.families import recognise

    frame = _frame(first)
    if frame:
        page = await ask(frame, referer=first.url)
        if page is not None and not _frame(page):
            async for listing in recognise(page)[0].walk(page, ask):
                yield listing
            return
    following: Page | None = first
    while following is not None:
        yield Listing(items=items_of(following))
        address = _next(following)
        following = await ask(address, referer=first.url) if address else None


def _next(page: Page) -> str | None:
    return next((link.url for link in page.links if _NEXT.match(link.title)), None)


def _frame(page: Page) -> str | None:
    """The frame of the same host, where the page itself has hardly any link."""
    sources = [joined(page.base, str(source)) for source in page.tree.xpath("//iframe/@src")]
    own = [source for source in sources if source and host_of(source) == host_of(page.url)]
    return own[0] if own and len(page.links) <= _FEWEST else None


FAMILY = Family(name="generic", sign=lambda page: "no sign of another family", walk=_walk)
