"""The source beside a form: the page with the box, or the text with the mark, or why neither can be shown."""

from __future__ import annotations

from html import escape
from typing import Any

from nicegui import ui

from pipeline.errors import GongkaiError
from pipeline.explore import panel_markup
from pipeline.explore.layout import View, markup, say
from pipeline.explore.place.drawn import Drawer
from pipeline.explore.report_data import ReportData
from pipeline.explore.sentences import told

Row = dict[str, Any]
_PAGED = ("application/pdf", "application/ofd", "image/")
_TO_BOX = (
    "{const v=document.querySelector('.g-view'),b=v&&v.querySelector('.g-box');"
    "if(b){v.scrollTop=b.offsetTop+b.offsetHeight/2-v.clientHeight/2;"
    "v.scrollLeft=b.offsetLeft+b.offsetWidth/2-v.clientWidth/2}}"
)


async def show(view: View, drawer: Drawer | None, found: ReportData, key: str) -> None:
    """Builds the view of a cell's place."""
    row = found.cells.get(key) or {}
    if drawer is None:
        markup(f'<p class="g-note">{say(view, "report.no_raw")}</p>')
        return
    paged = str(found.own["media_type"]).startswith(_PAGED)
    near = _near(found, key) if paged and row.get("page") is None else row
    if near is not row:
        markup(f'<p class="g-note">{say(view, "report.nearby")}</p>')
    try:
        if paged:
            await _page(view, drawer, found, near)
        else:
            _text(view, found, key)
    except GongkaiError as error:
        markup(f'<p class="g-refused" role="alert">{escape(told(str(error), view.lang))}</p>')


async def show_page(view: View, drawer: Drawer | None, found: ReportData, page: str) -> None:
    """Builds the view of a page of the source, or of the whole source where it has no pages."""
    if drawer is None:
        markup(f'<p class="g-note">{say(view, "report.no_raw")}</p>')
        return
    number = int(page[:6]) if page.isdecimal() else None
    words = view.say("report.on_page", page=number) if number is not None else view.say("find.source")
    markup(f"<h2>{escape(found.own['source_file'])} · {escape(words)}</h2>")
    try:
        if number is not None:
            await _page(view, drawer, found, {"page": number, "x0": None})
        else:
            _text(view, found, "")
    except GongkaiError as error:
        markup(f'<p class="g-refused" role="alert">{escape(told(str(error), view.lang))}</p>')


def _near(found: ReportData, key: str) -> Row:
    """A page where the cell's table stands: that of the first cell of it that has one."""
    dataset = key.partition(".")[0]
    pages = [row["page"] for name, row in found.cells.items() if name.startswith(f"{dataset}.") and row["page"]]
    return {"page": min(pages, default=1), "x0": None}


async def _page(view: View, drawer: Drawer, found: ReportData, row: Row) -> None:
    drawn = await drawer.picture(found.own["source_file"], found.own["source_sha256"], row["page"])
    label = view.say("report.page_alt", page=row["page"], file=found.own["source_file"])
    with ui.element("div").classes("g-view").props('tabindex=0 role="region"').props(f"aria-label={_quoted(label)}"):
        markup(panel_markup.page(view, found, row, drawn))
    ui.run_javascript(f"setTimeout(()=>{_TO_BOX},60)")


def _text(view: View, found: ReportData, key: str) -> None:
    address = f"{view.link('/source/text', id=found.own['report_id'], cell=key)}#here"
    label = view.say("report.text_alt", file=found.own["source_file"])
    with ui.element("div").classes("g-view"):
        frame = ui.element("iframe").props(f"src={_quoted(address)} title={_quoted(label)}")
        frame.props["sandbox"] = ""


def _quoted(text: str) -> str:
    """A text as a value in NiceGUI's props."""
    return '"' + text.replace("\\", "/").replace('"', "'") + '"'
