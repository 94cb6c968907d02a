"""One answer from one address: in its turn, in a few tries; a limiter is waited for, a challenge never forced."""

from __future__ import annotations

import email.utils
from collections import defaultdict
from datetime import datetime, timedelta

from pipeline.scrape.challenge import is_limiter, sign_of
from pipeline.scrape.clock import Clock
from pipeline.scrape.cookies import Cookies
from pipeline.scrape.download import Download, Got, Wanted
from pipeline.scrape.hosts import Hosts
from pipeline.scrape.manners import Manners
from pipeline.scrape.outcomes import DownloadFailed, Refused, Rests
from pipeline.scrape.page import Headers
from pipeline.scrape.request import Request
from pipeline.scrape.urls import host_of

_DAYS_AFTER_CHALLENGE = 7
_SHORTEST_WAIT_S = 1.0


class Tries:
    """Asks for one visit. Each host has cookies of its own."""

    def __init__(self, hosts: Hosts, download: Download, clock: Clock, manners: Manners) -> None:
        self.hosts = hosts
        self.clock = clock
        self.manners = manners
        self.cookies: dict[str, Cookies] = defaultdict(Cookies)
        self._download = download

    async def answer(self, request: Request, url: str, crawl_delay: float, conditions: Headers) -> Got:
        """One answer that is no failure, in at most so many tries with growing waits."""
        reason, host = "", host_of(url)
        for attempt in range(self.manners.tries):
            if attempt and reason:
                await self.clock.sleep(max(self.hosts.delay_s(host), crawl_delay, _SHORTEST_WAIT_S) * 4**attempt)
            try:
                got = await self._once(request, url, crawl_delay, conditions)
            except DownloadFailed as failure:
                if failure.final:
                    raise Refused("too_large", f"{url}: {failure.reason}") from failure
                reason = failure.reason
            else:
                if is_limiter(got.status, got.headers, got.body):
                    reason = ""
                    await self._asked_to_wait(got, url)
                    continue
                if got.status < 500:
                    self.hosts.errors[host] = 0
                    return got
                reason = f"answers {got.status}"
            self.hosts.errors[host] += 1
            if (count := self.hosts.errors[host]) >= self.manners.errors_in_a_row:
                why = f"{url}: {reason}; {count} errors in a row, the host rests for the day"
                raise Rests("unreachable", why, host)
        if not reason:
            raise Rests("blocked", f"{url}: asks to wait again and again: the host rests for the day", host)
        raise Refused("unreachable", f"{url}: {reason}; {self.manners.tries} tries")

    async def _once(self, request: Request, url: str, crawl_delay: float, conditions: Headers) -> Got:
        host = host_of(url)
        turns, site = self.hosts.turns(host), self.hosts.sites[host]
        await turns.wait(url, max(self.hosts.delay_s(host), crawl_delay), by_night=request.bulk and site.night_only)
        try:
            got = await self._download(self._wanted(request, url, conditions))
        finally:
            turns.used()
        sign = sign_of(got.status, got.headers, got.body, url)
        if sign:
            raise Rests("blocked", f"{url}: {sign}", host, _DAYS_AFTER_CHALLENGE)
        if got.status == 403:
            raise Rests("blocked", f"{url}: refused with 403", host)
        self.cookies[host].take(got.headers)
        return got

    def _wanted(self, request: Request, url: str, conditions: Headers) -> Wanted:
        headers: list[tuple[str, str]] = [
            ("user-agent", self.manners.user_agent),
            ("accept-language", "zh-CN,zh;q=0.9"),
        ]
        headers += [("referer", request.referer)] if request.referer else []
        headers += [("content-type", request.media)] if request.media else []
        headers += [*self.cookies[host_of(url)].header(), *conditions]
        return Wanted(
            method=request.method,
            url=url,
            headers=tuple(headers),
            body=request.form,
            seconds=self.manners.seconds,
            most=self.manners.most_bytes,
        )

    async def _asked_to_wait(self, got: Got, url: str) -> None:
        wait = _retry_after(got.headers, self.clock.now())
        if wait is None or wait > self.manners.longest_wait_s:
            how = f"for {wait:.0f} s" if wait is not None else "and does not say how long"
            why = f"{url}: answers {got.status}, asks to wait {how}: the host rests for the day"
            raise Rests("blocked", why, host_of(url))
        await self.clock.sleep(wait)


def _retry_after(headers: Headers, now: datetime) -> float | None:
    given = next((content.strip() for name, content in headers if name == "retry-after"), "")
    if given.isdecimal():
        return float(given)
    try:
        when = email.utils.parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return max(0.0, (when - now) / timedelta(seconds=1))
