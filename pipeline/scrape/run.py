"""One run of the crawl: which sites are visited, in which order, by how many walkers; then the lists made from
the journals.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import filelock

from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.scrape import download
from pipeline.scrape.clock import Clock
from pipeline.scrape.derived import derive
from pipeline.scrape.download import Download, Got, Wanted
from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.hosts import Hosts
from pipeline.scrape.identity import Identifier
from pipeline.scrape.inbox import take_in
from pipeline.scrape.journal import Journal
from pipeline.scrape.manners import Manners
from pipeline.scrape.names import Names
from pipeline.scrape.plan import Plan, Visits, resting, visits
from pipeline.scrape.store import Store
from pipeline.scrape.turns import domain_of
from pipeline.scrape.visit import Visit
from pipeline.sources import Catalogue, Column, Site


@value
class Summary:
    """What a run did and what is known after it."""

    sites: int
    requests: int
    documents: int
    states: Counter[str]
    inbox_refused: tuple[str, ...]


Advance = Callable[[str, int, int], None]
"""Called as sites end: the site, sites done, of how many."""


def run(catalogue: Catalogue, raw: Path, plan: Plan, clock: Clock, manners: Manners, advance: Advance) -> Summary:
    """Crawls into `raw`. Raises `UsageError` where another run is at work there or the plan names what is not there."""
    store = Store(raw)
    store.prepare()
    lock = filelock.FileLock(raw / ".lock")
    try:
        with lock.acquire(timeout=0):
            return _locked(catalogue, store, plan, clock, manners, advance)
    except filelock.Timeout as error:
        raise UsageError(f"{raw}: another scrape is at work there; wait for it to end") from error
    except OSError as error:
        reason = f"writing failed ({error.strerror})"
        raise UsageError(f"{raw}: {reason}; what was fetched is kept: make room and go on with --resume") from error


def _locked(
    catalogue: Catalogue, store: Store, plan: Plan, clock: Clock, manners: Manners, advance: Advance
) -> Summary:
    rests = resting(catalogue, store, plan, clock.now())
    wanted = visits(catalogue, store, plan, rests, clock.now())
    name = _run_name(store, plan, clock)
    refused = take_in(store, catalogue, name, clock.now().isoformat(timespec="seconds"))
    crawl = _Crawl(catalogue, store, plan, clock, manners, name)
    crawl.hosts.resting.update(rests)
    download.run(lambda fetch: crawl.all(wanted, fetch, advance))
    derived = derive(store, catalogue, clock.now().date())
    store.add_run({"kind": "end", "run": name, "at": clock.now().isoformat(timespec="seconds")})
    return Summary(
        sites=len(wanted),
        requests=crawl.requests,
        documents=derived.documents,
        states=derived.states,
        inbox_refused=refused,
    )


def _run_name(store: Store, plan: Plan, clock: Clock) -> str:
    stopped = store.unfinished_run()
    if plan.resume and stopped is not None:
        return str(stopped["run"])
    number = sum(line["kind"] == "run" for line in store.runs()) + 1
    name = f"{clock.now():%Y%m%dT%H%M%S}-{number}"
    store.add_run({"kind": "run", "run": name, "at": clock.now().isoformat(timespec="seconds")})
    return name


class _Crawl:
    """The visits of one run, at most so many domains at once, the sites of one domain one after the other."""

    def __init__(
        self, catalogue: Catalogue, store: Store, plan: Plan, clock: Clock, manners: Manners, name: str
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.plan = plan
        self.clock = clock
        self.manners = manners
        self.name = name
        self.names = Names(catalogue)
        self.hosts = Hosts(catalogue.hosts(), clock, manners)
        self.requests = 0
        self.done = 0

    async def all(self, wanted: Visits, fetch: Download, advance: Advance) -> None:
        """Visits all."""
        domains: dict[str, list[tuple[Site, tuple[Column, ...]]]] = defaultdict(list)
        for site, columns in wanted:
            domains[domain_of(site.host)].append((site, columns))
        waiting = list(domains.values())

        async def counted(wanted: Wanted) -> Got:
            self.requests += 1
            return await fetch(wanted)

        async def walker() -> None:
            with self.clock.walking():
                while waiting:
                    for site, columns in waiting.pop(0):
                        await self._visit(site, columns, counted)
                        self.done += 1
                        advance(site.site_id, self.done, len(wanted))

        tasks = [asyncio.create_task(walker()) for _ in range(min(self.manners.hosts_at_once, len(waiting)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _visit(self, site: Site, columns: Iterable[Column], fetch: Download) -> None:
        journal = Journal(self.store, site.site_id, self.name)
        try:
            fetcher = Fetcher(site, self.hosts, fetch, self.clock, journal, self.manners)
            identifier = Identifier(self.catalogue, self.names, site)
            visit = Visit(fetcher, identifier, self.plan.limit, self.plan.agency, self.plan.year)
            await visit.columns(tuple(columns))
        finally:
            journal.close()
