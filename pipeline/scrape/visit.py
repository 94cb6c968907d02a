"""One site visited: its list pages walked, its reports fetched, everything that was found written to its journal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from pipeline.scrape.articles import Articles, LeadsToList
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.identity import Identifier
from pipeline.scrape.lists import is_foreign, is_soft_404
from pipeline.scrape.outcomes import UNFORESEEN, Refused, Rests
from pipeline.scrape.page import Page
from pipeline.scrape.rediscover import rediscover
from pipeline.scrape.request import Request
from pipeline.scrape.titles import agency_of, sort_of, year_of
from pipeline.scrape.urls import canonical, host_of
from pipeline.scrape.walk import DEEPEST, Found, Walked, Walker
from pipeline.sources import Column

_SHARED_DATE = 2
_LONGEST_EVIDENCE = 500
_UNCONFIRMED = {"column_moved": "moved", "column_found": "limited"}


class Visit:
    """The visit of one site in one run. `limit`: at most so many report pages are fetched; None: all."""

    def __init__(
        self, fetcher: Fetcher, identifier: Identifier, limit: int | None, agency: str, year: int | None
    ) -> None:
        self.fetcher = fetcher
        self.identifier = identifier
        self.articles = Articles(fetcher, identifier)
        self.left = limit
        self.agency = agency
        self.year = year

    async def columns(self, columns: tuple[Column, ...]) -> None:
        """Visits these list pages; the state of each is written down, whatever happens."""
        for column in columns:
            walked = Walked()
            try:
                await self._column(column, walked)
            except Refused as refusal:
                walked.cut(refusal.state, refusal.reason)
                walked.rest_days = refusal.days if isinstance(refusal, Rests) else 0
            except UNFORESEEN as error:
                walked.cut("unparsed", _unforeseen(column.url, error))
            self._write(column, walked)

    async def _column(self, column: Column, walked: Walked) -> None:
        walker = Walker(self.fetcher, walked)
        page, moved = await self._first(column)
        await walker.walk(page)
        if walked.state == "complete" and not walked.names_reports():
            reason = f"{page.url}: no title on its {walked.pages} pages names a report"
            if moved:
                raise Refused("unparsed", reason)
            page, moved = await self._elsewhere(column, reason), "column_moved"
            await walker.walk(page)
        walked.offlist = {host_of(found.item.url) for found in walked.found} - set(self.fetcher.hosts.sites)
        if moved:
            walked.checks.insert(0, f"{moved}: {page.url}")
        if moved and walked.state == "complete":
            walked.cut(_UNCONFIRMED[moved], f"its list page was found at {page.url}: a person has to confirm it")
        await self._reports(column, walker)

    async def _first(self, column: Column) -> tuple[Page, str]:
        """The list page, at its old place or where the home page leads to now, and what a person is to confirm."""
        if column.url == self.fetcher.site.home_url:
            return await rediscover(self.fetcher, column, f"{column.url}: no list page is known"), "column_found"
        try:
            page = await self.fetcher.get(Request(url=column.url))
            if is_foreign(page, self.fetcher.site.site_id_code):
                why = f"{column.url}: neither the site's code nor a word of a government's page, or a casino's"
                raise self.fetcher.left_alone(Rests("taken_over", why, self.fetcher.site.host))
            if not is_soft_404(page):
                return page, ""
            reason = f"{column.url}: answers 200, but says that there is no page"
        except Refused as refusal:
            if refusal.state not in ("gone", "offlist"):
                raise
            reason = refusal.reason
        return await rediscover(self.fetcher, column, reason), "column_moved"

    async def _elsewhere(self, column: Column, reason: str) -> Page:
        """Another list page, where the known one has lost its reports or never had any; else raises `unparsed`."""
        try:
            return await rediscover(self.fetcher, column, reason)
        except Rests:
            raise
        except Refused as refusal:
            raise Refused("unparsed", refusal.reason) from refusal

    async def _reports(self, column: Column, walker: Walker) -> None:
        """Fetches the items whose titles may name reports, those that failed last time at the end."""
        walked = walker.walked
        waiting = self._wanted(walked, 0)
        dates = Counter(found.item.published for found in waiting)
        shared = {day for day, count in dates.items() if day and count > _SHARED_DATE}
        while waiting:
            found = waiting.pop(0)
            if self._is_fresh(found):
                continue
            if self.left == 0:
                walked.cut("limited", "the limit on reports was reached")
                return
            self.left = None if self.left is None else self.left - 1
            try:
                await self.articles.take(column, found, migrated=found.item.published in shared)
            except LeadsToList as lead:
                waiting += await self._below(lead.page, found, walker)
            except Rests:
                raise
            except Refused as refusal:
                self._missed(column, found, refusal)
            except UNFORESEEN as error:
                self._missed(column, found, Refused("unparsed", _unforeseen(found.item.url, error)))

    async def _below(self, page: Page, found: Found, walker: Walker) -> list[Found]:
        """The items of a list that was linked as if it were a report (2022年政府信息公开年度报告, of all agencies)."""
        known = len(walker.walked.found)
        if len(found.labels) < DEEPEST:
            await walker.walk(page, (*found.labels, found.item.title))
        return self._wanted(walker.walked, known)

    def _wanted(self, walked: Walked, start: int) -> list[Found]:
        """The items, from this one on, that are to be fetched."""
        named = [found for found in walked.found[start:] if sort_of(found.item.title) != "other"]
        wanted = [found for found in named if self._asked_for(found)]
        if len(wanted) < len(named) and walked.state == "complete":
            walked.cut("limited", "only reports of one agency or year were asked for")
        return sorted(wanted, key=lambda found: found.item.url in self.fetcher.journal.failed)

    def _asked_for(self, found: Found) -> bool:
        """Whether the item may be what `--year` and `--agency` ask for; what its title does not say, it may be."""
        year = year_of(found.item.title) or found.year
        return (self.year is None or year in (None, self.year)) and (not self.agency or self._is_of(found))

    def _is_of(self, found: Found) -> bool:
        title, code = found.item.title, self.fetcher.site.division_code
        named = self.identifier.names.find(agency_of(title), code, year_of(title))
        return named is None or named.agency_id == self.agency

    def _is_fresh(self, found: Found) -> bool:
        """Whether the report is in the journal and not yet due to be looked at again: monthly, after a year yearly.

        What this run has fetched itself before it was stopped is taken again: it is answered from the journal.
        """
        looked = self.fetcher.journal.looked.get(canonical(found.item.url))
        if looked is None or looked["run"] == self.fetcher.journal.run:
            return False
        now, manners = self.fetcher.clock.now(), self.fetcher.manners
        known = self.fetcher.journal.documents.get(canonical(found.item.url), looked)
        settled = now - datetime.fromisoformat(known["at"]) > timedelta(days=manners.settled_days)
        days = manners.recheck_settled_days if settled else manners.recheck_days
        return now - datetime.fromisoformat(looked["at"]) < timedelta(days=days)

    def _missed(self, column: Column, found: Found, refusal: Refused) -> None:
        identity = self.identifier.identify(column, found.item, None, migrated=True)
        self.fetcher.journal.add(
            "missed",
            self.fetcher.at(),
            column=column.column_id,
            url=found.item.url,
            list_url=found.list_url,
            title=found.item.title,
            agency_id=identity.agency_id,
            agency=identity.agency,
            year=identity.year or found.year,
            state=refusal.state,
            reason=refusal.reason,
        )

    def _write(self, column: Column, walked: Walked) -> None:
        self.fetcher.journal.add(
            "walk",
            self.fetcher.at(),
            column=column.column_id,
            url=column.url,
            state=walked.state,
            evidence=walked.evidence[:_LONGEST_EVIDENCE],
            family=walked.family,
            pages=walked.pages,
            items=len(walked.found),
            listed=sorted(
                {canonical(found.item.url) for found in walked.found if sort_of(found.item.title) != "other"}
            ),
            rest_days=walked.rest_days,
            offlist_links=sorted(walked.offlist),
            checks=walked.checks,
        )


def _unforeseen(url: str, error: Exception) -> str:
    return f"{url}: gongkai itself failed on this page ({type(error).__name__}: {error}); please report it"
