"""The time that a crawl lives by: the real clock, or a simulated one that jumps over every wait (tests, the demo)."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8))


class Clock(Protocol):
    """What a crawl asks of time. Every walker of the crawl runs inside `walking()`."""

    def now(self) -> datetime:
        """The time in China."""

    async def sleep(self, seconds: float) -> None:
        """Returns when so many seconds have passed."""

    def walking(self) -> contextlib.AbstractContextManager[None]:
        """Marks one task of the crawl as running."""


class RealClock:
    """The time of day."""

    def now(self) -> datetime:
        """The time in China."""
        return datetime.now(CHINA)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)

    @contextlib.contextmanager
    def walking(self) -> Iterator[None]:
        """Nothing to mark."""
        yield


class SimulatedClock:
    """Time stands still while anything is done, and jumps to the next wake-up when every walker sleeps."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._walkers = 0
        self._order = itertools.count()
        self._sleeping: list[tuple[datetime, int, asyncio.Event]] = []

    def now(self) -> datetime:
        """The simulated time in China."""
        return self._now

    def timestamp(self) -> float:
        """The simulated time in seconds, for a server that shares this clock."""
        return self._now.timestamp()

    def forward(self, **step: float) -> None:
        """Moves time on between two crawls (`days=31`)."""
        self._now += timedelta(**step)

    async def sleep(self, seconds: float) -> None:
        """Sleeps until simulated time has come so far."""
        if seconds <= 0:
            return
        woken = asyncio.Event()
        heapq.heappush(self._sleeping, (self._now + timedelta(seconds=seconds), next(self._order), woken))
        self._jump()
        await woken.wait()

    @contextlib.contextmanager
    def walking(self) -> Iterator[None]:
        """Counts one walker."""
        self._walkers += 1
        try:
            yield
        finally:
            self._walkers -= 1
            self._jump()

    def _jump(self) -> None:
        if self._sleeping and len(self._sleeping) >= self._walkers:
            wake, _, woken = heapq.heappop(self._sleeping)
            self._now = max(self._now, wake)
            woken.set()
