"""The application for given settings: pages, files and the guard around them.

NiceGUI keeps its pages in the process, so one process holds one application.
"""

from __future__ import annotations

from importlib import import_module

from fastapi import FastAPI
from fastapi.responses import FileResponse
from nicegui import ui
from starlette.middleware.gzip import GZipMiddleware

from pipeline.explore.base import Base
from pipeline.explore.layout import STYLE, Context
from pipeline.explore.security import App, Guard
from pipeline.explore.settings import Settings

PAGES = ("overview", "compare", "report", "review")
"""Modules of pages/ with `register(context)`, in the order of the header."""


def make(settings: Settings) -> App:
    """The ASGI application. Raises `UsageError` where the folder holds no datasets."""
    context = Context(settings=settings, base=Base(settings), navigation=[])
    for name in PAGES:
        import_module(f"pipeline.explore.pages.{name}").register(context)
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    outer.get("/gongkai/style.css", include_in_schema=False)(_style)
    ui.run_with(outer, title="gongkai", tailwind=False, gzip_middleware_factory=None, show_welcome_message=False)
    return GZipMiddleware(Guard(outer, settings), minimum_size=2_000, compresslevel=4)


def _style() -> FileResponse:
    return FileResponse(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})
