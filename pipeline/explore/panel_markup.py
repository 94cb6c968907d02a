"""What stands beside a report's tables for one cell: its words, its checks, other years, its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from pipeline import forms
from pipeline.explore import cell_markup, report_markup
from pipeline.explore.layout import View, say
from pipeline.explore.place.picture import Picture
from pipeline.explore.report_data import ReportData
from pipeline.model import Box

Row = dict[str, Any]


def spec(key: str) -> forms.CellSpec | None:
    """The form's cell of that name."""
    dataset, _, cell = key.partition(".")
    return next(reversed(forms.spec(dataset, cell)), None)


def facts(view: View, found: ReportData, cell: forms.CellSpec, row: Row) -> str:
    """What was read in the cell, how, and what is doubted."""
    given = [
        ("report.value", cell_markup.number(row["value"]) if row["value"] is not None else "—"),
        ("report.status", cell_markup.word(view, "status", row["status"])),
        ("report.raw", f"“{row['raw']}”" if row["raw"] is not None else "—"),
        ("report.method", cell_markup.word(view, "method", row["method"] or "—")),
        ("report.place", place_words(view, row)),
    ]
    if row["unit"]:
        given.insert(1, ("report.unit", cell_markup.unit(view, row["unit"])))
    listed = "".join(f"<div><dt>{say(view, key)}</dt><dd>{escape(str(text))}</dd></div>" for key, text in given)
    return (
        f"<h2>{escape(cell_markup.named(view, cell))}</h2><dl class='g-facts'>{listed}</dl>"
        f"{report_markup.checks_of(view, found, cell.key)}"
    )


def place_words(view: View, row: Row) -> str:
    """Where the cell stands, in words."""
    if row["page"] is not None:
        return view.say("report.on_page", page=row["page"])
    return str(row["locator"] or view.say("report.no_place"))


def years(view: View, cell: forms.CellSpec, rows: list[Row], report_id: str) -> str:
    """The cell in every year of the agency."""
    if not rows:
        return ""
    lines = []
    for row in rows:
        status = "reported" if row["value"] is not None else row["status"]
        text = (
            cell_markup.number(row["value"]) if row["value"] is not None else cell_markup.word(view, "status", status)
        )
        flag = " ⚑" if row["flags"] else ""
        year = str(row["year"])
        if row["report_id"] and row["report_id"] != report_id:
            address = view.link("/report", id=row["report_id"], cell=cell.key)
            year = f'<a href="{escape(address)}">{year}</a>'
        lines.append(f'<tr><th scope="row">{year}</th><td>{escape(text)}{flag}</td></tr>')
    return f'<h3>{say(view, "report.years")}</h3><table class="g-paper g-years"><tbody>{"".join(lines)}</tbody></table>'


def page(view: View, found: ReportData, number: int, boxes: Sequence[Box], drawn: Picture) -> str:
    """A page with boxes on it, as shares of the page's size."""
    own = found.own
    address = f"/source/page?id={own['report_id']}&page={number}"
    alt = view.say("report.page_alt" if boxes else "report.page_only", page=number, file=own["source_file"])
    box = "".join(_box(item, drawn) for item in boxes)
    return (
        f'<div class="g-sheet" style="aspect-ratio:{drawn.width:.2f}/{drawn.height:.2f}">'
        f'<img src="{escape(address)}" alt="{escape(alt)}">{box}</div>'
    )


def _box(box: Box, drawn: Picture) -> str:
    x0, top, x1, bottom = box
    left, above = x0 / drawn.width, top / drawn.height
    wide, high = (x1 - x0) / drawn.width, (bottom - top) / drawn.height
    return f'<div class="g-box" style="left:{left:.4%};top:{above:.4%};width:{wide:.4%};height:{high:.4%}"></div>'
