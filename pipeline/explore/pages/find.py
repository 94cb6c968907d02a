"""Words sought in the text of all reports: the address holds the question; hits lead to the report and its page."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import RedirectResponse
from nicegui import app, ui
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pipeline.errors import UsageError
from pipeline.explore import find_markup, text_view
from pipeline.explore.finder import Finder
from pipeline.explore.finding import AT_ONCE, Asked, asked
from pipeline.explore.layout import Context, View, markup, page, refused, say, visit
from pipeline.explore.queries import figures
from pipeline.find import Hits, every, search
from pipeline.find.save import save

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def register(context: Context) -> None:
    """Adds the page, the files of hits, and the way from a subject to its comparison."""
    context.navigation.append(("/find", "nav.find"))
    finder = Finder(context.settings)

    @page(context, "/find", "nav.find")
    async def find(view: View) -> Response | None:
        given = asked(view)
        if "first" in view.query or "last" in view.query:
            return RedirectResponse(given.address(view), 303)
        markup(f"<h1>{say(view, 'find.title')}</h1>")
        markup(await view.ask(find_markup.form, view, given), classes="g-choose")
        if given.question:
            await _answer(view, finder, given)
        else:
            markup(await view.ask(text_view.subjects, view, given.province))
            markup(await view.ask(text_view.topics_by_year, view, given.province))
        return None

    @app.get("/find/hits.{form}", include_in_schema=False)
    async def saved(request: Request, form: str) -> Response:
        view = visit(context, request)
        given = asked(view)
        if form not in _TYPES:
            raise UsageError(view.say("find.no_format", name=form[:40], forms=", ".join(_TYPES)))
        if not await finder.ready():
            raise UsageError(finder.refused or view.say("find.building"))
        return await view.ask(_file, view, finder, given, form)

    @app.get("/find/figure", include_in_schema=False)
    def figure(request: Request) -> Response:
        view = visit(context, request)
        measure = figures.measure(context.base, view.query.get("m", ""))
        if measure is None:
            raise UsageError(view.say("compare.no_measure", name=view.query.get("m", "")[:80]))
        ids = figures.agencies(context.base, measure.figure, view.query.get("province", ""))
        return RedirectResponse(view.link("/compare", a=tuple(ids), m=measure.name), 303)


async def _answer(view: View, finder: Finder, given: Asked) -> None:
    """The hits; until the index is there, how far it is."""
    if not await finder.ready():
        if finder.refused:
            refused(view, finder.refused)
        else:
            _building(view, finder)
        return
    found = await view.ask(_found, finder, given)
    markup(find_markup.hits(view, given, found))
    words = [printed for printed in given.question.split() if len(printed) > 1]
    if words:
        markup(await view.ask(text_view.subjects, view, given.province, words))


def _found(finder: Finder, given: Asked) -> Hits:
    skipped = (given.place - 1) * AT_ONCE
    return finder.ask(lambda index: search(index, given.question, given.filters(), AT_ONCE, skipped, given.order))


def _building(view: View, finder: Finder) -> None:
    """Tells how far the builder is, and shows the page again when it has ended."""
    markup(f"<p class='g-help'>{say(view, 'find.building')}</p>")
    label = ui.label().props("role=status")
    bar = ui.element("progress").props(f'max=100 aria-label="{view.say("find.progress")}"')

    async def told() -> None:
        if await finder.ready(0.0) or finder.refused:
            ui.navigate.reload()
        percent = 100 * finder.done // finder.total if finder.total else 0
        label.set_text(f"{percent}%")
        bar.props(f"value={percent}")

    ui.timer(0.7, told)


def _file(view: View, finder: Finder, given: Asked, form: str) -> Response:
    """Every hit, the newest first, in a file that goes when it is sent."""
    folder = tempfile.TemporaryDirectory(prefix="gongkai-")
    path = Path(folder.name) / f"hits.{form}"
    try:
        finder.ask(
            lambda index: save(
                islice(every(index, given.question, given.filters()), find_markup.MOST_SAVED), form, path
            )
        )
    except UsageError:
        folder.cleanup()
        raise
    name = quote(f"gongkai-{view.context.settings.release}-find.{form}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return FileResponse(path, media_type=_TYPES[form], headers=headers, background=BackgroundTask(folder.cleanup))
