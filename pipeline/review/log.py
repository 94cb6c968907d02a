"""The log of decisions: JSON lines, only ever appended to, each on disk before it counts, each once however often sent.

Any number of processes may write: one at a time, under a lock. A line that a killed writer left half written was never
acknowledged; readers leave it out, and the next writer cuts it off.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import filelock

from pipeline.errors import UsageError
from pipeline.review.decision import Decision, Refused, as_line, checked, of_line

FILE = "decisions.jsonl"
_WAIT = 10.0
"""Seconds that a writer waits for another one."""


class Log:
    """The log in a folder, for any number of threads. Entries are read as far as they are new, so asking is cheap."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._one = threading.RLock()
        self._read = 0
        self._entries: list[Decision] = []
        self._known: dict[str, Decision] = {}

    def entries(self) -> list[Decision]:
        """Every whole entry, oldest first. Raises `UsageError` where a line is damaged."""
        with self._one:
            self._follow()
            return list(self._entries)

    def _follow(self) -> None:
        """Reads on to the last whole line."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._read:  # the file was restored from a copy
            self._read, self._entries, self._known = 0, [], {}
        if size > self._read:
            with self.path.open("rb") as file:
                file.seek(self._read)
                self._take(file.read())

    def _take(self, data: bytes) -> None:
        """Takes in the whole lines of what follows the part already read."""
        for raw in data[: data.rfind(b"\n") + 1].splitlines(keepends=True):
            try:
                entry = of_line(json.loads(raw))
            except (ValueError, TypeError) as error:
                number = len(self._entries) + 1
                raise UsageError(f"{self.path}: line {number} is damaged ({error}); restore the file") from error
            self._entries.append(entry)
            self._known[entry.id] = entry
            self._read += len(raw)

    def add(self, decision: Decision) -> bool:
        """Appends a decision and returns once it is on disk; False where it was there already.

        Raises `Refused` where it can't stand, `UsageError` where the log can't be written.
        """
        checked(decision)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.path.with_suffix(".lock"), timeout=_WAIT), self._one:
                self._follow()
                return self._add(decision)
        except filelock.Timeout as error:
            raise UsageError(f"{self.path}: another program is writing to it; try again") from error
        except OSError as error:
            raise UsageError(f"{self.path}: can't be written to ({error.strerror})") from error

    def _add(self, decision: Decision) -> bool:
        known = self._known.get(decision.id)
        if known is not None:
            if as_line(known) | {"at": ""} != as_line(decision) | {"at": ""}:
                raise Refused("another decision has this id; load the page again")
            return False
        self._check_undo(decision)
        line = json.dumps(as_line(decision), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        fresh = not self.path.exists()
        with self.path.open("r+b" if not fresh else "xb") as file:
            file.truncate(self._read)  # what follows is a line that a killed writer left half written
            file.seek(self._read)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            _sync_folder(self.path.parent)
        self._take(line)
        return True

    def _check_undo(self, decision: Decision) -> None:
        if decision.kind != "undo":
            return
        undone = self._known.get(decision.undoes or "")
        if undone is None or undone.kind == "undo" or undone.person != decision.person:
            raise Refused("an undo takes back a decision of the same person")
        if (undone.report_id, undone.cell) != (decision.report_id, decision.cell):
            raise Refused("an undo names the report and the cell of what it takes back")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
