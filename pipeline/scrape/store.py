"""raw/: bytes once under their SHA-256, and a journal for each site to which lines are only ever added.

    raw/store/ab/abcdef….bin      the bytes as served
    raw/captures/<site>.jsonl     one line a capture, column walk or document; the only truth, all else is made from it
    raw/captures/runs.jsonl       begin and end of runs
    raw/documents.csv             what `gongkai run` reads (documents.py); raw/coverage.csv
    raw/inbox/                    what a person saved for a blocked portal

A line is written and synced before the crawl goes on; a torn last line (power cut, kill) is cut off when the
file is opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.errors import UsageError

Line = dict[str, Any]


class Store:
    """The folder raw/."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.captures = raw / "captures"
        self.bytes = raw / "store"
        self.inbox = raw / "inbox"

    def prepare(self) -> None:
        """Makes the folders. Raises `UsageError` where raw/ can't be written to."""
        try:
            for folder in (self.captures, self.bytes, self.inbox):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.raw}: can't be written to ({error.strerror})") from error

    def path(self, sha256: str) -> Path:
        """Where the bytes of this digest stand."""
        return self.bytes / sha256[:2] / f"{sha256}.bin"

    def keep(self, data: bytes) -> str:
        """Stores bytes once; gives their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, data)
        return sha256

    def load(self, sha256: str) -> bytes:
        """The bytes of this digest."""
        return self.path(sha256).read_bytes()

    def sites(self) -> tuple[str, ...]:
        """The sites that have a journal, sorted."""
        return tuple(sorted(path.stem for path in self.captures.glob("*.jsonl") if path.stem != "runs"))

    def lines(self, site_id: str) -> Iterator[Line]:
        """The lines of a site's journal, without a torn last one."""
        return read_lines(self.captures / f"{site_id}.jsonl")

    def runs(self) -> list[Line]:
        """Begin and end of every run, in order."""
        return list(read_lines(self.captures / "runs.jsonl"))

    def unfinished_run(self) -> Line | None:
        """The last run, if it has not ended."""
        runs = self.runs()
        return runs[-1] if runs and runs[-1]["kind"] == "run" else None

    def add_run(self, line: Line) -> None:
        """Adds a line to runs.jsonl."""
        journal = Appender(self.captures / "runs.jsonl")
        journal.add(line)
        journal.close()


class Appender:
    """A file of JSON lines that is only added to."""

    def __init__(self, path: Path) -> None:
        _cut_torn_line(path)
        self._file = path.open("ab")

    def add(self, line: Line, *, synced: bool = True) -> None:
        """Adds one line. One that is not synced can be made again from those before, and goes with the next."""
        self._file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        if synced:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def read_lines(path: Path) -> Iterator[Line]:
    """The whole lines of a file of JSON lines."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            if raw.endswith(b"\n"):
                yield json.loads(raw)


def _cut_torn_line(path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb+") as file:
        data = file.read()
        whole = data.rfind(b"\n") + 1
        if whole != len(data):
            file.truncate(whole)


def replace(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all, also after a power cut."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as file:
        file.write(data)
        _sync(file)
    _rename(partial, path)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A text file to write piece by piece, that is there whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        yield file
        _sync(file)
    _rename(partial, path)


def _sync(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _rename(partial: Path, path: Path) -> None:
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
