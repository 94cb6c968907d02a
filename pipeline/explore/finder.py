"""The index of words behind the page of finding: looked for, brought up to date in a process of its own, opened.

Nothing is built before someone asks; what the builder has done so far can be seen meanwhile, and other pages are not
slowed down by it.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from pipeline.errors import GongkaiError, UsageError
from pipeline.explore.settings import Settings
from pipeline.find import Index, build, is_current, opened, place

_OFTEN = 20
"""Times that progress is told, at least, over a whole build."""
_Answer = TypeVar("_Answer")


class Finder:
    """One for an explorer. `done` of `total` rows of sections are indexed so far; `refused`: why it can't be built."""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.data
        self._path = _path(settings)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._builder: threading.Thread | None = None
        self._ended = threading.Event()
        self.done = self.total = 0
        self.refused = ""

    async def ready(self, seconds: float = 2.0) -> bool:
        """Whether questions can be asked; starts the builder where it is needed, and waits so long for it."""
        self._start()
        await asyncio.to_thread(self._ended.wait, seconds)
        return self._ended.is_set() and not self.refused

    def ask(self, question: Callable[[Index], _Answer]) -> _Answer:
        """The answer of the index to a question. Raises `UsageError`."""
        try:
            return question(self._index())
        except sqlite3.OperationalError:  # whoever changed the file was killed: it is opened, and so mended, anew
            self._own.index = None
            try:
                return question(self._index())
            except sqlite3.Error as error:
                raise UsageError(f"the index of words can't be read ({error}); start gongkai explore again") from error

    def _index(self) -> Index:
        found: Index | None = getattr(self._own, "index", None)
        if found is None:
            found = self._own.index = opened(self._path)
        return found

    def _start(self) -> None:
        with self._lock:
            if self._builder is None or (self.refused and self._ended.is_set()):
                self.refused = ""
                self._ended.clear()
                self._builder = threading.Thread(target=self._build, daemon=True)
                self._builder.start()

    def _build(self) -> None:
        try:
            if not is_current(self._data, self._path):
                self._build_aside()
        except GongkaiError as error:
            self.refused = str(error)
        finally:
            self._ended.set()

    def _build_aside(self) -> None:
        """Builds in another process, which says how far it is, and ends with this one."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_built, args=(self._data, self._path, there), daemon=True)
        process.start()
        there.close()
        said: object = None
        try:
            while (said := here.recv()) is not None and not isinstance(said, str):
                self.done, self.total = said
        except EOFError as error:
            raise UsageError("the index of words was not built: its builder was ended; open this page again") from error
        finally:
            process.join()
        if isinstance(said, str):
            raise UsageError(said)


def _built(data: Path, path: Path, tell: Connection) -> None:
    """The builder: sends pairs of rows done and of all, at last None, or why it could not be built."""
    last = 0

    def advance(done: int, total: int) -> None:
        nonlocal last
        if done - last >= total / _OFTEN or done == total:
            last = done
            tell.send((done, total))

    try:
        build(data, path, advance)
        tell.send(None)
    except GongkaiError as error:
        tell.send(str(error))


def _path(settings: Settings) -> Path:
    """The index that `gongkai find` uses, or one of this user's where that one can't be written and is not current."""
    shared = place(settings.data)
    if os.access(shared if shared.exists() else shared.parent, os.W_OK) and os.access(shared.parent, os.W_OK):
        return shared
    if is_current(settings.data, shared):
        return shared
    folder = hashlib.sha256(str(settings.data.resolve()).encode()).hexdigest()[:8]
    return settings.cache / f"{folder}-find.sqlite"
