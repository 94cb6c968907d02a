"""The two addresses under which sources are shown: a page as a picture, a text as HTML that can't act.

A report's name and a page or cell are all that an address says; no path of a file is ever taken from it. Answers carry
a policy of their own: nothing runs, nothing is loaded, nothing else may frame them.
"""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

from fastapi import Response
from nicegui import app, ui

from pipeline.errors import GongkaiError
from pipeline.explore import assets
from pipeline.explore.base import Base, Row
from pipeline.explore.layout import Context
from pipeline.explore.place.drawn import Drawer
from pipeline.explore.sentences import told
from pipeline.explore.words import language
from pipeline.forms import DATASETS

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)
_HEADERS = {"content-security-policy": _POLICY, "cache-control": "private, max-age=600"}


@functools.cache
def drawer_of(raw: Path) -> Drawer:
    """What draws the sources in a folder, one for all pages."""
    return Drawer(raw)


def add(context: Context) -> Drawer | None:
    """Adds the addresses to the application; gives what draws, None where the files are not at hand."""
    if context.settings.raw is None:
        return None
    base, drawer = context.base, drawer_of(context.settings.raw)
    app.on_shutdown(drawer.close)

    lang = context.settings.lang

    @app.get("/source/page", include_in_schema=False)
    async def source_page(id: str, page: int) -> Response:
        try:
            own = await asyncio.to_thread(_report, base, id)
            found = await drawer.picture(own["source_file"], own["source_sha256"], page)
        except GongkaiError as error:
            return _refused(error, lang)
        return Response(found.data, media_type=found.media_type, headers=_HEADERS)

    @app.get("/source/text", include_in_schema=False)
    async def source_text(id: str, cell: str = "", q: str = "", lang: str = lang) -> Response:
        try:
            own = await asyncio.to_thread(_report, base, id)
            locator = await asyncio.to_thread(_locator, base, own, cell)
            found = await drawer.text(own["source_file"], own["source_sha256"], locator, q)
        except GongkaiError as error:
            return _refused(error, lang)
        return Response(found, media_type="text/html; charset=utf-8", headers=_HEADERS)

    return drawer


def head() -> None:
    """Adds the look and the script of reports to a page."""
    ui.add_head_html(f'<script src="{assets.address("review.js")}" defer></script>')
    ui.add_head_html(f'<link rel="stylesheet" href="{assets.address("report.css")}">')


def _refused(error: GongkaiError, lang: str) -> Response:
    said = told(str(error), language(lang, "zh"))
    return Response(f"{said}\n", 404, {**_HEADERS, "cache-control": "no-store"}, "text/plain; charset=utf-8")


def _report(base: Base, name: str) -> Row:
    found = base.rows("SELECT report_id, year, source_file, source_sha256 FROM reports WHERE report_id = ?", [name])
    if not found:
        raise GongkaiError("no such report in these data")
    return found[0]


def _locator(base: Base, own: Row, key: str) -> str | None:
    dataset, _, cell = key.partition(".")
    if dataset not in DATASETS:
        return None
    found = base.rows(
        f"SELECT locator FROM {dataset} WHERE report_id = ? AND year IS NOT DISTINCT FROM ? AND cell = ?",
        [own["report_id"], own["year"], cell],
    )
    return found[0]["locator"] if found else None
