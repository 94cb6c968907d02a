"""One site visited: its list pages walked, its reports fetched, everything that was found written to its journal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from pipeline.scrape.articles import Articles
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.identity import Identifier
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page, squeezed
from pipeline.scrape.rediscover import rediscover
from pipeline.scrape.request import Request
from pipeline.scrape.titles import agency_of, sort_of, year_of
from pipeline.scrape.urls import canonical, host_of, path_of
from pipeline.scrape.walk import Found, Walked, Walker, is_foreign, is_soft_404
from pipeline.scrape.words import any_of
from pipeline.sources import Column

_SHARED_DATE = 2
_LONGEST_EVIDENCE = 500
_UNCONFIRMED = {"column_moved": "moved", "column_found": "limited"}
_REPORT_WORDS = ("年报", "年度报告", "工作报告", "信息公开")


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
                if isinstance(refusal, Rests):
                    self.fetcher.rest, walked.rest_days = refusal, refusal.days
            self._write(column, walked)

    async def _column(self, column: Column, walked: Walked) -> None:
        page = await self._first(column, walked)
        await Walker(self.fetcher).walk(page, walked)
        offlist = {host_of(found.item.url) for found in walked.found} - set(self.fetcher.hosts)
        walked.offlist = offlist
        found = walked.checks[0].partition(":")[0] if walked.checks else ""
        if found in _UNCONFIRMED and walked.state == "complete":
            walked.cut(_UNCONFIRMED[found], f"its list page was found at {page.url}: a person has to confirm it")
        await self._reports(column, walked)

    async def _first(self, column: Column, walked: Walked) -> Page:
        """The list page, at its old place or where the home page leads to now."""
        if column.url == self.fetcher.site.home_url:
            page = await rediscover(self.fetcher, column, f"{column.url}: no list page is known")
            walked.checks.append(f"column_found: {page.url}")
            return page
        try:
            page = await self.fetcher.get(Request(url=column.url))
            if is_foreign(page, self.fetcher.site.site_id_code):
                raise Rests("taken_over", f"{column.url}: neither the site's code nor a word of a government's page")
            if not is_soft_404(page):
                return page
            reason = f"{column.url}: answers 200, but says that there is no page"
        except Refused as refusal:
            if refusal.state not in ("gone", "offlist"):
                raise
            reason = refusal.reason
        page = await rediscover(self.fetcher, column, reason)
        walked.checks.append(f"column_moved: {page.url}")
        return page

    async def _reports(self, column: Column, walked: Walked) -> None:
        """Fetches the items whose titles name reports, those that failed last time at the end."""
        named = [found for found in walked.found if sort_of(found.item.title) != "other"]
        wanted = [found for found in named if self._asked_for(found)]
        if len(wanted) < len(named) and walked.state == "complete":
            walked.cut("limited", "only reports of one agency or year were asked for")
        dates = Counter(found.item.published for found in wanted)
        shared = {day for day, count in dates.items() if day and count > _SHARED_DATE}
        wanted.sort(key=lambda found: found.item.url in self.fetcher.journal.failed)
        for found in wanted:
            if self._is_fresh(found):
                continue
            if self.left == 0:
                walked.cut("limited", "the limit on reports was reached")
                return
            self.left = None if self.left is None else self.left - 1
            try:
                await self.articles.take(column, found, migrated=found.item.published in shared)
            except Rests:
                raise
            except Refused as refusal:
                self._missed(column, found, refusal)

    def _asked_for(self, found: Found) -> bool:
        """Whether the item may be what `--year` and `--agency` ask for; what its title does not say, it may be."""
        year = year_of(found.item.title) or found.year
        return (self.year is None or year in (None, self.year)) and (not self.agency or self._is_of(found))

    def _is_of(self, found: Found) -> bool:
        title, code = found.item.title, self.fetcher.site.division_code
        named = self.identifier.names.find(agency_of(title), code, year_of(title))
        return named is None or named.agency_id == self.agency

    def _is_fresh(self, found: Found) -> bool:
        """Whether the report is in the journal and not yet due to be looked at again.

        What this run has fetched itself before it was stopped is taken again: it is answered from the journal.
        """
        looked = self.fetcher.journal.looked.get(canonical(found.item.url))
        if looked is None or looked["run"] == self.fetcher.journal.run:
            return False
        age = self.fetcher.clock.now() - datetime.fromisoformat(looked["at"])
        return age < timedelta(days=self.fetcher.manners.recheck_days)

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
                {path_of(found.item.url) for found in walked.found if sort_of(found.item.title) in ("report", "unsure")}
            ),
            doubtful=sorted({year for found in walked.found if (year := _doubtful_year(found)) is not None}),
            rest_days=walked.rest_days,
            offlist_links=sorted(walked.offlist),
            checks=walked.checks,
        )


def _doubtful_year(found: Found) -> int | None:
    """The year of an item that is taken for no report, but whose title has words of one: its report may be this."""
    plain = squeezed(found.item.title)
    known = sort_of(found.item.title) != "other" or any_of("out", plain)
    return None if known or not any(word in plain for word in _REPORT_WORDS) else year_of(plain) or found.year
