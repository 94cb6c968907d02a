"""One list page walked over all of its pages, frames and sub-lists: the items in order, and whether the walk ended by
itself.
"""

from __future__ import annotations

import functools
import json as json_module
from collections.abc import Iterable
from urllib.parse import urlencode

from pipeline.model import value
from pipeline.scrape.families import recognise
from pipeline.scrape.families.base import Family, Item
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.lists import frames, needs_script, sublists
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page
from pipeline.scrape.request import Request
from pipeline.scrape.titles import sort_of, year_of
from pipeline.scrape.urls import canonical

DEEPEST = 2
"""How many lists may lie between a list page and its reports: years, then townships."""


@value
class Found:
    """An item with the list page that holds it and the labels of the sub-lists on the way there."""

    item: Item
    list_url: str
    labels: tuple[str, ...]

    @property
    def year(self) -> int | None:
        """The year of the folder that it stands in."""
        return next((year for label in reversed(self.labels) if (year := year_of(label)) is not None), None)


class Walked:
    """What a walk has seen. `state` is `complete`, `partial` or an outcome's; `evidence` says why."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.pages = 0
        self.state = "complete"
        self.evidence = ""
        self.family = ""
        self.checks: list[str] = []
        self.offlist: set[str] = set()
        self.rest_days = 0
        self._seen: set[str] = set()

    def take(self, items: Iterable[Item], list_url: str, labels: tuple[str, ...]) -> int:
        """Adds the items that are new; gives how many were."""
        before = len(self.found)
        for item in items:
            name = canonical(item.url)
            if name not in self._seen:
                self._seen.add(name)
                self.found.append(Found(item=item, list_url=list_url, labels=labels))
        return len(self.found) - before

    def cut(self, state: str, evidence: str) -> None:
        """The walk did not end by itself."""
        self.state, self.evidence = state, evidence

    def names_reports(self, start: int = 0) -> bool:
        """Whether any item, from this one on, may be a report by its title."""
        return any(sort_of(found.item.title) != "other" for found in self.found[start:])


class Walker:
    """Walks list pages of one site. What it meets is added to `walked`."""

    def __init__(self, fetcher: Fetcher, walked: Walked) -> None:
        self.fetcher = fetcher
        self.walked = walked

    async def walk(self, first: Page, labels: tuple[str, ...] = (), *, framed: bool = False) -> None:
        """Walks from a list page that is there; `framed`: it is a frame of another."""
        if needs_script(first):
            self.walked.cut("needs_script", f"{first.url}: {len(first.body)} bytes of script without a link")
            return
        before = len(self.walked.found)
        family, sign = recognise(first)
        self.walked.family = self.walked.family or f"{family.name}: {sign}"
        await self._pages(first, family, labels)
        if not framed and not self.walked.names_reports(before):
            for url in frames(first):
                await self._other(url, first, labels, framed=True)
        if len(labels) < DEEPEST:
            for item in list(sublists(first)):
                await self._other(item.url, first, (*labels, item.title))

    async def _pages(self, first: Page, family: Family, labels: tuple[str, ...]) -> None:
        """All pages of one list, by what they hold; what the portal states of their number is only compared."""
        walked, before, idle, full = self.walked, len(self.walked.found), 0, 0
        total: int | None = None
        pages: int | None = None
        try:
            async for listing in family.walk(first, functools.partial(self._ask, static=first.unchanged)):
                walked.pages += 1
                new = walked.take(listing.items, first.url, labels)
                idle, full = (0, full + 1) if new else (idle + 1, full)
                total, pages = listing.total or total, listing.pages or pages
                if listing.partial:
                    walked.cut("partial", listing.partial)
                if idle >= family.patience:
                    break
                if walked.pages >= self.fetcher.manners.pages_of_a_column:
                    walked.checks.append("page_cap")
                    walked.cut("partial", f"stopped after {walked.pages} pages")
                    return
        except Rests:
            raise
        except Refused as refusal:
            walked.cut("partial", refusal.reason)
            return
        if total and total != len(walked.found) - before:
            walked.checks.append(f"total_mismatch: {total} stated, {len(walked.found) - before} listed")
        if pages and pages != full:
            walked.checks.append(f"count_lied: {pages} pages stated, {full} found")

    async def _other(self, url: str, first: Page, labels: tuple[str, ...], *, framed: bool = False) -> None:
        """A frame of the list page, or a list below it."""
        try:
            page = await self.fetcher.get(Request(url=url, referer=first.url))
        except Rests:
            raise
        except Refused as refusal:
            self.walked.cut("partial", refusal.reason)
            return
        await self.walk(page, labels, framed=framed)

    async def _ask(
        self,
        url: str,
        *,
        form: dict[str, str] | None = None,
        json: object = None,
        referer: str = "",
        static: bool = False,
    ) -> Page | None:
        """A further page of a list; none where the portal has none. `static`: the first page has not changed, so a file
        that was past its end still is.
        """
        body, media = b"", ""
        if form is not None:
            body, media = urlencode(form).encode(), "application/x-www-form-urlencoded"
        elif json is not None:
            body, media = json_module.dumps(json, ensure_ascii=False).encode(), "application/json; charset=utf-8"
        request = Request(url=url, method="POST" if body else "GET", form=body, media=media, referer=referer)
        if static and not body and "?" not in url and request.key in self.fetcher.journal.gone:
            return None
        try:
            return await self.fetcher.get(request)
        except Rests:
            raise
        except Refused as refusal:
            if refusal.state == "gone":
                return None
            raise
