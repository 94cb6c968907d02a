"""One answer from one address: in its turn, in a few tries; a limiter is waited for, a challenge never forced."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.scrape.challenge import is_limiter, sign_of
from pipeline.scrape.clock import Clock
from pipeline.scrape.cookies import Cookies
from pipeline.scrape.download import Download, Got, Wanted
from pipeline.scrape.manners import Manners
from pipeline.scrape.outcomes import DownloadFailed, Refused, Rests
from pipeline.scrape.page import Headers
from pipeline.scrape.request import Request
from pipeline.scrape.turns import Turns
from pipeline.scrape.urls import host_of
from pipeline.sources import Site

_DAYS_AFTER_CHALLENGE = 7


class Tries:
    """Asks for one site in one run; counts its errors in a row."""

    def __init__(
        self,
        site: Site,
        hosts: Mapping[str, Site],
        download: Download,
        clock: Clock,
        turns: Turns,
        manners: Manners,
    ) -> None:
        self.site = site
        self.hosts = hosts
        self.clock = clock
        self.manners = manners
        self.cookies = Cookies()
        self._download = download
        self._turns = turns
        self._errors = 0

    async def answer(self, request: Request, url: str, crawl_delay: float, conditions: Headers) -> Got:
        """One answer that is no failure, in at most so many tries with growing waits."""
        reason = ""
        for attempt in range(self.manners.tries):
            if attempt:
                await self.clock.sleep(self.manners.delay_s * 4**attempt)
            try:
                got = await self._once(request, url, crawl_delay, conditions)
            except DownloadFailed as failure:
                if failure.final:
                    raise Refused("too_large", f"{url}: {failure.reason}") from failure
                reason = failure.reason
            else:
                if is_limiter(got.status, got.headers, got.body):
                    await self._asked_to_wait(got, url)
                    continue
                if got.status < 500:
                    self._errors = 0
                    return got
                reason = f"answers {got.status}"
            self._errors += 1
            if self._errors >= self.manners.errors_in_a_row:
                raise Rests(
                    "unreachable", f"{url}: {reason}; {self._errors} errors in a row, the host rests for the day"
                )
        raise Refused("unreachable", f"{url}: {reason or 'asks to wait again and again'}; {self.manners.tries} tries")

    async def _once(self, request: Request, url: str, crawl_delay: float, conditions: Headers) -> Got:
        site = self.hosts.get(host_of(url), self.site)
        delay = site.delay_s if site.delay_s is not None else self.manners.delay_s
        await self._turns.wait(url, max(delay, crawl_delay), by_night=request.bulk and site.night_only)
        try:
            got = await self._download(self._wanted(request, url, conditions))
        finally:
            self._turns.used()
        sign = sign_of(got.status, got.headers, got.body)
        if sign:
            raise Rests("blocked", f"{url}: {sign}", _DAYS_AFTER_CHALLENGE)
        if got.status == 403:
            raise Rests("blocked", f"{url}: refused with 403")
        self.cookies.take(got.headers)
        return got

    def _wanted(self, request: Request, url: str, conditions: Headers) -> Wanted:
        headers: list[tuple[str, str]] = [
            ("user-agent", self.manners.user_agent),
            ("accept-language", "zh-CN,zh;q=0.9"),
        ]
        headers += [("referer", request.referer)] if request.referer else []
        headers += [("content-type", request.media)] if request.media else []
        headers += [*self.cookies.header(), *conditions]
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
            raise Rests("blocked", f"{url}: answers {got.status}, asks to wait {how}: the host rests for the day")
        await self.clock.sleep(wait)


def _retry_after(headers: Headers, now: datetime) -> float | None:
    given = next((content.strip() for name, content in headers if name == "retry-after"), "")
    if given.isdigit():
        return float(given)
    try:
        when = email.utils.parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return max(0.0, (when - now) / timedelta(seconds=1))
