"""What a CMS family is: signs on a page that tell it, and a walk from a list page over all of its items.

A new family is one file with a `FAMILY`, and a line in `families/__init__.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, Protocol

from pipeline.model import value
from pipeline.scrape.clock import CHINA
from pipeline.scrape.page import Link, Page, find_date, links_in, parsed
from pipeline.scrape.urls import canonical, joined


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
    """One page of a list. `partial` says why the rest can't be had; `total`, `pages`: the number of items and of pages
    that the portal says there are.
    """

    items: tuple[Item, ...]
    partial: str = ""
    total: int | None = None
    pages: int | None = None


class Ask(Protocol):
    """Asks for another page of the same list; None where there is none (404, redirect, past the end)."""

    async def __call__(
        self, url: str, *, form: dict[str, str] | None = None, json: object = None, referer: str = ""
    ) -> Page | None:
        """The page."""


_PAGER = re.compile(r"^[\s\W]*(?:\d{1,4}|[上下前后]一?页|首页|[尾末]页|第?\d*页|跳转|GO|next|prev\w*)[\s\W]*$", re.I)
_NEXT = re.compile(r"^[\s\W]*(?:下一?页|后一?页|next)[\s\W]*$", re.I)
_RECORD = re.compile(r"<record\b[^>]*>(.*?)</record>", re.S | re.I)
_FIELD = re.compile(r"<(\w+)>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</\1>", re.S)
_DEBRIS = re.compile(r"<li\s+style=<br\s*/>", re.I)
_URLS, _TITLES, _DATES = ("url", "link", "href", "infourl"), ("title", "name", "subject"), ("date", "time", "pubdate")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
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


def given(name: str, text: str, of: str = r"[\w-]+") -> str:
    """What a script, an address or a meta element gives for a name (`columnId: 'x'`, `columnId=x`); empty: nothing."""
    match = re.search(rf"\b{name}\b[\"']?\s*[:=]\s*[\"']?({of})", text)
    return match[1] if match else ""


def next_page(page: Page) -> str | None:
    """Where the pager's 下一页 leads."""
    return next((link.url for link in page.links if _NEXT.match(link.title)), None)


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


def records_in(xml: str, base: str) -> tuple[Item, ...]:
    """The records of a datastore: markup of a row each, or fields by name."""
    rows = (_of_record(_DEBRIS.sub("<li>", record), base) for record in _RECORD.findall(xml))
    return tuple(item for item in rows if item is not None)


def _of_record(record: str, base: str) -> Item | None:
    fields = {name.lower(): content for name, content in _FIELD.findall(record)}
    url = next(
        (url for name in _URLS if (url := joined(base, fields.get(name, "")) if fields.get(name) else None)), None
    )
    title = next((fields[name] for name in _TITLES if fields.get(name)), "")
    if url and title:
        return Item(url=url, title=title, published=day(next((fields[name] for name in _DATES if name in fields), "")))
    markup = re.sub(r"^\s*<!\[CDATA\[|\]\]>\s*$", "", record)
    return next(iter(items_in(markup, base)), None)


def json_of(page: Page | None) -> dict[str, Any]:
    """A JSON object, empty where the answer is none."""
    try:
        answer = json.loads(page.text) if page else {}
    except json.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def rows_of(answer: object, *path: str) -> list[dict[str, Any]]:
    """The objects of the list at this path of an answer, none where there is no such list."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def number(shown: object) -> int | None:
    """A number as JSON endpoints give it, also as text; None for 0 and for what is none."""
    return int(str(shown)) or None if str(shown).isdecimal() else None


def day(shown: object) -> str | None:
    """A date in any of the forms that JSON endpoints give: written out, or in seconds or milliseconds since 1970."""
    if _SECONDS.fullmatch(str(shown)):
        return datetime.fromtimestamp(int(str(shown)[:10]), CHINA).date().isoformat()
    return find_date(str(shown)) if shown else None
