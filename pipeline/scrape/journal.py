"""One site's journal while it is crawled: what this run has asked already, what earlier runs know.

A run that was stopped goes on by walking again from the start: what it has asked is answered from the journal.
"""

from __future__ import annotations

from pipeline.scrape.store import Appender, Line, Store
from pipeline.scrape.urls import canonical

Key = tuple[str, str, str]
"""Method, address, digest of the form."""


class Journal:
    """The journal of one site in one run."""

    def __init__(self, store: Store, site_id: str, run: str) -> None:
        self.store = store
        self.site_id = site_id
        self.run = run
        self.asked: dict[Key, Line] = {}
        self.known: dict[Key, Line] = {}
        self.documents: dict[str, Line] = {}
        self.looked: dict[str, Line] = {}
        self.failed: set[str] = set()
        self.gone: dict[Key, Line] = {}
        for line in store.lines(site_id):
            self._take(line)
        self._file = Appender(store.captures / f"{site_id}.jsonl")

    def add(self, kind: str, at: str, **fields: object) -> Line:
        """Adds a line of this run."""
        line: Line = {"kind": kind, "run": self.run, "at": at, **fields}
        self._file.add(line, synced=kind in ("capture", "walk"))
        self._take(line)
        return line

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _take(self, line: Line) -> None:
        kind, now = line["kind"], line["run"] == self.run
        if kind == "capture":
            key = (line["method"], line["url"], line["form"])
            if now:
                self.asked[key] = line
            self.gone.pop(key, None)
            if line["outcome"] == "ok":
                self.known[key] = line
                self.failed.discard(line["url"])
                return
            if line["outcome"] == "gone":
                self.gone[key] = line
            if not now:
                self.failed.add(line["url"])
        elif kind == "document":
            self.documents[canonical(line["url"])] = line
            self.looked[canonical(line["url"])] = line
        elif kind in ("looked", "passed"):
            self.looked[canonical(line["url"])] = line
