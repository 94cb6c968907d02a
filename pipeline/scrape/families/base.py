"""What a CMS family is: signs on a page that tell it, and a walk from a list page over all of its items.

A new family is one file with a `FAMILY`, and a line in `families/__init__.py`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from pipeline.model import value
from pipeline.scrape.page import Link, Page, find_date, links_in, parsed
from pipeline.scrape.urls import canonical


@value
class Item:
    """One line of a list: where it leads, its title as full as the list has it, its date; files that the list names."""

    url: str
    title: str
    published: str | None = None
    agency: str = ""
    files: tuple[tuple[str, str], ...] = ()


@value
class Listing:
    """One page of a list. `partial` says why the rest can't be had; `total` is what the portal says there is."""

    items: tuple[Item, ...]
    partial: str = ""
    total: int | None = None


class Ask(Protocol):
    """Asks for another page of the same list; None where there is none (404, redirect, past the end)."""

    async def __call__(
        self, url: str, *, form: dict[str, str] | None = None, json: object = None, referer: str = ""
    ) -> Page | None:
        """The page."""


_PAGER = re.compile(r"^[\s\W]*(?:\d{1,4}|[上下前后]一?页|首页|[尾末]页|第?\d*页|跳转|GO|next|prev\w*)[\s\W]*$", re.I)
Walk = AsyncIterator[Listing]


@value
class Family:
    """`sign` gives what on the page tells the family, or None. The walk ends by itself or where its reader has enough.

    `patience`: how many pages without a new item may come before the list has ended.
    """

    name: str
    sign: Callable[[Page], str | None]
    walk: Callable[[Page, Ask], Walk]
    patience: int = 1


def found(pattern: str, page: Page, *, flags: int = 0) -> str | None:
    """What a pattern finds in the page's source, as a sign."""
    match = re.search(pattern, page.text, flags)
    return match[0][:80] if match else None


def items_of(page: Page) -> tuple[Item, ...]:
    """Every link of a page as an item; which of them are reports is decided by their titles."""
    return items_from(page.links, page.url)


def items_in(markup: str, base: str) -> tuple[Item, ...]:
    """The links of a piece of a page."""
    return items_from(tuple(links_in(parsed(markup), base)), base)


def items_from(links: tuple[Link, ...], base: str) -> tuple[Item, ...]:
    """Links as items, without those to the page itself and its pager's: every page has others of these."""
    own = canonical(base)
    return tuple(
        Item(url=link.url, title=link.title, published=link.date)
        for link in links
        if link.title and not _PAGER.match(link.title) and canonical(link.url) != own
    )


def day(shown: object) -> str | None:
    """A date in any of the forms that JSON endpoints give."""
    return find_date(str(shown)) if shown else None
