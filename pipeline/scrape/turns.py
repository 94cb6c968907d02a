"""When the next request to a registrable domain may go out: one at a time, so far apart, by night where need be."""

from __future__ import annotations

import functools
import zlib
from datetime import datetime, timedelta

import tldextract

from pipeline.scrape.clock import Clock
from pipeline.scrape.manners import Manners, is_night, is_working_hours, until_night

_JITTER_STEPS = 1000
_LOOK_AGAIN_S = 0.05


@functools.cache
def _extract() -> tldextract.TLDExtract:
    """With the list of public suffixes that comes with the library: nothing is asked of the network."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)


def domain_of(host: str) -> str:
    """The registrable domain: departments of one city share it, a machine and a shield. An address is its own."""
    name = host.rsplit(":", 1)[0]
    return _extract()(name).top_domain_under_public_suffix or name


class Turns:
    """The requests to one domain: never two at once."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self._clock = clock
        self._manners = manners
        self._free: datetime | None = None
        self._taken = False

    async def wait(self, url: str, delay_s: float, *, by_night: bool) -> None:
        """Returns when it is this request's turn; `delay_s` from the end of the last one. `used` must follow."""
        while (pause := self._pause(url, delay_s, by_night)) > 0:
            await self._clock.sleep(pause)
        self._taken = True

    def used(self) -> None:
        """The request has ended."""
        self._taken, self._free = False, self._clock.now()

    def _pause(self, url: str, delay_s: float, by_night: bool) -> float:
        """Seconds until it is worth asking again whether it is this request's turn; 0: it is."""
        now = self._clock.now()
        if by_night and not is_night(now):
            return until_night(now)
        if self._taken:
            return max(delay_s, _LOOK_AGAIN_S)
        if self._free is None:
            return 0.0
        factor = self._manners.by_day if is_working_hours(now) else 1.0
        share = zlib.crc32(url.encode()) % _JITTER_STEPS / _JITTER_STEPS
        ready = self._free + timedelta(seconds=delay_s * factor * (1 + self._manners.jitter * share))
        return (ready - now) / timedelta(seconds=1)
