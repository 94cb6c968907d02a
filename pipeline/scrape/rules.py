"""robots.txt of the origins that one visit meets: asked at most once a day, its redirects followed on checked hosts."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipeline.scrape.capture import conditions, ok_line, page_from, page_of, refused_line, unchanged_line
from pipeline.scrape.clock import Clock
from pipeline.scrape.journal import Journal
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page
from pipeline.scrape.request import Request
from pipeline.scrape.robots import Robots, rules_of
from pipeline.scrape.store import Line
from pipeline.scrape.tries import Tries
from pipeline.scrape.urls import host_of, joined, redirects_to

_ASKED_AGAIN = timedelta(days=1)
_NO_RULES = Robots(text="")


class Rules:
    """The rules of each origin (scheme and host)."""

    def __init__(self, tries: Tries, journal: Journal, clock: Clock) -> None:
        self._tries = tries
        self._journal = journal
        self._clock = clock
        self._known: dict[str, Robots] = {}

    def known(self, url: str) -> Robots:
        """The rules of the address's origin, none where they were not asked for yet."""
        return self._known.get(_origin(url), _NO_RULES)

    async def of(self, url: str) -> Robots:
        """The rules of the address's origin. Raises `Rests` where the host does not say: no crawl today."""
        origin = _origin(url)
        if origin not in self._known:
            self._known[origin] = await self._read(Request(url=f"{origin}/robots.txt"))
        return self._known[origin]

    async def _read(self, request: Request) -> Robots:
        """Gone or forbidden to no one in particular: no rules (RFC 9309, 2.3.1.3)."""
        fresh = self._fresh(request)
        if fresh is not None and (fresh["outcome"] in ("ok", "gone") or "rests" in fresh):
            return rules_of(page_of(fresh, self._journal.store)) if fresh["outcome"] != "gone" else _NO_RULES
        at = self._clock.now().isoformat(timespec="seconds")
        try:
            page, line = await self._asked(request)
        except Refused as refusal:
            if refusal.state != "gone" and not isinstance(refusal, Rests):
                why = f"robots.txt can't be had ({refusal.reason}): the host is not crawled today"
                refusal = Rests(refusal.state, why, host_of(request.url))
            self._journal.add("capture", at, **refused_line(request, refusal))
            if isinstance(refusal, Rests):
                raise refusal from None
            return _NO_RULES
        self._journal.add("capture", at, **line)
        return rules_of(page)

    def _fresh(self, request: Request) -> Line | None:
        """The last answer of robots.txt, where this run or the last day has one."""
        if request.key in self._journal.asked:
            return self._journal.asked[request.key]
        held = self._journal.known.get(request.key) or self._journal.gone.get(request.key)
        recent = held is not None and self._clock.now() - datetime.fromisoformat(held["at"]) < _ASKED_AGAIN
        return held if recent else None

    async def _asked(self, request: Request) -> tuple[Page, Line]:
        known = self._journal.known.get(request.key)
        chain = [request.url]
        for _ in range(self._tries.manners.hops + 1):
            got = await self._tries.answer(request, chain[-1], 0.0, conditions(known))
            if got.status == 304 and known is not None:
                return page_of(known, self._journal.store), unchanged_line(request, known)
            if got.status == 200:
                page = page_from(got, chain[-1], self._journal.store)
                return page, ok_line(request, page, chain, [])
            target = joined(chain[-1], redirects_to(got.status, got.headers))
            if target is None or target in chain or not await self._may_follow(target):
                break
            chain.append(target)
        raise Refused("gone", f"{request.url} answers {got.status}: no rules")

    async def _may_follow(self, url: str) -> bool:
        try:
            await self._tries.hosts.allow(url)
        except Refused:
            return False
        return True


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}"
