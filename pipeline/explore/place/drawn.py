"""Pages and texts drawn in processes of their own, with limits on time and memory; the last ones are kept.

PDFium is not safe in threads, and a hostile file must not take the server with it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pebble

from pipeline.errors import GongkaiError
from pipeline.explore.place.marked import document, marked
from pipeline.explore.place.picture import Picture, picture
from pipeline.explore.place.sought import PageBox, boxes
from pipeline.explore.place.source import source_bytes
from pipeline.find import parse

_PROCESSES = 2
_TASKS = 200
"""After so many a process is replaced: what libraries keep of hostile files goes with it."""
_SECONDS = 20.0
_MEMORY = 1536 * 2**20
_KEPT = 48
_MOST_TEXT = 8_000_000
_Drawn = TypeVar("_Drawn")


class NotDrawn(GongkaiError):
    """What can't be shown; the sentence says why."""


class Drawer:
    """Draws places of the sources in `raw`. What it draws depends on the file's digest alone, so it may be kept."""

    def __init__(self, raw: Path) -> None:
        self._raw = raw
        self._pool: pebble.ProcessPool | None = None
        self._pictures: OrderedDict[tuple[str, int], Picture] = OrderedDict()

    async def picture(self, source_file: str, sha256: str, number: int) -> Picture:
        """A page of a source. Raises `GongkaiError` with one sentence for a person."""
        key = (sha256, number)
        if key not in self._pictures:
            self._pictures[key] = await self._run(_picture, self._raw, source_file, sha256, number)
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return self._pictures[key]

    async def text(self, source_file: str, sha256: str, locator: str | None, question: str = "") -> str:
        """A source without pages as HTML, the place at `locator` and sought words marked. Raises `GongkaiError`."""
        return await self._run(_text, self._raw, source_file, sha256, locator, question)

    async def sought(self, source_file: str, sha256: str, question: str) -> list[PageBox]:
        """Where the words of a question stand on the pages of a source. Raises `GongkaiError`."""
        return await self._run(_sought, self._raw, source_file, sha256, question)

    async def _run(self, work: Callable[..., _Drawn], *arguments: object) -> _Drawn:
        if self._pool is None:
            self._pool = pebble.ProcessPool(
                max_workers=_PROCESSES,
                max_tasks=_TASKS,
                initializer=_limit,
                context=multiprocessing.get_context("spawn"),
            )
        try:
            found: _Drawn = await asyncio.wrap_future(self._pool.schedule(work, args=arguments, timeout=_SECONDS))
        except (TimeoutError, MemoryError, pebble.ProcessExpired) as error:
            raise NotDrawn("the page needs more time or memory to draw than it may have") from error
        return found

    def close(self) -> None:
        """Ends the processes."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _picture(raw: Path, source_file: str, sha256: str, number: int) -> Picture:
    return picture(source_bytes(raw, source_file, sha256), source_file, number)


def _sought(raw: Path, source_file: str, sha256: str, question: str) -> list[PageBox]:
    return boxes(document(source_bytes(raw, source_file, sha256), source_file), parse(question))


def _text(raw: Path, source_file: str, sha256: str, locator: str | None, question: str) -> str:
    found = document(source_bytes(raw, source_file, sha256), source_file)
    page = marked(found, locator, source_file, parse(question) if question else None)
    if len(page) > _MOST_TEXT:
        raise NotDrawn(f"{source_file}: has more text than can be shown")
    return page
