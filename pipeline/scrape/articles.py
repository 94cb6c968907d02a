"""One item of a list → the documents it leads to: the page itself, its files, what its viewer shows."""

from __future__ import annotations

from pipeline.scrape.body import Article, article_of, embedded_pdf, files_of, images_of, text_hash
from pipeline.scrape.families.base import Item
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.files import file_name
from pipeline.scrape.identity import Identifier, Identity
from pipeline.scrape.kinds import FILES, IMAGES
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Link, Page
from pipeline.scrape.request import Request
from pipeline.scrape.titles import sort_of
from pipeline.scrape.urls import canonical
from pipeline.scrape.walk import Found, is_soft_404
from pipeline.sources import Column

_MOST_FILES = 10


class Articles:
    """Takes items of one site's lists."""

    def __init__(self, fetcher: Fetcher, identifier: Identifier) -> None:
        self.fetcher = fetcher
        self.identifier = identifier

    async def take(self, column: Column, found: Found, *, migrated: bool) -> None:
        """Fetches one item and writes the documents that it gives. Raises `Refused` where it gives none."""
        item = found.item
        page = await self.fetcher.get(Request(url=item.url, referer=found.list_url, bulk=True))
        if page.kind in FILES:
            identity = self._identity(column, found, None, migrated)
            self._write(column, found, page, identity, "main", None, title=item.title)
            return
        if page.kind not in ("html", "text"):
            raise Refused(
                "unparsed", f"{page.url}: {len(page.body)} bytes that are neither a page nor a file ({page.kind})"
            )
        article = article_of(page)
        sort = sort_of(article.title) if sort_of(item.title) == "unsure" else sort_of(item.title)
        if sort == "other":
            return
        identity = self._identity(column, found, article, migrated)
        links = [*files_of(page), *(Link(url=url, title=name, date=None) for url, name in item.files)]
        files = await self._files(page, links)
        if article.holds_report:
            self._write(column, found, page, identity, "variant" if sort == "variant" else "main", article)
            self._write_all(column, found, identity, files, "attachment", article)
            return
        if embedded := embedded_pdf(page):
            sha256 = self.fetcher.journal.store.keep(embedded)
            files.insert(0, Page(f"{page.url}#pdfData", 200, page.headers, embedded, sha256))
        if files and sort != "variant":
            self._write_all(column, found, identity, files[:1], "main", article)
            self._write_all(column, found, identity, files[1:], "attachment", article)
            return
        await self._without_text(column, found, page, identity, article, sort)

    def _identity(self, column: Column, found: Found, article: Article | None, migrated: bool) -> Identity:
        identity = self.identifier.identify(column, found.item, article, migrated)
        if identity.year is None and found.year is not None:
            checks = tuple(check for check in identity.checks if check != "year_unknown")
            return Identity(agency_id=identity.agency_id, agency=identity.agency, year=found.year, checks=checks)
        return identity

    async def _without_text(
        self, column: Column, found: Found, page: Page, identity: Identity, article: Article, sort: str
    ) -> None:
        """A page without a report's words or files: pictures of one, a variant, or no report at all."""
        if is_soft_404(page) or await self._is_like_any(page):
            raise Refused("gone", f"{page.url}: answers 200, but there is no such page")
        images = images_of(page)
        if sort == "unsure":
            return
        if sort == "variant":
            self._write(column, found, page, identity, "variant", article)
            return
        if not images:
            raise Refused("unparsed", f"{page.url}: answers 200 without a report's words, file or picture")
        shown = await self._files(page, [Link(url=url, title="", date=None) for url in images])
        pictures = [picture for picture in shown if picture.kind in IMAGES]
        if not pictures:
            raise Refused("unparsed", f"{page.url}: its pictures can't be had")
        self._write_all(column, found, identity, pictures[:1], "main", article)
        self._write_all(column, found, identity, pictures[1:], "attachment", article)

    async def _is_like_any(self, page: Page) -> bool:
        """Whether the host gives the same for an address that can't be there, asked once a run, or for its
        home page.
        """
        home = self.fetcher.site.home_url
        for url in (f"{home.rstrip('/')}/gongkai-no-such-page-7f3a.html", home):
            try:
                other = await self.fetcher.get(Request(url=url))
            except Rests:
                raise
            except Refused:
                continue
            if text_hash(other.visible) == text_hash(page.visible):
                return True
        return False

    async def _files(self, page: Page, links: list[Link]) -> list[Page]:
        """The files behind these links that are what they should be; a page in place of a file is written as missed."""
        unique = {canonical(link.url): link for link in links if canonical(link.url) != canonical(page.url)}
        got: list[Page] = []
        for link in list(unique.values())[:_MOST_FILES]:
            try:
                file = await self.fetcher.get(Request(url=link.url, referer=page.url, bulk=True))
            except Rests:
                raise
            except Refused as refusal:
                self._missed_file(page, link, refusal.state, refusal.reason)
                continue
            if file.kind in FILES:
                got.append(file)
            else:
                self._missed_file(page, link, "hand_in", f"{link.url}: a {file.kind} in place of a file")
        return got

    def _missed_file(self, page: Page, link: Link, state: str, reason: str) -> None:
        self.fetcher.journal.add(
            "missed_file", self.fetcher.at(), url=link.url, page=page.url, title=link.title, state=state, reason=reason
        )

    def _write_all(
        self, column: Column, found: Found, identity: Identity, pages: list[Page], role: str, article: Article
    ) -> None:
        for page in pages:
            self._write(column, found, page, identity, role, article)

    def _write(
        self,
        column: Column,
        found: Found,
        page: Page,
        identity: Identity,
        role: str,
        article: Article | None,
        title: str = "",
    ) -> None:
        """Writes one document, unless the journal has it as it is."""
        item: Item = found.item
        own = page.kind == "html"
        journal = self.fetcher.journal
        url = item.url if role in ("main", "variant") else page.url
        fields = {
            "column": column.column_id,
            "url": url,
            "final_url": page.url,
            "list_url": found.list_url,
            "title": title or (article.title if article and sort_of(article.title) != "other" else item.title),
            "agency_id": identity.agency_id,
            "agency": identity.agency,
            "year": identity.year,
            "role": role,
            "media": page.kind,
            "name": file_name(page) if not own else "",
            "sha256": page.sha256,
            "text_sha256": article.text_sha256 if article and own else page.sha256,
            "published": (article.published if article else None) or item.published or "",
            "content_source": article.source if article else "",
            "encoding": page.decoded.encoding if own else "",
            "checks": sorted({*identity.checks, *page.decoded.checks} if own else set(identity.checks)),
            "source": "crawl",
        }
        known = journal.documents.get(canonical(url))
        if known is None or any(
            known[name] != fields[name] for name in ("text_sha256", "agency_id", "agency", "year", "role")
        ):
            journal.add("document", self.fetcher.at(), **fields)
        elif journal.looked[canonical(url)]["run"] != journal.run:
            journal.add("looked", self.fetcher.at(), url=url, sha256=page.sha256)
