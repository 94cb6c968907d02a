"""When the next request to a registrable domain may go out: one at a time, so far apart, by night where need be."""

from __future__ import annotations

import functools
import zlib
from datetime import datetime, timedelta

import tldextract

from pipeline.scrape.clock import Clock
from pipeline.scrape.manners import Manners, is_night, is_working_hours, until_night

_JITTER_STEPS = 1000


@functools.cache
def _extract() -> tldextract.TLDExtract:
    """With the list of public suffixes that comes with the library: nothing is asked of the network."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)


def domain_of(host: str) -> str:
    """The registrable domain: departments of one city share it, a machine and a shield. An address is its own."""
    name = host.rsplit(":", 1)[0]
    return _extract()(name).top_domain_under_public_suffix or name


class Turns:
    """The requests to one domain, in order. The caller asks for one at a time."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self._clock = clock
        self._manners = manners
        self._free: datetime | None = None

    async def wait(self, url: str, delay_s: float, *, by_night: bool) -> None:
        """Returns when this address may be asked; `delay_s` from the end of the last request."""
        if by_night and not is_night(self._clock.now()):
            await self._clock.sleep(until_night(self._clock.now()))
        if self._free is not None:
            factor = self._manners.by_day if is_working_hours(self._clock.now()) else 1.0
            share = zlib.crc32(url.encode()) % _JITTER_STEPS / _JITTER_STEPS
            ready = self._free + timedelta(seconds=delay_s * factor * (1 + self._manners.jitter * share))
            await self._clock.sleep((ready - self._clock.now()) / timedelta(seconds=1))

    def used(self) -> None:
        """A request has ended."""
        self._free = self._clock.now()
