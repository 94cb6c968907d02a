"""When each list page is to be looked at again (`catalogue.md`): by how its last walk ended; where that was whole, by
what is known of the agencies and years that it may hold: the one that is due first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from pipeline.scrape.judge import FAILED_ONCE, deadline
from pipeline.scrape.store import Store
from pipeline.sources import Catalogue, Column

_AT_ONCE, _NEVER = timedelta(0), timedelta.max
_WEEK, _MONTH, _QUARTER, _YEAR = (timedelta(days=days) for days in (7, 30, 91, 365))
_AFTER_WALK = {"limited": _AT_ONCE, **dict.fromkeys(("partial", "unreachable", "blocked"), _WEEK)}
"""After a walk that was not whole; a month where it waits for a person or a developer."""


class Due:
    """By the journals and raw/coverage.csv as the last run left them."""

    def __init__(self, store: Store, catalogue: Catalogue, now: datetime) -> None:
        self._store = store
        self._catalogue = catalogue
        self._now = now
        self._waits = self._shortest()

    def of(self, site_id: str, columns: Iterable[Column]) -> list[Column]:
        """Those of the site's list pages whose next look has come."""
        last = {line["column"]: line for line in self._store.lines(site_id) if line["kind"] == "walk"}
        return [
            column
            for column in columns
            if column.column_id not in last
            or self._now - datetime.fromisoformat(last[column.column_id]["at"])
            >= self._wait(column.column_id, last[column.column_id]["state"])
        ]

    def _wait(self, column_id: str, state: str) -> timedelta:
        if state == "complete":
            return self._waits.get(column_id, _MONTH)
        return _AFTER_WALK.get(state, _MONTH)

    def _shortest(self) -> dict[str, timedelta]:
        """List page → how long after its last walk the first of its agencies and years is due."""
        path = self._store.raw / "coverage.csv"
        found: dict[str, timedelta] = {}
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    wait = self._wait_of(row)
                    for column_id in row["column_ids"].split("|"):
                        found[column_id] = min(wait, found.get(column_id, _NEVER))
        return found

    def _wait_of(self, row: Mapping[str, str]) -> timedelta:
        """How long one agency and year waits after a whole walk."""
        today, state = self._now.date(), row["state"]
        if state == "have":
            return _MONTH if today - date.fromisoformat(row["since"]) <= _YEAR else _YEAR
        if state == "absent":
            return _QUARTER if today - date.fromisoformat(row["since"]) <= 2 * _YEAR else _NEVER
        if state == "not_due":
            agency = self._catalogue.agencies.get(row["agency_id"])
            return _AT_ONCE if agency is not None and today > deadline(agency, int(row["year"])) else _NEVER
        if state == "closed":
            return _NEVER
        return _WEEK if state == "unreachable" or row["note"] == FAILED_ONCE else _MONTH
