"""Agencies × years × measures: the address holds the whole view, so a link is a view."""

from __future__ import annotations

from html import escape

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.explore import assets, compare_table, downloads
from pipeline.explore.chart_element import ChartElement
from pipeline.explore.charts import NAMED, RANKED, chart
from pipeline.explore.compare_form import all_measures, chips, form, results, shows
from pipeline.explore.comparison import Comparison, Selection, compared, selection
from pipeline.explore.layout import Context, View, markup, page, say, visit
from pipeline.explore.measures import Measure
from pipeline.explore.queries.compare import Point

_OF_FORM = frozenset(("first", "last", "drop"))
"""What only the form sends: the browser is told the address of the view instead."""
_FORMATS = ("csv", "xlsx", "parquet")


def register(context: Context) -> None:
    """Adds the page, its lists and the files of its data."""
    context.navigation.append(("/compare", "nav.compare"))

    @page(context, "/compare", "nav.compare")
    async def compare(view: View) -> Response | None:
        chosen = selection(view)
        if not _OF_FORM.isdisjoint(view.query):
            return RedirectResponse(chosen.address(view), 303)
        ui.add_head_html(f'<script src="{assets.address("lists.js")}" defer></script>')
        markup(f"<h1>{say(view, 'compare.title')}</h1>")
        found = await view.ask(compared, context.base, chosen)
        with ui.element("div").classes("g-choose"):
            _search(view, chosen)
            markup(chips(view, found))
            markup(form(view, chosen))
        markup(shows(view, chosen))
        _content(view, found)
        return None

    @app.get("/compare/measures", include_in_schema=False)
    def measures(request: Request) -> Response:
        listed = all_measures(visit(context, request))
        return HTMLResponse(listed, headers={"cache-control": "private, max-age=600"})

    @app.get("/compare/data.{form}", include_in_schema=False)
    def data(request: Request, form: str) -> Response:
        view = visit(context, request)
        return downloads.answer(view, compared(context.base, selection(view)), form)


def _search(view: View, chosen: Selection) -> None:
    """A box that shows what fits while one types."""
    found = ui.html("", tag="div").props("aria-live=polite")

    async def typed(text: str) -> None:
        found.set_content(await view.ask(results, view, chosen, text))

    box = ui.input(view.say("compare.search"), on_change=lambda event: typed(str(event.value or "")))
    box.props(f'outlined dense debounce=40 clearable hint="{say(view, "compare.search_hint")}" maxlength=100')
    box.classes("g-search").move(target_index=0)


def _content(view: View, found: Comparison) -> None:
    chosen = found.selection
    if not found.agencies:
        empty = not chosen.ids and chosen.group.is_empty
        markup(f"<p class='g-empty'>{say(view, 'compare.start' if empty else 'compare.nobody')}</p>")
        return
    if found.of_all > len(found.agencies):
        markup(f"<p class='g-help'>{say(view, 'compare.limited', all=found.of_all, shown=len(found.agencies))}</p>")
    markup(_downloads(view, chosen))
    if chosen.show == "table":
        markup(f"<p class='g-help'>{say(view, 'compare.sort')}</p>")
        options = compare_table.grid(view, found, list(found.points))
        ui.aggrid(options, theme="balham").classes("g-grid" if options["domLayout"] == "normal" else "")
    else:
        ui.add_head_html(f'<script type="module" src="{assets.address("picture.js")}"></script>')
    for place, measure in enumerate(chosen.measures):
        _measure(view, found, measure, found.points[place])
    markup(f"<p class='g-help'>{say(view, 'compare.link')}</p>")


def _measure(view: View, found: Comparison, measure: Measure, points: dict[tuple[str, int], Point]) -> None:
    markup(f"<h2>{escape(measure.label(view.lang))}</h2>{_formula(view, measure)}")
    if found.selection.show != "table":
        source = view.say("compare.source", release=view.context.settings.release)
        options, height = chart(found, measure, points, source, view.lang)
        drawn = ChartElement(options, height, measure.label(view.lang))
        markup(_beneath(view, found, points, drawn.html_id, measure.name))
    _table(view, found, measure, points)
    markup(f"<p class='g-help'>{say(view, 'compare.legend')}</p>")


def _table(view: View, found: Comparison, measure: Measure, points: dict[tuple[str, int], Point]) -> None:
    """The table of a measure. It comes when the page is open: the picture does not wait for it."""
    place = markup("", classes="g-later").props("aria-busy=true")

    async def came() -> None:
        place.set_content(await view.ask(compare_table.markup, view, found, measure, points))
        place.props(remove="aria-busy")

    ui.timer(0, came, once=True)


def _formula(view: View, measure: Measure) -> str:
    parts = ""
    if measure.is_rate:
        parts += f"<p class='g-help'><b>{say(view, 'compare.formula')}</b> {escape(measure.formula(view.lang))}</p>"
    if measure.note(view.lang):
        parts += f"<p class='g-help'><b>{say(view, 'compare.note')}</b> {escape(measure.note(view.lang))}</p>"
    return parts


def _beneath(view: View, found: Comparison, points: dict[tuple[str, int], Point], chart_id: str, name: str) -> str:
    """What the picture leaves out, and the buttons that save it."""
    words = [say(view, "compare.legend_picture")]
    if found.selection.show == "rank" and found.years:
        year = found.years[-1]
        numbers = [points.get((row["agency_id"], year)) for row in found.agencies]
        without = sum(point is None or point.number is None for point in numbers)
        words = [say(view, "compare.rank_of", year=year, without=without)]
    if found.selection.show == "line" and len(found.agencies) > NAMED:
        words.append(say(view, "compare.crowd"))
    if found.selection.show in ("rank", "bar") and len(found.agencies) > RANKED:
        words.append(say(view, "compare.first_bars", count=RANKED))
    file = escape(f"gongkai-{view.context.settings.release}-{name}")
    buttons = " ".join(
        f'<button type="button" data-picture="{kind}" data-chart="{chart_id}" data-name="{file}">'
        f"{kind.upper()}</button>"
        for kind in ("svg", "png")
    )
    return f"<p class='g-help'>{' '.join(words)}</p><p class='g-files'>{say(view, 'compare.picture')} {buttons}</p>"


def _downloads(view: View, chosen: Selection) -> str:
    links = " ".join(
        f'<a href="{escape(view.link(f"/compare/data.{form}", **chosen.query()))}" download>{form.upper()}</a>'
        for form in _FORMATS
    )
    return f"<p class='g-files'>{say(view, 'compare.download')} {links}</p>"
