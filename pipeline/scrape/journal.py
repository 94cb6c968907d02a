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
        self.walked: dict[str, Line] = {}
        self.gone_robots: dict[str, Line] = {}
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
            if line["outcome"] == "ok":
                self.known[key] = line
                self.failed.discard(line["url"])
            elif not now:
                self.failed.add(line["url"])
            if line["outcome"] == "gone" and line["url"].endswith("/robots.txt"):
                self.gone_robots[line["url"]] = line
        elif kind == "document":
            self.documents[canonical(line["url"])] = line
            self.looked[canonical(line["url"])] = line
        elif kind == "looked":
            self.looked[canonical(line["url"])] = line
        elif kind == "walk" and now:
            self.walked[line["column"]] = line
