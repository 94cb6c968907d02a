"""One list page walked over all of its pages and sub-lists: the items in order, and whether the walk ended by
itself.
"""

from __future__ import annotations

import json as json_module
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from pipeline.model import value
from pipeline.scrape.families import recognise
from pipeline.scrape.families.base import Item
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page, squeezed
from pipeline.scrape.request import Request
from pipeline.scrape.titles import sort_of, year_of
from pipeline.scrape.urls import canonical, host_of
from pipeline.scrape.words import any_of, words

_DEEPEST = 2
_SPA_BYTES = 2000
_YEAR_LABEL = re.compile(r"^(?:(?:19|20)\d\d)年?度?(?:年报|年度报告)?$")
_SHORTEST_FOREIGN = 20


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

    def take(self, items: tuple[Item, ...], list_url: str, labels: tuple[str, ...]) -> int:
        """Adds the items that are new; gives how many were."""
        fresh = [item for item in items if canonical(item.url) not in self._seen]
        for item in fresh:
            name = canonical(item.url)
            if name not in self._seen:
                self._seen.add(name)
                self.found.append(Found(item=item, list_url=list_url, labels=labels))
        return len(fresh)

    def cut(self, state: str, evidence: str) -> None:
        """The walk did not end by itself."""
        self.state, self.evidence = state, evidence


class Walker:
    """Walks list pages of one site."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher

    async def walk(self, first: Page, walked: Walked, labels: tuple[str, ...] = ()) -> None:
        """Walks from a list page that is there. What it meets is added to `walked`."""
        if needs_script(first):
            walked.cut("needs_script", f"{first.url}: {len(first.body)} bytes of script without a link")
            return
        family, sign = recognise(first)
        walked.family = walked.family or f"{family.name}: {sign}"
        idle, stated, before = 0, 0, len(walked.found)
        try:
            async for listing in family.walk(first, self._ask):
                walked.pages += 1
                idle = 0 if walked.take(listing.items, first.url, labels) else idle + 1
                stated = listing.total or stated
                if listing.partial:
                    walked.cut("partial", listing.partial)
                if idle >= family.patience:
                    break
                if walked.pages >= self.fetcher.manners.pages_of_a_column:
                    walked.checks.append("page_cap")
                    walked.cut("partial", f"stopped after {walked.pages} pages")
                    return
        except Refused as refusal:
            walked.cut(refusal.state if isinstance(refusal, Rests) else "partial", refusal.reason)
            if isinstance(refusal, Rests):
                raise
        if stated and stated != len(walked.found) - before:
            walked.checks.append(f"total_mismatch: {stated} stated, {len(walked.found) - before} listed")
        await self._below(first, walked, labels)

    async def _below(self, first: Page, walked: Walked, labels: tuple[str, ...]) -> None:
        """The sub-lists by year, or of townships and departments, one level down and once more."""
        if len(labels) >= _DEEPEST:
            return
        for item in list(_sublists(first)):
            try:
                page = await self.fetcher.get(Request(url=item.url, referer=first.url))
            except Rests:
                raise
            except Refused as refusal:
                walked.cut("partial", refusal.reason)
                continue
            await self.walk(page, walked, (*labels, item.title))

    async def _ask(
        self, url: str, *, form: dict[str, str] | None = None, json: object = None, referer: str = ""
    ) -> Page | None:
        """A further page of a list; none where the portal has none."""
        body, media = b"", ""
        if form is not None:
            body, media = urlencode(form).encode(), "application/x-www-form-urlencoded"
        elif json is not None:
            body, media = json_module.dumps(json, ensure_ascii=False).encode(), "application/json; charset=utf-8"
        request = Request(url=url, method="POST" if body else "GET", form=body, media=media, referer=referer)
        try:
            return await self.fetcher.get(request)
        except Rests:
            raise
        except Refused as refusal:
            if refusal.state == "gone":
                return None
            raise


def _sublists(page: Page) -> Iterator[Item]:
    """Links to folders below the page whose label is a year or a group of agencies."""
    folder = urlsplit(page.url).path.rsplit("/", 1)[0] + "/"
    seen = {canonical(page.url)}
    for link in page.links:
        path, label = urlsplit(link.url).path, squeezed(link.title)
        below = host_of(link.url) == host_of(page.url) and path.startswith(folder) and path != folder
        named = _YEAR_LABEL.match(label) or (len(label) < 12 and any_of("sublist", label) and sort_of(label) == "other")
        if below and named and canonical(link.url) not in seen:
            seen.add(canonical(link.url))
            yield Item(url=link.url, title=link.title)


def needs_script(page: Page) -> bool:
    """Whether the page is a shell that only a script fills, with nothing that any family knows."""
    shell = page.kind == "html" and len(page.body) < _SPA_BYTES and not page.links
    return shell and "<script" in page.text and recognise(page)[0].name == "generic" and "<iframe" not in page.text


def is_foreign(page: Page, site_id_code: str) -> bool:
    """Whether a page that should be a government's shows neither its code nor any of its words."""
    if page.kind != "html" or (site_id_code and site_id_code in page.text):
        return False
    shown = squeezed(page.visible)
    return len(shown) >= _SHORTEST_FOREIGN and not any_of("government", shown) and not any_of("report", shown)


def is_soft_404(page: Page) -> bool:
    """Whether a page that answers 200 says that there is none."""
    shown = squeezed(f"{page.title} {page.visible[:500]}")
    return page.kind == "html" and len(page.visible) < 1500 and any(word in shown for word in words("soft_404"))
