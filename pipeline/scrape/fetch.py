"""One address of one site, fetched with manners: only checked hosts, robots, turns, tries, redirects,
challenges, journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipeline.scrape import tls
from pipeline.scrape.clock import Clock
from pipeline.scrape.download import Download, Got
from pipeline.scrape.journal import Journal
from pipeline.scrape.manners import Manners
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Headers, Page
from pipeline.scrape.request import Request
from pipeline.scrape.robots import Robots, rules_of
from pipeline.scrape.store import Line
from pipeline.scrape.tries import Tries
from pipeline.scrape.turns import Turns
from pipeline.scrape.urls import host_of, joined, path_of
from pipeline.sources import Site

_KEPT_HEADERS = frozenset(
    (
        "content-type",
        "content-disposition",
        "content-length",
        "etag",
        "last-modified",
        "location",
        "retry-after",
        "set-cookie",
        "server",
        "date",
    )
)
_LONGEST_HEADER = 1000
_MOST_HEADERS = 30
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class Fetcher:
    """Fetches for one site in one run. Requests must follow one another."""

    def __init__(
        self,
        site: Site,
        hosts: Mapping[str, Site],
        download: Download,
        clock: Clock,
        turns: Turns,
        journal: Journal,
        manners: Manners,
    ) -> None:
        self.site = site
        self.hosts = hosts
        self.clock = clock
        self.journal = journal
        self.manners = manners
        self.rest: Rests | None = None
        self._tries = Tries(site, hosts, download, clock, turns, manners)
        self._robots: dict[str, Robots] = {}
        self._tls = "ok"

    def at(self) -> str:
        """The time now, as journals write it."""
        return self.clock.now().isoformat(timespec="seconds")

    async def get(self, request: Request) -> Page:
        """The page. Raises `Refused` where the address gives none, `Rests` where the host is to be left alone."""
        known = self.journal.asked.get(request.key)
        if known is not None:
            return self._again(known)
        if self.rest is not None:
            raise self.rest
        try:
            page, line = await self._fetched(request)
        except Refused as refusal:
            self._note(request, refusal)
            if isinstance(refusal, Rests):
                self.rest = refusal
            raise
        self.journal.add("capture", self.at(), **line)
        return page

    def _note(self, request: Request, refusal: Refused) -> None:
        line = _blank(request) | {
            "outcome": refusal.state,
            "reason": refusal.reason,
            "rests": refusal.days if isinstance(refusal, Rests) else 0,
        }
        self.journal.add("capture", self.at(), **line)

    def _again(self, line: Line) -> Page:
        """What this run has asked before the process was stopped, from the journal."""
        if line["outcome"] != "ok":
            if line.get("rests"):
                self.rest = Rests(line["outcome"], line["reason"], line["rests"])
                raise self.rest
            raise Refused(line["outcome"], line["reason"])
        headers = tuple((name, given) for name, given in line["headers"])
        self._tries.cookies.take(headers)
        return Page(line["final_url"], line["status"], headers, self.journal.store.load(line["sha256"]), line["sha256"])

    async def _fetched(self, request: Request) -> tuple[Page, Line]:
        """One address through its redirects, each hop asked as any request."""
        url, chain = request.url, [request.url]
        while True:
            await self._allowed(url)
            got = await self._answer(request, url)
            if got.status not in _REDIRECTS:
                break
            url = self._hop(url, got, chain)
        if chain[1:] and urlsplit(url).path in ("", "/") and urlsplit(request.url).path not in ("", "/"):
            raise Refused("gone", f"{request.url} redirects to the home page")
        return self._page(request, url, got, chain)

    def _hop(self, url: str, got: Got, chain: list[str]) -> str:
        location = next((given for name, given in got.headers if name == "location"), "")
        target = joined(url, location)
        if target is None:
            raise Refused("unreachable", f"{url} redirects to no address ({location!r})")
        if host_of(target) not in self.hosts:
            raise Refused("offlist", f"{url} redirects to {host_of(target)}, which is not in the catalogue")
        chain.append(target)
        if len(chain) > self.manners.hops + 1 or chain.count(target) > 2:
            raise Refused("unreachable", f"redirects without end: {' → '.join(chain)}")
        return target

    def _page(self, request: Request, url: str, got: Got, chain: list[str]) -> tuple[Page, Line]:
        if got.status == 304:
            known = self.journal.known[request.key]
            line = _blank(request) | {
                name: known[name] for name in ("final_url", "sha256", "headers", "bytes", "encoding", "media")
            }
            page = Page(
                known["final_url"],
                200,
                tuple(map(tuple, known["headers"])),
                self.journal.store.load(known["sha256"]),
                known["sha256"],
            )
            return page, line | {"status": 304, "outcome": "ok"}
        if got.status != 200:
            raise Refused("gone" if got.status in (404, 410) else "unreachable", f"{url} answers {got.status}")
        sha256 = self.journal.store.keep(got.body)
        headers = _kept(got.headers)
        page = Page(url, got.status, headers, got.body, sha256)
        line = _blank(request) | {
            "final_url": url,
            "status": got.status,
            "headers": [list(pair) for pair in headers],
            "sha256": sha256,
            "bytes": len(got.body),
            "encoding": page.decoded.encoding,
            "media": page.kind,
            "checks": list(page.decoded.checks) + ([f"tls={self._tls}"] if url.startswith("https") else []),
            "outcome": "ok",
        }
        return page, line | ({"chain": chain} if len(chain) > 1 else {})

    async def _allowed(self, url: str) -> None:
        """Raises where this address may not be asked: host, scheme, certificate, robots."""
        parts, site = urlsplit(url), self.hosts.get(host_of(url))
        if site is None:
            raise Refused("offlist", f"{host_of(url)} is not in the catalogue")
        if parts.scheme not in site.schemes:
            raise Refused("offlist", f"{url}: the catalogue allows this host by {' and '.join(site.schemes)} only")
        if parts.scheme == "https":
            self._tls = await tls.state_of(host_of(url), self.manners.seconds)
            if self._tls != "ok" and not (self._tls == "invalid" and site.tls_invalid_ok):
                raise Refused(
                    "unreachable", f"{host_of(url)}: its certificate is {self._tls}; a person may set tls=invalid_ok"
                )
        robots = await self._rules(f"{parts.scheme}://{host_of(url)}")
        rule = robots.forbids(self.manners.user_agent, path_of(url))
        if rule:
            raise Refused("robots", f"robots.txt of {host_of(url)}: {rule}")

    async def _rules(self, origin: str) -> Robots:
        if origin not in self._robots:
            self._robots[origin] = Robots(text="")
            self._robots[origin] = await self._read_rules(f"{origin}/robots.txt")
        return self._robots[origin]

    async def _read_rules(self, url: str) -> Robots:
        request = Request(url=url)
        fresh = self._fresh_rules(request)
        if fresh is not None:
            return rules_of(self._again(fresh)) if fresh["outcome"] == "ok" or fresh.get("rests") else Robots(text="")
        try:
            page, line = await self._fetched_once(request)
        except Refused as refusal:
            if refusal.state == "unreachable":
                refusal = Rests(
                    "unreachable", f"robots.txt can't be had ({refusal.reason}): the host is not crawled today"
                )
            self._note(request, refusal)
            if isinstance(refusal, Rests):
                raise refusal from None
            return Robots(text="")
        self.journal.add("capture", self.at(), **line)
        return rules_of(page)

    def _fresh_rules(self, request: Request) -> Line | None:
        """The last answer of robots.txt, where this run or the last day has one."""
        if request.key in self.journal.asked:
            return self.journal.asked[request.key]
        held = self.journal.known.get(request.key) or self.journal.gone_robots.get(request.url)
        recent = held is not None and self.clock.now() - datetime.fromisoformat(held["at"]) < timedelta(days=1)
        return held if recent else None

    async def _fetched_once(self, request: Request) -> tuple[Page, Line]:
        """robots.txt itself: no redirect is followed."""
        got = await self._answer(request, request.url)
        return self._page(request, request.url, got, [request.url])

    async def _answer(self, request: Request, url: str) -> Got:
        robots = self._robots.get(f"{urlsplit(url).scheme}://{host_of(url)}")
        delay = robots.delay_of(self.manners.user_agent) if robots else 0.0
        return await self._tries.answer(request, url, delay, self._conditions(request))

    def _conditions(self, request: Request) -> Headers:
        """What makes the request conditional, where an earlier run has the page."""
        known = self.journal.known.get(request.key)
        held = dict(map(tuple, known["headers"])) if known else {}
        pairs = (("if-none-match", held.get("etag")), ("if-modified-since", held.get("last-modified")))
        return tuple((name, given) for name, given in pairs if given)


def _blank(request: Request) -> Line:
    method, url, form = request.key
    return {"method": method, "url": url, "form": form, "referer": request.referer}


def _kept(headers: Headers) -> Headers:
    kept = [(name, given[:_LONGEST_HEADER]) for name, given in headers if name in _KEPT_HEADERS]
    return tuple(kept[:_MOST_HEADERS])
