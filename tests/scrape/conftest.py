"""Crawls of the test site, with every connection to another machine forbidden."""

from __future__ import annotations

import csv
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.scrape import run as scrape
from pipeline.scrape.clock import CHINA, SimulatedClock
from pipeline.scrape.manners import Manners
from pipeline.scrape.plan import Plan
from pipeline.scrape.run import Summary
from pipeline.scrape.store import Line, Store
from tests.site import PortalTown
from tests.site.families import BUILD

NIGHT = datetime(2026, 1, 10, 22, 30, tzinfo=CHINA)
_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """No connection leaves this machine."""
    real, real_ex = socket.socket.connect, socket.socket.connect_ex

    def check(own: socket.socket, address: Any) -> None:
        if own.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
            ("127.", "localhost", "::1")
        ):
            raise AssertionError(f"a test asked for {address}")

    def connect(own: socket.socket, address: Any) -> None:
        check(own, address)
        real(own, address)

    def connect_ex(own: socket.socket, address: Any) -> int:
        check(own, address)
        return real_ex(own, address)

    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect, socket.socket.connect_ex = real, real_ex  # type: ignore[method-assign]


@dataclass
class Crawl:
    """Portals, a folder for raw/, and the crawls made so far."""

    town: PortalTown
    clock: SimulatedClock
    folder: Path
    manners: Manners = field(default_factory=lambda: Manners(contact="tests@example.org", seconds=60))
    site: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def store(self) -> Store:
        return Store(self.raw)

    def run(self, plan: Plan | None = None) -> Summary:
        self.catalogue = sources.load(self.town.catalogue(self.folder / "catalogue", **self.site))
        return scrape.run(self.catalogue, self.raw, plan or Plan(), self.clock, self.manners, lambda *_: None)

    def documents(self, role: str = "main") -> list[dict[str, str]]:
        with (self.raw / "documents.csv").open(encoding="utf-8") as file:
            return [row for row in csv.DictReader(file) if row["role"] == role]

    def coverage(self) -> dict[tuple[str, int], dict[str, str]]:
        with (self.raw / "coverage.csv").open(encoding="utf-8") as file:
            return {(row["agency_id"], int(row["year"])): row for row in csv.DictReader(file)}

    def lines(self, portal: str, kind: str) -> list[Line]:
        return [line for line in self.store.lines(portal) if line["kind"] == kind]

    def walk(self, portal: str) -> Line:
        return self.lines(portal, "walk")[-1]


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="gongkai-scrape-", dir=_MEMORY if _MEMORY.is_dir() else None))


def make(names: tuple[str, ...], reports: int | None = None, *, secure: bool = False) -> Iterator[Crawl]:
    clock, folder = SimulatedClock(NIGHT), _folder()
    with PortalTown(names, clock.timestamp, reports, secure=secure) as town:
        yield Crawl(town, clock, folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole() -> Iterator[Crawl]:
    """All portals, crawled once."""
    for crawl in make(tuple(BUILD)):
        crawl.run()
        yield crawl


@pytest.fixture
def secure() -> Iterator[Crawl]:
    """One portal that speaks old TLS with a certificate of another name."""
    yield from make(("trs",), 4, secure=True)


Small = Callable[..., Crawl]


@pytest.fixture
def small() -> Iterator[Small]:
    """Makes portals that list only a few reports each."""
    made: list[Iterator[Crawl]] = []

    def one(*names: str, reports: int = 4) -> Crawl:
        made.append(make(names or ("trs",), reports))
        return next(made[-1])

    yield one
    for crawl in made:
        next(crawl, None)
