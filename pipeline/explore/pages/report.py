"""One report as its form stands on paper; a number chosen shows its page with the box, its checks, other years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from nicegui import ui
from nicegui.events import GenericEventArguments

from pipeline.errors import UsageError
from pipeline.explore import panel_markup, place_view, report_data, report_markup, review_markup, served
from pipeline.explore.layout import Context, View, markup, page, say
from pipeline.explore.place.drawn import Drawer
from pipeline.explore.report_data import ReportData
from pipeline.review.log import Log
from pipeline.review.verdict import standing

Row = dict[str, Any]
_CHOOSE = (
    "e=>{const a=e.target.closest('a[data-cell]');if(!a||e.ctrlKey||e.metaKey||e.shiftKey)return;e.preventDefault();"
    "document.querySelectorAll('.g-num[aria-current]').forEach(n=>n.removeAttribute('aria-current'));"
    "document.querySelectorAll('.g-num[data-cell=\"'+a.dataset.cell+'\"]').forEach(n=>n.setAttribute('aria-current','true'));"
    "const u=new URL(location);u.searchParams.set('cell',a.dataset.cell);history.replaceState(history.state,'',u);"
    "emit(a.dataset.cell)}"
)
_CLOSE = (
    "e=>{const u=new URL(location),c=u.searchParams.get('cell');['cell','page'].forEach(p=>u.searchParams.delete(p));"
    "history.replaceState(history.state,'',u);const n=document.querySelector('.g-num[aria-current]');"
    "if(n){n.removeAttribute('aria-current');n.focus()}emit(c)}"
)


def register(context: Context) -> None:
    """Adds the page and the addresses of sources."""
    drawer = served.add(context)
    log = Log(context.settings.review)

    @page(context, "/report", "report.page_title")
    async def report(view: View) -> None:
        served.head()
        report_id = await view.ask(_asked, view)
        found = await view.ask(report_data.report, context.base, report_id)
        known = await view.ask(report_data.revisions, context.base, found.own)
        beside = view.query.get("beside", "")
        other = await view.ask(_cells_of, context, known, beside)
        await _build(view, found, known, beside if other is not None else "", other, drawer, log)


def _asked(view: View) -> str:
    """The report that the address names, by its name or by agency and year."""
    query = view.query
    if query.get("id"):
        return query["id"]
    if query.get("agency") and query.get("year", "").isdecimal():
        return report_data.of_agency(view.context.base, query["agency"], int(query["year"][:6]))
    raise UsageError(view.say("report.unnamed"))


def _cells_of(context: Context, known: list[Row], name: str) -> dict[str, Row] | None:
    if name not in {row["report_id"] for row in known}:
        return None
    return report_data.cells(context.base, report_data.report(context.base, name).own)


async def _build(
    view: View,
    found: ReportData,
    known: list[Row],
    beside: str,
    other: dict[str, Row] | None,
    drawer: Drawer | None,
    log: Log,
) -> None:
    chosen = view.query.get("cell", "")
    with ui.element("div").classes("g-report g-columns"):
        body = ui.element("div").classes("g-body")
        with body:
            markup(report_markup.identity(view, found))
            markup(report_markup.revisions(view, found, known, beside))
            if other is not None:
                markup(f"<p>{say(view, 'report.differences', count=_differing(found.cells, other))}</p>")
            markup(f'<p class="g-note">{say(view, "report.hint")}</p>')
            markup(report_markup.form_tables(view, found, chosen, other))
            for name, content in (
                ("checks", report_markup.checks),
                ("text", report_markup.text),
                ("figures", report_markup.figures),
            ):
                markup(f"<h2>{say(view, f'report.{name}')}</h2>{content(view, found)}")
        panel = ui.element("aside").classes("g-panel").props('aria-live="polite"')

    async def choose(event: GenericEventArguments) -> None:
        await _fill(view, panel, drawer, found, str(event.args), log)

    body.on("click", choose, js_handler=_CHOOSE)
    if chosen:
        await _fill(view, panel, drawer, found, chosen, log)
    elif view.query.get("page"):
        with _in_panel(view, panel):
            await place_view.show_page(view, drawer, found, view.query["page"])
    if view.query.get("section", "").isdecimal():
        at = f"document.getElementById('section-{int(view.query['section'][:6])}')"
        there = f"const s={at};if(s)(s.querySelector('mark')||s).scrollIntoView({{block:'center'}})"
        ui.run_javascript(f"setTimeout(()=>{{{there}}},80)")


def _differing(cells: dict[str, Row], other: dict[str, Row]) -> int:
    def told(rows: dict[str, Row], key: str) -> tuple[Any, Any]:
        row = rows.get(key, {"value": None, "status": "missing"})
        return row["value"], row["status"]

    return sum(told(cells, key) != told(other, key) for key in {*cells, *other})


@contextmanager
def _in_panel(view: View, panel: ui.element) -> Iterator[None]:
    """What is built within stands in the panel, below the button that closes it."""
    panel.clear()
    with panel:
        close = ui.element("button").classes("g-button g-close").props("type=button")
        with close:
            markup(f"{say(view, 'report.close')} <kbd>Esc</kbd>", tag="span")
        close.on("click", panel.clear, js_handler=_CLOSE)
        yield


async def _fill(view: View, panel: ui.element, drawer: Drawer | None, found: ReportData, key: str, log: Log) -> None:
    """Shows a cell in the panel."""
    cell = panel_markup.spec(key)
    if cell is None:
        return
    row = found.cells.get(key, {**report_markup.ABSENT, **dict.fromkeys(("method", "page", "locator", "unit"))})
    years = await view.ask(report_data.other_years, view.context.base, found.own["report_id"], key)
    said = standing(await view.ask(log.entries)).get((found.own["report_id"], key), ())
    with _in_panel(view, panel):
        markup(panel_markup.facts(view, found, cell, row))
        markup(review_markup.said_of(view, said))
        await place_view.show(view, drawer, found, key)
        markup(panel_markup.years(view, cell, years, found.own["report_id"]))
        review = f"/review?{urlencode({'id': found.own['report_id'], 'cell': key, 'lang': view.lang})}"
        markup(f'<p><a href="{review.replace("&", "&amp;")}">{say(view, "report.review")}</a></p>')
