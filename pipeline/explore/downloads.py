"""A comparison as a file: one row an agency, year and measure, with release and source in every row."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import xlsxwriter
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.explore.comparison import Comparison, reason, why_lacking
from pipeline.explore.layout import View
from pipeline.export.common import AS_TEXTS
from pipeline.publish.parquet import writer
from pipeline.release.formulas import guarded

_TEXT = (
    "agency_id",
    "agency",
    "province",
    "division_code",
    "measure",
    "label",
    "formula",
    "no_value",
    "reason",
    "report_id",
)
_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in _TEXT[:4]),
        pa.field("year", pa.int32()),
        *(pa.field(name, pa.string()) for name in _TEXT[4:7]),
        pa.field("value", pa.float64()),
        *(pa.field(name, pa.string()) for name in _TEXT[7:9]),
        pa.field("flagged", pa.bool_()),
        *(pa.field(name, pa.string()) for name in ("report_id", "release", "source")),
    ]
)
_Row = dict[str, Any]


def answer(view: View, found: Comparison, form: str) -> Response:
    """The file of a comparison. Raises `UsageError` where there is no such format."""
    if form not in _WRITERS:
        raise UsageError(view.say("compare.no_format", name=form[:40]))
    write, kind = _WRITERS[form]
    name = quote(f"gongkai-{view.context.settings.release}.{form}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(write(list(_rows(view, found))), media_type=kind, headers=headers)


def _rows(view: View, found: Comparison) -> Iterator[_Row]:
    release = view.context.settings.release
    source = view.say("compare.source", release=release)
    for measure, points in zip(found.selection.measures, found.points, strict=True):
        said = {"measure": measure.name, "label": measure.label(view.lang), "formula": measure.formula(view.lang)}
        for row in found.agencies:
            own = {name: row[name] for name in ("agency_id", "agency", "province", "division_code")}
            for year in found.years:
                point = points.get((row["agency_id"], year))
                number = point.number if point else None
                yield {
                    **own,
                    "year": year,
                    **said,
                    "value": number,
                    "no_value": why_lacking(view, point) if number is None else None,
                    "reason": reason(view, point) or None if number is None else None,
                    "flagged": bool(point and point.flagged),
                    "report_id": point.report_id if point else None,
                    "release": release,
                    "source": source,
                }


def _csv(rows: list[_Row]) -> bytes:
    """With the mark that tells spreadsheets UTF-8; texts that they would run are guarded, as in exports."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(_SCHEMA.names)
    for row in rows:
        lines.writerow([_plain(row[name]) for name in _SCHEMA.names])
    return out.getvalue().encode("utf-8-sig")


def _plain(item: Any) -> Any:
    return guarded(item) if isinstance(item, str) else item


def _xlsx(rows: list[_Row]) -> bytes:
    """Texts are written as texts, so nothing in them runs."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **AS_TEXTS}) as book:
        sheet = book.add_worksheet("gongkai")
        sheet.write_row(0, 0, _SCHEMA.names)
        for place, row in enumerate(rows, start=1):
            for column, name in enumerate(_SCHEMA.names):
                item = row[name]
                if isinstance(item, str):
                    sheet.write_string(place, column, item)
                elif item is not None:
                    sheet.write(place, column, item)
        sheet.freeze_panes(1, 2)
    return out.getvalue()


def _parquet(rows: list[_Row]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        path = Path(folder) / "data.parquet"
        with writer(path, _SCHEMA) as file:
            file.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA))
        return path.read_bytes()


_WRITERS: dict[str, tuple[Callable[[list[_Row]], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": (_parquet, "application/vnd.apache.parquet"),
}
