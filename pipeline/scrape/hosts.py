"""The hosts that one run may ask: their rows of the catalogue, which of them rest, whose turn it is.

All visits of a run share them: a link of one portal may lead to another that is being visited at the same moment, and
that one is owed its delay all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline.scrape import tls
from pipeline.scrape.clock import Clock
from pipeline.scrape.manners import Manners
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.turns import Turns, domain_of
from pipeline.scrape.urls import host_of
from pipeline.sources import Site


class Hosts:
    """`errors`: failed tries in a row by host; `resting`: why a host is asked for nothing more."""

    def __init__(self, sites: Mapping[str, Site], clock: Clock, manners: Manners) -> None:
        self.sites = sites
        self.errors: Counter[str] = Counter()
        self.resting: dict[str, Rests] = {}
        self._clock = clock
        self._manners = manners
        self._turns: dict[str, Turns] = {}

    async def allow(self, url: str) -> str:
        """The state of the address's certificate (`tls.state_of`; empty without TLS). Raises `Refused` where the
        catalogue does not allow its host, its scheme or its certificate.
        """
        host, scheme = host_of(url), urlsplit(url).scheme
        site = self.sites.get(host)
        if site is None:
            raise Refused("offlist", f"{host} is not in the catalogue")
        if scheme not in site.schemes:
            raise Refused("offlist", f"{url}: the catalogue allows this host by {' and '.join(site.schemes)} only")
        if scheme != "https":
            return ""
        state = await tls.state_of(host, self._manners.seconds)
        if state != "ok" and not (state == "invalid" and site.tls_invalid_ok):
            raise Refused(
                "unreachable", f"{host}: tls_{state}; a person may look at its certificate and set tls=invalid_ok"
            )
        return state

    def turns(self, host: str) -> Turns:
        """The turns of the host's registrable domain."""
        domain = domain_of(host)
        if domain not in self._turns:
            self._turns[domain] = Turns(self._clock, self._manners)
        return self._turns[domain]

    def delay_s(self, host: str) -> float:
        """Seconds between two requests that the catalogue asks for, else the default."""
        site = self.sites.get(host)
        return self._manners.delay_s if site is None or site.delay_s is None else site.delay_s
