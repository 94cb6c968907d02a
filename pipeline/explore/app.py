"""The application for given settings: pages, files and the guard around them.

NiceGUI keeps its pages in the process, so one process holds one application.
"""

from __future__ import annotations

from importlib import import_module

from fastapi import FastAPI
from nicegui import app, ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pipeline.errors import UsageError
from pipeline.explore import assets
from pipeline.explore.base import Base
from pipeline.explore.layout import Context
from pipeline.explore.security import LOOPBACK, App, Guard
from pipeline.explore.sentences import told
from pipeline.explore.settings import Settings
from pipeline.explore.words import language

PAGES = ("overview", "compare", "find", "report", "review")
"""Modules of pages/ with `register(context)`, in the order of the header."""


def make(settings: Settings) -> App:
    """The ASGI application. Raises `UsageError` where the folder holds no datasets."""
    context = Context(settings=settings, base=Base(settings), navigation=[])
    for name in PAGES:
        import_module(f"pipeline.explore.pages.{name}").register(context)
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    assets.serve(outer)

    def refused(request: Request, error: Exception) -> PlainTextResponse:
        """A file that can't be made, in one sentence."""
        lang = language(request.query_params.get("lang"), settings.lang)
        return PlainTextResponse(f"gongkai: {told(str(error), lang)}\n", status_code=400)

    outer.exception_handler(UsageError)(refused)
    app.exception_handler(UsageError)(refused)
    ui.run_with(outer, title="gongkai", tailwind=False, gzip_middleware_factory=None, show_welcome_message=False)
    guarded = Guard(outer, settings)
    if settings.host in LOOPBACK:
        return guarded  # nothing to save on the way to the same machine
    return GZipMiddleware(guarded, minimum_size=2_000, compresslevel=4)
