"""What the overview asks: coverage by province, year and state; cells by status and method; failed checks."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.explore.base import Base, Row
from pipeline.model import value

HAVE = "have"
NOT_EXPECTED = ("closed", "not_due")
"""States of an agency that has nothing to report in that year."""


@value
class Covered:
    """A province (empty: not known) in a year: agencies with a report, agencies that should have one."""

    have: int
    expected: int
    flagged: int
    unreadable: int
    reported: int


def totals(base: Base) -> Row:
    """Counts of the whole: reports, agencies, years, failures, cells."""
    return base.rows(
        """SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM agencies) AS agencies,
        (SELECT min(year) FROM agency_years WHERE report_id IS NOT NULL) AS first,
        (SELECT max(year) FROM agency_years WHERE report_id IS NOT NULL) AS last,
        (SELECT count(*) FROM failures) AS failures,
        (SELECT count(DISTINCT report_id) FROM reports WHERE checks_failed > 0) AS doubted"""
    )[0]


def states(base: Base) -> list[Row]:
    """`state`, `year`, `agencies`, most frequent state first."""
    return base.rows(
        """SELECT state, year, sum(agencies)::BIGINT AS agencies,
        sum(sum(agencies)) OVER (PARTITION BY state)::BIGINT AS of_state
        FROM coverage_map GROUP BY state, year ORDER BY state <> 'have', of_state DESC, state, year"""
    )


def covered(base: Base) -> dict[tuple[str, int], Covered]:
    """Province and year → how far it is covered."""
    rows = base.rows(
        f"""SELECT province, year, sum(agencies) FILTER (state = '{HAVE}')::BIGINT AS have,
        sum(agencies) FILTER (state NOT IN {NOT_EXPECTED})::BIGINT AS expected,
        sum(flagged)::BIGINT AS flagged, sum(unreadable)::BIGINT AS unreadable, sum(reported)::BIGINT AS reported
        FROM coverage_map GROUP BY province, year"""
    )
    return {
        (row["province"], row["year"]): Covered(
            have=row["have"] or 0,
            expected=row["expected"] or 0,
            flagged=row["flagged"],
            unreadable=row["unreadable"],
            reported=row["reported"],
        )
        for row in rows
    }


def cells(base: Base, by: Sequence[str]) -> list[Row]:
    """Cells and how many of them a check names, by columns of trust.sql."""
    columns = ", ".join(by)
    return base.rows(
        f"""SELECT {columns}, sum(cells)::BIGINT AS cells, coalesce(sum(cells) FILTER (flagged), 0)::BIGINT AS flagged
        FROM trust GROUP BY {columns} ORDER BY {columns}"""
    )


def doubts(base: Base) -> list[Row]:
    """Failed checks by name: `name`, `severity`, `findings`, `reports`, `example`, the gravest first."""
    return base.rows(
        """SELECT name, severity, sum(findings)::BIGINT AS findings, sum(reports)::BIGINT AS reports,
        min(example) AS example FROM doubts WHERE severity <> 'note' GROUP BY name, severity
        ORDER BY severity, findings DESC, name"""
    )
