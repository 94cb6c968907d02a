"""A comparison as a table: a number, or the words for why there is none."""

from __future__ import annotations

from typing import Any

from pipeline.explore.comparison import Comparison, reason, why_lacking
from pipeline.explore.layout import View
from pipeline.explore.measures import Measure
from pipeline.explore.queries.compare import Point
from pipeline.explore.tables import Cell, table

_Points = dict[tuple[str, int], Point]


def shown(measure: Measure, point: Point) -> str:
    """A number for people: a rate in percent, others as they are, never rounded to a whole that they are not."""
    number = point.number or 0.0
    if measure.is_rate:
        return f"{100 * number:.1f}%"
    return f"{number:,.0f}" if number.is_integer() else f"{number:,.2f}"


def markup(view: View, found: Comparison, measure: Measure, points: _Points) -> str:
    """The table of one measure: an agency a row, a year a column."""
    rows = [
        [
            Cell(text=row["agency"], title=row["agency_id"]),
            *(_cell(view, measure, points.get((row["agency_id"], year))) for year in found.years),
        ]
        for row in found.agencies
    ]
    heads = [view.say("compare.agency"), *(str(year) for year in found.years)]
    return table(measure.label(view.lang), heads, rows, "g-values")


def _cell(view: View, measure: Measure, point: Point | None) -> Cell:
    if point is None or point.number is None:
        return Cell(
            text=why_lacking(view, point),
            classes="g-lacking",
            title=reason(view, point),
            href=_page(view, measure, point),
        )
    doubt = "font-style:italic;color:#8a5300" if point.flagged else ""
    return Cell(text=shown(measure, point), classes="g-n", style=doubt, href=_page(view, measure, point))


def _page(view: View, measure: Measure, point: Point | None) -> str:
    """The report's page; of a cell of the form, that cell; of a number of the text, its section."""
    if point is None or point.report_id is None:
        return ""
    if measure.figure:
        return view.link("/report", id=point.report_id, section=point.section)
    return view.link("/report", id=point.report_id, cell="" if measure.is_rate else measure.name)


def grid(view: View, found: Comparison, points: list[_Points]) -> dict[str, Any]:
    """Options of AG Grid: an agency a row, measures and years as columns that sort and filter.

    No groups of columns: their empty heads are rows without cells to a screen reader.
    """
    columns: list[dict[str, Any]] = [
        {
            "headerName": view.say("compare.agency"),
            "field": "agency",
            "pinned": "left",
            "minWidth": 220,
            "filter": True,
        },
        {"headerName": view.say("compare.province"), "field": "province", "filter": True, "minWidth": 110},
        {"headerName": view.say("compare.code"), "field": "code", "minWidth": 95},
    ]
    for place, measure in enumerate(found.selection.measures):
        for year in found.years:
            name = measure.label(view.lang) if len(found.selection.measures) > 1 else ""
            head = f"{year} {name}{' %' if measure.is_rate else ''}".strip()
            column = {"headerName": head, "field": f"v{place}_{year}", "type": "numericColumn", "minWidth": 95}
            columns.append({**column, ":valueFormatter": _FORMAT})
    rows = [
        {
            "agency": row["agency"],
            "province": row["province"] or "",
            "code": row["division_code"] or "",
            **_values(view, found, points, row["agency_id"]),
        }
        for row in found.agencies
    ]
    return {
        "columnDefs": columns,
        "rowData": rows,
        "domLayout": "autoHeight" if len(rows) <= _WHOLE else "normal",
        "defaultColDef": {"sortable": True, "resizable": True, "wrapHeaderText": True, "autoHeaderHeight": True},
        "enableCellTextSelection": True,
    }


_WHOLE = 15
"""Rows that a grid shows without a bar to scroll."""
_FORMAT = (
    "p => p.value != null ? p.value.toLocaleString('en', {maximumFractionDigits: 4}) : p.data['w' + p.colDef.field]"
)


def _values(view: View, found: Comparison, points: list[_Points], name: str) -> dict[str, Any]:
    """Numbers by their column; for one that is not there, null and the words under `w` and the column's name."""
    values: dict[str, Any] = {}
    for place, measure in enumerate(found.selection.measures):
        for year in found.years:
            point = points[place].get((name, year))
            field = f"v{place}_{year}"
            if point is None or point.number is None:
                values |= {field: None, f"w{field}": why_lacking(view, point)}
            else:
                values[field] = round(100 * point.number, 2) if measure.is_rate else point.number
    return values
