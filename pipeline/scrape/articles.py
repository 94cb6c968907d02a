"""One item of a list → the documents it leads to: the page itself, its files, what its viewer shows."""

from __future__ import annotations

import html
from urllib.parse import urljoin

from pipeline.model import value
from pipeline.scrape.attached import embedded_pdf, files_of, images_of, scripted_text
from pipeline.scrape.body import Article, article_of, text_hash
from pipeline.scrape.documents import document_fields
from pipeline.scrape.families.base import Item
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.files import file_name
from pipeline.scrape.identity import Identifier, Identity
from pipeline.scrape.kinds import FILES, IMAGES
from pipeline.scrape.lists import is_soft_404, lists_reports
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Link, Page
from pipeline.scrape.request import Request
from pipeline.scrape.titles import Sort, sort_of
from pipeline.scrape.urls import canonical
from pipeline.scrape.walk import Found
from pipeline.sources import Column

_MOST_FILES = 10
_TOLD_BY = ("text_sha256", "agency_id", "agency", "year", "role")
"""What makes a document another one than that of the last run at its address."""

_NOWHERE = "/gongkai-no-such-page-7f3a.html"


class LeadsToList(Exception):
    """The item is no report but a list of them."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.url)
        self.page = page


@value
class _Taken:
    """What one item gave so far. `article` is None for a report that is a file."""

    column: Column
    found: Found
    identity: Identity
    article: Article | None
    sort: Sort


class Articles:
    """Takes items of one site's lists."""

    def __init__(self, fetcher: Fetcher, identifier: Identifier) -> None:
        self.fetcher = fetcher
        self.identifier = identifier

    async def take(self, column: Column, found: Found, *, migrated: bool) -> None:
        """Fetches one item and writes the documents that it gives. Raises `Refused` where it should give one and does
        not, `LeadsToList` where it is a list.
        """
        page = await self.fetcher.get(Request(url=found.item.url, referer=found.list_url, bulk=True))
        sort = sort_of(found.item.title)
        if page.kind in FILES:
            if sort == "vague":
                raise Refused("unparsed", f"{page.url}: a file whose title ({found.item.title}) names no report")
            self._write(self._taken(column, found, None, sort, migrated), page, "main")
        elif page.kind in ("html", "text"):
            await self._page(column, found, page, migrated)
        else:
            size = f"{len(page.body)} bytes that are neither a page nor a file ({page.kind})"
            raise Refused("unparsed", f"{page.url}: {size}")

    async def _page(self, column: Column, found: Found, page: Page, migrated: bool) -> None:
        page, article = self._with_scripted_text(page, article_of(page))
        sort = sort_of(found.item.title)
        sort = sort_of(article.title) if sort in ("unsure", "vague") else sort
        if sort in ("vague", "other") and not article.holds_report:
            self._pass(found, page)
            return
        taken = self._taken(column, found, article, sort, migrated)
        links = [*files_of(page), *(Link(url=url, title=name, date=None) for url, name in found.item.files)]
        files, missed = await self._files(page, links)
        if article.holds_report:
            self._write(taken, page, "variant" if sort == "variant" else "main")
            self._write_all(taken, files, "attachment")
            return
        if embedded := embedded_pdf(page):
            files.insert(0, self._derived(page, "pdfData", embedded))
        if files and sort != "variant":
            self._write_all(taken, files[:1], "main")
            self._write_all(taken, files[1:], "attachment")
        elif missed is not None and sort != "variant":
            raise missed
        else:
            await self._without_text(taken, page)

    def _with_scripted_text(self, page: Page, article: Article) -> tuple[Page, Article]:
        """The page as its script would draw it, where only the script holds the report."""
        content = None if article.holds_report else scripted_text(page)
        if content is None:
            return page, article
        head = f"<html><head><title>{html.escape(article.title)}</title></head>"
        drawn = self._derived(page, "DETAIL", f"{head}<body>{content}</body></html>".encode())
        read = article_of(drawn)
        return (drawn, read) if read.holds_report else (page, article)

    def _derived(self, page: Page, part: str, data: bytes) -> Page:
        """What stands in a script of the page, as a page or file of its own."""
        return Page(f"{page.url}#{part}", 200, page.headers, data, self.fetcher.journal.store.keep(data))

    def _taken(self, column: Column, found: Found, article: Article | None, sort: Sort, migrated: bool) -> _Taken:
        identity = self.identifier.identify(column, found.item, article, migrated)
        if identity.year is None and found.year is not None:
            checks = tuple(check for check in identity.checks if check != "year_unknown")
            identity = Identity(agency_id=identity.agency_id, agency=identity.agency, year=found.year, checks=checks)
        return _Taken(column=column, found=found, identity=identity, article=article, sort=sort)

    async def _without_text(self, taken: _Taken, page: Page) -> None:
        """A page without a report's words or files: a variant, a list, pictures of a report, or no report at all."""
        if is_soft_404(page) or await self._is_like_any(page):
            raise Refused("gone", f"{page.url}: answers 200, but there is no such page")
        if taken.sort == "unsure":
            self._pass(taken.found, page)
            return
        if taken.sort == "variant":
            self._write(taken, page, "variant")
            return
        if lists_reports(page):
            raise LeadsToList(page)
        images = [Link(url=url, title="", date=None) for url in images_of(page)]
        shown, _ = await self._files(page, images)
        pictures = [picture for picture in shown if picture.kind in IMAGES]
        if not pictures:
            raise Refused("unparsed", f"{page.url}: answers 200 without a report's words, file or picture")
        self._write_all(taken, pictures[:1], "main")
        self._write_all(taken, pictures[1:], "attachment")

    async def _is_like_any(self, page: Page) -> bool:
        """Whether the host gives the same for an address that can't be there, asked once a run, or for its
        home page.
        """
        for url in (urljoin(page.url, _NOWHERE), self.fetcher.site.home_url or urljoin(page.url, "/")):
            try:
                other = await self.fetcher.get(Request(url=url))
            except Rests:
                raise
            except Refused:
                continue
            if text_hash(other.visible) == text_hash(page.visible):
                return True
        return False

    async def _files(self, page: Page, links: list[Link]) -> tuple[list[Page], Refused | None]:
        """The files behind these links that are what they should be, and why the first of the others is not."""
        unique = {canonical(link.url): link for link in links if canonical(link.url) != canonical(page.url)}
        got: list[Page] = []
        missed: list[Refused] = []
        for link in list(unique.values())[:_MOST_FILES]:
            try:
                file = await self.fetcher.get(Request(url=link.url, referer=page.url, bulk=True))
                if file.kind not in FILES:
                    raise Refused("hand_in", f"{link.url}: a {file.kind} in place of a file")
            except Rests:
                raise
            except Refused as refusal:
                missed.append(refusal)
                self._note("missed_file", link, page=page.url, state=refusal.state, reason=refusal.reason)
            else:
                got.append(file)
        return got, missed[0] if missed else None

    def _pass(self, found: Found, page: Page) -> None:
        """The item was looked at and is no report."""
        self._note("passed", found.item, page=page.url)

    def _note(self, kind: str, item: Link | Item, **fields: str) -> None:
        self.fetcher.journal.add(kind, self.fetcher.at(), url=item.url, title=item.title, **fields)

    def _write_all(self, taken: _Taken, pages: list[Page], role: str) -> None:
        for page in pages:
            self._write(taken, page, role)

    def _write(self, taken: _Taken, page: Page, role: str) -> None:
        """Writes one document, unless the journal has it as it is."""
        journal, item, article = self.fetcher.journal, taken.found.item, taken.article
        url = item.url if role in ("main", "variant") else page.url
        fields = {
            "column": taken.column.column_id,
            "url": url,
            "list_url": taken.found.list_url,
            "title": article.title if article and sort_of(article.title) != "other" else item.title,
            "published": (article.published if article else None) or item.published or "",
            "role": role,
            "source": "crawl",
            **document_fields(page, taken.identity, article, name=file_name(page) if page.kind != "html" else ""),
        }
        known = journal.documents.get(canonical(url))
        if known is None or any(known[name] != fields[name] for name in _TOLD_BY):
            journal.add("document", self.fetcher.at(), **fields)
        elif journal.looked[canonical(url)]["run"] != journal.run:
            journal.add("looked", self.fetcher.at(), url=url, sha256=page.sha256)
