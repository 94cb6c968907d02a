"""What the pages of reports and of review ask of the data: one report with all its rows, other years, revisions."""

from __future__ import annotations

from typing import Any

from pipeline import forms
from pipeline.errors import UsageError
from pipeline.explore.base import Base
from pipeline.model import value

Row = dict[str, Any]
_CELL = "cell, form, value, unit, raw, status, flags, method, page, x0, top, x1, bottom, locator"


@value
class ReportData:
    """One report: its own row, its cells by `dataset.cell`, checks (with comparisons), sections, figures."""

    own: Row
    cells: dict[str, Row]
    checks: tuple[Row, ...]
    sections: tuple[Row, ...]
    figures: tuple[Row, ...]


def report(base: Base, report_id: str) -> ReportData:
    """A report by its name. Raises `UsageError` where the data have none of that name."""
    found = base.rows("SELECT * FROM reports WHERE report_id = ?", [report_id])
    if not found:
        raise UsageError(f"no report {report_id[:40]!r} in these data")
    own = found[0]
    checks = _of(base, "checks", own, '"check"') + _of(base, "comparisons", own, '"check"')
    return ReportData(
        own=own,
        cells=cells(base, own),
        checks=tuple(checks),
        sections=tuple(_of(base, "sections", own, "ordinal")),
        figures=tuple(_of(base, "figures", own, "section, char_start")),
    )


def cells(base: Base, own: Row) -> dict[str, Row]:
    """The cells of a report given by its own row."""
    parts = [f"SELECT '{dataset}.' || cell AS key, {_CELL} FROM {dataset} WHERE {_WHERE}" for dataset in forms.DATASETS]
    return {row["key"]: row for row in base.rows(" UNION ALL ".join(parts), [*_told(own)] * len(parts))}


_WHERE = "report_id = ? AND year IS NOT DISTINCT FROM ?"


def _told(own: Row) -> tuple[Any, Any]:
    return own["report_id"], own["year"]


def _of(base: Base, dataset: str, own: Row, order: str) -> list[Row]:
    return base.rows(f"SELECT * FROM {dataset} WHERE {_WHERE} ORDER BY {order}", _told(own))


def of_agency(base: Base, agency_id: str, year: int) -> str:
    """The name of an agency's report of a year. Raises `UsageError`."""
    found = base.rows(
        "SELECT report_id FROM agency_years WHERE agency_id = ? AND year = ? AND report_id IS NOT NULL",
        [agency_id, year],
    )
    if not found:
        raise UsageError("no report of this agency and year in these data")
    return str(found[0]["report_id"])


def revisions(base: Base, own: Row) -> list[Row]:
    """All reports of the same agency and year, first to last."""
    if own["agency"] is None:
        return []
    return base.rows(
        "SELECT report_id, revision, latest, published, source_file FROM reports "
        "WHERE agency = ? AND year IS NOT DISTINCT FROM ? ORDER BY revision, report_id",
        [own["agency"], own["year"]],
    )


def other_years(base: Base, report_id: str, key: str) -> list[Row]:
    """A cell in every year of the report's agency: year, report, value, status, flags; oldest first."""
    agencies = base.rows("SELECT agency_id FROM agency_years WHERE report_id = ?", [report_id])
    if not agencies:
        return []
    return base.rows(  # the agency as a value, not a query: then only its part of the files is read
        "SELECT year, report_id, value, status, flags FROM panel_long "
        "WHERE agency_id = ? AND variable = ? ORDER BY year",
        [agencies[0]["agency_id"], key],
    )
