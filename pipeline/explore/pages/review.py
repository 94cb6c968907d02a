"""Doubted cells one after the other, the page with the box beside the form; decided by keys alone."""

from __future__ import annotations

from html import escape
from typing import Any

from nicegui import ui

from pipeline.explore import (
    decisions,
    panel_markup,
    place_view,
    report_data,
    report_markup,
    review_markup,
    review_queue,
    served,
)
from pipeline.explore.layout import Context, View, markup, page, say
from pipeline.explore.place.drawn import Drawer
from pipeline.review.log import Log
from pipeline.review.verdict import Cell, standing

Row = dict[str, Any]
_FILTERS = ("province", "year")


def register(context: Context) -> None:
    """Adds the page and the address of decisions."""
    context.navigation.append(("/review", "nav.review"))
    log = Log(context.settings.review)
    drawer = served.drawer_of(context.settings.raw) if context.settings.raw else None
    decisions.add(context, log)

    @page(context, "/review", "nav.review")
    async def review(view: View) -> None:
        served.head()
        decided = standing(await view.ask(log.entries))
        item = await view.ask(_item, view, decided)
        await _frame(view, decided)
        if item is None:
            markup(f"<p>{say(view, 'review.done')}</p>")
            return
        await _build(view, item, decided, drawer)


def _item(view: View, decided: dict[Cell, Any]) -> Row | None:
    """The cell that the address names, in the queue or not, else the first undecided one."""
    base, query = view.context.base, view.query
    if query.get("id") and query.get("cell"):
        known = review_queue.item(base, query["id"], query["cell"])
        return known or {"report_id": query["id"], "key": query["cell"], "place": 0}
    return review_queue.following(base, decided, 0, query)


async def _frame(view: View, decided: dict[Cell, Any]) -> None:
    base = view.context.base
    size = await view.ask(review_queue.size, base, view.query)
    provinces, years = await view.ask(review_queue.choices, base)
    markup(f"<h1>{say(view, 'nav.review')}</h1>")
    left = size - await view.ask(review_queue.count_decided, base, decided, view.query)
    markup(f"<p>{say(view, 'review.queue', left=left, size=size)}</p>{review_markup.filters(view, provinces, years)}")


async def _build(view: View, item: Row, decided: dict[Cell, Any], drawer: Drawer | None) -> None:
    base, key = view.context.base, item["key"]
    found = await view.ask(report_data.report, base, item["report_id"])
    cell, row = panel_markup.spec(key), found.cells.get(key)
    if cell is None or row is None:
        markup(f'<p class="g-refused" role="alert">{say(view, "report.no_place")}</p>')
        return
    said = decided.get((item["report_id"], key), ())
    links = await view.ask(_links, view, item, decided)
    with ui.element("div").classes("g-review g-columns"):
        with ui.element("div").classes("g-body"):
            heading = f"{found.own['agency'] or found.own['source_file']} {found.own['year'] or ''}"
            markup(_heading(view, heading, item["report_id"], key))
            markup(panel_markup.facts(view, found, cell, row))
            markup(review_markup.said_of(view, said))
            markup(review_markup.controls(view, item["report_id"], key, row, said, links))
            markup(f'<p class="g-keys">{say(view, "review.keys")}</p>')
            markup(report_markup.form_tables(view, found, key, dataset=key.partition(".")[0]))
        with ui.element("section").classes("g-panel").props(f'aria-label="{view.say("report.place")}"'):
            await place_view.show(view, drawer, found, key)


def _heading(view: View, heading: str, report_id: str, key: str) -> str:
    address = escape(view.link("/report", id=report_id, cell=key))
    return f'<p><strong>{escape(heading)}</strong> · <a href="{address}">{say(view, "review.form")}</a></p>'


def _links(view: View, item: Row, decided: dict[Cell, Any]) -> dict[str, str]:
    """Where a decision, the next key and the previous key lead."""
    base, query = view.context.base, view.query
    kept = {name: query[name] for name in _FILTERS if query.get(name)}
    after = {**decided, (item["report_id"], item["key"]): ()}
    later = review_queue.following(base, after, item["place"], query) or review_queue.following(base, after, 0, query)
    earlier = review_queue.before(base, item["place"], query)

    def link(row: Row | None) -> str:
        named = {"id": row["report_id"], "cell": row["key"]} if row else {}
        return view.link("/review", **kept, **named)

    return {"next": link(later), "skip": link(later), "previous": link(earlier) if earlier else ""}
