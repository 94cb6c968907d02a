"""One address of one site, fetched with manners: checked hosts only, robots, turns, tries, redirects, journal."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipeline.scrape.capture import conditions, ok_line, page_from, page_of, refused_line, unchanged_line
from pipeline.scrape.clock import Clock
from pipeline.scrape.download import Download, Got
from pipeline.scrape.hosts import Hosts
from pipeline.scrape.journal import Journal
from pipeline.scrape.manners import Manners
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page
from pipeline.scrape.request import Request
from pipeline.scrape.rules import Rules
from pipeline.scrape.store import Line
from pipeline.scrape.tries import Tries
from pipeline.scrape.urls import host_of, joined, path_of, redirects_to
from pipeline.sources import Site


class Fetcher:
    """Fetches for one site in one run. Requests must follow one another."""

    def __init__(
        self, site: Site, hosts: Hosts, download: Download, clock: Clock, journal: Journal, manners: Manners
    ) -> None:
        self.site = site
        self.hosts = hosts
        self.clock = clock
        self.journal = journal
        self.manners = manners
        self._tries = Tries(hosts, download, clock, manners)
        self._rules = Rules(self._tries, journal, clock)

    def at(self) -> str:
        """The time now, as journals write it."""
        return self.clock.now().isoformat(timespec="seconds")

    async def get(self, request: Request) -> Page:
        """The page. Raises `Refused` where the address gives none, `Rests` where the site is to be left alone."""
        known = self.journal.asked.get(request.key)
        if known is not None:
            return self._again(known)
        if (rest := self.hosts.resting.get(host_of(request.url))) is not None:
            raise self.left_alone(rest)
        try:
            page, line = await self._fetched(request)
        except Refused as refusal:
            self.journal.add("capture", self.at(), **refused_line(request, refusal))
            raise self.left_alone(refusal) from None
        self.journal.add("capture", self.at(), **line)
        return page

    def left_alone(self, refusal: Refused) -> Refused:
        """The refusal as it concerns this site; a host that is to rest is asked for nothing more by anyone."""
        if not isinstance(refusal, Rests):
            return refusal
        self.hosts.resting.setdefault(refusal.host, refusal)
        return refusal if refusal.host == self.site.host else Refused(refusal.state, refusal.reason)

    def _again(self, line: Line) -> Page:
        """What this run has asked before the process was stopped, from the journal."""
        try:
            page = page_of(line, self.journal.store)
        except Refused as refusal:
            raise self.left_alone(refusal) from None
        self._tries.cookies[host_of(page.url)].take(page.headers)
        return page

    async def _fetched(self, request: Request) -> tuple[Page, Line]:
        """One address through its redirects, each hop asked as any request."""
        known, url, chain = self.journal.known.get(request.key), request.url, [request.url]
        while True:
            certificate = await self._allowed(url)
            delay = self._rules.known(url).delay_of(self.manners.user_agent)
            got = await self._tries.answer(request, url, delay, conditions(known))
            if not redirects_to(got.status, got.headers):
                break
            url = self._hop(url, got, chain)
        if chain[1:] and urlsplit(url).path in ("", "/") and urlsplit(request.url).path not in ("", "/"):
            raise Refused("gone", f"{request.url} redirects to the home page")
        if got.status == 304 and known is not None:
            line = unchanged_line(request, known)
            return page_of(line, self.journal.store), line
        if got.status != 200:
            raise Refused("gone" if got.status in (404, 410) else "unreachable", f"{url} answers {got.status}")
        page = page_from(got, url, self.journal.store)
        return page, ok_line(request, page, chain, [f"tls={certificate}"] if certificate else [])

    def _hop(self, url: str, got: Got, chain: list[str]) -> str:
        location = redirects_to(got.status, got.headers)
        target = joined(url, location)
        if target is None:
            raise Refused("unreachable", f"{url} redirects to no address ({location!r})")
        if host_of(target) not in self.hosts.sites:
            raise Refused("offlist", f"{url} redirects to {host_of(target)}, which is not in the catalogue")
        chain.append(target)
        if len(chain) > self.manners.hops + 1 or chain.count(target) > 2:
            raise Refused("unreachable", f"redirects without end: {' → '.join(chain)}")
        return target

    async def _allowed(self, url: str) -> str:
        """The state of its certificate. Raises where this address may not be asked: catalogue, rest, robots."""
        state, host = await self.hosts.allow(url), host_of(url)
        if host in self.hosts.resting:
            raise self.hosts.resting[host]
        rule = (await self._rules.of(url)).forbids(self.manners.user_agent, path_of(url))
        if rule:
            raise Refused("robots", f"robots.txt of {host}: {rule}")
        return state
