"""The source beside a form: the page with the box, or the text with the mark, or why neither can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from nicegui import ui

from pipeline.errors import GongkaiError
from pipeline.explore import panel_markup, report_markup
from pipeline.explore.layout import View, markup, say
from pipeline.explore.place.drawn import Drawer, NotDrawn
from pipeline.explore.report_data import ReportData
from pipeline.explore.sentences import told
from pipeline.model import Box

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
            await _page(view, drawer, found, near["page"], _boxes(near))
        else:
            _text(view, found, cell=key)
    except GongkaiError as error:
        markup(f'<p class="g-refused" role="alert">{escape(told(str(error), view.lang))}</p>')


async def show_page(view: View, drawer: Drawer | None, found: ReportData, page: str) -> None:
    """Builds the view of a page of the source, or of the whole source where it has no pages.

    Words that the address seeks are in boxes, or marked; the page is then the first from that one on that has them.
    """
    if drawer is None:
        markup(f'<p class="g-note">{say(view, "report.no_raw")}</p>')
        return
    question = view.query.get("q", "") if report_markup.sought(view) else ""
    try:
        if page.isdecimal():
            number, boxes = await _sought(drawer, found, int(page[:6]), question)
            _title(view, found, view.say("report.on_page", page=number))
            await _page(view, drawer, found, number, boxes)
        else:
            _title(view, found, view.say("find.source"))
            _text(view, found, q=question)
    except GongkaiError as error:
        markup(f'<p class="g-refused" role="alert">{escape(told(str(error), view.lang))}</p>')


def _title(view: View, found: ReportData, words: str) -> None:
    markup(f"<h2>{escape(found.own['source_file'])} · {escape(words)}</h2>")


async def _sought(drawer: Drawer, found: ReportData, number: int, question: str) -> tuple[int, list[Box]]:
    """The page to show and the boxes on it. Words in a picture have no known place: reading it again takes too long."""
    if not question or any(row["method"] == "ocr" for row in found.cells.values()):
        return number, []
    try:
        places = await drawer.sought(found.own["source_file"], found.own["source_sha256"], question)
    except NotDrawn:  # a source too long to be read here: its page can still be shown
        places = []
    shown = min((page for page, _ in places if page >= number), default=number)
    return shown, [box for page, box in places if page == shown]


def _boxes(row: Row) -> list[Box]:
    return [] if row["x0"] is None else [(row["x0"], row["top"], row["x1"], row["bottom"])]


def _near(found: ReportData, key: str) -> Row:
    """A page where the cell's table stands: that of the first cell of it that has one."""
    dataset = key.partition(".")[0]
    pages = [row["page"] for name, row in found.cells.items() if name.startswith(f"{dataset}.") and row["page"]]
    return {"page": min(pages, default=1), "x0": None}


async def _page(view: View, drawer: Drawer, found: ReportData, number: int, boxes: Sequence[Box]) -> None:
    drawn = await drawer.picture(found.own["source_file"], found.own["source_sha256"], number)
    label = view.say("report.page_alt" if boxes else "report.page_only", page=number, file=found.own["source_file"])
    with ui.element("div").classes("g-view").props('tabindex=0 role="region"').props(f"aria-label={_quoted(label)}"):
        markup(panel_markup.page(view, found, number, boxes, drawn))
    ui.run_javascript(f"setTimeout(()=>{_TO_BOX},60)")


def _text(view: View, found: ReportData, **place: str) -> None:
    """`place`: the cell whose place is marked, or the words that are."""
    address = f"{view.link('/source/text', id=found.own['report_id'], **place)}#here"
    label = view.say("report.text_alt", file=found.own["source_file"])
    with ui.element("div").classes("g-view"):
        frame = ui.element("iframe").props(f"src={_quoted(address)} title={_quoted(label)}")
        frame.props["sandbox"] = ""


def _quoted(text: str) -> str:
    """A text as a value in NiceGUI's props."""
    return '"' + text.replace("\\", "/").replace('"', "'") + '"'
