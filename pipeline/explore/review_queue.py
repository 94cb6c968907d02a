"""The queue of cells that a person should look at: which comes next, which were decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.explore.base import Base
from pipeline.review.verdict import Cell

Row = dict[str, Any]
_AT_ONCE = 200


def following(base: Base, decided: Mapping[Cell, object], place: int, query: Mapping[str, str]) -> Row | None:
    """The first cell after a place in the queue that nobody decided, of the province and year asked for."""
    return _next(base, decided, place, query, ">", "ASC")


def before(base: Base, place: int, query: Mapping[str, str]) -> Row | None:
    """The cell before a place in the queue, decided or not."""
    return _next(base, {}, place, query, "<", "DESC")


def _next(
    base: Base, decided: Mapping[Cell, object], place: int, query: Mapping[str, str], than: str, order: str
) -> Row | None:
    where, given = _asked(query)
    while True:
        rows = base.rows(
            f"SELECT * FROM review_queue WHERE place {than} ? {where} ORDER BY place {order} LIMIT {_AT_ONCE}",
            [place, *given],
        )
        for row in rows:
            if (row["report_id"], row["key"]) not in decided:
                return row
        if len(rows) < _AT_ONCE:
            return None
        place = rows[-1]["place"]


def item(base: Base, report_id: str, key: str) -> Row | None:
    """A cell in the queue; None where it is not in it."""
    found = base.rows("SELECT * FROM review_queue WHERE report_id = ? AND key = ?", [report_id, key])
    return found[0] if found else None


def size(base: Base, query: Mapping[str, str]) -> int:
    """How many cells of the province and year asked for are in the queue."""
    where, given = _asked(query)
    return int(base.rows(f"SELECT count(*) AS size FROM review_queue WHERE true {where}", given)[0]["size"])


def count_decided(base: Base, decided: Mapping[Cell, object], query: Mapping[str, str]) -> int:
    """How many of them were decided."""
    where, given = _asked(query)
    names = [f"{report_id} {key}" for report_id, key in decided]
    return int(
        base.rows(
            f"SELECT count(*) AS size FROM review_queue WHERE report_id || ' ' || key IN (SELECT unnest(?)) {where}",
            [names, *given],
        )[0]["size"]
    )


def choices(base: Base) -> tuple[list[str], list[int]]:
    """The provinces and the years of the cells in the queue."""
    provinces = base.rows("SELECT DISTINCT province FROM review_queue WHERE province IS NOT NULL ORDER BY province")
    years = base.rows("SELECT DISTINCT year FROM review_queue WHERE year IS NOT NULL ORDER BY year")
    return [row["province"] for row in provinces], [row["year"] for row in years]


def _asked(query: Mapping[str, str]) -> tuple[str, list[str | int]]:
    where = ""
    given: list[str | int] = []
    if query.get("province"):
        where += " AND province = ?"
        given.append(query["province"])
    if query.get("year", "").isdecimal():
        where += " AND year = ?"
        given.append(int(query["year"][:6]))
    return where, given
