"""The values of measures for agencies and years: a number, or the reason why there is none."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pipeline.explore.base import Base, Row
from pipeline.explore.measures import Measure
from pipeline.model import value

_LETTERS = {
    "r": "reported",
    "b": "blank",
    "n": "nil_mark",
    "m": "missing",
    "u": "unreadable",
    "d": "derived",
    "o": "not_on_form",
}
"""What the letters of statuses.sql stand for."""


@value
class Point:
    """One agency, year and measure. Without a number, `lacking` is a status or a state, or a metric's reason.

    `section`: of a number of the text, the ordinal of the section that it stands in.
    """

    agency_id: str
    year: int
    number: float | None
    lacking: str
    flagged: bool
    report_id: str | None
    state: str
    section: int | None = None


@functools.cache  # the data of a started explorer stay as they are
def years(base: Base) -> list[int]:
    """The years that the data have."""
    return [row["year"] for row in base.rows("SELECT DISTINCT year FROM coverage_map ORDER BY year")]


def points(base: Base, ids: Sequence[str], span: tuple[int, int], measure: Measure) -> dict[tuple[str, int], Point]:
    """Agency and year → its point; years of which nothing is known of the agency are left out."""
    given = {"ids": list(ids), "first": span[0], "last": span[1]}
    key: dict[str, str | int]
    if measure.figure:
        query, key = _OF_FIGURE, {"figure": measure.figure}
    elif measure.place is None:
        query, key = _OF_METRIC, {"measure": measure.name}
    else:
        query, key = _of_variable(measure), {"name": measure.name, "place": measure.place + 1}
    return {(row["agency_id"], row["year"]): _point(row) for row in base.rows(query, {**given, **key})}


_OF_METRIC = """
    SELECT y.agency_id, y.year, y.state, y.report_id, m.value AS number, m.reason AS lacking,
        coalesce(m.flagged, false) AS flagged
    FROM agency_years y LEFT JOIN (
        SELECT * FROM measures WHERE metric = $measure AND agency_id IN (SELECT unnest($ids))
    ) m ON m.agency_id = y.agency_id AND m.year = y.year
    WHERE y.agency_id IN (SELECT unnest($ids)) AND y.year BETWEEN $first AND $last"""


_OF_FIGURE = """
    SELECT y.agency_id, y.year, y.state, y.report_id, f.value AS number, false AS flagged, f.section,
        CASE WHEN f.agency_id IS NULL THEN 'not_stated' ELSE 'statements_differ' END AS lacking
    FROM agency_years y LEFT JOIN (
        SELECT * FROM figure_points WHERE figure = $figure AND agency_id IN (SELECT unnest($ids))
    ) f ON f.agency_id = y.agency_id AND f.year = y.year
    WHERE y.agency_id IN (SELECT unnest($ids)) AND y.year BETWEEN $first AND $last"""


def _of_variable(measure: Measure) -> str:
    """A column's name can't be bound; this one is of the codelist (`measures()`), never what a person typed."""
    return f"""
    SELECT y.agency_id, y.year, y.state, y.report_id, c."{measure.name}" AS number,
        substr(c.letters, $place, 1) AS lacking, coalesce(list_contains(c.flagged, $name), false) AS flagged
    FROM agency_years y LEFT JOIN cells_wide c ON c.agency_id = y.agency_id AND c.year = y.year
    WHERE y.agency_id IN (SELECT unnest($ids)) AND y.year BETWEEN $first AND $last"""


def _point(row: Row) -> Point:
    lacking = row["lacking"] or ""
    return Point(
        agency_id=row["agency_id"],
        year=row["year"],
        number=row["number"],
        lacking="" if row["number"] is not None else _LETTERS.get(lacking, lacking),
        flagged=row["flagged"],
        report_id=row["report_id"],
        state=row["state"],
        section=row.get("section"),
    )
